"""A chart made here, read into an episode: each field, its place, and what is listed as not mapped."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from builders.fhir_charts import bundle, coded, ndjson, plan, resources
from unlisted.base.errors import BrokenFileError, LimitExceededError
from unlisted.base.evidence import FileEvidence
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import ChangeReason, Intent, Modality
from unlisted.formats.fhir.importer import read_fhir


@pytest.fixture(scope="module")
def episode() -> Episode:
    """Return the chart, read from one bundle."""
    return read_fhir({"chart.json": bundle()})


def test_patient_and_coverage(episode: Episode) -> None:
    assert episode.patient.record_number.value == "T-0001"
    assert episode.patient.family_name.value == "Madeup"
    assert episode.patient.given_name.value == "No Body"
    assert not episode.patient.birth_date.is_known, "a month is no day"
    (coverage,) = episode.coverages
    assert (coverage.order, coverage.payer.value, coverage.member_id.value) == (1, "Some Plan", "M-1")


def test_diagnosis(episode: Episode) -> None:
    (diagnosis,) = episode.diagnoses
    assert diagnosis.icd10cm.value == "C49.22"
    assert diagnosis.other_codes == ("http://snomed.info/sct|1",)
    assert diagnosis.is_recurrence.value
    assert diagnosis.is_primary
    assert diagnosis.body_site.value == "11207009 |Thigh|"
    assert diagnosis.laterality.value == "left"
    assert diagnosis.onset.value == date(2026, 1, 15)


def test_course_and_completion(episode: Episode) -> None:
    course = next(part for part in episode.course_parts if part.level == "course")
    (dose,) = course.doses
    assert (dose.dose_gy, dose.fractions, dose.volume_id) == (Decimal(10), 5, "1.2.3.9")
    assert (course.sessions, course.intent) == (5, Intent.CURATIVE)
    assert (course.started_on, course.ended_on) == (date(2026, 3, 3), date(2026, 3, 9))
    assert course.uses[0].modality is Modality.PHOTON
    assert course.uses[0].techniques == ("vmat",)
    assert episode.reirradiation.value is True
    assert episode.completion.status.value == "completed"
    assert episode.completion.fractions_reported.value == 5
    assert [(v.name, v.kind) for v in episode.volumes] == [("PTV", "ptv")]


def test_plans_and_the_change_between_them(episode: Episode) -> None:
    first, second = episode.plans
    assert (first.uid, first.label.value, first.fractions_planned.value) == ("1.2.3.1", "A", 5)
    assert second.predecessor_uid == "1.2.3.1"
    assert (second.dose_gy.value, second.planned_on.value) == (Decimal(6), date(2026, 3, 2))
    (change,) = episode.plan_changes
    assert (change.from_plan_uid, change.to_plan_uid) == ("1.2.3.1", "1.2.3.2")
    assert change.reason.value is ChangeReason.TARGET


def test_toxicity_and_documents(episode: Episode) -> None:
    (event,) = episode.adverse_events
    assert (event.toxicity.term, event.toxicity.grade, event.on) == ("some toxicity", 2, date(2026, 3, 8))
    assert event.code == "http://terms.example|C1"
    assert episode.visits == (), "a report of toxicity is no visit"
    assert episode.documents == ("consultation_note",)


def test_evidence_leads_to_the_element(episode: Episode) -> None:
    data = bundle()
    sha256 = hashlib.sha256(data).hexdigest()
    assert episode.plans[1].fractions_planned.evidence == (
        FileEvidence("chart.json", sha256, "Bundle.entry[5].resource.extension[0]"),
    )
    assert episode.plan_changes[0].reason.evidence[0].locator == "Bundle.entry[5].resource.extension[3]"
    assert episode.completion.status.evidence[0].locator == "Bundle.entry[6].resource.status"
    tree: Any = json.loads(data)
    assert tree["entry"][5]["resource"]["extension"][0]["valuePositiveInt"] == 3


def test_nothing_is_dropped_silently(episode: Episode) -> None:
    assert set(episode.unmapped) == {
        "chart.json Bundle.entry[0].resource.identifier[0]",
        "chart.json Bundle.entry[0].resource.birthDate",
        "chart.json Bundle.entry[0].resource.address",
        "chart.json Bundle.entry[8].resource.content",
        "chart.json Bundle.entry[9].resource",
    }


def test_bundle_lines_and_single_files_say_the_same(episode: Episode) -> None:
    lines = read_fhir({"chart.ndjson": ndjson()})
    single = read_fhir([(f"{n}.json", json.dumps(item).encode()) for n, item in enumerate(resources())])
    for other in (lines, single):
        assert other.diagnoses[0].icd10cm.value == episode.diagnoses[0].icd10cm.value
        assert [p.uid for p in other.plans] == [p.uid for p in episode.plans]
        assert other.course_parts[2].doses[0].dose_gy == Decimal(10)
        assert len(other.unmapped) == len(episode.unmapped)
    assert lines.diagnoses[0].icd10cm.evidence[0].locator == "line 2: Condition.code"  # type: ignore[union-attr]


def test_a_unit_that_is_no_dose_is_listed_and_not_converted() -> None:
    changed = plan("A", "1.2.3.1", 5, "revoked")
    changed["extension"][2]["extension"][1]["valueQuantity"]["code"] = "mg"
    found = read_fhir({"chart.json": bundle(changed)})
    assert not found.plans[0].dose_gy.is_known
    assert "chart.json Bundle.entry[4].resource.extension[2].extension[1]" in found.unmapped


def test_gray_is_taken_as_gray() -> None:
    changed = plan("A", "1.2.3.1", 5, "revoked")
    changed["extension"][2]["extension"][1]["valueQuantity"] = {"value": 10, "code": "Gy"}
    assert read_fhir({"chart.json": bundle(changed)}).plans[0].dose_gy.value == Decimal(10)


def test_the_state_updated_last_counts() -> None:
    old, new = plan("A", "1.2.3.1", 5, "active"), plan("A", "1.2.3.1", 5, "revoked")
    old["meta"]["lastUpdated"], new["meta"]["lastUpdated"] = "2026-03-01T00:00:00Z", "2026-03-05T00:00:00Z"
    files = [("old.json", json.dumps(old).encode()), ("new.json", json.dumps(new).encode())]
    for order in (files, files[::-1]):
        found = read_fhir(order)
        assert [part.status for part in found.course_parts] == ["revoked"]
        assert any(line.startswith("old.json ServiceRequest (an older state") for line in found.unmapped)


def test_an_earlier_course_is_a_prior_course() -> None:
    earlier = next(item for item in resources() if item["id"] == "course")
    earlier = {
        **earlier,
        "id": "earlier",
        "performedPeriod": {"start": "2019-01-02", "end": "2019-02-05"},
        "bodySite": [coded("11207009", display="Thigh")],
    }
    found = read_fhir({"chart.json": bundle(earlier)})
    (prior,) = found.prior_courses
    assert (prior.started_on.value, prior.dose_gy.value, prior.fractions.value) == (
        date(2019, 1, 2),
        Decimal(10),
        5,
    )
    assert prior.body_site.value == "11207009 |Thigh|"
    assert not prior.overlaps_target.is_known
    assert found.completion.status.value == "completed"


def test_two_patients_are_kept_as_a_contradiction() -> None:
    other = {"resourceType": "Patient", "id": "q", "identifier": [{"value": "T-0002"}]}
    assert read_fhir({"chart.json": bundle(other)}).patient.record_number.in_conflict


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"[]", "f.json"),
        (b'{"resourceType": 7}', "f.json"),
        (b'{"resourceType": "Bundle", "entry": {}}', "Bundle.entry"),
        (b'{"resourceType": "Bundle", "entry": [1]}', "Bundle.entry[0]"),
        (b'{"resourceType": "Patient", "gender": 7}', "Patient.gender"),
        (b'{"resourceType": "Patient", "name": ["x"]}', "Patient.name[0]"),
        (b'{"resourceType": "Condition", "onsetDateTime": "2026-99-99"}', "Condition.onsetDateTime"),
    ],
)
def test_a_broken_file_names_the_place_and_never_the_value(data: bytes, where: str) -> None:
    with pytest.raises(BrokenFileError) as caught:
        read_fhir({"f.json": data})
    assert where in caught.value.where
    assert "99-99" not in str(caught.value)


def test_limits() -> None:
    nested = b'{"resourceType": "Bundle", "entry": [{"resource": ' * 30 + b"{}" + b"}]}" * 30
    with pytest.raises((LimitExceededError, BrokenFileError)):
        read_fhir({"f.json": nested})
