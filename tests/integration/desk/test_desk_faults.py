"""A full disk and a database that is away: refused in words, with nothing half-kept."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection

from builders.desk_people import Office, sarcoma_case
from unlisted.desk.audit import verify_chain
from unlisted.desk.files import files_folder
from unlisted.desk.models import Job, Upload
from unlisted.desk.permissions import Role

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""Django leaves the spool file that could not be written to the garbage collector."""

MEGABYTE = 1024 * 1024


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """Let the system refuse every byte of a file beyond ``size``, as a full disk refuses them."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [1, 2, 6])
def test_a_full_disk_refuses_an_upload_and_keeps_nothing_of_it(office: Office, size: int) -> None:
    client = office.client(Role.BILLER)
    client.raise_request_exception = False
    before = set(files_folder().iterdir())
    file = SimpleUploadedFile("log.csv", b"day,minutes\n" + b"2026-01-01,5\n" * (size * MEGABYTE // 13))
    with no_file_above(MEGABYTE // 2):
        answer = client.post("/p/riverside/imports/hand-in", {"files": [file], "paths": ["log.csv"]})
    assert answer.status_code in {422, 507}
    assert "free space" in answer.content.decode()
    assert set(files_folder().iterdir()) == before
    assert Upload.objects.count() == Job.objects.count() == 0
    file.seek(0)
    again = client.post("/p/riverside/imports/hand-in", {"files": [file], "paths": ["log.csv"]})
    assert again.status_code == 302
    assert verify_chain().ok


@pytest.mark.parametrize("page", ["worklist/", "cases/1/", "updates/", "payers/matrix", "imports/"])
def test_a_database_that_is_away_gives_a_clear_page_and_comes_back(office: Office, page: str) -> None:
    sarcoma_case(office)
    client = office.client(Role.BILLER)
    client.raise_request_exception = False

    def away(*_: Any) -> None:
        """Fail as a connection fails that was cut."""
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(away):
        answer = client.get(f"/p/riverside/{page}")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "server closed" not in answer.content.decode()
    assert client.get(f"/p/riverside/{page}").status_code == 200
    assert settings.DEBUG is False


@pytest.mark.parametrize(
    ("says", "status", "words"),
    [
        ("database or disk is full", 507, "free space"),
        ("server closed the connection", 503, "does not answer"),
    ],
)
def test_a_session_that_cannot_be_kept_is_no_unreadable_request(
    office: Office, says: str, status: int, words: str
) -> None:
    client = office.client(Role.BILLER)

    def refused(execute: Any, sql: str, *rest: Any) -> Any:
        """Fail where a session is written, as on a full disk."""
        if "django_session" in sql and not sql.lstrip().startswith("SELECT"):
            raise OperationalError(says)
        return execute(sql, *rest)

    with connection.execute_wrapper(refused):
        answer = client.get("/p/riverside/imports/")
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert client.get("/p/riverside/imports/").status_code == 200
