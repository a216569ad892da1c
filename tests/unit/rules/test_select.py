"""What a rule answers on a day."""

from __future__ import annotations

from datetime import date

from builders.rule_files import REGISTRY, gap, pack, rule, version
from unlisted.base.evidence import Confidence
from unlisted.base.outcome import Reason, Unavailable
from unlisted.rules.rulebook import build_rulebook
from unlisted.rules.select import RuleAnswer, select


def answer_on(day: date, *versions: str) -> RuleAnswer | Unavailable:
    book = build_rulebook(REGISTRY | pack("p", rule("records", *versions), payer="group"))
    return select(book.rule("payers.group.p.records"), day)


def test_the_version_in_force_answers_with_its_citation() -> None:
    answer = answer_on(
        date(2026, 5, 1),
        version("2026-04-01", says="New text."),
        version("2024-01-01", "2026-03-31", says="Old text."),
    )
    assert isinstance(answer, RuleAnswer)
    assert (answer.says, answer.effective) == ("New text.", "from 2026-04-01")
    (citation,) = answer.evidence
    assert (citation.source.title, citation.locator, citation.confidence) == (
        "The policy",
        "p. 1",
        Confidence.HIGH,
    )


def test_both_ends_of_a_period_belong_to_it() -> None:
    versions = (version("2024-01-01", "2026-03-31", says="Old."), version("2026-04-01", says="New."))
    found = [answer_on(day, *versions) for day in (date(2024, 1, 1), date(2026, 3, 31), date(2026, 4, 1))]
    assert [item.says for item in found if isinstance(item, RuleAnswer)] == ["Old.", "Old.", "New."]


def test_a_day_in_a_hole_is_a_source_not_retained() -> None:
    answer = answer_on(
        date(2025, 6, 1), version("2024-01-01", "2024-12-31"), version("2026-01-01", verified="2026-10-01")
    )
    assert isinstance(answer, Unavailable)
    assert answer.reason is Reason.SOURCE_NOT_RETAINED
    assert answer.searched_on == date(2026, 11, 1)
    assert "2025-06-01" in answer.would_fill


def test_a_declared_gap_answers_with_its_own_reason() -> None:
    answer = answer_on(date(2020, 1, 1), gap("undated", "2025-12-31"), version("2026-01-01"))
    assert answer == Unavailable(Reason.BEHIND_LOGIN, "the portal", date(2026, 11, 1), "the portal's manual")


def test_an_undated_version_answers_every_day_up_to_its_end_and_says_so() -> None:
    open_ended = answer_on(date(1990, 1, 1), version())
    ended = answer_on(date(1990, 1, 1), version("undated", "2025-12-31"))
    assert isinstance(open_ended, RuleAnswer)
    assert isinstance(ended, RuleAnswer)
    assert open_ended.undated
    assert (open_ended.effective, ended.effective) == ("undated", "until 2025-12-31, start undated")
    assert isinstance(answer_on(date(2026, 1, 1), version("undated", "2025-12-31")), Unavailable)


def test_an_answer_is_stale_on_the_day_after_it_was_verified() -> None:
    fresh = answer_on(date(2026, 11, 1), version("2026-01-01", verified="2026-11-01"))
    stale = answer_on(date(2026, 11, 2), version("2026-01-01", verified="2026-11-01"))
    assert isinstance(fresh, RuleAnswer)
    assert isinstance(stale, RuleAnswer)
    assert (fresh.stale, stale.stale) == (False, True)
    assert fresh.says == stale.says


def test_an_answer_is_outdated_from_the_ninety_first_day() -> None:
    checked = version("2026-01-01", verified="2026-11-01")
    last, first = answer_on(date(2027, 1, 30), checked), answer_on(date(2027, 1, 31), checked)
    assert isinstance(last, RuleAnswer)
    assert isinstance(first, RuleAnswer)
    assert (last.outdated, first.outdated) == (False, True)
    assert last.stale
