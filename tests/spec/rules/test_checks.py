"""Predicates as a table: check, what is given, outcome. Absent facts are unknown."""

from __future__ import annotations

from typing import Any

import pytest

from unlisted.base.outcome import Truth
from unlisted.rules.checks import PREDICATES
from unlisted.rules.evaluate import run_check
from unlisted.rules.given import Given, read_given
from unlisted.rules.read_check import read_check

MET, UNMET, UNKNOWN = Truth.MET, Truth.UNMET, Truth.UNKNOWN

TABLE: list[tuple[dict[str, Any], dict[str, Any], Truth]] = [
    ({"has_document": "letter"}, {"documents": ["letter", "plan"]}, MET),
    ({"has_document": "letter"}, {"documents": ["plan"]}, UNMET),
    ({"has_document": "letter"}, {"documents": []}, UNMET),
    ({"has_element": "tumor_board"}, {"elements": ["tumor_board"]}, MET),
    ({"has_element": "tumor_board"}, {"elements": ["consult"]}, UNMET),
    ({"has_description": "true"}, {"description": "Online adaptive boost"}, MET),
    ({"has_description": "true"}, {"description": "  "}, UNMET),
    ({"description_at_most": "80"}, {"description": "x" * 80}, MET),
    ({"description_at_most": "80"}, {"description": "x" * 81}, UNMET),
    ({"description_is_specific": "true"}, {"description": "Unlisted radiation treatment management"}, UNMET),
    ({"description_is_specific": "true"}, {"description": "77499, see attached notes"}, UNMET),
    ({"description_is_specific": "true"}, {"description": "77499 unlisted procedure"}, UNMET),
    ({"description_is_specific": "true"}, {"description": "Adaptive reirradiation management"}, MET),
    ({"narrative_in": ["sv101_7", "nte"]}, {"narrative": {"nte": "Boost"}}, MET),
    ({"narrative_in": "sv101_7"}, {"narrative": {"nte": "Boost"}}, UNMET),
    ({"narrative_in": "sv101_7"}, {"narrative": {"sv101_7": " "}}, UNMET),
    ({"has_authorization": "unlisted_line"}, {"authorizations": ["course"]}, UNMET),
    ({"has_authorization": "course"}, {"authorizations": ["course"]}, MET),
    ({"units_at_most": "1"}, {"units": "1"}, MET),
    ({"units_at_most": "1"}, {"units": "2"}, UNMET),
    ({"modifiers_among": ["26", "TC"]}, {"modifiers": ["26"]}, MET),
    ({"modifiers_among": ["26", "TC"]}, {"modifiers": []}, MET),
    ({"modifiers_among": ["26", "TC"]}, {"modifiers": ["26", "59"]}, UNMET),
    ({"has_modifier": ["26", "TC"]}, {"modifiers": ["59", "TC"]}, MET),
    ({"has_modifier": ["26", "TC"]}, {"modifiers": []}, UNMET),
    ({"has_no_modifier": "true"}, {"modifiers": []}, MET),
    ({"has_no_modifier": "true"}, {"modifiers": ["22"]}, UNMET),
    ({"code_is": ["77499", "77299"]}, {"code": "77299"}, MET),
    ({"code_is": "77499"}, {"code": "77427"}, UNMET),
    ({"setting_is": "office"}, {"setting": "office"}, MET),
    ({"setting_is": "office"}, {"setting": "outpatient_hospital"}, UNMET),
    ({"setting_is_not": "office"}, {"setting": "office"}, UNMET),
    ({"setting_is_not": "office"}, {"setting": "outpatient_hospital"}, MET),
    ({"billing_class_is": "professional"}, {"billing_class": "professional"}, MET),
    ({"billing_class_is": "professional"}, {"billing_class": "institutional"}, UNMET),
    ({"line_of_business_is": ["commercial"]}, {"line_of_business": "commercial"}, MET),
    ({"line_of_business_is": ["commercial"]}, {"line_of_business": "medicaid"}, UNMET),
    ({"place_of_service_is": ["02", "11"]}, {"place_of_service": "02"}, MET),
    ({"place_of_service_is": ["02", "11"]}, {"place_of_service": "2"}, UNMET),
    ({"course_is": "stereotactic"}, {"course": {"stereotactic": "true"}}, MET),
    ({"course_is": "stereotactic"}, {"course": {"stereotactic": "false"}}, UNMET),
    ({"course_is": "stereotactic"}, {"course": {"cranial": "true"}}, UNKNOWN),
    ({"course_at_most": {"fact": "treatment_days", "count": "5"}}, {"course": {"treatment_days": "5"}}, MET),
    (
        {"course_at_most": {"fact": "treatment_days", "count": "5"}},
        {"course": {"treatment_days": "6"}},
        UNMET,
    ),
    ({"course_at_most": {"fact": "fractions", "count": "5"}}, {"course": {"fractions": "true"}}, UNKNOWN),
    ({"course_at_least": {"fact": "fractions", "count": "3"}}, {"course": {"fractions": "3"}}, MET),
    ({"course_at_least": {"fact": "fractions", "count": "3"}}, {"course": {"fractions": "2"}}, UNMET),
    ({"course_at_least": {"fact": "fractions", "count": "3"}}, {"course": {}}, UNKNOWN),
    (
        {"days_since_at_most": {"event": "remittance", "days": "180"}},
        {"days_since": {"remittance": "180"}},
        MET,
    ),
    (
        {"days_since_at_most": {"event": "remittance", "days": "180"}},
        {"days_since": {"remittance": "181"}},
        UNMET,
    ),
    (
        {"days_since_at_most": {"event": "remittance", "days": "180"}},
        {"days_since": {"service": "1"}},
        UNKNOWN,
    ),
    # joined
    ({"all": [{"has_document": "a"}, {"units_at_most": "1"}]}, {"documents": ["a"]}, UNKNOWN),
    ({"all": [{"has_document": "a"}, {"units_at_most": "1"}]}, {"documents": []}, UNMET),
    ({"any": [{"has_document": "a"}, {"units_at_most": "1"}]}, {"documents": ["a"]}, MET),
    ({"any": [{"has_document": "a"}, {"units_at_most": "1"}]}, {"documents": []}, UNKNOWN),
    ({"not": {"has_document": "a"}}, {"documents": []}, MET),
    ({"not": {"has_document": "a"}}, {}, UNKNOWN),
    ({"at_least": {"n": "2", "of": [{"has_document": x} for x in "abc"]}}, {"documents": ["a", "c"]}, MET),
    ({"at_least": {"n": "2", "of": [{"has_document": x} for x in "abc"]}}, {"documents": ["a"]}, UNMET),
    (
        {"at_least": {"n": "1", "of": [{"has_document": "a"}, {"units_at_most": "1"}]}},
        {"documents": []},
        UNKNOWN,
    ),
]


