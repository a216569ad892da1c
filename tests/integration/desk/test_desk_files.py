"""What is taken out of a case: its record, and the files it was made from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from builders.desk_people import SARCOMA, Office, sarcoma_case
from unlisted.desk.jobs.worker import work_one
from unlisted.desk.models import AuditEvent, Case, Upload
from unlisted.desk.permissions import Role
from unlisted.formats.episode_json import read_episode_json
from unlisted.pipeline.episode_import import import_episode

FORM = SARCOMA / "forms" / "1-consultation.yaml"


def imported(office: Office, name: str = "forms/consultation.yaml") -> tuple[Case, Upload]:
    given = [SimpleUploadedFile(name.rsplit("/", 1)[-1], FORM.read_bytes())]
    office.client(Role.BILLER).post("/p/riverside/imports/hand-in", {"files": given, "paths": [name]})
    assert work_one()
    return Case.objects.latest("id"), Upload.objects.latest("id")


def test_the_record_is_handed_out_as_the_files_other_programs_read(office: Office, tmp_path: Path) -> None:
    case, client = sarcoma_case(office), office.client(Role.CLINICIAN)
    answer = client.get(f"/p/riverside/cases/{case.number}/record.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="case-1-episode.json"'
    assert answer.content == bytes(case.revisions.latest("number").content)
    assert read_episode_json("x", answer.content).patient.record_number.value == "SYN-77499"
    bundle = client.get(f"/p/riverside/cases/{case.number}/record.fhir.json").content
    assert json.loads(bundle)["resourceType"] == "Bundle"
    (tmp_path / "bundle.json").write_bytes(bundle)
    assert import_episode([tmp_path]).patient.record_number.value == "SYN-77499"


def test_a_file_comes_back_as_it_was_handed_in(office: Office) -> None:
    case, upload = imported(office)
    client = office.client(Role.AUDITOR)
    page = client.get(f"/p/riverside/cases/{case.number}/?open=files").content.decode()
    path = f"/p/riverside/cases/{case.number}/files/{upload.pk}"
    assert f'href="{path}"' in page
    answer = client.get(path)
    assert b"".join(answer.streaming_content) == FORM.read_bytes()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="consultation.yaml"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    event = AuditEvent.objects.get(verb="file downloaded")
    assert (event.actor, event.case_number, event.detail) == ("auditor@riverside.test", case.number, {})


@pytest.mark.parametrize("name", ['a"b\r\nSet-Cookie: x=1;.yaml', "Zoë é.yaml", "../../etc/x.yaml", ".yaml"])
def test_a_name_of_any_kind_stays_a_name(office: Office, name: str) -> None:
    case, upload = imported(office)
    Upload.objects.filter(pk=upload.pk).update(name=name.replace("\r\n", ""))
    header = office.client(Role.BILLER).get(f"/p/riverside/cases/{case.number}/files/{upload.pk}").headers
    assert "Set-Cookie: x" not in str(header.get("Set-Cookie", ""))
    assert header["Content-Disposition"].startswith("attachment; filename")
    assert "/" not in header["Content-Disposition"]


def test_files_of_another_case_or_practice_are_not_there(office: Office, other_office: Office) -> None:
    other = sarcoma_case(office)
    case, upload = imported(office)
    if case == other:
        case = other
    single = sarcoma_case(office)
    biller = office.client(Role.BILLER)
    assert biller.get(f"/p/riverside/cases/{single.number}/files/{upload.pk}").status_code == 404
    outsider = other_office.client(Role.MANAGER)
    for path in ("record.json", "record.fhir.json", f"files/{upload.pk}", "?open=files"):
        assert outsider.get(f"/p/riverside/cases/{case.number}/{path}").status_code == 404
    sarcoma_case(other_office)
    assert outsider.get(f"/p/lakeside/cases/1/files/{upload.pk}").status_code == 404
    assert not AuditEvent.objects.filter(verb__contains="downloaded").exists()


def test_an_administrator_takes_no_record(office: Office) -> None:
    case, upload = imported(office)
    client = office.client(Role.ADMINISTRATOR)
    for path in ("record.json", "record.fhir.json", f"files/{upload.pk}"):
        assert client.get(f"/p/riverside/cases/{case.number}/{path}").status_code == 403
    assert "record.json" not in client.get(f"/p/riverside/cases/{case.number}/?open=files").content.decode()


def test_a_file_that_is_gone_is_told(office: Office) -> None:
    case, upload = imported(office)
    (settings.DESK.folder / "files" / upload.stored).unlink()
    answer = office.client(Role.BILLER).get(f"/p/riverside/cases/{case.number}/files/{upload.pk}")
    assert answer.status_code == 404
    assert "backup" in answer.content.decode()
