"""Each decision rule by itself: what meets it, and that each of its conditions counts.

A row gives the facts that meet a rule, then, fact by fact, the values that do not. Taking a fact away must
leave the rule unknown, unless the row says that another fact stands in for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest

from unlisted.base.outcome import Truth
from unlisted.coding.decision_rules import PACKS, DecisionRules, run
from unlisted.rules.given import Given
from unlisted.rules.rulebook import Rulebook

D26, D25, D24 = date(2026, 6, 1), date(2025, 12, 31), date(2024, 6, 3)
Value = bool | int


@dataclass(frozen=True)
class Row:
    """One rule."""

    rule: str
    meets: dict[str, Value]
    fails: dict[str, tuple[Value, ...]]
    also_meets: tuple[dict[str, Value], ...] = ()
    stood_in_for: frozenset[str] = field(default_factory=frozenset)
    on: date = D26


BEAM: dict[str, Value] = {"external_beam": True, "superficial": False, "course_finished": True}
NO_BEAM: dict[str, tuple[Value, ...]] = {
    "external_beam": (False,),
    "superficial": (True,),
    "course_finished": (False,),
}
VOLUMES: dict[str, Value] = {"modulated": False, "volume_plan": True}
SURFACE: dict[str, Value] = {"superficial": True, "intraoperative": False}
NO_SURFACE: dict[str, tuple[Value, ...]] = {"superficial": (False,), "intraoperative": (True,)}
BODY = {**BEAM, "stereotactic": True, "treatment_days": 5, "cranial": False, "fractions": 1}
LINAC: dict[str, Value] = {
    "megavoltage": True,
    "proton": False,
    "selected_77435": False,
    "simple_delivery": False,
    "active_motion_management": False,
}
TABLE = [
    Row("r01_77401", SURFACE, NO_SURFACE, on=D25),
    Row("r01_77436", SURFACE, NO_SURFACE),
    Row(
        "r01_77437",
        {**SURFACE, "kilovolts": 150},
        {**NO_SURFACE, "kilovolts": (151, 500)},
        ({"kilovolts": 1},),
    ),
    Row(
        "r01_77438",
        {**SURFACE, "kilovolts": 151},
        {**NO_SURFACE, "kilovolts": (150, 501)},
        ({"kilovolts": 500},),
    ),
    Row(
        "r01_77439",
        {**SURFACE, "ultrasound_guidance": True},
        {**NO_SURFACE, "ultrasound_guidance": (False,)},
    ),
    Row(
        "r02_0394t",
        {"electronic_brachytherapy": True, "skin_site": True},
        {"electronic_brachytherapy": (False,), "skin_site": (False,)},
        on=D25,
    ),
    Row(
        "r02_0395t",
        {"electronic_brachytherapy": True, "skin_site": False},
        {"electronic_brachytherapy": (False,), "skin_site": (True,)},
    ),
    Row("r03_c9794", {"positron_guided": True}, {"positron_guided": (False,)}, on=D24),
    Row("r03_c9795", {"positron_guided": True}, {"positron_guided": (False,)}, on=D24),
    Row("r03_g0562", {"positron_guided": True}, {"positron_guided": (False,)}),
    Row("r03_g0563", {"positron_guided": True}, {"positron_guided": (False,)}),
    Row("r04_protons", {"proton": True}, {"proton": (False,)}),
    Row("r04_77423", {"neutron": True}, {"neutron": (False,)}),
    Row("r04_intraoperative_delivery", {"intraoperative": True}, {"intraoperative": (False,)}),
    Row("r04_hyperthermia", {"hyperthermia": True}, {"hyperthermia": (False,)}),
    Row("r04_77789", {"eye_plaque": True}, {"eye_plaque": (False,)}),
    Row(
        "r04_brachytherapy",
        {
            "brachytherapy": True,
            "electronic_brachytherapy": False,
            "eye_plaque": False,
            "listed_brachytherapy_fits": True,
        },
        {
            "eye_plaque": (True,),
            "brachytherapy": (False,),
            "electronic_brachytherapy": (True,),
            "listed_brachytherapy_fits": (False,),
        },
    ),
    Row("r04_77469", {"intraoperative": True}, {"intraoperative": (False,)}),
    Row(
        "r05_77431",
        {**BEAM, "fractions": 2, "stereotactic": False},
        {**NO_BEAM, "fractions": (0, 3, 30), "stereotactic": (True,)},
        ({"fractions": 1},),
    ),
    Row(
        "r06_77432",
        {**BEAM, "stereotactic": True, "cranial": True, "fractions": 1},
        {**NO_BEAM, "stereotactic": (False,), "cranial": (False,), "fractions": (0, 2)},
    ),
    Row(
        "r07_77435",
        BODY,
        {**NO_BEAM, "stereotactic": (False,), "treatment_days": (0, 6)},
        ({"treatment_days": 1}, {"cranial": True, "fractions": 2}, {"cranial": True, "fractions": 5}),
        frozenset({"fractions"}),
    ),
    Row(
        "r07_77435",
        {**BODY, "cranial": True, "fractions": 2},
        {"fractions": (1,)},
        (),
        frozenset({"cranial"}),
    ),
    Row(
        "r08_77427",
        {**BEAM, "fractions": 3},
        {**NO_BEAM, "fractions": (0, 1, 2)},
        ({"fractions": 4}, {"fractions": 40}),
    ),
    Row("r09_two_sessions", {"sessions_countable": True}, {"sessions_countable": (False,)}),
    Row(
        "r11_physician_examination",
        {"physician_exam_in_each_unit": True},
        {"physician_exam_in_each_unit": (False,)},
    ),
    Row(
        "r12_77470",
        {
            "extra_effort": True,
            "extra_effort_documented": True,
            "selected_77432": False,
            "selected_77435": False,
            "selected_77469": False,
        },
        {
            "extra_effort": (False,),
            "extra_effort_documented": (False,),
            "selected_77432": (True,),
            "selected_77435": (True,),
            "selected_77469": (True,),
        },
    ),
    Row(
        "r13_77370",
        {"physics_request_signed": True, "physics_report": True},
        {"physics_request_signed": (False,), "physics_report": (False,)},
    ),
    Row("r14_77301", {"modulated": True}, {"modulated": (False,)}),
    Row("r14_77295", VOLUMES, {"modulated": (True,), "volume_plan": (False,)}),
    Row(
        "r15_77295",
        {"modulated": False, "plan_changed": True, "new_data_set": True, "online_adaptation": False},
        {
            "modulated": (True,),
            "plan_changed": (False,),
            "new_data_set": (False,),
            "online_adaptation": (True,),
        },
    ),
    Row(
        "d01_77371",
        {"stereotactic": True, "cranial": True, "fractions": 1, "cobalt_machine": True},
        {"stereotactic": (False,), "cranial": (False,), "fractions": (2,), "cobalt_machine": (False,)},
    ),
    Row(
        "d02_77372",
        {"stereotactic": True, "cranial": True, "fractions": 1, "cobalt_machine": False},
        {"stereotactic": (False,), "cranial": (False,), "fractions": (2,), "cobalt_machine": (True,)},
    ),
    Row(
        "d03_77373",
        {"stereotactic": True, "treatment_days": 5, "cranial": False, "fractions": 1},
        {"stereotactic": (False,), "treatment_days": (6,), "cranial": (True,)},
        ({"cranial": True, "fractions": 2},),
        frozenset({"fractions"}),
    ),
    Row(
        "d03_77373",
        {"stereotactic": True, "treatment_days": 2, "cranial": True, "fractions": 2},
        {"fractions": (1,)},
        (),
        frozenset({"cranial"}),
    ),
    Row(
        "d04_77385",
        {"modulated": True, "selected_77435": False, "complex_imrt_site": False},
        {"modulated": (False,), "selected_77435": (True,), "complex_imrt_site": (True,)},
        on=D25,
    ),
    Row(
        "d05_77386",
        {"modulated": True, "selected_77435": False, "complex_imrt_site": True},
        {"modulated": (False,), "selected_77435": (True,), "complex_imrt_site": (False,)},
        on=D25,
    ),
    Row(
        "d06_g6015",
        {"modulated": True, "selected_77435": False, "office": True},
        {"modulated": (False,), "selected_77435": (True,), "office": (False,)},
        on=D25,
    ),
    Row(
        "d07_77402",
        {"megavoltage": True, "proton": False, "selected_77435": False, "simple_delivery": True},
        {"megavoltage": (False,), "proton": (True,), "selected_77435": (True,), "simple_delivery": (False,)},
    ),
    Row(
        "d08_77407",
        LINAC,
        {
            "megavoltage": (False,),
            "proton": (True,),
            "selected_77435": (True,),
            "simple_delivery": (True,),
            "active_motion_management": (True,),
        },
    ),
    Row(
        "d09_77412",
        {"megavoltage": True, "proton": False, "selected_77435": False, "active_motion_management": True},
        {
            "megavoltage": (False,),
            "proton": (True,),
            "selected_77435": (True,),
            "active_motion_management": (False,),
        },
    ),
    Row(
        "r16_category_iii",
        {"category_iii_searched": True, "category_iii_code_found": False},
        {"category_iii_searched": (False,), "category_iii_code_found": (True,)},
    ),
    Row("r17_listed_planning", {"listed_planning_fits": True}, {"listed_planning_fits": (False,)}),
    Row("r17_listed_physics", {"listed_physics_fits": True}, {"listed_physics_fits": (False,)}),
    Row(
        "r17_77299",
        {"listed_planning_fits": False, "work_beyond_listed_planning": True},
        {"listed_planning_fits": (True,), "work_beyond_listed_planning": (False,)},
    ),
    Row(
        "r17_77399",
        {"listed_physics_fits": False, "work_beyond_listed_physics": True},
        {"listed_physics_fits": (True,), "work_beyond_listed_physics": (False,)},
    ),
    Row(
        "r17_77499",
        {"superficial": False, "electronic_brachytherapy": False, "work_beyond_listed_management": True},
        {
            "superficial": (True,),
            "electronic_brachytherapy": (True,),
            "work_beyond_listed_management": (False,),
        },
    ),
    Row(
        "r17_77799",
        {"brachytherapy": True, "electronic_brachytherapy": False, "work_beyond_listed_brachytherapy": True},
        {
            "brachytherapy": (False,),
            "electronic_brachytherapy": (True,),
            "work_beyond_listed_brachytherapy": (False,),
        },
    ),
    Row("r17_apart_from_listed", {"apart_from_listed": True}, {"apart_from_listed": (False,)}),
    Row(
        "r18_facility_bill",
        {"facility_bill": True, "hospital_outpatient": False},
        {"hospital_outpatient": (True,)},
        ({"facility_bill": False, "hospital_outpatient": True},),
        frozenset({"facility_bill"}),
    ),
    Row("r19_one_unit", {"units_asked": 1}, {"units_asked": (2, 10)}),
    Row("r19_one_unlisted_code", {"unlisted_codes_on_date": 1}, {"unlisted_codes_on_date": (2, 4)}),
    Row("r01a_grenz_rays", {"grenz_rays": False}, {"grenz_rays": (True,)}),
]
IDS = [f"{row.rule} {n}" for n, row in enumerate(TABLE)]


def truth(rules: DecisionRules, row: Row, facts: dict[str, Value]) -> Truth:
    return run(rules.rule(row.rule), Given(course=facts))[0]


@pytest.mark.parametrize("row", TABLE, ids=IDS)
def test_a_rule_and_each_of_its_conditions(row: Row, rules_on: Callable[[date], DecisionRules]) -> None:
    rules = rules_on(row.on)
    assert truth(rules, row, row.meets) is Truth.MET
    for other in row.also_meets:
        assert truth(rules, row, {**row.meets, **other}) is Truth.MET, other
    for slug, values in row.fails.items():
        for value in values:
            assert truth(rules, row, {**row.meets, slug: value}) is Truth.UNMET, (slug, value)
    for slug in row.meets:
        less = {name: value for name, value in row.meets.items() if name != slug}
        expected = Truth.MET if slug in row.stood_in_for else Truth.UNKNOWN
        assert truth(rules, row, less) is expected, slug


def test_every_rule_with_a_check_stands_in_the_table(rulebook: Rulebook) -> None:
    named = {
        rule.name
        for pack in PACKS
        for rule in rulebook.packs[f"coding.decision.{pack}"].rules
        if any(version.check is not None for version in rule.versions)
    }
    assert named == {row.rule for row in TABLE}


def test_every_rule_says_what_it_rests_on(rules_on: Callable[[date], DecisionRules]) -> None:
    for rule in rules_on(D26).rules:
        if rule.in_force:
            assert rule.says.endswith(".")
            assert rule.citations


def test_a_rule_without_a_version_of_the_day_keeps_its_place_and_says_nothing(
    rules_on: Callable[[date], DecisionRules],
) -> None:
    early, late = rules_on(D25).rule("r01_77437"), rules_on(D26).rule("r01_77437")
    assert (early.in_force, early.says, early.check, early.citations, early.stale) == (
        False,
        "",
        None,
        (),
        False,
    )
    assert (early.number, early.codes, early.pack) == (late.number, late.codes, late.pack)
    assert late.in_force
    assert [rule.id for rule in rules_on(D25).rules] == [rule.id for rule in rules_on(D26).rules]


def test_every_fact_a_rule_asks_for_is_one_the_course_gives_or_a_question(
    rules_on: Callable[[date], DecisionRules],
) -> None:
    from unlisted.coding.questions import QUESTIONS

    asked = set()
    for rule in rules_on(D26).rules:
        asked |= {leaf.slug for leaf in run(rule, Given())[1]}
    engine = {"selected_77432", "selected_77435", "selected_77469", "megavoltage"}
    assert asked - engine <= set(QUESTIONS)
