"""Joining parts: agreement is joined, contradiction is kept and shown, nothing is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from unlisted.base.evidence import FileEvidence
from unlisted.episode.care import Visit
from unlisted.episode.clinical import Diagnosis
from unlisted.episode.episode import Episode, SourceFile
from unlisted.episode.fact import held
from unlisted.episode.merge import merge_episodes
from unlisted.episode.person import Actor, Patient
from unlisted.episode.plan import Plan
from unlisted.episode.vocabulary import Role

DICOM = FileEvidence("plan.dcm", "aa", "(300A,0026)")
RECORD = FileEvidence("record.dcm", "bb", "(3008,0250)")
FORM = FileEvidence("form.yaml", "cc", "plans[0].dose_gy")
DOCTOR = Actor("Doctor, Made Up", Role.RADIATION_ONCOLOGIST)
NURSE = Actor("Nurse, Made Up", Role.NURSE)


def part(kind: str, name: str = "", **values: object) -> Episode:
    """A part of one source."""
    return Episode(id=name, sources=(SourceFile(f"{kind}.file", kind, kind, used=True),), **values)  # type: ignore[arg-type]


def test_agreement_joins_the_evidence() -> None:
    one = part("RTPLAN", plans=(Plan("1.2", dose_gy=held(Decimal(14), DICOM)),))
    other = part("form", plans=(Plan("1.2", dose_gy=held(Decimal("14.0"), FORM)),))
    (plan,) = merge_episodes([one, other]).plans
    assert not plan.dose_gy.in_conflict
    assert plan.dose_gy.evidence == (DICOM, FORM)


def test_contradiction_is_kept_and_the_more_trusted_one_stands_first() -> None:
    form = part("form", plans=(Plan("1.2", dose_gy=held(Decimal(16), FORM)),))
    machine = part("RTPLAN", plans=(Plan("1.2", dose_gy=held(Decimal(14), DICOM)),))
    for parts in ([form, machine], [machine, form]):
        (plan,) = merge_episodes(parts).plans
        assert [fact.value for fact in plan.dose_gy.facts] == [14, 16]


def test_records_go_before_plans_and_plans_before_charts() -> None:
    names = {"fhir": "Chart", "RTPLAN": "Plan", "RTBEAMSRECORD": "Record", "form": "Form"}
    parts = [part(kind, patient=Patient(family_name=held(name, FORM))) for kind, name in names.items()]
    found = merge_episodes(parts).patient.family_name
    assert [fact.value for fact in found.facts] == ["Record", "Plan", "Chart", "Form"]


def test_what_one_leaves_open_the_other_fills() -> None:
    one = part("RTPLAN", plans=(Plan("1.2", structure_set_uid="9.9"),))
    other = part("fhir", plans=(Plan("1.2", label=held("boost", FORM)), Plan("1.3")))
    first, second = merge_episodes([one, other]).plans
    assert (first.structure_set_uid, first.label.value) == ("9.9", "boost")
    assert second.uid == "1.3"


def test_plain_values_that_differ_are_a_finding() -> None:
    one = part("RTPLAN", plans=(Plan("1.2", structure_set_uid="9.9", evidence=(DICOM,)),))
    other = part("fhir", plans=(Plan("1.2", structure_set_uid="8.8", evidence=(FORM,)),))
    found = merge_episodes([one, other])
    assert found.plans[0].structure_set_uid == "9.9"
    (finding,) = found.findings
    assert finding.code == "sources_contradict"
    assert finding.where == "plans.structure_set_uid"
    assert finding.evidence == (DICOM, FORM)


def test_the_id_a_person_gave_wins() -> None:
    parts = [
        part("RTPLAN", "dicom-0123456789ab"),
        part("form", "sarcoma-1"),
        part("csv", "form-0123456789ab"),
    ]
    assert merge_episodes(parts).id == "sarcoma-1"
    assert merge_episodes(parts[:1]).id == "dicom-0123456789ab"


def test_visits_of_two_people_on_one_day_are_two() -> None:
    day = date(2026, 9, 14)
    doctor = Visit(on=held(day, FORM), by=held(DOCTOR, FORM), physician_exam=held(True, FORM))
    nurse = Visit(on=held(day, FORM), by=held(NURSE, FORM))
    found = merge_episodes([part("form", visits=(doctor,)), part("fhir", visits=(nurse, doctor))])
    assert len(found.visits) == 2


def test_a_diagnosis_is_joined_by_its_code() -> None:
    one = part("fhir", diagnoses=(Diagnosis(icd10cm=held("C49.22", FORM), stage=held("II", FORM)),))
    other = part("form", diagnoses=(Diagnosis(icd10cm=held("C49.22", RECORD), stage=held("III", RECORD)),))
    (found,) = merge_episodes([one, other]).diagnoses
    assert [fact.value for fact in found.stage.facts] == ["II", "III"]


def test_merging_with_itself_changes_nothing() -> None:
    one = part("RTPLAN", "a", plans=(Plan("1.2", dose_gy=held(Decimal(14), DICOM)),), unmapped=("x",))
    assert merge_episodes([one, one]) == one


def test_no_part_is_an_empty_episode() -> None:
    assert merge_episodes([]) == Episode(id="")
