"""No fact from what is withdrawn, refuted or modified unknown; nothing of a bundle dropped silently."""

from __future__ import annotations

import json
from typing import Any

import pytest

from builders.fhir_charts import bundle, coded, plan, resources
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Approval
from unlisted.formats.fhir.codes import CODEX, GRADE_URL, LOINC
from unlisted.formats.fhir.importer import read_fhir

Json = dict[str, Any]
VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"


def of(kind: str) -> Json:
    """Return the chart's resource of a type."""
    return next(item for item in resources() if item["resourceType"] == kind)


def read(*changed: Json) -> Episode:
    """Return the chart with some resources changed."""
    return read_fhir({"chart.json": bundle(*changed)})


def asides(found: Episode) -> list[str]:
    """Return why resources were set aside, each listed and with a finding."""
    told = [item for item in found.findings if item.code == "resource_set_aside"]
    assert [f"{item.where} (set aside:" for item in told] == [
        line.partition(" (set aside:")[0] + " (set aside:" for line in found.unmapped if "set aside" in line
    ]
    assert all(item.evidence for item in told)
    return [item.message.partition(": ")[2] for item in told]


@pytest.mark.parametrize(
    ("changed", "left", "why"),
    [
        ({"verificationStatus": coded("entered-in-error", VERIFIED)}, "diagnoses", "entered in error"),
        ({"verificationStatus": coded("refuted", VERIFIED)}, "diagnoses", "the diagnosis was refuted"),
        (
            {"verificationStatus": coded("provisional", VERIFIED)},
            "diagnoses",
            "the diagnosis is not confirmed",
        ),
    ],
)
def test_a_diagnosis_that_does_not_stand_is_none(changed: Json, left: str, why: str) -> None:
    found = read({**of("Condition"), **changed})
    assert getattr(found, left) == ()
    assert asides(found) == [why]


def test_a_confirmed_diagnosis_stands() -> None:
    found = read({**of("Condition"), "verificationStatus": coded("confirmed", VERIFIED)})
    assert len(found.diagnoses) == 1
    assert asides(found) == []


@pytest.mark.parametrize(
    ("kind", "changed", "left", "why"),
    [
        ("Coverage", {"status": "entered-in-error"}, "coverages", "entered in error"),
        ("Coverage", {"status": "cancelled"}, "coverages", "its status is cancelled"),
        ("Procedure", {"status": "entered-in-error"}, "prior_courses", "entered in error"),
        ("DocumentReference", {"status": "superseded"}, "documents", "its status is superseded"),
        ("DocumentReference", {"docStatus": "entered-in-error"}, "documents", "entered in error"),
        (
            "AdverseEvent",
            {"actuality": "potential"},
            "adverse_events",
            "the event could have happened, and did not",
        ),
        ("BodyStructure", {"active": False}, "volumes", "it is not in use (active is false)"),
        (
            "Coverage",
            {"implicitRules": "http://rules.example/x"},
            "coverages",
            "it follows implicit rules that are not known here",
        ),
    ],
)
def test_what_is_withdrawn_is_no_fact(kind: str, changed: Json, left: str, why: str) -> None:
    found = read({**of(kind), **changed})
    assert getattr(found, left) == ()
    assert asides(found) == [why]


def test_a_course_entered_in_error_leaves_no_completion() -> None:
    found = read({**of("Procedure"), "status": "entered-in-error"})
    assert not found.completion.status.is_known
    assert not found.reirradiation.is_known


def test_an_unknown_modifier_extension_sets_the_resource_aside_at_any_depth() -> None:
    modifier = {"modifierExtension": [{"url": "http://unknown.example", "valueBoolean": True}]}
    inside = of("Coverage")
    inside["class"] = [{"type": coded("group", "x"), "value": "G", **modifier}]
    for changed in ({**of("Coverage"), **modifier}, inside):
        found = read(changed)
        assert found.coverages == ()
        assert asides(found) == ["a modifier extension that is not known here changes its meaning"]


def test_a_reference_to_what_is_set_aside_leads_nowhere_and_is_listed() -> None:
    found = read({**of("BodyStructure"), "active": False})
    (path,) = [
        line
        for line in found.unmapped
        if line.endswith("resource (set aside: it is not in use (active is false))")
    ]
    assert "entry[3]" in path
    course = next(part for part in found.course_parts if part.level == "course")
    assert course.doses[0].volume_id == "BodyStructure/v", "the reference as written, no volume behind it"


@pytest.mark.parametrize("severity", ["mild", "moderate", "severe"])
def test_severity_is_no_ctcae_grade(severity: str) -> None:
    event = of("AdverseEvent")
    del event["extension"]
    event["severity"] = coded(severity, "http://terminology.hl7.org/CodeSystem/adverse-event-severity")
    found = read(event)
    assert [item.graded for item in found.adverse_events] == [False]
    assert "chart.json Bundle.entry[7].resource.severity" in found.unmapped


@pytest.mark.parametrize(
    ("url", "code", "graded"),
    [
        (GRADE_URL, "3", True),
        (f"{CODEX}codexrt-radiotherapy-adverse-event-severity-or-grade", "3", True),
        (GRADE_URL, "severe", False),
        (GRADE_URL, "9", False),
        ("http://other.example/grade", "3", False),
    ],
)
def test_only_a_stated_grade_counts(url: str, code: str, graded: bool) -> None:
    event = {**of("AdverseEvent"), "extension": [{"url": url, "valueCodeableConcept": coded(code, "x")}]}
    found = read(event)
    assert [(item.graded, item.toxicity.grade) for item in found.adverse_events] == [
        (graded, 3 if graded else 0)
    ]
    listed = any("entry[7].resource.extension" in line for line in found.unmapped)
    assert listed is not graded