def run(raw_check: dict[str, Any], raw_given: dict[str, Any]) -> tuple[Truth, str]:
    check, troubles = read_check(raw_check)
    given, problems = read_given(raw_given)
    assert check is not None, troubles
    assert given is not None, problems
    truth, lines = run_check(check, given)
    return truth, "; ".join(line.text for line in lines)


@pytest.mark.parametrize(("check", "given", "expected"), TABLE)
def test_the_table(check: dict[str, Any], given: dict[str, Any], expected: Truth) -> None:
    truth, text = run(check, given)
    assert truth is expected
    assert text


def test_every_predicate_stands_in_the_table_both_met_and_unmet() -> None:
    seen = {(name, outcome) for check, _, outcome in TABLE for name in check}
    for name in PREDICATES:
        assert {(name, MET), (name, UNMET)} <= seen, name


@pytest.mark.parametrize("check", [row[0] for row in TABLE if set(row[0]) <= set(PREDICATES)])
def test_nothing_given_is_unknown(check: dict[str, Any]) -> None:
    read, _ = read_check(check)
    assert read is not None
    assert run_check(read, Given())[0] is UNKNOWN


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({"units": "one"}, "whole number"),
        ({"documents": "letter"}, "list"),
        ({"code": ["77499"]}, "one text"),
        ({"days_since": {"remittance": "soon"}}, "whole days"),
        ({"narrative": "Boost"}, "place"),
        ({"colour": "red"}, "use one of"),
    ],
)
def test_given_of_the_wrong_shape_is_told(raw: dict[str, Any], told: str) -> None:
    given, problems = read_given(raw)
    assert given is None
    assert told in problems[0][2]
