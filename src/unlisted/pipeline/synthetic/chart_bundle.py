"""The FHIR part of a made-up chart: what counts, and what an importer must set aside.

Written as one bundle, as NDJSON or as single resources, by the chart's number: an export of each kind is met.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from unlisted.pipeline.synthetic.dicom_base import Study
from unlisted.pipeline.synthetic.identity import make_uid
from unlisted.pipeline.synthetic.plans import PlanSpec
from unlisted.pipeline.synthetic.techniques import Kind

BASE = "https://example.org/fhir"
PAYER = "Synthetic Health Plan"
TOXICITY = "radiation dermatitis"
_TERMS = "http://terminology.hl7.org/CodeSystem/"
_ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
_CODEX = "http://hl7.org/fhir/us/codex-radiation-therapy/StructureDefinition/codexrt-"
_GRADE = f"{_CODEX}radiotherapy-adverse-event-severity-or-grade"
_DIAGNOSES = {Kind.ELECTRON: "C44.612", Kind.BRACHY: "C54.1"}
OTHER_DIAGNOSIS = "C49.22"
REFUTED_DIAGNOSIS = "C79.51"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChartFacts:
    """What the FHIR part of a chart says, for the answer key."""

    diagnosis: str
    member_id: str
    grade: int


def chart_facts(study: Study, kind: Kind, number: int) -> ChartFacts:
    """Return the facts of a chart: its diagnosis by technique, its toxicity grade by number."""
    return ChartFacts(_DIAGNOSES.get(kind, OTHER_DIAGNOSIS), f"M-{study.patient.record_number}", number % 4)


def chart_fhir(
    study: Study, facts: ChartFacts, plan: PlanSpec, noted_on: date, number: int
) -> dict[str, bytes]:
    """Return the FHIR files of a chart by name."""
    resources = [*_person(study, facts), *_diagnoses(study, facts), _toxicity(study, facts, noted_on)]
    resources.append(_plan(study, plan))
    match number % 3:
        case 0:
            entries = [
                {"fullUrl": f"{BASE}/{item['resourceType']}/{item['id']}", "resource": item}
                for item in resources
            ]
            return {"bundle.json": _text({"resourceType": "Bundle", "type": "collection", "entry": entries})}
        case 1:
            lines = (json.dumps(item, ensure_ascii=False) for item in resources)
            return {"chart.ndjson": ("\n".join(lines) + "\n").encode()}
        case _:
            return {f"fhir/{item['resourceType']}-{n}.json": _text(item) for n, item in enumerate(resources)}


def _text(tree: Json) -> bytes:
    return (json.dumps(tree, indent=1, ensure_ascii=False) + "\n").encode()


def _coded(system: str, code: str, **more: str) -> Json:
    return {"coding": [{"system": system, "code": code, **more}]}


def _id(study: Study) -> str:
    return make_uid(study.key, "fhir-patient").rsplit(".", 1)[-1][:20]


def _subject(study: Study) -> Json:
    return {"reference": f"Patient/{_id(study)}"}


def _person(study: Study, facts: ChartFacts) -> list[Json]:
    patient = study.patient
    coverage: Json = {
        "resourceType": "Coverage",
        "id": f"{_id(study)}-cov",
        "status": "active",
        "subscriberId": facts.member_id,
        "beneficiary": _subject(study),
        "payor": [{"display": PAYER}],
        "order": 1,
    }
    return [
        {
            "resourceType": "Patient",
            "id": _id(study),
            "identifier": [
                {
                    "type": _coded(f"{_TERMS}v2-0203", "MR"),
                    "system": "https://example.org/records",
                    "value": patient.record_number,
                }
            ],
            "name": [{"family": patient.family_name, "given": [patient.given_name]}],
            "gender": patient.sex,
            "birthDate": patient.birth_date.isoformat(),
        },
        coverage,
        {**coverage, "id": f"{_id(study)}-old", "status": "cancelled", "payor": [{"display": "Ended Plan"}]},
    ]


def _diagnoses(study: Study, facts: ChartFacts) -> list[Json]:
    """Return the diagnosis, one that was refuted, and one entered in error."""

    def condition(name: str, code: str, verified: str) -> Json:
        return {
            "resourceType": "Condition",
            "id": f"{_id(study)}-{name}",
            "verificationStatus": _coded(f"{_TERMS}condition-ver-status", verified),
            "category": [_coded(f"{_TERMS}condition-category", "problem-list-item")],
            "code": _coded(_ICD10CM, code),
            "subject": _subject(study),
        }

    return [
        condition("dx", facts.diagnosis, "confirmed"),
        condition("no", REFUTED_DIAGNOSIS, "refuted"),
        condition("er", "C34.90", "entered-in-error"),
    ]


def _toxicity(study: Study, facts: ChartFacts, on: date) -> Json:
    """Return a toxicity with its grade; the severity beside it is another scale."""
    return {
        "resourceType": "AdverseEvent",
        "id": f"{_id(study)}-ae",
        "actuality": "actual",
        "event": {"text": TOXICITY},
        "subject": _subject(study),
        "date": on.isoformat(),
        "severity": _coded(f"{_TERMS}adverse-event-severity", "severe"),
        "extension": [{"url": _GRADE, "valueCodeableConcept": {"coding": [{"code": str(facts.grade)}]}}],
    }


def _plan(study: Study, plan: PlanSpec) -> Json:
    """Return the treatment plan of CodeX RT, that names the DICOM plan it is."""
    uid = plan.uid(study)
    return {
        "resourceType": "ServiceRequest",
        "id": f"{_id(study)}-plan",
        "meta": {"profile": [f"{_CODEX}radiotherapy-treatment-plan"]},
        "extension": [
            {"url": f"{_CODEX}radiotherapy-fractions-planned", "valuePositiveInt": plan.fractions},
            {
                "url": f"{_CODEX}dicom-reference",
                "extension": [
                    {"url": "instanceUid", "valueId": uid},
                    {
                        "url": "sopClass",
                        "valueCoding": {
                            "system": "urn:ietf:rfc:3986",
                            "code": f"urn:oid:1.2.840.10008.5.1.4.1.1.481.{8 if plan.is_proton else 5}",
                        },
                    },
                ],
            },
        ],
        "identifier": [
            {"use": "usual", "system": "https://example.org/plans", "value": plan.label},
            {"use": "official", "system": "urn:dicom:uid", "value": f"urn:oid:{uid}"},
        ],
        "status": "completed",
        "intent": "filler-order",
        "code": _coded("http://snomed.info/sct", "1255724003"),
        "subject": _subject(study),
        "authoredOn": plan.on.isoformat(),
    }
