"""The comparator board: two to four listed codes side by side, each dimension with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from unlisted.base.errors import UsageError
from unlisted.base.evidence import Evidence
from unlisted.base.outcome import Answer, Available, Reason, Unavailable
from unlisted.coding.decision import Statement
from unlisted.coding.request import UNLISTED_OF
from unlisted.episode.episode import Episode
from unlisted.pricing.comparator_dimensions import Dimension, observed
from unlisted.pricing.comparator_time import ActivityTime, compare_time
from unlisted.pricing.comparator_words import letter_sentences, note_sentence
from unlisted.pricing.fee import Fee, StatedPercent, fee_from, percent_of_medicare
from unlisted.pricing.medicare import Locality, RelativeValues, price_service
from unlisted.pricing.outcomes import Outcome, OutcomeSummary, summarize
from unlisted.pricing.tables import MedicareTables
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.tables import AmountRow

FEWEST, MOST = 2, 4
PROFESSIONAL_COMPONENT = "26"
SPLIT = "1"  # PC/TC indicator of a code that has a professional and a technical part


@dataclass(frozen=True, slots=True)
class Asked:
    """What a board is made for. ``component`` prices the professional part of a code that has two parts.

    ``judged`` are percentages named persons stated; ``practice_fees`` the practice's own fee by code.
    ``reported`` are the listed codes that stand for the same course: their work is not compared again.
    ``activities`` are those of the time log that stand apart from them, as a person says.
    """

    code: str
    on: date
    comparators: tuple[str, ...]
    locality: Locality
    facility: bool
    description: str = ""
    service: str = ""
    payer: str = ""
    professional_only: bool = True
    judged: tuple[StatedPercent, ...] = ()
    practice_fees: tuple[tuple[str, Decimal], ...] = ()
    reported: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparedDimension:
    """One dimension against one comparator: per cent more (or less), and the reason from the record."""

    dimension: Dimension
    percent: Answer[Decimal]
    reason: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ComparatorColumn:
    """One comparator: its relative values by component, its price here, and how the service compares."""

    code: str
    name: str
    component: str  # whole, professional
    values: Answer[RelativeValues]
    practice_expense: Decimal | None
    total_rvu: Decimal | None
    conversion_factor: Answer[Decimal]
    price: Answer[Decimal]
    dimensions: tuple[ComparedDimension, ...]
    activities: tuple[ActivityTime, ...]
    fee: Fee
    asked_percent_of_comparator: Answer[Decimal]
    note_text: Answer[str]
    letter: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class MarketEvidence:
    """A figure beside the board. ``kind`` says what it is: charge, negotiated, allowed, paid."""

    kind: str
    says: str
    n: int
    low: Decimal
    middle: Decimal
    high: Decimal
    evidence: tuple[Evidence, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Board:
    """Comparators side by side for one unlisted code on one day.

    ``percent_of_medicare`` is refused for an unlisted code: Medicare has no value for it.
    """

    asked: Asked
    columns: tuple[ComparatorColumn, ...]
    market: tuple[MarketEvidence, ...]
    own_outcomes: tuple[OutcomeSummary, ...]
    percent_of_medicare: Answer[Decimal]
    modifiers: tuple[str, ...]
    modifier_note: str
    overlap_note: str = ""


def build_board(
    episode: Episode,
    asked: Asked,
    rulebook: Rulebook,
    tables: MedicareTables,
    outcomes: Iterable[Outcome] = (),
) -> Board:
    """Return the board. The unlisted line takes none of the comparators' modifiers."""
    _check(asked, rulebook)
    columns = tuple(_column(code, episode, asked, rulebook, tables) for code in asked.comparators)
    nothing = Unavailable(Reason.NOT_PUBLISHED, f"a Medicare value of {asked.code}")
    mine = [x for x in outcomes if (not asked.service or x.service == asked.service) and x.code == asked.code]
    return Board(
        asked,
        columns,
        tuple(_market(asked, rulebook)),
        summarize(x for x in mine if not asked.payer or x.payer == asked.payer),
        percent_of_medicare(Decimal(0), asked.code, asked.on, tables, nothing),
        (),
        "no modifier of a comparator goes on the unlisted line: it describes no specific procedure",
        _overlap(asked),
    )


def _overlap(asked: Asked) -> str:
    """Say that work of listed codes on the same claim must not be counted again."""
    if not asked.reported:
        return ""
    codes = ", ".join(asked.reported)
    if asked.activities:
        named = ", ".join(item.replace("_", " ") for item in asked.activities)
        return f"{codes} is reported for this course too; compared are the minutes of {named} only"
    return (
        f"{codes} is reported for this course too: minutes, technique and effort on record are those of the "
        f"whole course, and only what stands apart from {codes} may be counted for {asked.code}"
    )


def default_comparators(code: str, listed: Iterable[str], rulebook: Rulebook) -> tuple[str, ...]:
    """Choose up to three comparators: the listed codes of the decision first, then the family's own order."""
    family = rulebook.groups.get(f"comparators_{code}", frozenset())
    first = [item for item in dict.fromkeys(listed) if item in family]
    usual = ("77427", "77435", "77470", "77263", "77301", "77370", "77336", "77770", "77778")
    rest = [item for item in (*usual, *sorted(family)) if item in family and item not in first]
    return tuple(dict.fromkeys((*first, *rest)))[: MOST - 1]


