"""The coverage register: known, partly, unavailable, or a hole."""

from __future__ import annotations

from datetime import date

import pytest

from builders.rule_files import REGISTRY, gap, pack, rule, version
from unlisted.base.outcome import Reason
from unlisted.rules.coverage import CoverageRow, CoverageStatus, coverage_register, find_holes
from unlisted.rules.rulebook import Rulebook, build_rulebook

DAY = date(2026, 11, 1)
ANSWERS = pack(
    "a",
    rule("records", version("2026-01-01")),
    rule("units", version("2026-01-01"), question="coding.units"),
)


def book(*packs: dict[str, bytes]) -> Rulebook:
    files = dict(REGISTRY)
    for item in packs:
        files |= item
    return build_rulebook(files)


def row(
    rulebook: Rulebook, payer: str, question: str = "documentation.records", code: str = "77499"
) -> CoverageRow:
    rows = coverage_register(rulebook, [code], DAY)
    (found,) = [item for item in rows if (item.payer, item.question) == (payer, question)]
    return found


def declared(payer: str, codes: str = "") -> dict[str, bytes]:
    named = f"codes: {codes}, " if codes else ""
    text = (
        f"registry: registry.coverage.{payer}\nsearched_on: 2026-10-01\nunanswered:\n"
        f"  - {{questions: [documentation.records], {named}reason: not_searched, searched: nothing yet}}\n"
    )
    return {f"registry/coverage/{payer}.yaml": text.encode()}


def test_every_asked_payer_and_question_has_one_row_and_managers_none() -> None:
    rows = coverage_register(book(ANSWERS), ["77299", "77499"], DAY)
    assert len(rows) == 2 * 4 * 2
    assert {item.payer for item in rows} == {"program", "contractor", "group", "plan"}


def test_a_dated_verified_answer_is_known() -> None:
    found = row(book(pack("p", rule("r", version("2026-01-01")), payer="group")), "group")
    assert found.status is CoverageStatus.KNOWN
    assert found.rule_ids == ("payers.group.p.r",)
    assert found.verified_through == DAY
    assert found.doubts == ()


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        (version(), ("undated",)),
        (version("2026-01-01", verified="2026-01-31"), ("stale",)),
        (version("2026-01-01", confidence="low"), ("low_confidence",)),
        (version(verified="2026-01-31", confidence="low"), ("undated", "stale", "low_confidence")),
    ],
)
def test_a_doubt_makes_it_partly_known(text: str, doubts: tuple[str, ...]) -> None:
    found = row(book(pack("p", rule("r", text), payer="group")), "group")
    assert (found.status, found.doubts) == (CoverageStatus.PARTLY, doubts)


def test_contradicting_sources_make_it_partly_known() -> None:
    tail = (
        "conflicts:\n  - id: timing\n    question: When?\n    sides:\n"
        "      - {rule: payers.group.p.r, says: with the line}\n"
        "      - {rule: payers.group.p.s, says: on request}\n"
        "    follows: none\n    why: Both are current.\n"
    )
    rules = (rule("r", version("2026-01-01")), rule("s", version("2026-01-01")))
    found = row(book(pack("p", *rules, payer="group", tail=tail)), "group")
    assert (found.status, found.doubts) == (CoverageStatus.PARTLY, ("conflict",))


def test_a_child_takes_over_the_parents_answer_and_says_so() -> None:
    found = row(book(pack("p", rule("r", version("2026-01-01")), payer="program")), "contractor")
    assert (found.status, found.inherited_from) == (CoverageStatus.KNOWN, "program")


def test_the_own_answer_wins_over_the_parents() -> None:
    rulebook = book(
        pack("p", rule("r", version("2026-01-01")), payer="program"),
        pack("q", rule("r", version()), payer="contractor"),
    )
    found = row(rulebook, "contractor")
    assert (found.rule_ids, found.inherited_from) == (("payers.contractor.q.r",), "")


def test_the_parent_never_takes_over_from_the_child() -> None:
    rulebook = book(pack("q", rule("r", version("2026-01-01")), payer="contractor"))
    assert row(rulebook, "program").status is CoverageStatus.HOLE


def test_a_rule_that_knows_nothing_is_unavailable_with_its_reason() -> None:
    found = row(book(pack("p", rule("r", gap()), payer="group")), "group")
    assert (found.status, found.reason) == (CoverageStatus.UNAVAILABLE, Reason.BEHIND_LOGIN)
    assert (found.searched, found.would_fill) == ("the portal", "the portal's manual")


def test_a_declared_hole_is_unavailable_and_passes_to_the_child() -> None:
    rulebook = book(ANSWERS, declared("group"))
    rulebook_without = book(declared("group"))
    assert row(rulebook, "group").status is CoverageStatus.KNOWN  # the rule for any payer answers
    own, child = row(rulebook_without, "group"), row(rulebook_without, "plan")
    assert (own.status, own.reason, own.inherited_from) == (
        CoverageStatus.UNAVAILABLE,
        Reason.NOT_SEARCHED,
        "",
    )
    assert own.verified_through == date(2026, 10, 1)
    assert (child.status, child.inherited_from) == (CoverageStatus.UNAVAILABLE, "group")


def test_a_hole_declared_for_one_code_leaves_the_others_open() -> None:
    rulebook = book(declared("group", "['77299']"))
    assert row(rulebook, "group", code="77299").status is CoverageStatus.UNAVAILABLE
    assert row(rulebook, "group", code="77499").status is CoverageStatus.HOLE


def test_holes_are_found_by_payer_with_their_questions() -> None:
    rulebook = book(
        pack("p", rule("r", version("2026-01-01"), applies_to="{codes: ['77499']}"), payer="program")
    )
    found = {problem.path: problem for problem in find_holes(rulebook)}
    assert set(found) == {
        f"registry/coverage/{name}.yaml" for name in ("program", "contractor", "group", "plan")
    }
    assert "documentation.records (77299)" in found["registry/coverage/program.yaml"].what
    assert "coding.units" in found["registry/coverage/group.yaml"].what


def test_no_hole_is_left_when_all_is_answered() -> None:
    assert list(find_holes(book(ANSWERS))) == []
