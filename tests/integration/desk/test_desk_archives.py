"""Payers' files in a zip beside records: posted once, within all limits, or refused in words."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from builders.desk_claims import days_ago, fresh, payer, sent_case
from builders.desk_people import Office
from unlisted.desk.files import files_folder
from unlisted.desk.jobs.queue import LostJobError
from unlisted.desk.jobs.worker import work_one
from unlisted.desk.models import Case, Job, PaperFile, Remittance, Unmatched, Upload
from unlisted.desk.permissions import Role
from unlisted.pipeline.payer_behavior import Behavior
from unlisted.pipeline.synthetic.charts import generate_chart

DAY = days_ago(3)


def archive(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in members.items():
            written.writestr(name, data)
    return made.getvalue()


def answers(office: Office) -> tuple[Case, dict[str, bytes]]:
    case, claim = sent_case(office)
    given = payer(Behavior.PAID).receive(claim, DAY)
    return case, {f"back/{n}.{item.kind.lower()}": item.data for n, item in enumerate(given)}


def hand_in(office: Office, data: bytes, role: Role = Role.BILLER) -> Job:
    given: dict[str, Any] = {"files": [SimpleUploadedFile("all.zip", data)], "paths": ["all.zip"]}
    answer = office.client(role).post("/p/riverside/imports/hand-in", given)
    assert answer.status_code == 302
    return Job.objects.get(pk=int(answer.headers["Location"].rstrip("/").rsplit("/", 1)[-1]))


def work() -> None:
    while work_one():
        pass


def stored_are_known() -> bool:
    known = {
        *Upload.objects.values_list("stored", flat=True),
        *PaperFile.objects.values_list("stored", flat=True),
    }
    return {path.name for path in files_folder().iterdir()} >= known


def test_records_and_payers_files_of_one_zip_both_arrive(office: Office) -> None:
    case, back = answers(office)
    chart = {f"chart/{name}": data for name, data in generate_chart(1, 0).files.items()}
    job = hand_in(office, archive({**chart, **back}))
    work()
    job.refresh_from_db()
    assert (job.state, job.result["case"]) == ("done", case.number + 1)
    assert fresh(case).state == "paid"
    assert job.result["refused"] == []
    names = [item["name"] for item in job.result["not_understood"]]
    assert not any(name.endswith((".835", ".277ca", ".999")) for name in names)
    posting = Job.objects.get(pk=job.result["returns"])
    assert [file["name"] for file in posting.result["files"]] == [f"all.zip/{name}" for name in sorted(back)]
    page = office.client(Role.BILLER).get(f"/p/riverside/imports/{job.pk}/").content.decode()
    assert f"/p/riverside/imports/{posting.pk}/" in page
    assert stored_are_known()


def test_a_zip_of_payers_files_alone_opens_no_case(office: Office) -> None:
    case, back = answers(office)
    job = hand_in(office, archive(back))
    work()
    job.refresh_from_db()
    assert (job.state, job.says) == ("done", "only payers' files were in it")
    assert (fresh(case).state, Case.objects.count()) == ("paid", 1)
    client = office.client(Role.BILLER)
    assert client.get(f"/p/riverside/imports/{job.pk}/").status_code == 200
    assert client.get("/p/riverside/imports/").status_code == 200
    again = hand_in(office, archive({**back, "more.835": back["back/2.835"]}))
    work()
    again.refresh_from_db()
    posting = Job.objects.get(pk=again.result["returns"])
    assert all(file["again"] for file in posting.result["files"])
    assert (Remittance.objects.count(), Unmatched.objects.count()) == (1, 0)


def test_who_may_not_post_imports_the_records_only(office: Office) -> None:
    case, back = answers(office)
    chart = dict(generate_chart(1, 0).files)
    job = hand_in(office, archive({**chart, **back}), Role.CODER)
    work()
    job.refresh_from_db()
    assert (job.result["case"], job.result["returns"]) == (case.number + 1, None)
    assert [item["why"] for item in job.result["refused"]] == [
        "the role coder may not post acknowledgements and remittances"
    ] * 3
    assert fresh(case).state == "submitted"


def test_an_archive_in_an_archive_is_refused_and_the_rest_goes_on(office: Office) -> None:
    case, back = answers(office)
    paid = {"back/2.835": back["back/2.835"]}
    job = hand_in(office, archive({**paid, "inner.zip": archive(back)}))
    work()
    job.refresh_from_db()
    assert job.state == "done"
    assert any("inner.zip" in item["name"] for item in job.result["refused"])
    assert len(Job.objects.get(pk=job.result["returns"]).result["files"]) == 1
    assert fresh(case).state == "paid"


def test_a_bomb_that_begins_as_x12_is_refused_by_its_limit(office: Office) -> None:
    case, back = answers(office)
    paid = back["back/2.835"]
    job = hand_in(
        office,
        archive({"good.835": paid, "bomb.835": paid[:106] + b" " * (300 * 1024 * 1024)}),
    )
    work()
    job.refresh_from_db()
    assert [item["name"] for item in job.result["refused"]] == ["all.zip/bomb.835"]
    assert "once expanded" in job.result["refused"][0]["why"]
    assert fresh(case).state == "paid"


def test_a_member_that_climbs_out_is_refused(office: Office) -> None:
    case, back = answers(office)
    paid = back["back/2.835"]
    job = hand_in(office, archive({"good.835": paid, "../../climbed.835": paid}))
    work()
    job.refresh_from_db()
    assert [item["why"] for item in job.result["refused"]] == ["all.zip names a file outside of itself"]
    assert not list(files_folder().parent.rglob("climbed*"))
    assert fresh(case).state == "paid"


@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-40], lambda data: data[:60] + b"\xff" * 40 + data[100:]]
)
def test_a_damaged_archive_is_refused_in_words(office: Office, spoil: Any) -> None:
    case, back = answers(office)
    job = hand_in(office, spoil(archive({"only.835": back["back/2.835"]})))
    work()
    job.refresh_from_db()
    assert job.state == "failed" or job.result["refused"]
    assert fresh(case).state == "submitted"
    assert office.client(Role.BILLER).get(f"/p/riverside/imports/{job.pk}/").status_code == 200


def test_a_job_that_is_lost_at_its_end_leaves_nothing_and_posts_once_when_it_comes_back(
    office: Office, monkeypatch: Any
) -> None:
    case, back = answers(office)
    job = hand_in(office, archive(back))
    before = set(files_folder().iterdir())

    def lost(_: Job) -> Job:
        """Lose the lease at the last moment."""
        raise LostJobError("gone")

    with monkeypatch.context() as patch:
        patch.setattr("unlisted.desk.jobs.import_records.lock_own", lost)
        work_one()
    assert (set(files_folder().iterdir()), Upload.objects.count()) == (before, 1)
    Job.objects.filter(pk=job.pk).update(state="queued")
    work()
    assert (fresh(case).state, Remittance.objects.count()) == ("paid", 1)
