"""The FHIR part of the demo case: patient, diagnosis, coverage."""

from __future__ import annotations

import json
from typing import Any

from unlisted.pipeline.synthetic.dicom_base import Study
from unlisted.pipeline.synthetic.sarcoma_story import RECURRENCE

BASE = "https://example.org/fhir"


def sarcoma_bundle(study: Study) -> bytes:
    """Return a collection of three resources."""
    patient = study.patient
    subject = {"reference": "Patient/sarcoma-patient"}
    resources: list[dict[str, Any]] = [
        {
            "resourceType": "Patient",
            "id": "sarcoma-patient",
            "identifier": [
                {
                    "type": {
                        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]
                    },
                    "system": f"{BASE}/records",
                    "value": patient.record_number,
                }
            ],
            "name": [{"family": patient.family_name, "given": [patient.given_name]}],
            "gender": patient.sex,
            "birthDate": patient.birth_date.isoformat(),
        },
        {
            "resourceType": "Condition",
            "id": "sarcoma-diagnosis",
            "meta": {
                "profile": ["http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-primary-cancer-condition"]
            },
            "clinicalStatus": {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/condition-clinical",
                        "code": "recurrence",
                    }
                ]
            },
            "verificationStatus": {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/condition-ver-status",
                        "code": "confirmed",
                    }
                ]
            },
            "category": [
                {
                    "coding": [
                        {
                            "system": "http://terminology.hl7.org/CodeSystem/condition-category",
                            "code": "problem-list-item",
                        }
                    ]
                }
            ],
            "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "C49.22"}]},
            "subject": subject,
            "onsetDateTime": RECURRENCE.isoformat(),
        },
        {
            "resourceType": "Coverage",
            "id": "sarcoma-coverage",
            "status": "active",
            "subscriberId": "SYNMEMBER77499",
            "beneficiary": subject,
            "payor": [{"display": "Blue Cross Blue Shield of Massachusetts"}],
            "order": 1,
        },
    ]
    tree = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": f"{BASE}/{resource['resourceType']}/{resource['id']}", "resource": resource}
            for resource in resources
        ],
    }
    return (json.dumps(tree, indent=2, ensure_ascii=False) + "\n").encode()
