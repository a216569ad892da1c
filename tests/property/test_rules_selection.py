"""Periods part the days: each day has one version or is a hole; a new rule changes only its answers."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from builders.rule_files import REGISTRY, pack, rule, version
from unlisted.base.outcome import Reason, Unavailable
from unlisted.rules.compare import AnswerChangeKind, compare
from unlisted.rules.rulebook import build_rulebook, find_problems
from unlisted.rules.select import RuleAnswer, select

FIRST = date(2024, 1, 1)
offsets = st.integers(min_value=0, max_value=60)


def day(offset: int) -> date:
    return FIRST + timedelta(days=offset)


@st.composite
def periods(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Return periods that do not overlap, in any order, with and without holes between them."""
    cuts = sorted(draw(st.sets(offsets, min_size=2, max_size=8)))
    pairs = [(start, end - 1) for start, end in pairwise(cuts)]
    kept = [pair for pair in pairs if draw(st.booleans())] or pairs[:1]
    return draw(st.permutations(kept))


@settings(max_examples=60, deadline=None)
@given(periods())
def test_each_day_has_its_version_or_is_a_hole(spans: list[tuple[int, int]]) -> None:
    versions = [
        version(str(day(start)), str(day(end)), says=f"From {start} to {end}.") for start, end in spans
    ]
    book = build_rulebook(REGISTRY | pack("p", rule("r", *versions), payer="group"))
    for offset in range(-1, 62):
        answer = select(book.rule("payers.group.p.r"), day(offset))
        holding = [span for span in spans if span[0] <= offset <= span[1]]
        if holding:
            assert isinstance(answer, RuleAnswer)
            assert answer.says == f"From {holding[0][0]} to {holding[0][1]}."
        else:
            assert isinstance(answer, Unavailable)
            assert answer.reason is Reason.SOURCE_NOT_RETAINED


@settings(max_examples=60, deadline=None)
@given(offsets, offsets, offsets, offsets)
def test_overlap_is_refused_exactly_when_a_day_is_shared(a: int, b: int, c: int, d: int) -> None:
    first, second = sorted((a, b)), sorted((c, d))
    files = REGISTRY | pack(
        "p",
        rule(
            "r",
            version(str(day(first[0])), str(day(first[1]))),
            version(str(day(second[0])), str(day(second[1]))),
        ),
        payer="group",
    )
    shared = set(range(first[0], first[1] + 1)) & set(range(second[0], second[1] + 1))
    assert [problem.code for problem in find_problems(files)] == (["versions_overlap"] if shared else [])


@settings(max_examples=40, deadline=None)
@given(
    st.sets(st.integers(min_value=0, max_value=9), min_size=1),
    st.integers(min_value=10, max_value=19),
    offsets,
)
def test_a_rule_added_changes_only_its_own_answers(old: set[int], new: int, offset: int) -> None:
    rules = [rule(f"r{name}", version(str(FIRST), says=f"Rule {name}.")) for name in sorted(old)]
    before = build_rulebook(REGISTRY | pack("p", *rules, payer="group"))
    added = pack("p", *rules, rule(f"r{new}", version(str(FIRST))), payer="group")
    changes = compare(before, build_rulebook(REGISTRY | added), old_day=day(offset))
    assert [(change.rule_id, change.kind) for change in changes] == [
        (f"payers.group.p.r{new}", AnswerChangeKind.APPEARED)
    ]
    back = compare(build_rulebook(REGISTRY | added), before, old_day=day(offset))
    assert [change.kind for change in back] == [AnswerChangeKind.WENT]


@settings(max_examples=30, deadline=None)
@given(offsets, offsets)
def test_a_rulebook_differs_from_itself_only_between_days(a: int, b: int) -> None:
    rules = rule("r", version(str(day(30)), says="In force."))
    book = build_rulebook(REGISTRY | pack("p", rules, payer="group"))
    changes = compare(book, book, old_day=day(a), new_day=day(b))
    crossed = (a < 30) != (b < 30)
    kinds = [AnswerChangeKind.APPEARED if a < 30 else AnswerChangeKind.WENT] if crossed else []
    moved = [change.kind for change in changes if change.kind is not AnswerChangeKind.CHANGED]
    assert moved == kinds