def test_a_fraction_that_was_not_given_is_none() -> None:
    fraction = {
        "resourceType": "Procedure",
        "id": "f",
        "meta": {"profile": [f"{CODEX}codexrt-radiotherapy-treated-fraction"]},
        "status": "completed",
        "code": coded("1297069006"),
        "subject": {"reference": "Patient/p"},
        "performedDateTime": "2026-03-03",
    }
    assert len(read(fraction).fractions) == 1
    assert read({**fraction, "status": "not-done"}).fractions == ()
    assert read({**fraction, "status": "preparation"}).fractions == ()


def test_a_drafted_plan_is_unapproved_and_a_revoked_order_is_no_prescription() -> None:
    found = read(plan("A", "1.2.3.1", 5, "draft"))
    assert found.plans[0].approval.value is Approval.UNAPPROVED
    order = plan("O", "1.2.3.7", 5, "active")
    order["meta"]["profile"] = [f"{CODEX}codexrt-radiotherapy-plan-prescription"]
    assert read(order).prescriptions
    assert read({**order, "status": "revoked"}).prescriptions == ()


def test_a_quantity_with_a_comparator_is_no_dose() -> None:
    changed = plan("A", "1.2.3.1", 5, "active")
    changed["extension"][2]["extension"][1]["valueQuantity"]["comparator"] = "<"
    found = read(changed)
    assert not found.plans[0].dose_gy.is_known
    assert "chart.json Bundle.entry[4].resource.extension[2].extension[1]" in found.unmapped


def test_an_old_name_and_an_old_number_are_not_taken() -> None:
    person = of("Patient")
    person["name"] = [{"use": "old", "family": "Before"}, {"use": "official", "family": "After"}]
    person["identifier"] = [
        {**person["identifier"][1], "use": "old", "value": "T-9"},
        person["identifier"][1],
    ]
    found = read(person)
    assert (found.patient.family_name.value, found.patient.record_number.value) == ("After", "T-0001")
    assert "chart.json Bundle.entry[0].resource.name[0]" in found.unmapped


def test_a_clinical_status_without_a_place_is_listed() -> None:
    system = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    found = read({**of("Condition"), "clinicalStatus": coded("remission", system)})
    assert not found.diagnoses[0].is_recurrence.is_known
    assert "chart.json Bundle.entry[1].resource.clinicalStatus" in found.unmapped


def test_what_a_bundle_says_itself_is_listed() -> None:
    tree = json.loads(bundle())
    tree |= {
        "identifier": {"value": "B-1"},
        "timestamp": "2026-03-10T00:00:00Z",
        "signature": {"data": "eA=="},
    }
    tree["entry"][0]["search"] = tree["entry"][1]["search"] = {"mode": "match"}
    tree["entry"][2]["request"] = {"method": "PUT", "url": "Coverage/k"}
    found = read_fhir({"chart.json": json.dumps(tree).encode()})
    assert {line for line in found.unmapped if ".resource" not in line} == {
        "chart.json Bundle.identifier",
        "chart.json Bundle.timestamp",
        "chart.json Bundle.signature",
        "chart.json Bundle.entry[].search (of 2 entries)",
        "chart.json Bundle.entry[].request (of 1 entry)",
    }


def test_a_page_of_a_search_result_says_that_more_is_to_come() -> None:
    tree = json.loads(bundle())
    tree |= {"type": "searchset", "link": [{"relation": "next", "url": "https://example.org/next"}]}
    found = read_fhir({"chart.json": json.dumps(tree).encode()})
    (finding,) = found.findings
    assert (finding.code, finding.where) == ("bundle_has_more_pages", "chart.json Bundle.link")


def test_deleted_and_older_versions_of_a_history_are_no_facts() -> None:
    old = {**of("Coverage"), "subscriberId": "OLD"}
    entries = [
        {"resource": of("Patient")},
        {"resource": of("Coverage"), "request": {"method": "PUT", "url": "Coverage/k"}},
        {"resource": old, "request": {"method": "POST", "url": "Coverage"}},
        {"request": {"method": "DELETE", "url": "Condition/c"}},
        {"resource": of("Condition"), "request": {"method": "PUT", "url": "Condition/c"}},
    ]
    tree = {"resourceType": "Bundle", "type": "history", "entry": entries}
    found = read_fhir({"history.json": json.dumps(tree).encode()})
    assert [item.member_id.value for item in found.coverages] == ["M-1"]
    assert found.diagnoses == ()
    assert asides(found) == ["a newer version of it stands before"] * 2


def test_implicit_rules_of_a_bundle_cover_all_its_entries() -> None:
    tree = {**json.loads(bundle()), "implicitRules": "http://rules.example/x"}
    found = read_fhir({"chart.json": json.dumps(tree).encode()})
    assert not found.patient.record_number.is_known
    assert len(asides(found)) == len(tree["entry"])


def test_a_stage_that_was_cancelled_is_none() -> None:
    stage = {
        "resourceType": "Observation",
        "id": "s",
        "status": "final",
        "code": coded("21902-2", LOINC),
        "focus": [{"reference": "Condition/c"}],
        "valueCodeableConcept": coded("261614003", display="Stage 2A"),
    }
    assert read(stage).diagnoses[0].stage.is_known
    assert not read({**stage, "status": "cancelled"}).diagnoses[0].stage.is_known