def _check(asked: Asked, rulebook: Rulebook) -> None:
    number = len(set(asked.comparators))
    if not FEWEST <= number <= MOST or number != len(asked.comparators):
        raise UsageError(
            f"{len(asked.comparators)} comparators, {number} of them different",
            why="one alone is no comparison, and more than four are not weighed with care",
            fix=f"name {FEWEST} to {MOST} different codes",
        )
    for code in asked.comparators:
        if code in UNLISTED_OF.values() or code not in rulebook.codes:
            raise UsageError(
                f"{code} cannot be a comparator",
                why="a comparator is a listed code with an established value",
                fix=f"use one of: {', '.join(sorted(rulebook.groups[f'comparators_{asked.code}']))}",
            )


def _column(
    code: str, episode: Episode, asked: Asked, rulebook: Rulebook, tables: MedicareTables
) -> ComparatorColumn:
    values, component = _values(code, asked, tables)
    factor = tables.conversion_factor(asked.on)
    price = _price(values, factor, asked)
    judged = {item.dimension: item for item in asked.judged if item.comparator == code}
    physicians = rulebook.codes[code].family == "management"
    log = [x for x in episode.time_log if not asked.activities or x.activity in asked.activities]
    activities, time = compare_time(log, code, rulebook, physicians_only=physicians)
    if asked.reported and not asked.activities:
        time = Unavailable(
            Reason.NO_OBSERVATIONS,
            f"minutes apart from {', '.join(asked.reported)}: the time log does not tell them apart",
            would_fill="a named person's judgement of the time that stands apart",
        )
    dimensions = tuple(
        _dimension(dimension, judged.get(dimension.value), time, activities, episode)
        for dimension in Dimension
    )
    whole = judged.get("")
    fee = fee_from(price, dict(asked.practice_fees).get(code), whole)
    shares: Answer[Decimal] = (
        percent_of_medicare(fee.asked.value, code, asked.on, tables, price)
        if isinstance(fee.asked, Available)
        else fee.asked
    )
    known = values.value if isinstance(values, Available) else None
    expense = known.practice_expense(facility=asked.facility) if known else None
    return ComparatorColumn(
        code,
        rulebook.codes[code].name,
        component,
        values,
        expense,
        known.total(facility=asked.facility) if known else None,
        factor,
        price,
        dimensions,
        activities,
        fee,
        shares,
        note_sentence(asked.description, code, whole),
        letter_sentences(
            asked.code,
            code,
            rulebook.codes[code].name,
            asked.description,
            dimensions_told(dimensions),
            whole,
            fee,
            price,
        ),
    )


def dimensions_told(
    dimensions: Sequence[ComparedDimension],
) -> tuple[tuple[str, str, tuple[Evidence, ...]], ...]:
    """Return the dimensions that can be told: name, clause with its percentage, evidence."""
    told = []
    for item in dimensions:
        if isinstance(item.percent, Available):
            more = "more" if item.percent.value >= 0 else "less"
            says = f"{abs(item.percent.value)} % {more}: {item.reason}"
            told.append((item.dimension.value, says, (*item.evidence, *item.percent.evidence)))
    return tuple(told)


def _values(code: str, asked: Asked, tables: MedicareTables) -> tuple[Answer[RelativeValues], str]:
    """Return the relative values; of the professional part where a code has two and only that is meant."""
    whole = tables.relative_values(code, asked.on)
    if isinstance(whole, Unavailable) or whole.value.pctc_indicator != SPLIT or not asked.professional_only:
        return whole, "whole"
    return tables.relative_values(code, asked.on, PROFESSIONAL_COMPONENT), "professional"


def _price(values: Answer[RelativeValues], factor: Answer[Decimal], asked: Asked) -> Answer[Decimal]:
    if isinstance(values, Unavailable):
        return values
    if isinstance(factor, Unavailable):
        return factor
    found = price_service(values.value, asked.locality, factor.value, facility=asked.facility)
    if isinstance(found, Unavailable):
        return found
    return Available(found.value, (*found.evidence, *factor.evidence))


def _dimension(
    dimension: Dimension,
    judged: StatedPercent | None,
    time: Answer[Decimal],
    activities: tuple[ActivityTime, ...],
    episode: Episode,
) -> ComparedDimension:
    says, places = observed(dimension, episode)
    if judged is not None:
        reason = f"{judged.reason.rstrip('.')} ({judged.person}, {judged.on})"
        return ComparedDimension(
            dimension, Available(judged.percent, (judged.evidence,)), reason, (*places, judged.evidence)
        )
    if dimension is Dimension.TIME:
        compared = [row for row in activities if isinstance(row.typical, Available)]
        if compared:
            names = ", ".join(row.activity.replace("_", " ") for row in compared)
            minutes = sum(row.logged_minutes for row in compared)
            says = f"{minutes} minutes of {names}, against published times; in all {says}"
        return ComparedDimension(dimension, time, says, places)
    missing = Unavailable(
        Reason.NO_OBSERVATIONS,
        f"a figure for {dimension.value}: none is published, and nobody has judged it",
        would_fill="a named person's judgement with the reason",
    )
    return ComparedDimension(dimension, missing, says, places)


def _market(asked: Asked, rulebook: Rulebook) -> Iterable[MarketEvidence]:
    table = rulebook.amounts.get("amounts.market.hospital_charge_ratios")
    if table is None:
        return
    for row in table.rows:
        if row["code"] == asked.code and row["comparator_code"] in asked.comparators:
            n, low, middle, high = (_figure(row, name) for name in ("n", "p25", "median", "p75"))
            yield MarketEvidence(
                "charge",
                f"inside one hospital the charge of {asked.code} is {middle} times that of "
                f"{row['comparator_code']} (median)",
                int(n),
                low,
                middle,
                high,
                table.citations,
                "a ratio of gross charges; it proves no value and no payment",
            )


def _figure(row: AmountRow, name: str) -> Decimal:
    cell = row[name]
    if not isinstance(cell, Decimal):
        raise TypeError(f"column {name} holds {cell!r}, not a decimal")
    return cell
