"""Packets and appeals as files: made by the worker, equal to what was signed, handed out with an entry."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from typing import Any

import pytest
from django.http import StreamingHttpResponse
from pypdf import PdfReader

from builders.desk_claims import days_ago, fresh, hand_in, payer, ready_to_draft, sent_case
from builders.desk_people import Office
from unlisted.base.errors import OutputError
from unlisted.desk import files as stored_files
from unlisted.desk.files import files_folder
from unlisted.desk.jobs.queue import take_next
from unlisted.desk.jobs.sweep import sweep_files
from unlisted.desk.jobs.worker import work_one
from unlisted.desk.models import AuditEvent, Case, Job, Packet, PaperFile
from unlisted.desk.permissions import ALLOWED, Action, Role
from unlisted.desk.services.claims import build_claim
from unlisted.desk.services.packets import draft_packet, sign_packet
from unlisted.desk.services.papers import ask_for_papers
from unlisted.documents.letter.stored import read_letter
from unlisted.packet.letter import plain_text
from unlisted.pipeline.payer_behavior import Behavior

LETTERS = {
    "cover-letter",
    "special-report",
    "letter-of-medical-necessity",
    "comparator-worksheet",
    "evidence-index",
}


def drafted(office: Office) -> tuple[Case, Packet]:
    case = ready_to_draft(office)
    return case, draft_packet(by=office.members[Role.BILLER], case=case)


def signed(office: Office) -> tuple[Case, Packet]:
    case, packet = drafted(office)
    sign_packet(by=office.members[Role.CLINICIAN], case=case, packet=packet)
    packet.refresh_from_db()
    return fresh(case), packet


def make(office: Office, case: Case, **of: Any) -> Job:
    job = ask_for_papers(by=office.members[Role.BILLER], case=case, **of)
    while work_one():
        pass
    job.refresh_from_db()
    return job


def taken(office: Office, file: PaperFile, role: Role = Role.BILLER) -> bytes:
    client = office.client(role)
    answer = client.get(f"/p/{office.slug}/cases/{file.case.number}/papers/{file.pk}")
    assert answer.status_code == 200
    assert isinstance(answer, StreamingHttpResponse)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="case-')
    data = b"".join(answer.streaming_content)
    assert len(data) == file.size == int(answer.headers["Content-Length"])
    assert hashlib.sha256(data).hexdigest() == file.sha256
    return data


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_packet_holds_the_letters_of_the_command_line(office: Office) -> None:
    _, packet = drafted(office)
    content = json.loads(bytes(packet.content))
    assert {tree["id"] for tree in content["letters"]} >= LETTERS
    assert content["blanks"] == []
    assert content["documents"][0]["name"] == "Why this code"


def test_without_the_claims_details_the_packet_says_what_is_left_out(office: Office) -> None:
    case = ready_to_draft(office, details=False)
    packet = draft_packet(by=office.members[Role.BILLER], case=case)
    page = office.client(Role.BILLER).get(f"/p/riverside/cases/{case.number}/packet/{packet.pk}/")
    assert "Without the letters to the payer: not known yet: the patient" in page.content.decode()
    job = make(office, case, packet=packet)
    assert job.state == "done"
    names = set(PaperFile.objects.values_list("name", flat=True))
    assert {"letters/document-1.pdf", "letters/document-2.docx", "index.json", "packet-1.zip"} <= names


def test_activities_left_unnamed_are_a_blank_and_nothing_is_signed(office: Office) -> None:
    case = ready_to_draft(office, activities=())
    packet = draft_packet(by=office.members[Role.BILLER], case=case)
    assert json.loads(bytes(packet.content))["blanks"] == ["which logged activities make up this service"]
    with pytest.raises(Exception, match="the packet has blanks"):
        sign_packet(by=office.members[Role.CLINICIAN], case=case, packet=packet)


def test_the_signed_files_say_what_was_signed(office: Office) -> None:
    case, packet = signed(office)
    build_claim(by=office.members[Role.BILLER], case=case)
    job = make(office, case, packet=packet)
    assert (job.state, job.done_parts) == ("done", job.all_parts)
    files = {file.name: file for file in PaperFile.objects.filter(job=job)}
    letters = [read_letter(tree) for tree in json.loads(bytes(packet.content))["letters"]]
    assert {
        f"{folder}/{x.id}.{end}"
        for x in letters
        for folder in ("letters", "annotated")
        for end in ("pdf", "docx")
    } < set(files)
    assert {"forms/cms1500.json", "forms/cms1500-proof.pdf", "forms/cms1500-overlay.pdf"} < set(files)
    for letter in letters:
        shown = words(taken(office, files[f"letters/{letter.id}.pdf"]))
        missing = [line for line in plain_text(letter).splitlines() if "".join(line.split()) not in shown]
        assert [line for line in missing if line and ": " not in line and not line.startswith("[")] == []
        assert "Draft" not in shown
    assert "SignedbyClinicianExample" in words(taken(office, files["letters/cover-letter.pdf"]))
    index = json.loads(taken(office, files["index.json"]))
    assert (index["state"], index["sha256"], index["signed_by"]) == (
        "signed",
        packet.sha256,
        "Clinician Example",
    )
    listed = {item["name"]: item["sha256"] for item in index["files"]}
    assert listed == {
        name: file.sha256 for name, file in files.items() if name not in {"index.json", "packet-1.zip"}
    }
    with zipfile.ZipFile(io.BytesIO(taken(office, files["packet-1.zip"]))) as archive:
        assert {hashlib.sha256(archive.read(name)).hexdigest() for name in listed} == set(listed.values())
    page = office.client(Role.AUDITOR).get(f"/p/riverside/cases/{case.number}/packet/{packet.pk}/")
    assert page.content.decode().count(packet.sha256) == 2
    assert (
        AuditEvent.objects.filter(verb="file downloaded", case_number=case.number).count() == len(letters) + 3
    )


def test_an_unsigned_packet_is_marked_on_every_page_and_stale_once_signed(office: Office) -> None:
    case, packet = drafted(office)
    job = make(office, case, packet=packet)
    file = PaperFile.objects.get(job=job, name="letters/special-report.pdf")
    pages = PdfReader(io.BytesIO(taken(office, file))).pages
    assert all("not signed" in " ".join(page.extract_text().split()) for page in pages)
    assert json.loads(taken(office, PaperFile.objects.get(job=job, name="index.json")))["state"] == "draft"
    sign_packet(by=office.members[Role.CLINICIAN], case=case, packet=packet)
    here = f"/p/riverside/cases/{case.number}/packet/{packet.pk}/"
    biller = office.client(Role.BILLER)
    assert "before it was signed" in biller.get(here).content.decode()
    assert biller.post(f"{here}files").status_code == 302
    assert "Files made" in biller.get(here).content.decode()
    assert work_one()
    page = biller.get(here).content.decode()
    assert "before it was signed" not in page
    assert "letters/special-report.docx" in page


def test_stored_files_are_encrypted_and_named_without_the_patient(office: Office) -> None:
    case, packet = signed(office)
    job = make(office, case, packet=packet)
    for file in PaperFile.objects.filter(job=job):
        data = (files_folder() / file.stored).read_bytes()
        assert b"%PDF" not in data
        assert b"Syntheticson" not in data
        assert "yntheticson" not in file.name + file.stored


def test_a_signed_appeal_is_had_as_files(office: Office) -> None:
    case, claim = sent_case(office)
    hand_in(office, *payer(Behavior.LISTED_CODE).receive(claim, days_ago(20)))
    denial, here = fresh(case).denials.get(), f"/p/riverside/cases/{case.number}"
    biller, user = office.client(Role.BILLER), office.members[Role.CLINICIAN].user
    biller.post(f"{here}/denial/{denial.pk}/appeal", {"do": "draft"})
    appeal = denial.appeals.get()
    user.set_password("a long enough secret")
    user.save()
    signer = office.client(Role.CLINICIAN)
    assert (
        signer.post(f"{here}/appeal/{appeal.pk}/sign", {"password": "a long enough secret"}).status_code
        == 302
    )
    assert biller.post(f"{here}/appeal/{appeal.pk}/files").status_code == 302
    assert work_one()
    file = PaperFile.objects.get(name="letters/appeal.pdf")
    shown = words(taken(office, file))
    assert "Weappealthedenialof" in shown
    assert "SignedbyClinicianExample" in shown
    assert file.content_sha256 == appeal.sha256
    assert "letters/appeal.docx" in biller.get(f"{here}/appeal/{appeal.pk}/").content.decode()


def test_who_may_ask_for_files_and_who_may_take_them(office: Office, other_office: Office) -> None:
    case, packet = signed(office)
    job = make(office, case, packet=packet)
    file = PaperFile.objects.filter(job=job).first()
    assert file is not None
    make_url = f"/p/riverside/cases/{case.number}/packet/{packet.pk}/files"
    take_url = f"/p/riverside/cases/{case.number}/papers/{file.pk}"
    for role in Role:
        client = office.client(role)
        assert client.post(make_url).status_code == (302 if Action.ENTER_FACTS in ALLOWED[role] else 403)
        assert client.get(take_url).status_code == 200
        outsider = other_office.client(role)
        assert outsider.get(take_url).status_code == 404
        assert outsider.get(take_url.replace("riverside", "lakeside")).status_code == 404
        assert outsider.post(make_url).status_code == 404
    assert (
        Job.objects.filter(kind="papers").count() == 2
    )  # one done, one under way: asked for often, made once


@pytest.mark.parametrize("after", [0, 3, 20])
def test_a_killed_job_comes_back_and_leaves_each_file_once(
    office: Office, monkeypatch: Any, after: int
) -> None:
    case, packet = signed(office)
    before = set(files_folder().iterdir())
    job = ask_for_papers(by=office.members[Role.BILLER], case=case, packet=packet)
    real, count = stored_files.put_made, iter(range(1000))

    class Killed(BaseException):
        """A process that is gone cleans nothing up."""

    def dies(name: str, stored: str, data: bytes) -> None:
        """Die after some files, as kill -9 does."""
        if next(count) == after:
            raise Killed
        real(name, stored, data)

    with monkeypatch.context() as patch:
        patch.setattr("unlisted.desk.jobs.papers.put_made", dies)
        patch.setattr("unlisted.desk.jobs.papers._remove", lambda *_: None)
        with pytest.raises(Killed):
            work_one()
    assert PaperFile.objects.count() == 0
    assert len(set(files_folder().iterdir()) - before) == after
    Job.objects.filter(pk=job.pk).update(leased_until=job.made_at)
    assert work_one()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)
    there = {path.name for path in set(files_folder().iterdir()) - before}
    assert there == set(PaperFile.objects.values_list("stored", flat=True))


def test_a_canceled_job_leaves_nothing_and_is_made_when_tried_again(office: Office, monkeypatch: Any) -> None:
    case, packet = signed(office)
    before = set(files_folder().iterdir())
    job = ask_for_papers(by=office.members[Role.BILLER], case=case, packet=packet)
    real = stored_files.put_made

    def canceled(name: str, stored: str, data: bytes) -> None:
        """Let a person cancel while the first file is written."""
        office.client(Role.BILLER).post(f"/p/riverside/imports/{job.pk}/cancel")
        real(name, stored, data)

    with monkeypatch.context() as patch:
        patch.setattr("unlisted.desk.jobs.papers.put_made", canceled)
        work_one()
    job.refresh_from_db()
    assert (job.state, PaperFile.objects.count(), set(files_folder().iterdir())) == ("cancelled", 0, before)
    assert office.client(Role.BILLER).post(f"/p/riverside/imports/{job.pk}/retry").status_code == 302
    assert work_one()
    job.refresh_from_db()
    assert job.state == "done"
    assert PaperFile.objects.exists()


def test_a_full_disk_fails_the_job_in_words(office: Office, monkeypatch: Any) -> None:
    case, packet = signed(office)
    before = set(files_folder().iterdir())

    def full(name: str, stored: str, data: bytes) -> None:
        """Refuse as a full disk does."""
        raise OutputError("the file could not be stored (No space left on device)", where=name)

    with monkeypatch.context() as patch:
        patch.setattr("unlisted.desk.jobs.papers.put_made", full)
        job = make(office, case, packet=packet)
    assert (job.state, set(files_folder().iterdir())) == ("failed", before)
    page = office.client(Role.BILLER).get(f"/p/riverside/cases/{case.number}/packet/{packet.pk}/")
    assert "No space left" in page.content.decode()


def test_a_draft_that_is_gone_fails_in_words(office: Office) -> None:
    case, packet = signed(office)
    job = ask_for_papers(by=office.members[Role.BILLER], case=case, packet=packet)
    Packet.objects.filter(pk=packet.pk).update(sha256="0" * 64)
    assert work_one()
    job.refresh_from_db()
    assert (job.state, job.says) == ("failed", "the paper is not what was drafted")


def test_only_old_files_without_an_entry_are_swept(office: Office) -> None:
    case, packet = signed(office)
    make(office, case, packet=packet)
    kept = {path for path in files_folder().iterdir() if PaperFile.objects.filter(stored=path.name).exists()}
    young, old = files_folder() / "young", files_folder() / "old"
    for path in (young, old):
        path.write_bytes(b"x")
    os.utime(old, (0, 0))
    for path in kept:
        os.utime(path, (0, 0))
    sweep_files()
    assert young.exists()
    assert not old.exists()
    assert all(path.exists() for path in kept)
    young.unlink()
    assert take_next() is None
