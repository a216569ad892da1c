"""Write the patient, coverages, diagnoses and adverse events as FHIR resources."""

from __future__ import annotations

from typing import Any

from unlisted.episode.care import AdverseEvent
from unlisted.episode.clinical import Diagnosis
from unlisted.episode.fact import Held
from unlisted.episode.person import Actor, Coverage, Patient
from unlisted.formats.fhir.codes import (
    GRADE_URL,
    ICD10CM,
    LATERALITY_CODES,
    MCODE,
    NPI,
    OWN_IDENTIFIER,
    SNOMED,
    US_CORE,
)

Json = dict[str, Any]
_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_V2_IDENTIFIER = "http://terminology.hl7.org/CodeSystem/v2-0203"


def absent() -> Json:
    """Return the extension that says a required value is not known."""
    return {"extension": [{"url": _ABSENT, "valueCode": "unknown"}]}


def concept(text: str) -> Json:
    """Return a CodeableConcept for ``code |words|``, ``system#code |words|`` or plain words."""
    code, bar, words = text.partition(" |")
    system, hash_mark, bare = code.rpartition("#")
    if not bar and not hash_mark and not text.isdecimal():
        return {"text": text}
    coding = {"system": system if hash_mark else SNOMED, "code": bare if hash_mark else code}
    if bar:
        coding["display"] = words.rstrip("|")
    return {"coding": [coding]}


def known(held: Held[Any]) -> Any:
    """Return the trusted value, or ``None``."""
    return held.value if held.is_known else None


def write_patient(patient: Patient) -> Json:
    """Return the patient (mCODE cancer patient); what is not known is said to be absent."""
    number = known(patient.record_number)
    identifier: Json = {
        "use": "usual",
        "type": {"coding": [{"system": _V2_IDENTIFIER, "code": "MR"}]},
        "system": OWN_IDENTIFIER,
    }
    identifier.update({"value": number} if number else {"_value": absent()})
    name: Json = {}
    if known(patient.family_name):
        name["family"] = known(patient.family_name)
    if known(patient.given_name):
        name["given"] = known(patient.given_name).split()
    sex, born = known(patient.sex), known(patient.birth_date)
    found: Json = {
        "resourceType": "Patient",
        "meta": {"profile": [f"{MCODE}mcode-cancer-patient"]},
        "identifier": [identifier],
        "name": [name or absent()],
    }
    found.update({"gender": sex} if sex in ("male", "female", "other", "unknown") else {"_gender": absent()})
    if born:
        found["birthDate"] = born.isoformat()
    return found


def write_coverage(coverage: Coverage, patient: Json) -> Json:
    """Return a coverage on the base resource."""
    found: Json = {
        "resourceType": "Coverage",
        "status": "active",
        "beneficiary": patient,
        "payor": [{"display": known(coverage.payer)} if known(coverage.payer) else absent()],
        "order": coverage.order,
    }
    if known(coverage.member_id):
        found["subscriberId"] = known(coverage.member_id)
    if known(coverage.group_number):
        system = "http://terminology.hl7.org/CodeSystem/coverage-class"
        found["class"] = [
            {"type": {"coding": [{"system": system, "code": "group"}]}, "value": known(coverage.group_number)}
        ]
    return found


def write_diagnosis(diagnosis: Diagnosis, patient: Json) -> Json:
    """Return a Condition: the primary cancer condition (mCODE), or a problem (US Core)."""
    codings = [{"system": ICD10CM, "code": known(diagnosis.icd10cm)}] if known(diagnosis.icd10cm) else []
    for text in diagnosis.other_codes:
        system, _, code = text.partition("|")
        codings.append({"system": system, "code": code} if system else {"code": code})
    profile = (
        f"{MCODE}mcode-primary-cancer-condition"
        if diagnosis.is_primary
        else f"{US_CORE}us-core-condition-problems-health-concerns"
    )
    found: Json = {
        "resourceType": "Condition",
        "meta": {"profile": [profile]},
        "category": [{"coding": [{"system": _CATEGORY, "code": "problem-list-item"}]}],
        "code": {"coding": codings} if codings else absent(),
        "subject": patient,
    }
    if known(diagnosis.histology):
        found["extension"] = [
            {
                "url": f"{MCODE}mcode-histology-morphology-behavior",
                "valueCodeableConcept": concept(known(diagnosis.histology)),
            }
        ]
    if known(diagnosis.is_recurrence):
        found["clinicalStatus"] = {"coding": [{"system": _CLINICAL, "code": "recurrence"}]}
    if known(diagnosis.body_site):
        site = concept(known(diagnosis.body_site))
        side = LATERALITY_CODES.get(str(known(diagnosis.laterality)))
        if side:
            coding = {"system": SNOMED, "code": side}
            url = f"{MCODE}mcode-laterality-qualifier"
            site["extension"] = [{"url": url, "valueCodeableConcept": {"coding": [coding]}}]
        found["bodySite"] = [site]
    if known(diagnosis.onset):
        found["onsetDateTime"] = known(diagnosis.onset).isoformat()
    if known(diagnosis.stage):
        found["stage"] = [{"summary": concept(known(diagnosis.stage))}]
    return found


def write_adverse_event(event: AdverseEvent, patient: Json) -> Json:
    """Return an adverse event on the base resource, its grade as an extension."""
    system, _, code = event.code.partition("|")
    coding = {"system": system, "code": code, "display": event.toxicity.term}
    if event.toxicity.version:
        coding["version"] = event.toxicity.version
    found: Json = {
        "resourceType": "AdverseEvent",
        "actuality": "actual",
        "event": {"coding": [coding]} if code and system else {"text": event.toxicity.term or "not stated"},
        "subject": patient,
    }
    if event.graded:
        grade = {"coding": [{"code": str(event.toxicity.grade)}], "text": f"grade {event.toxicity.grade}"}
        found["extension"] = [{"url": GRADE_URL, "valueCodeableConcept": grade}]
    if event.on:
        found["date"] = event.on.isoformat()
    return found


def write_practitioner(actor: Actor) -> Json:
    """Return a person with a valid NPI (US Core practitioner)."""
    given, _, family = actor.name.rpartition(" ")
    name: Json = {"family": family}
    if given:
        name["given"] = given.split()
    found: Json = {
        "resourceType": "Practitioner",
        "meta": {"profile": [f"{US_CORE}us-core-practitioner"]},
        "identifier": [{"system": NPI, "value": actor.npi}],
        "name": [name],
    }
    if actor.credentials:
        found["qualification"] = [{"code": {"text": actor.credentials}}]
    return found


def name_person(actor: Actor) -> Json:
    """Return a reference that names a person without a resource."""
    found: Json = {"type": "Practitioner"}
    if actor.npi:
        found["identifier"] = {"system": NPI, "value": actor.npi}
    found["display"] = actor.name or "not named"
    return found
