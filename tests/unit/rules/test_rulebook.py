"""The rulebook's lookups: payers, answers, amounts, version."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from builders.rule_files import REGISTRY, gap, pack, rule, version
from unlisted.base.errors import RulePackError, UnknownNameError
from unlisted.base.outcome import Available, Reason, Unavailable
from unlisted.rules.rulebook import Rulebook, build_rulebook, find_problems

DAY = date(2026, 11, 1)
PFS = """\
amounts: amounts.pfs.77427
title: Values
subject: {code: "77427"}
unit: relative value units
verified_through: 2026-11-01
sources:
  rvu:
    {title: Files, publisher: CMS, kind: fee_schedule, url: unavailable, published: undated,
     retrieved: 2026-11-01}
columns: [modifier, from, to, status_code, global_days, total_rvu]
rows:
  - ["", 2025-01-01, 2025-12-31, A, 090, 5.44]
  - ["", 2026-01-01, "", A, 090, 5.50]
  - [26, 2026-01-01, "", A, 090, 1.10]
cites: [{source: rvu, locator: rows of 77427}]
"""
MUE = """\
amounts: amounts.mue.77427
title: Edits
unit: units
verified_through: 2026-11-01
sources:
  mue:
    {title: Edits, publisher: CMS, kind: edit_file, url: unavailable, published: undated,
     retrieved: 2026-11-01}
columns: [setting, release_from, mue_value]
rows:
  - [practitioner, 2024-04-01, 2]
  - [practitioner, 2026-04-01, 1]
  - [outpatient_hospital, 2026-04-01, 3]
