"""All files of one patient together: links hold, secrets go, several patients are refused."""

from __future__ import annotations

import io
import json

import pydicom
import pytest

from unlisted.base.errors import BrokenFileError, InputError, OutputError
from unlisted.formats.deidentify import deidentify_files, joint
from unlisted.formats.forms import read_form
from unlisted.pipeline.synthetic.charts import generate_chart
from unlisted.pipeline.synthetic.dicom_base import Study, to_bytes
from unlisted.pipeline.synthetic.identity import CLINIC, Patient
from unlisted.pipeline.synthetic.plans import plan_object
from unlisted.pipeline.synthetic.sarcoma import PATIENT, PLAN_A, STUDY, sarcoma_files

KEY = b"a key of this test, long enough"


def one(data: bytes) -> pydicom.FileDataset:
    return pydicom.dcmread(io.BytesIO(data))


def of_kind(files: dict[str, bytes], start: str) -> list[bytes]:
    return [data for name, data in sorted(files.items()) if name.startswith(start)]


def test_the_same_identifiers_on_every_side() -> None:
    made = deidentify_files(KEY, sarcoma_files())
    number = {str(one(data).PatientID) for data in of_kind(dict(made.files), "dicom")}
    bundle = json.loads(made.files["fhir-0001.json"])
    forms = [read_form(f"{n}.yaml", data) for n, data in enumerate(of_kind(dict(made.files), "form"))]
    numbers = {form.patient.record_number.value for form in forms if form.patient.record_number.is_known}
    assert number == numbers == {bundle["entry"][0]["resource"]["identifier"][0]["value"]}
    objects = {str(one(data).SOPInstanceUID) for data in of_kind(dict(made.files), "dicom")}
    planned = {plan.uid for form in forms for plan in form.plans}
    assert len(planned) == 2
    assert planned <= objects


def test_references_of_the_bundle_still_lead_to_their_goals() -> None:
    bundle = json.loads(deidentify_files(KEY, sarcoma_files()).files["fhir-0001.json"])
    resources = {
        f"{e['resource']['resourceType']}/{e['resource']['id']}": e["resource"] for e in bundle["entry"]
    }
    condition = next(r for r in resources.values() if r["resourceType"] == "Condition")
    coverage = next(r for r in resources.values() if r["resourceType"] == "Coverage")
    assert resources[condition["subject"]["reference"]]["resourceType"] == "Patient"
    assert coverage["payor"] == [{"display": "Blue Cross Blue Shield of Massachusetts"}]
    assert condition["code"]["coding"][0]["code"] == "C49.22"


def test_private_elements_addresses_and_unknown_bytes_go() -> None:
    plan = plan_object(STUDY, PLAN_A)
    plan.private_block(0x3253, "VENDOR", create=True).add_new(1, "LO", "Jane of the vendor")
    plan.PatientAddress = "1 Nowhere Street"
    plan.PatientComments = "lives alone"
    plan.OperatorsName = "SOMEONE^ELSE"
    plan.add_new(0x00091001, "UN", b"\x01\x02")
    made = deidentify_files(KEY, {"plan.dcm": to_bytes(plan)})
    found = one(made.files["dicom-0001.dcm"])
    assert not [element for element in found.iterall() if element.tag.is_private]
    assert "PatientAddress" not in found
    assert "PatientComments" not in found
    assert found.PatientIdentityRemoved == "YES"
    assert b"Nowhere Street" not in made.files["dicom-0001.dcm"]
    assert str(found.OperatorsName).startswith("Staff-")


def test_free_text_about_this_patient_is_cleaned_in_every_format() -> None:
    plan = plan_object(STUDY, PLAN_A)
    plan.RTPlanDescription = f"Boost for {PATIENT.given_name} {PATIENT.family_name}, seen 2026-08-10"
    made = deidentify_files(KEY, {"plan.dcm": to_bytes(plan)})
    text = str(one(made.files["dicom-0001.dcm"]).RTPlanDescription)
    assert PATIENT.family_name not in text
    assert text.startswith("Boost for ")
    assert "2026" not in text


def test_two_patients_are_refused() -> None:
    other = Study("other", Patient("SYN-2", "Otherson", "Olga", PATIENT.birth_date, "female"), CLINIC)
    with pytest.raises(InputError, match="more than one patient") as caught:
        deidentify_files(
            KEY,
            {"a.dcm": to_bytes(plan_object(STUDY, PLAN_A)), "b.dcm": to_bytes(plan_object(other, PLAN_A))},
        )
    assert "Otherson" not in str(caught.value)


def test_a_log_alone_has_no_patient() -> None:
    with pytest.raises(InputError, match="record number"):
        deidentify_files(KEY, {"time-log.csv": sarcoma_files()["time-log.csv"]})


def test_files_of_unknown_kind_are_left_out_and_told() -> None:
    made = deidentify_files(KEY, {**sarcoma_files(), "scan.pdf": b"%PDF-1.7", "list.csv": b"a,b\n1,2\n"})
    assert made.refused == ("scan.pdf", "list.csv")
    assert made.counts == {"dicom": 10, "fhir": 1, "form": 6, "time-log": 1}


def test_a_file_that_cannot_be_read_stops_everything() -> None:
    with pytest.raises(BrokenFileError, match="it is not JSON"):
        deidentify_files(KEY, {**sarcoma_files(), "bad.json": b'{"resourceType": '})


def test_an_object_that_is_cut_off_is_cleaned_as_far_as_it_goes() -> None:
    name = "dicom/RP_BOOST_A.dcm"
    made = deidentify_files(KEY, {name: sarcoma_files()[name][:-40]})
    assert str(one(made.files["dicom-0001.dcm"]).PatientID).startswith("P-")


def test_a_leak_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """If cleaning ever misses a text, the last gate does not."""
    monkeypatch.setattr(joint.Scrubber, "text", lambda _, text: text)
    with pytest.raises(OutputError, match="patient name") as caught:
        deidentify_files(KEY, generate_chart(5, 0).files)
    assert "Syntheticus" not in str(caught.value)
