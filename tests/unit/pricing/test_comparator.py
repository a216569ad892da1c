"""The comparator board against figures worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from builders.courses import DOCTOR, PHYSICIST, START, a_change, factor, sbrt
from unlisted.base.errors import UsageError
from unlisted.base.outcome import Available, Unavailable
from unlisted.episode.care import TimeEntry
from unlisted.episode.episode import Episode
from unlisted.episode.person import Actor
from unlisted.pricing.comparator import (
    Asked,
    Board,
    ComparatorColumn,
    ComparedDimension,
    build_board,
    default_comparators,
)
from unlisted.pricing.comparator_dimensions import Dimension
from unlisted.pricing.comparator_time import compare_time, percent_more
from unlisted.pricing.comparator_words import note_sentence
from unlisted.pricing.embedded import embedded_tables
from unlisted.pricing.fee import StatedPercent, fee_from, percent_of_medicare
from unlisted.pricing.medicare import NATIONAL, Locality
from unlisted.pricing.outcomes import Outcome
from unlisted.pricing.tables import MedicareTables
from unlisted.rules.rulebook import Rulebook

DAY25, DAY26 = date(2025, 6, 2), date(2026, 6, 1)
# Addendum E of each year: indices of work, practice expense, malpractice
BOSTON_2025 = Locality("MA", "14212", "01", "Metropolitan Boston", *map(Decimal, ("1.042", "1.197", "0.894")))
BOSTON_2026 = Locality("MA", "14212", "01", "Metropolitan Boston", *map(Decimal, ("1.041", "1.194", "0.89")))
HOUSTON_2025 = Locality("TX", "04412", "18", "Houston", *map(Decimal, ("1.014", "1.003", "1.409")))
HOUSTON_2026 = Locality("TX", "04412", "18", "Houston", *map(Decimal, ("1.008", "0.993", "1.376")))
JUDGED = StatedPercent(
    "77427", "", Decimal(40), "two courses were summed", "Alex Exampleton", "radiation_oncologist", DAY26
)


@pytest.fixture(scope="module")
def tables(rulebook: Rulebook) -> MedicareTables:
    return embedded_tables(rulebook, rulebook.codes)


def board(
    rulebook: Rulebook, tables: MedicareTables, episode: Episode | None = None, **asked: object
) -> Board:
    plain = {
        "code": "77499",
        "on": DAY26,
        "comparators": ("77427", "77435"),
        "locality": NATIONAL,
        "facility": False,
        "description": "Adaptive reirradiation management",
    }
    return build_board(episode or sbrt(5), Asked(**{**plain, **asked}), rulebook, tables)  # type: ignore[arg-type]


def column(found: Board, code: str) -> ComparatorColumn:
    return next(item for item in found.columns if item.code == code)


@pytest.mark.parametrize(
    ("on", "locality", "dollars"),
    [
        # (3.37 x 1.042 + 2.17 x 1.197 + 0.27 x 0.894) x 32.3465 = 6.35041 x 32.3465; RVU25D, Addendum E 2025
        (DAY25, BOSTON_2025, "205.41"),
        # (3.37 x 1.014 + 2.17 x 1.003 + 0.27 x 1.409) x 32.3465 = 5.97412 x 32.3465
        (DAY25, HOUSTON_2025, "193.24"),
        # (3.37 x 1.041 + 2.22 x 1.194 + 0.26 x 0.890) x 33.4009 = 6.39025 x 33.4009; RVU26C, Addendum E 2026
        (DAY26, BOSTON_2026, "213.44"),
        # (3.37 x 1.008 + 2.22 x 0.993 + 0.26 x 1.376) x 33.4009 = 5.95918 x 33.4009
        (DAY26, HOUSTON_2026, "199.04"),
    ],
)
def test_77427_in_two_localities_and_two_years_to_the_cent(
    rulebook: Rulebook, tables: MedicareTables, on: date, locality: Locality, dollars: str
) -> None:
    found = column(board(rulebook, tables, on=on, locality=locality), "77427")
    assert isinstance(found.price, Available)
    assert found.price.value == Decimal(dollars)
    assert found.price.evidence


def test_the_packaged_localities_are_those_of_the_table(tables: MedicareTables) -> None:
    there = {(x.state, x.locality): x for x in tables.localities_on(DAY26)}
    for expected in (BOSTON_2026, HOUSTON_2026):
        found = there[expected.state, expected.locality]
        assert (found.work, found.practice_expense, found.malpractice) == (
            expected.work,
            expected.practice_expense,
            expected.malpractice,
        )


def test_a_code_of_two_parts_is_priced_by_its_professional_part(
    rulebook: Rulebook, tables: MedicareTables
) -> None:
    found = board(rulebook, tables, comparators=("77427", "77470"))
    special = column(found, "77470")
    assert special.component == "professional"
    assert special.total_rvu is not None
    assert special.total_rvu < Decimal("4.34")  # the whole line holds the technical part
    assert column(found, "77427").component == "whole"
    whole = board(rulebook, tables, comparators=("77427", "77470"), professional_only=False)
    assert column(whole, "77470").total_rvu == Decimal("4.34")


def test_the_line_takes_no_modifier_of_a_comparator(rulebook: Rulebook, tables: MedicareTables) -> None:
    assert board(rulebook, tables, comparators=("77427", "77470")).modifiers == ()


def test_no_percentage_of_medicare_where_medicare_has_no_value(
    rulebook: Rulebook, tables: MedicareTables
) -> None:
    assert isinstance(board(rulebook, tables).percent_of_medicare, Unavailable)
    priced = Available(Decimal("195.40"))
    for code in ("77499", "77299", "77399", "77799"):
        assert isinstance(percent_of_medicare(Decimal(500), code, DAY26, tables, priced), Unavailable)
    assert percent_of_medicare(Decimal("390.80"), "77427", DAY26, tables, priced) == Available(
        Decimal("200.0")
    )


def test_fee_and_floor_follow_a_named_judgement(rulebook: Rulebook, tables: MedicareTables) -> None:
    found = board(rulebook, tables, judged=(JUDGED,))
    weekly, body = column(found, "77427"), column(found, "77435")
    assert isinstance(weekly.fee.asked, Available)
    assert weekly.fee.asked.value == Decimal("273.56")  # 195.40 x 1.40
    assert weekly.fee.floor == weekly.fee.asked
    assert weekly.fee.basis == "medicare_price"
    assert JUDGED.evidence in weekly.fee.asked.evidence
    assert isinstance(body.fee.asked, Unavailable)  # it was judged against the other code


def test_the_practices_own_fee_is_the_basis_where_given(rulebook: Rulebook, tables: MedicareTables) -> None:
    found = column(
        board(rulebook, tables, judged=(JUDGED,), practice_fees=(("77427", Decimal("450.00")),)), "77427"
    )
    assert isinstance(found.fee.asked, Available)
    assert found.fee.asked.value == Decimal("630.00")
    assert isinstance(found.fee.floor, Available)
    assert found.fee.floor.value == Decimal("273.56")
    assert found.fee.basis == "practice_fee"


def test_without_a_judgement_there_is_no_fee() -> None:
    fee = fee_from(Available(Decimal(100)), None, None)
    assert isinstance(fee.asked, Unavailable)
    assert isinstance(fee.floor, Unavailable)


@pytest.mark.parametrize("percent", ["-91", "401"])
def test_a_percentage_far_off_is_refused(percent: str) -> None:
    with pytest.raises(UsageError):
        StatedPercent("77427", "", Decimal(percent), "why", "A", "r", DAY26)


@pytest.mark.parametrize("percent", ["-90", "400", "0"])
def test_the_edges_of_a_percentage_are_taken(percent: str) -> None:
    assert StatedPercent("77427", "", Decimal(percent), "why", "A", "r", DAY26).percent == Decimal(percent)


def test_a_percentage_needs_a_reason() -> None:
    with pytest.raises(UsageError):
        StatedPercent("77427", "", Decimal(10), " ", "A", "r", DAY26)


@pytest.mark.parametrize(
    "codes",
    [("77427",), ("77427", "77427"), ("77427", "77431", "77432", "77435", "77470"), ("77427", "77399")],
)
def test_two_to_four_different_listed_codes(
    rulebook: Rulebook, tables: MedicareTables, codes: tuple[str, ...]
) -> None:
    with pytest.raises(UsageError):
        board(rulebook, tables, comparators=codes)


def entry(activity: str, minutes: int, person: Actor = DOCTOR) -> TimeEntry:
    return TimeEntry(person, activity, minutes, START, START, "delivery", ())


def test_time_compares_only_what_has_a_figure(rulebook: Rulebook) -> None:
    log = (
        entry("image_review_and_presence", 40),
        entry("image_review_and_presence", 44),
        entry("phone_calls", 90),
        entry("quality_assurance", 95, PHYSICIST),
    )
    rows, percent = compare_time(log, "77435", rulebook, physicians_only=True)
    assert {row.activity for row in rows} == {"image_review_and_presence", "phone_calls"}
    # 84 minutes in two entries against twice 31 (n 270)
    assert isinstance(percent, Available)
    assert percent.value == Decimal(35)
    assert isinstance(next(r for r in rows if r.activity == "phone_calls").typical, Unavailable)
    shown = next(r for r in rows if r.activity == "image_review_and_presence")
    assert (shown.n, shown.times, shown.logged_minutes) == ("270", 2, 84)
    everyone, _ = compare_time(log, "77435", rulebook, physicians_only=False)
    assert "quality_assurance" in {row.activity for row in everyone}


def test_the_figure_depends_on_the_comparator(rulebook: Rulebook) -> None:
    log = (entry("image_review_and_presence", 31),)
    assert compare_time(log, "77435", rulebook, physicians_only=True)[1] == Available(
        Decimal(0), compare_time(log, "77435", rulebook, physicians_only=True)[0][0].evidence
    )
    weekly = compare_time(log, "77427", rulebook, physicians_only=True)[1]
    assert isinstance(weekly, Available)
    assert weekly.value == Decimal(53)  # 31 against 20.3


def test_minutes_of_a_listed_code_on_the_claim_are_not_counted_again(
    rulebook: Rulebook, tables: MedicareTables
) -> None:
    """The log holds the whole course; beside 77435 nobody knows which minutes stand apart from it."""
    episode = sbrt(5, time_log=(entry("image_review_and_presence", 62),))

    def time(found: Board) -> ComparedDimension:
        return next(x for x in column(found, "77435").dimensions if x.dimension is Dimension.TIME)

    alone, beside = board(rulebook, tables, episode), board(rulebook, tables, episode, reported=("77435",))
    assert isinstance(time(alone).percent, Available)
    assert alone.overlap_note == ""
    percent = time(beside).percent
    assert isinstance(percent, Unavailable)
    assert "minutes apart from 77435" in percent.searched
    assert "only what stands apart from 77435 may be counted for 77499" in beside.overlap_note
    assert not any("time is" in sentence.text for sentence in column(beside, "77435").letter)
    apart = board(
        rulebook,
        tables,
        sbrt(5, time_log=(entry("image_review_and_presence", 62), entry("contouring", 500))),
        reported=("77435",),
        activities=("image_review_and_presence",),
    )
    assert time(apart).percent == time(alone).percent  # the other minutes are left out
    assert apart.overlap_note.endswith("compared are the minutes of image review and presence only")
    judged = StatedPercent("77435", "time", Decimal(20), "own sessions", "Alex Exampleton", "other", DAY26)
    stated = time(board(rulebook, tables, episode, reported=("77435",), judged=(judged,)))
    assert stated.percent == Available(Decimal(20), (judged.evidence,))


def test_no_minute_is_filled_in(rulebook: Rulebook, tables: MedicareTables) -> None:
    found = column(board(rulebook, tables), "77435")
    time = next(part for part in found.dimensions if part.dimension is Dimension.TIME)
    assert isinstance(time.percent, Unavailable)
    assert "none are filled in" in time.reason
    assert found.activities == ()


def test_dimensions_give_reasons_and_only_people_give_percentages(
    rulebook: Rulebook, tables: MedicareTables
) -> None:
    episode = sbrt(5, complexity=(factor("adaptive", "The limb swelled."),), plan_changes=(a_change(),))
    judged = StatedPercent(
        "77435", "effort", Decimal(-10), "less than usual", "Alex Exampleton", "radiation_oncologist", DAY26
    )
    found = column(board(rulebook, tables, episode, judged=(judged,)), "77435")
    parts = {part.dimension: part for part in found.dimensions}
    assert set(parts) == set(Dimension)
    effort = parts[Dimension.EFFORT].percent
    unjudged = column(board(rulebook, tables, episode), "77435").dimensions
    assert "The limb swelled" in next(p.reason for p in unjudged if p.dimension is Dimension.EFFORT)
    assert isinstance(effort, Available)
    assert effort.value == Decimal(-10)
    assert isinstance(parts[Dimension.TECHNIQUE].percent, Unavailable)
    assert "replanned once" in parts[Dimension.TECHNIQUE].reason
    texts = [sentence.text for sentence in found.letter]
    assert any("effort is 10 % less" in text for text in texts)
    assert not any("technique" in text for text in texts)


def test_the_note_fits_eighty_characters_and_is_never_cut() -> None:
    judged = JUDGED
    assert note_sentence("Adaptive boost", "77427", judged) == Available(
        "Adaptive boost; comparable 77427 +40%", (judged.evidence,)
    )
    less = StatedPercent("77427", "", Decimal(-20), "less", "A", "r", DAY26)
    found = note_sentence("Adaptive boost", "77427", less)
    assert isinstance(found, Available)
    assert found.value.endswith("-20%")
    assert note_sentence("x" * 80, "77427", judged) == Available("x" * 80)
    assert isinstance(note_sentence("x" * 81, "77427", judged), Unavailable)
    assert isinstance(note_sentence("  ", "77427", None), Unavailable)
    fits = note_sentence("x" * 58, "77427", judged)  # 58 + 22 is 80 without the percentage
    assert isinstance(fits, Available)
    assert len(fits.value) <= 80


def test_charges_and_outcomes_stand_beside_and_say_what_they_are(
    rulebook: Rulebook, tables: MedicareTables
) -> None:
    mine = Outcome(
        "boost",
        "77499",
        "aetna",
        "77427",
        "2026-03",
        Decimal(400),
        Decimal(300),
        Decimal(240),
        40,
        "",
        "first",
    )
    other = Outcome("boost", "77499", "cigna", "77427", "2026-03", Decimal(400), None, None, None, "16")
    asked = Asked(
        "77499", DAY26, ("77427", "77435"), NATIONAL, facility=False, service="boost", payer="aetna"
    )
    found = build_board(sbrt(5), asked, rulebook, tables, (mine, other))
    (charge,) = found.market
    assert (charge.kind, charge.n, charge.low, charge.middle, charge.high) == (
        "charge",
        101,
        Decimal("0.64"),
        Decimal("1.00"),
        Decimal("1.00"),
    )
    (own,) = found.own_outcomes
    assert (own.payer, own.n) == ("aetna", Available(1))
    assert own.allowed == Available(Decimal(300))


def test_default_comparators_start_with_the_listed_lines(rulebook: Rulebook) -> None:
    assert default_comparators("77499", ("77435", "77470"), rulebook)[:2] == ("77435", "77470")
    assert default_comparators("77499", ("77402",), rulebook)[0] == "77427"
    assert all(
        2 <= len(default_comparators(c, (), rulebook)) <= 4 for c in ("77299", "77399", "77499", "77799")
    )


@pytest.mark.parametrize(
    ("value", "base", "expected"),
    [("10", "10", "0"), ("15", "10", "50"), ("5", "10", "-50"), ("201", "200", "1")],
)
def test_percent_more_rounds_half_up(value: str, base: str, expected: str) -> None:
    assert percent_more(Decimal(value), Decimal(base)) == Decimal(expected)
