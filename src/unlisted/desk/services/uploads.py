"""Take files in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from django.db import transaction

from unlisted.base.errors import UnlistedError, UsageError
from unlisted.desk.audit import record
from unlisted.desk.files import Stored, files_folder, put_away, safe_name
from unlisted.desk.models import Case, Job, Membership, Upload
from unlisted.desk.permissions import Action, check_allowed

MOST_FILES = 2000
RECORDS, RETURNS = "import", "returns"
"""Kinds of jobs: records of treatment, and what payers send back."""


def import_records(
    *, by: Membership, files: Sequence[tuple[str, IO[bytes], int]], case: Case | None = None
) -> Job:
    """Store files and queue their import; with ``case`` they are added to its record.

    A file no reader takes is refused by name and the rest goes on; with no file left nothing is queued.
    X12 files go to a job of their own that posts them; that of the records is
    returned where there are both.
    """
    check_allowed(by.role, Action.IMPORT_RECORDS)
    if not files:
        raise UsageError("no file was chosen", fix="choose files or a folder, then send again")
    if len(files) > MOST_FILES:
        raise UsageError(f"more than {MOST_FILES} files at once", fix="send a zip archive")
    stored, refused = [], []
    for name, stream, size in files:
        try:
            item = put_away(name, stream, size)
            if item.kind == "x12":
                _check_may_post(by, item)
            stored.append(item)
        except UnlistedError as error:
            refused.append({"name": safe_name(name), "why": error.what, "fix": error.fix})
    if not stored:
        raise UsageError(
            "no file could be taken", where=refused[0]["name"], why=refused[0]["why"], fix=refused[0]["fix"]
        )
    try:
        with transaction.atomic():
            uploads = keep_uploads(by, stored)
            returns = [upload for upload in uploads if upload.kind == "x12"]
            records = [upload for upload in uploads if upload.kind != "x12"]
            jobs = [
                queue_uploads(by, kind, mine, case, refused if mine is (records or returns) else [])
                for kind, mine in ((RECORDS, records), (RETURNS, returns))
                if mine
            ]
            job = jobs[0]
            detail = {"files": len(uploads), "refused": len(refused), "job": job.pk}
            record(verb="records handed in", by=by, case=case, practice=by.practice, detail=detail)
    except BaseException:
        for item in stored:
            (files_folder() / item.stored).unlink(missing_ok=True)
        raise
    return job


def keep_uploads(by: Membership, stored: Sequence[Stored]) -> list[Upload]:
    """Enter files that were put away."""
    return [
        Upload.objects.create(
            practice=by.practice,
            name=item.name,
            stored=item.stored,
            size=item.size,
            sha256=item.sha256,
            kind=item.kind,
            made_by=by,
        )
        for item in stored
    ]


def queue_uploads(
    by: Membership,
    kind: str,
    uploads: Sequence[Upload],
    case: Case | None = None,
    refused: Sequence[dict[str, str]] = (),
) -> Job:
    """Queue the job of a kind over entered files."""
    return Job.objects.create(
        practice=by.practice,
        kind=kind,
        given={
            "uploads": [upload.pk for upload in uploads],
            "case": case.pk if case else None,
            "refused": list(refused),
        },
        all_parts=len(uploads),
        made_by=by,
    )


def _check_may_post(by: Membership, item: Stored) -> None:
    """Refuse a payer's file of a person who may not post; what was put away is taken back."""
    try:
        check_allowed(by.role, Action.POST_PAYMENTS)
    except UnlistedError:
        (files_folder() / item.stored).unlink(missing_ok=True)
        raise
