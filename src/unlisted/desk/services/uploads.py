"""Take files in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from django.db import transaction

from unlisted.base.errors import UnlistedError, UsageError
from unlisted.desk.audit import record
from unlisted.desk.files import files_folder, put_away, safe_name
from unlisted.desk.models import Case, Job, Membership, Upload
from unlisted.desk.permissions import Action, check_allowed

MOST_FILES = 2000


def import_records(
    *, by: Membership, files: Sequence[tuple[str, IO[bytes], int]], case: Case | None = None
) -> Job:
    """Store files and queue their import; with ``case`` they are added to its record.

    A file no reader takes is refused by name and the rest goes on; with no file left nothing is queued.
    """
    check_allowed(by.role, Action.IMPORT_RECORDS)
    if not files:
        raise UsageError("no file was chosen", fix="choose files or a folder, then send again")
    if len(files) > MOST_FILES:
        raise UsageError(f"more than {MOST_FILES} files at once", fix="send a zip archive")
    stored, refused = [], []
    for name, stream, size in files:
        try:
            stored.append(put_away(name, stream, size))
        except UnlistedError as error:
            refused.append({"name": safe_name(name), "why": error.what, "fix": error.fix})
    if not stored:
        raise UsageError(
            "no file could be taken", where=refused[0]["name"], why=refused[0]["why"], fix=refused[0]["fix"]
        )
    try:
        with transaction.atomic():
            uploads = [
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
            job = Job.objects.create(
                practice=by.practice,
                kind="import",
                given={
                    "uploads": [upload.pk for upload in uploads],
                    "case": case.pk if case else None,
                    "refused": refused,
                },
                all_parts=len(uploads),
                made_by=by,
            )
            detail = {"files": len(uploads), "refused": len(refused), "job": job.pk}
            record(verb="records handed in", by=by, case=case, practice=by.practice, detail=detail)
    except BaseException:
        for item in stored:
            (files_folder() / item.stored).unlink(missing_ok=True)
        raise
    return job
