"""An episode written as CodeX RT: from a chart and back, and from plans and records."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from builders.fhir_charts import bundle
from builders.fhir_stories import mapped
from unlisted.episode.care import Toxicity, Visit
from unlisted.episode.clinical import PriorCourse
from unlisted.episode.delivery import Fraction, ImageGuidance, TreatmentRecord
from unlisted.episode.episode import Episode
from unlisted.episode.fact import held
from unlisted.episode.person import Actor
from unlisted.episode.plan import Beam, Plan, PlanChange, Prescription
from unlisted.episode.vocabulary import ChangeReason, GuidanceKind, Intent, Modality, Role, Technique
from unlisted.formats.fhir.exporter import export_fhir, to_bundle
from unlisted.formats.fhir.importer import read_fhir

A, B = "1.2.840.1", "1.2.840.2"


def made_plan(uid: str, label: str, fractions: int, **more: Any) -> Plan:
    """Return a plan of VMAT, 1.8 Gy a fraction, on one dose reference."""
    beam = Beam(1, "arc", Technique.VMAT, "made up", Modality.PHOTON, energy=Decimal(6))
    return Plan(
        uid,
        label=held(label),
        fractions_planned=held(fractions),
        dose_per_fraction_gy=held(Decimal("1.8")),
        dose_gy=held(Decimal("1.8") * fractions),
        beams=(beam,),
        dose_reference_uids=("1.2.840.9",),
        kind="RTPLAN",
        **more,
    )


def made_fraction(plan: str, number: int, day: int) -> tuple[Fraction, TreatmentRecord]:
    """Return a fraction and its record."""
    on, uid = date(2026, 3, day), f"{plan}.{number}"
    fraction = Fraction(plan, number, (on,), Decimal("1.8"), (uid,), True, False, 0, 0, ())
    return fraction, TreatmentRecord(uid, plan, number, on, None, "LINAC", (), (), kind="beams")


@pytest.fixture
def episode() -> Episode:
    """Return a course of two plans, the second an adaptation of the first after two of three fractions."""
    given = [made_fraction(A, 1, 2), made_fraction(A, 2, 3), made_fraction(B, 1, 6)]
    return Episode(
        "CASE",
        plans=(made_plan(A, "first", 3), made_plan(B, "second", 1), made_plan("1.9", "qa", 1, excluded="QA")),
        plan_changes=(PlanChange(A, B, reason=held(ChangeReason.TARGET)),),
        fractions=tuple(fraction for fraction, _ in given),
        records=tuple(record for _, record in given),
        image_guidance=(ImageGuidance(kind=held(GuidanceKind.CBCT), plan_uid=A, fraction_number=1),),
        prescriptions=(
            Prescription(
                "rx",
                "course",
                volume=held("PTV"),
                dose_gy=held(Decimal("5.4")),
                fractions=held(3),
                intent=held(Intent.CURATIVE),
                signed_by=held(Actor("Some One", Role.RADIATION_ONCOLOGIST, "1234567893")),
            ),
        ),
        prior_courses=(PriorCourse(overlaps_target=held(True)),),
        visits=(Visit(on=held(date(2026, 3, 6)), toxicities=held((Toxicity("dermatitis", 2),))),),
    )


def by_profile(bundle: Any, name: str) -> list[Any]:
    """Return the resources that claim a profile."""
    held = [entry["resource"] for entry in bundle["entry"]]
    return [
        item for item in held if any(url.endswith(name) for url in item.get("meta", {}).get("profile", []))
    ]


def extension(resource: Any, name: str) -> list[Any]:
    """Return the extensions by the end of their url."""
    return [item for item in resource.get("extension", []) if item["url"].endswith(name)]


def test_planned_and_delivered_sides_of_a_plan_change(episode: Episode) -> None:
    made = json.loads(export_fhir(episode))
    first, second = by_profile(made, "-treatment-plan")
    assert (first["status"], second["status"]) == ("revoked", "completed")
    ids = {entry["resource"]["id"]: entry["resource"] for entry in made["entry"]}
    (replaced,) = second["replaces"]
    assert ids[replaced["reference"].removeprefix("urn:uuid:")] is first
    (reason,) = extension(second, "reason-for-revision-or-adaptation")
    assert reason["valueCodeableConcept"]["coding"][0]["code"] == "1259231006"
    assert [item["status"] for item in by_profile(made, "-treated-plan")] == ["stopped", "completed"]
    assert len(by_profile(made, "-treated-fraction")) == 3
    assert len(by_profile(made, "-treatment-session")) == 3


def test_course_summary_adds_up(episode: Episode) -> None:
    (course,) = by_profile(to_bundle(episode), "-course-summary")
    assert course["status"] == "completed"
    assert course["performedPeriod"] == {"start": "2026-03-02", "end": "2026-03-06"}
    (dose,) = extension(course, "dose-delivered-to-volume")
    inner = {item["url"].rpartition("/")[2]: item for item in dose["extension"]}
    assert inner["totalDoseDelivered"]["valueQuantity"]["value"] == Decimal(540)
    assert inner["fractionsDelivered"]["valueUnsignedInt"] == 3
    assert inner["codexrt-radiotherapy-uniform-fractionation"]["valueBoolean"] is True
    assert extension(course, "involves-reirradiation")[0]["valueBoolean"] is True
    assert extension(course, "procedure-intent")


def test_references_back_to_dicom(episode: Episode) -> None:
    made = to_bundle(episode)
    plans = [
        extension(plan, "dicom-reference")[0]["extension"] for plan in by_profile(made, "-treatment-plan")
    ]
    assert [inner[0]["valueId"] for inner in plans] == [A, B]
    assert plans[0][1]["valueCoding"]["code"] == "urn:oid:1.2.840.10008.5.1.4.1.1.481.5"
    fractions = by_profile(made, "-treated-fraction")
    uids = [extension(item, "dicom-reference")[0]["extension"][0]["valueId"] for item in fractions]
    assert uids == [f"{A}.1", f"{A}.2", f"{B}.1"]
    assert "1.9" not in json.dumps(made, default=str), "a plan that does not count is not written"


def test_guidance_orders_and_toxicities(episode: Episode) -> None:
    made = to_bundle(episode)
    guided = [
        item
        for item in by_profile(made, "-treated-fraction")
        if extension(item, "guided-radiotherapy-modality")
    ]
    assert len(guided) == 1
    (order,) = by_profile(made, "-course-prescription")
    assert order["intent"] == "original-order"
    (person,) = by_profile(made, "us-core-practitioner")
    assert order["requester"] == {"reference": f"urn:uuid:{person['id']}"}
    (event,) = [e["resource"] for e in made["entry"] if e["resource"]["resourceType"] == "AdverseEvent"]
    assert event["event"] == {"text": "dermatitis"}
    assert event["extension"][0]["valueCodeableConcept"]["coding"] == [{"code": "2"}]


def test_same_bytes_and_other_ids_for_another_episode(episode: Episode) -> None:
    assert export_fhir(episode) == export_fhir(episode)
    ids = {entry["resource"]["id"] for entry in to_bundle(episode)["entry"]}
    others = {entry["resource"]["id"] for entry in to_bundle(replace(episode, id="OTHER"))["entry"]}
    assert len(ids) == len(to_bundle(episode)["entry"])
    assert not ids & others


def test_written_read_and_written_again(episode: Episode) -> None:
    once = read_fhir({"a.json": export_fhir(episode)})
    twice = read_fhir({"b.json": export_fhir(once)})
    assert mapped(once) == mapped(twice)
    assert sum(f.dose_gy for f in once.fractions if f.dose_gy is not None) == Decimal("5.4")
    assert [(c.from_plan_uid, c.to_plan_uid, c.reason.value) for c in once.plan_changes] == [
        (A, B, ChangeReason.TARGET)
    ]


def test_a_chart_survives_the_round_trip() -> None:
    chart = read_fhir({"chart.json": bundle()})
    assert mapped(read_fhir({"again.json": export_fhir(chart)})) == mapped(chart)


def test_an_empty_episode_is_a_patient_whose_data_are_absent() -> None:
    made = to_bundle(Episode("EMPTY"))
    (entry,) = made["entry"]
    assert entry["resource"]["resourceType"] == "Patient"
    assert "data-absent-reason" in json.dumps(entry["resource"])
    assert mapped(read_fhir({"a.json": export_fhir(Episode("EMPTY"))})) == mapped(Episode("EMPTY"))
