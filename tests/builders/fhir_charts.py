"""A small chart made here: a patient, a diagnosis, a course with a replaced plan, a toxicity, a report."""

from __future__ import annotations

import json
from typing import Any

from unlisted.formats.fhir.codes import CODEX, GRADE_URL, ICD10CM, LOINC, MCODE, SNOMED, UCUM

Json = dict[str, Any]


def coded(code: str, system: str = SNOMED, **more: str) -> Json:
    """Return a CodeableConcept of one code."""
    return {"coding": [{"system": system, "code": code, **more}]}


def dose(url: str, volume: str, name: str, centigray: int | str, **more: Any) -> Json:
    """Return a dose to a volume."""
    quantity = {"value": centigray, "system": UCUM, "code": "cGy"}
    inner = [
        {"url": "volume", "valueReference": {"reference": volume}},
        {"url": name, "valueQuantity": quantity},
    ]
    inner += [{"url": key, f"value{kind}": value} for key, (kind, value) in more.items()]
    return {"url": url, "extension": inner}


def use(modality: str, *techniques: str) -> Json:
    """Return a modality with its techniques."""
    inner = [{"url": f"{MCODE}mcode-radiotherapy-modality", "valueCodeableConcept": coded(modality)}]
    inner += [
        {"url": f"{MCODE}mcode-radiotherapy-technique", "valueCodeableConcept": coded(t)} for t in techniques
    ]
    return {"url": f"{MCODE}mcode-radiotherapy-modality-and-technique", "extension": inner}


def plan(name: str, uid: str, fractions: int, status: str, *more: Json, **elements: Any) -> Json:
    """Return a treatment plan of 2 Gy a fraction."""
    planned = f"{CODEX}codexrt-radiotherapy-dose-planned-to-volume"
    return {
        "resourceType": "ServiceRequest",
        "id": name,
        "meta": {"profile": [f"{CODEX}codexrt-radiotherapy-treatment-plan"]},
        "extension": [
            {"url": f"{CODEX}codexrt-radiotherapy-fractions-planned", "valuePositiveInt": fractions},
            use("1156506007", "1156530009"),
            dose(planned, "BodyStructure/v", "totalDose", fractions * 200),
            *more,
        ],
        "identifier": [
            {"use": "usual", "system": "urn:x", "value": name},
            {"use": "official", "system": "urn:dicom:uid", "value": f"urn:oid:{uid}"},
        ],
        "status": status,
        "intent": "filler-order",
        "code": coded("1255724003"),
        "subject": {"reference": "Patient/p"},
        "authoredOn": "2026-03-02T09:00:00Z",
        **elements,
    }


def resources() -> list[Json]:
    """Return the chart's resources."""
    delivered = f"{MCODE}mcode-radiotherapy-dose-delivered-to-volume"
    return [
        {
            "resourceType": "Patient",
            "id": "p",
            "identifier": [
                {"value": "other"},
                {"type": coded("MR", "http://terminology.hl7.org/CodeSystem/v2-0203"), "value": "T-0001"},
            ],
            "name": [{"family": "Madeup", "given": ["No", "Body"]}],
            "gender": "female",
            "birthDate": "1960-05",
            "address": [{"city": "Nowhere"}],
        },
        {
            "resourceType": "Condition",
            "id": "c",
            "meta": {"profile": [f"{MCODE}mcode-primary-cancer-condition"]},
            "code": {"coding": [{"system": SNOMED, "code": "1"}, {"system": ICD10CM, "code": "C49.22"}]},
            "clinicalStatus": coded("recurrence", "http://terminology.hl7.org/CodeSystem/condition-clinical"),
            "onsetDateTime": "2026-01-15",
            "subject": {"reference": "Patient/p"},
            "bodySite": [
                {
                    **coded("11207009", display="Thigh"),
                    "extension": [
                        {
                            "url": f"{MCODE}mcode-laterality-qualifier",
                            "valueCodeableConcept": coded("7771000"),
                        }
                    ],
                }
            ],
        },
        {
            "resourceType": "Coverage",
            "id": "k",
            "status": "active",
            "beneficiary": {"reference": "Patient/p"},
            "payor": [{"display": "Some Plan"}],
            "subscriberId": "M-1",
            "order": 1,
        },
        {
            "resourceType": "BodyStructure",
            "id": "v",
            "identifier": [
                {"use": "usual", "value": "PTV"},
                {"use": "official", "system": "urn:dicom:uid", "value": "urn:oid:1.2.3.9"},
            ],
            "morphology": coded("228793007"),
            "patient": {"reference": "Patient/p"},
        },
        plan("A", "1.2.3.1", 5, "revoked"),
        plan(
            "B",
            "1.2.3.2",
            3,
            "completed",
            {
                "url": f"{CODEX}codexrt-radiotherapy-reason-for-revision-or-adaptation",
                "valueCodeableConcept": coded("1259231006"),
            },
            replaces=[{"reference": "ServiceRequest/A"}],
        ),
        {
            "resourceType": "Procedure",
            "id": "course",
            "meta": {"profile": [f"{MCODE}mcode-radiotherapy-course-summary"]},
            "status": "completed",
            "code": coded("1217123003"),
            "subject": {"reference": "Patient/p"},
            "performedPeriod": {"start": "2026-03-03", "end": "2026-03-09T10:00:00-05:00"},
            "extension": [
                {"url": f"{MCODE}mcode-radiotherapy-sessions", "valueUnsignedInt": 5},
                {"url": f"{MCODE}mcode-procedure-intent", "valueCodeableConcept": coded("373808002")},
                {
                    "url": f"{CODEX}codexrt-radiotherapy-course-involves-reirradiation",
                    "valueBoolean": True,
                },
                use("1156506007", "1156530009"),
                dose(
                    delivered,
                    "BodyStructure/v",
                    "totalDoseDelivered",
                    1000,
                    fractionsDelivered=("UnsignedInt", 5),
                ),
            ],
        },
        {
            "resourceType": "AdverseEvent",
            "id": "a",
            "actuality": "actual",
            "subject": {"reference": "Patient/p"},
            "event": coded("C1", "http://terms.example", display="some toxicity"),
            "date": "2026-03-08",
            "extension": [{"url": GRADE_URL, "valueCodeableConcept": coded("2", "http://grades.example")}],
        },
        {
            "resourceType": "DocumentReference",
            "id": "d",
            "status": "current",
            "type": coded("11488-4", LOINC),
            "subject": {"reference": "Patient/p"},
            "content": [{"attachment": {"title": "note"}}],
        },
        {
            "resourceType": "Observation",
            "id": "o",
            "status": "final",
            "code": coded("97509-4", LOINC),
            "subject": {"reference": "Patient/p"},
            "valueCodeableConcept": coded("268910001"),
        },
    ]


def bundle(*changed: Json) -> bytes:
    """Return the chart as a bundle; a changed resource takes the place of the one with its id."""
    by_id = {item["id"]: item for item in (*resources(), *changed)}
    entries = [{"resource": item} for item in by_id.values()]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def ndjson() -> bytes:
    """Return the chart as one resource a line."""
    return "\n".join(json.dumps(item) for item in resources()).encode()
