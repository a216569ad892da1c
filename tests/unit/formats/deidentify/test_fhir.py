"""FHIR by the policy: what identifies goes, what is coded stays, references hold."""

from __future__ import annotations

import json
from typing import Any

from unlisted.formats.deidentify import deidentify_files

KEY = b"a key of this test, long enough"
PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "jane-1",
    "meta": {"lastUpdated": "2026-09-14T10:00:00Z", "source": "https://clinic.example/jane"},
    "text": {"status": "generated", "div": "<div>Jane Doe, born 1962</div>"},
    "identifier": [{"system": "https://clinic.example/mrn", "value": "MRN-1"}],
    "name": [{"family": "Doe", "given": ["Jane", "Q"], "text": "Jane Q Doe"}],
    "telecom": [{"system": "phone", "value": "555-0100"}],
    "address": [{"line": ["1 Nowhere Street"], "city": "Nowhere"}],
    "gender": "female",
    "birthDate": "1962-04-18",
}
SERVICE: dict[str, Any] = {
    "resourceType": "Procedure",
    "id": "course-1",
    "status": "completed",
    "identifier": [{"system": "urn:dicom:uid", "value": "urn:oid:1.2.3.4.5.6"}],
    "code": {
        "coding": [{"system": "http://snomed.info/sct", "code": "1217123003"}],
        "text": "Boost for Jane",
    },
    "subject": {"reference": "https://clinic.example/fhir/Patient/jane-1", "display": "Jane Doe"},
    "performer": [{"actor": {"reference": "Practitioner/dr-1", "display": "Dr. Who"}}],
    "performedPeriod": {"start": "2026-09-14", "end": "2026-09-18T12:00:00-05:00"},
    "note": [{"text": "Mrs. Doe tolerated it well on 9/16/2026; Dr. Exampleton agrees."}],
    "recordedYear": "2026",
}
PEOPLE: dict[str, Any] = {
    "resourceType": "Practitioner",
    "id": "dr-1",
    "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "1000000001"}],
    "name": [{"family": "Exampleton", "given": ["Alex"]}],
}
CLINIC: dict[str, Any] = {"resourceType": "Organization", "id": "org-1", "name": "Clinic of Nowhere"}


def cleaned() -> tuple[str, dict[str, Any]]:
    resources = (PATIENT, SERVICE, PEOPLE, CLINIC)
    tree = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {
                "fullUrl": f"https://clinic.example/fhir/{item['resourceType']}/{item['id']}",
                "resource": item,
            }
            for item in resources
        ],
    }
    made = deidentify_files(KEY, {"bundle.json": json.dumps(tree).encode()}).files["fhir-0001.json"].decode()
    found = {entry["resource"]["resourceType"]: entry for entry in json.loads(made)["entry"]}
    return made, found


def test_nothing_that_identifies_is_left() -> None:
    text, _ = cleaned()
    secrets = ("Jane", "Doe", "MRN-1", "555-0100", "Nowhere", "clinic.example", "Exampleton", "1000000001")
    assert [secret for secret in secrets if secret.lower() in text.lower()] == []
    assert [day for day in ("2026-09-1", "1962-04-18", "9/16/2026") if day in text] == []


def test_codes_and_statuses_stay() -> None:
    _, found = cleaned()
    course = found["Procedure"]["resource"]
    assert course["status"] == "completed"
    assert course["code"]["coding"] == [{"system": "http://snomed.info/sct", "code": "1217123003"}]
    assert found["Patient"]["resource"]["gender"] == "female"
    assert course["identifier"][0]["system"] == "urn:dicom:uid"
    assert course["identifier"][0]["value"].startswith("urn:oid:2.25.")


def test_references_lead_to_the_same_resources() -> None:
    _, found = cleaned()
    course = found["Procedure"]["resource"]
    assert course["subject"]["reference"] == found["Patient"]["fullUrl"]
    actor = course["performer"][0]["actor"]["reference"]
    assert actor == f"Practitioner/{found['Practitioner']['resource']['id']}"


def test_a_period_keeps_its_length_and_its_clock() -> None:
    _, found = cleaned()
    period = found["Procedure"]["resource"]["performedPeriod"]
    assert period["end"].endswith("T12:00:00-05:00")
    assert int(period["end"][8:10]) - int(period["start"][8:10]) in {4, 4 - 28, 4 - 29, 4 - 30, 4 - 31}
    assert period["start"] < "2026"


def test_lines_stay_lines_and_decimals_keep_their_digits() -> None:
    dose = {
        "resourceType": "Observation",
        "id": "obs-1",
        "status": "final",
        "subject": {"reference": "Patient/jane-1"},
        "valueQuantity": {"value": 0, "code": "Gy"},
    }
    lines = [json.dumps(item) for item in (PATIENT, dose)]
    lines[1] = lines[1].replace('"value": 0', '"value": 14.000')
    made = deidentify_files(KEY, {"chart.ndjson": "\n".join(lines).encode()}).files
    (name,) = made
    assert name == "fhir-0001.ndjson"
    first, second = made[name].decode().splitlines()
    assert '"value": 14.000' in second
    assert "jane" not in first + second
    reference = json.loads(second)["subject"]["reference"]
    assert reference == f"Patient/{json.loads(first)['id']}"


def test_what_changes_the_meaning_of_a_resource_is_kept() -> None:
    """A withdrawn diagnosis must not become a fact by losing what withdraws it."""
    wrong = {
        "resourceType": "Condition",
        "id": "c-1",
        "implicitRules": "http://rules.example/x",
        "verificationStatus": {"coding": [{"code": "entered-in-error"}]},
        "modifierExtension": [{"url": "http://unknown.example", "valueBoolean": True}],
        "subject": {"reference": "Patient/jane-1"},
    }
    entries = [{"resource": PATIENT}, {"resource": wrong}]
    tree = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    made = deidentify_files(KEY, {"b.json": json.dumps(tree).encode()}).files["fhir-0001.json"]
    kept = json.loads(made)["entry"][1]["resource"]
    assert kept["verificationStatus"] == wrong["verificationStatus"]
    assert kept["modifierExtension"]
    assert kept["implicitRules"]