cites: [{source: mue, locator: rows of 77427}]
"""


def book(*packs: dict[str, bytes]) -> Rulebook:
    files = dict(REGISTRY)
    for item in packs:
        files |= item
    return build_rulebook(files)


def ids(found: tuple[object, ...]) -> list[str]:
    return [item.rule.name for item in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["group", "Group Health", "GROUP HEALTH, INC", "gh", "group health inc."])
def test_a_payer_is_found_by_id_name_and_alias(name: str) -> None:
    assert book(pack("p", rule("r", version()))).payer(name).id == "group"


def test_an_unknown_payer_is_an_error_with_a_way_out() -> None:
    with pytest.raises(UnknownNameError, match="nobody") as caught:
        book(pack("p", rule("r", version()))).payer("nobody")
    assert caught.value.fix


def test_answers_come_own_first_then_the_parents_then_those_for_any_payer() -> None:
    found = book(
        pack("a", rule("general", version())),
        pack("b", rule("of_group", version()), payer="group"),
        pack("c", rule("of_plan", version()), payer="plan"),
        pack("d", rule("of_program", version()), payer="program"),
    ).answers("documentation.records", payer="plan", on=DAY)
    assert ids(found) == ["of_plan", "of_group", "general"]
    assert [item.inherited_from for item in found] == ["", "group", "any_payer"]


def test_the_narrower_rule_comes_first_and_the_unavailable_one_last() -> None:
    found = book(
        pack(
            "p",
            rule("a_wide", version()),
            rule("b_closed", gap(), applies_to="{codes: [unlisted_radiation], states: [OH]}"),
            rule("c_narrow", version(), applies_to="{codes: [unlisted_radiation], states: [OH]}"),
            rule("d_code", version(), applies_to="{codes: ['77499']}"),
            payer="group",
        )
    ).answers("documentation.records", payer="group", code="77499", on=DAY)
    assert ids(found) == ["c_narrow", "d_code", "a_wide", "b_closed"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"any", "code", "class", "state"}),
        ({"code": "77299"}, {"any", "code", "class", "state"}),
        ({"code": "77427"}, {"any", "class", "state"}),
        ({"billing_class": "professional"}, {"any", "code", "state"}),
        ({"state": "MA"}, {"any", "code", "class"}),
    ],
)
def test_a_rule_about_something_else_does_not_answer(asked: dict[str, str], expected: set[str]) -> None:
    found = book(
        pack(
            "p",
            rule("any", version()),
            rule("code", version(), applies_to="{codes: [unlisted_radiation]}"),
            rule("class", version(), applies_to="{billing_class: [institutional]}"),
            rule("state", version(), applies_to="{states: [OH]}"),
            payer="group",
        )
    ).answers("documentation.records", payer="group", on=DAY, **asked)
    assert set(ids(found)) == expected


def test_an_unknown_question_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        book(pack("p", rule("r", version()))).answers("documentation.colour", on=DAY)


def test_rules_for_gives_the_payers_own_rules_only() -> None:
    rulebook = book(
        pack("b", rule("of_group", version()), payer="group"),
        pack("c", rule("of_plan", version()), payer="plan"),
    )
    assert [item.name for item in rulebook.rules_for("plan")] == ["of_plan"]


def test_an_unknown_rule_names_rules_that_end_alike() -> None:
    rulebook = book(pack("b", rule("of_group", version()), payer="group"))
    with pytest.raises(UnknownNameError) as caught:
        rulebook.rule("payers.other.of_group")
    assert "payers.group.b.of_group" in caught.value.fix


def test_the_version_depends_on_bytes_and_paths_and_not_on_order() -> None:
    files = REGISTRY | pack("p", rule("r", version()))
    turned = dict(reversed(files.items()))
    assert build_rulebook(files).version == build_rulebook(turned).version
    other = REGISTRY | pack("p", rule("r", version(says="Something else.")))
    assert build_rulebook(files).version != build_rulebook(other).version


def amounts() -> Rulebook:
    return book({"amounts/pfs/77427.yaml": PFS.encode(), "amounts/mue/77427.yaml": MUE.encode()})


def test_an_amount_row_is_the_one_in_force_with_typed_cells() -> None:
    found = amounts().amount_row("pfs", "77427", on=date(2026, 6, 1))
    assert isinstance(found, Available)
    assert found.value["total_rvu"] == Decimal("5.50")
    assert found.value["from"] == date(2026, 1, 1)
    assert found.value["to"] is None
    assert found.value["global_days"] == "090"
    assert found.evidence


def test_a_modifier_asks_for_its_own_row() -> None:
    found = amounts().amount_row("pfs", "77427", on=date(2026, 6, 1), modifier="26")
    assert isinstance(found, Available)
    assert found.value["total_rvu"] == Decimal("1.10")


def test_the_newest_release_on_or_before_the_day_answers() -> None:
    for day, value in ((date(2025, 1, 1), 2), (date(2026, 4, 1), 1)):
        found = amounts().amount_row("mue", "77427", on=day, setting="practitioner")
        assert isinstance(found, Available)
        assert found.value["mue_value"] == value


@pytest.mark.parametrize(
    ("source", "name", "day", "reason"),
    [
        ("pfs", "77427", date(2024, 12, 31), Reason.SOURCE_NOT_RETAINED),
        ("pfs", "77499", date(2026, 1, 1), Reason.NOT_LOADED),
        ("mue", "77427", date(2026, 6, 1), Reason.CONFLICTING_SOURCES),
    ],
)
def test_no_single_row_is_unavailable_with_its_reason(
    source: str, name: str, day: date, reason: Reason
) -> None:
    found = amounts().amount_row(source, name, on=day)
    assert isinstance(found, Unavailable)
    assert found.reason is reason


@pytest.mark.parametrize(("end", "told"), [("2025-12-31", []), ("2026-01-01", ["rows_overlap"])])
def test_amount_rows_about_the_same_thing_share_no_day(end: str, told: list[str]) -> None:
    text = PFS.replace("2025-12-31", end)
    found = find_problems(REGISTRY | {"amounts/pfs/77427.yaml": text.encode()})
    assert [problem.code for problem in found] == told


def test_texts_that_look_like_other_things_stay_text() -> None:
    for text in ("NO", "0333", "02", "1.10", "yes", "2026-04", "1e3", "0x1F"):
        found = book(pack("p", rule("r", version(says=text)), payer="group"))
        assert found.rule("payers.group.p.r").versions[0].says == text


def test_all_problems_of_all_files_are_collected_before_the_error() -> None:
    files = REGISTRY | pack(
        "p", rule("r", version("January")), rule("s", version(confidence="sure")), payer="group"
    )
    with pytest.raises(RulePackError) as caught:
        build_rulebook(files)
    assert "January" in caught.value.where
    assert "sure" in caught.value.where
