"""Handing records in: what is taken, what is refused, and jobs that survive."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from builders.desk_people import SARCOMA, Office
from unlisted.base.errors import BrokenFileError, UnlistedError
from unlisted.desk.crypto import open_stream, seal_stream
from unlisted.desk.files import kind_of, safe_name
from unlisted.desk.jobs.queue import LEASE, MOST_ATTEMPTS, LostJobError, lock_own, take_next
from unlisted.desk.jobs.worker import work_one
from unlisted.desk.models import Case, Job, Upload
from unlisted.desk.permissions import Role
from unlisted.pipeline.synthetic.charts import generate_chart


def hand_in(client: Client, files: dict[str, bytes], **more: str) -> int:
    """Send files with their paths; return the number of the job."""
    given = [SimpleUploadedFile(name.rsplit("/", 1)[-1], data) for name, data in files.items()]
    answer = client.post("/p/riverside/imports/hand-in", {"files": given, "paths": list(files), **more})
    assert answer.status_code == 302, answer.content.decode()
    return int(answer.headers["Location"].rstrip("/").rsplit("/", 1)[-1])


def chart() -> dict[str, bytes]:
    return {
        str(path.relative_to(SARCOMA)): path.read_bytes()
        for path in sorted(SARCOMA.rglob("*"))
        if path.is_file()
    }


def test_a_folder_becomes_a_case(office: Office) -> None:
    client = office.client(Role.BILLER)
    job = hand_in(client, chart())
    assert "queued" in client.get(f"/p/riverside/imports/{job}/").content.decode()
    assert work_one()
    shown = client.get(f"/p/riverside/imports/{job}/").content.decode()
    assert "Understood: 18 files" in shown
    assert "forms/1-consultation.yaml" in shown
    case = Case.objects.get()
    assert case.record_number == "SYN-77499"
    assert not list((settings.DESK.folder / "work").iterdir())


def test_the_same_chart_again_joins_its_case_and_doubles_nothing(office: Office) -> None:
    client = office.client(Role.BILLER)
    for _ in range(2):
        hand_in(client, chart())
        work_one()
    case = Case.objects.get()
    assert case.revisions.count() == 2
    first, second = case.decisions.order_by("id")
    assert first.codes == second.codes
    shown = client.get(f"/p/riverside/cases/{case.number}/").content.decode()
    assert "(5 fractions)" in shown


def test_two_patients_are_never_mixed(office: Office) -> None:
    client = office.client(Role.BILLER)
    files = {f"a/{name}": data for name, data in generate_chart(1, 0).files.items()}
    files |= {f"b/{name}": data for name, data in generate_chart(1, 1).files.items()}
    job = hand_in(client, files)
    work_one()
    shown = client.get(f"/p/riverside/imports/{job}/").content.decode()
    assert "more than one record number" in shown
    assert Case.objects.count() == 0


def test_files_at_rest_are_unreadable(office: Office) -> None:
    hand_in(office.client(Role.BILLER), chart())
    everything = b"".join(path.read_bytes() for path in (settings.DESK.folder / "files").iterdir())
    assert b"SYNTHETICSON" not in everything.upper()
    assert all(len(upload.stored) == 32 for upload in Upload.objects.all())


def bomb() -> bytes:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.dcm", bytes(400 * 1024 * 1024))
    return inner.getvalue()


def climbing() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("../../climbed.yaml", "form: x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plan.pdf", b"%PDF-1.7 not a chart"),
        ("page.html", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("form.yaml", b"<html><script>alert(1)</script>"),
        ("bundle.json", b"<svg onload=alert(1)>"),
        ("tool.dcm", b"MZ\x90\x00 program"),
        ("run.csv", b"#!/bin/sh\nrm -rf /"),
        ("picture.png", b"\x89PNG\r\n\x1a\n"),
        ("empty.bin", b""),
    ],
)
def test_what_no_reader_takes_is_not_kept(office: Office, name: str, data: bytes) -> None:
    given = {"files": [SimpleUploadedFile(name, data)], "paths": [name]}
    answer = office.client(Role.BILLER).post("/p/riverside/imports/hand-in", given)
    assert answer.status_code == 422
    assert Upload.objects.count() == Job.objects.count() == 0


@pytest.mark.parametrize(("name", "data"), [("bomb.zip", bomb()), ("climb.zip", climbing())])
def test_hostile_archives_fail_well(office: Office, name: str, data: bytes) -> None:
    client = office.client(Role.BILLER)
    job = hand_in(client, {name: data})
    assert work_one()
    found = Job.objects.get(pk=job)
    assert (found.state, Case.objects.count()) == ("failed", 0)
    assert not (settings.DESK.folder / "climbed.yaml").exists()
    assert "What to do" in client.get(f"/p/riverside/imports/{job}/").content.decode()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/abs/olute.dcm", "abs/olute.dcm"),
        ("a/./b//c.dcm", "a/b/c.dcm"),
        ("\x00\n", "file"),
        ("", "file"),
    ],
)
def test_names_never_lead_upward(given: str, kept: str) -> None:
    assert safe_name(given) == kept


def test_a_polyglot_is_taken_for_neither(office: Office) -> None:
    with pytest.raises(UnlistedError):
        kind_of("a.json", b"%PDF-1.4\n{}")


def test_too_big_a_file_is_refused(office: Office, settings: object) -> None:
    from dataclasses import replace

    settings.DESK = replace(settings.DESK, upload_megabytes=1)  # type: ignore[attr-defined]
    given = {"files": [SimpleUploadedFile("big.csv", b"a,b\n" * 400_000)], "paths": ["big.csv"]}
    answer = office.client(Role.BILLER).post("/p/riverside/imports/hand-in", given)
    assert answer.status_code == 422
    assert "more than 1 MB" in answer.content.decode()


def test_stored_files_notice_every_change(office: Office, tmp_path: Path) -> None:
    data, sealed = bytes(range(256)) * 9000, io.BytesIO()
    seal_stream(io.BytesIO(data), sealed)
    whole = sealed.getvalue()
    assert b"".join(open_stream(io.BytesIO(whole))) == data
    length = int.from_bytes(whole[:4], "big") + 4
    changed = (
        whole[:-1],
        whole[:length],  # the last frame is missing
        whole[length:] + whole[:length],  # frames in another order
        whole + b"x",
        whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
    )
    for broken in changed:
        with pytest.raises(BrokenFileError):
            list(open_stream(io.BytesIO(broken)))


def test_script_in_names_and_records_stays_text(office: Office) -> None:
    client = office.client(Role.BILLER)
    evil = "<img src=x onerror=alert(1)>.csv"
    files = {**chart(), evil: b"who,what\n<script>alert(1)</script>,x\n"}
    bundle = files["fhir/bundle.json"].replace(b"Syntheticson", b"<script>alert(3)</script>")
    files["fhir/bundle.json"] = bundle
    job = hand_in(client, files)
    work_one()
    for path in (f"imports/{job}/", "cases/1/", "worklist/", "imports/"):
        text = client.get(f"/p/riverside/{path}").content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_a_job_of_a_killed_worker_comes_back_and_counts_once(office: Office) -> None:
    job = hand_in(office.client(Role.BILLER), chart())
    first = take_next()
    assert first is not None
    assert take_next() is None  # its lease holds
    later = timezone.now() + LEASE + timedelta(seconds=1)
    second = take_next(later)
    assert second is not None
    assert (second.pk, second.attempts) == (job, 2)
    with pytest.raises(LostJobError):
        lock_own(first)
    Job.objects.filter(pk=job).update(leased_until=timezone.now() - timedelta(seconds=1))
    assert work_one()
    assert (Case.objects.count(), Job.objects.get(pk=job).state) == (1, "done")


def test_a_job_that_kills_its_worker_is_given_up(office: Office) -> None:
    job = hand_in(office.client(Role.BILLER), chart())
    moment = timezone.now()
    for _ in range(MOST_ATTEMPTS):
        assert take_next(moment) is not None
        moment += LEASE + timedelta(seconds=1)
    assert take_next(moment) is None
    assert Job.objects.get(pk=job).state == "failed"


def test_cancel_and_retry(office: Office) -> None:
    client = office.client(Role.BILLER)
    job = hand_in(client, chart())
    client.post(f"/p/riverside/imports/{job}/cancel")
    assert Job.objects.get(pk=job).state == "cancelled"
    assert not work_one()
    client.post(f"/p/riverside/imports/{job}/retry")
    assert work_one()
    assert Job.objects.get(pk=job).state == "done"


def test_a_job_canceled_while_it_runs_keeps_nothing(office: Office) -> None:
    client = office.client(Role.BILLER)
    job = hand_in(client, chart())
    running = take_next()
    assert running is not None
    client.post(f"/p/riverside/imports/{job}/cancel")
    with pytest.raises(LostJobError):
        lock_own(running)
    assert Case.objects.count() == 0


def test_records_of_another_patient_do_not_go_into_a_case(office: Office) -> None:
    client = office.client(Role.BILLER)
    hand_in(client, chart())
    work_one()
    job = hand_in(client, generate_chart(1, 0).files, case="1")
    work_one()
    assert Job.objects.get(pk=job).state == "failed"
    assert Case.objects.get().revisions.count() == 1
