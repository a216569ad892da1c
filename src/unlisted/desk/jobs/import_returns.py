"""The job for payers' files (835, 277CA, 999, TA1): decrypt each, post it, say what it did."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from unlisted.base.errors import UnlistedError
from unlisted.desk.files import take_out
from unlisted.desk.jobs.queue import LostJobError, finish, lock_own
from unlisted.desk.models import Job, Upload
from unlisted.desk.permissions import NotAllowedError
from unlisted.desk.services.remittances import post_return_file

Progress = Callable[[int, int, str], None]


def run(job: Job, progress: Progress) -> None:
    """Post the files one by one, each in a transaction of its own.

    A job that was killed comes back and finds the files it had posted: they are known by their hash. A file
    that cannot be read is named with what to do, and the others go on.
    """
    uploads = list(Upload.objects.filter(pk__in=job.given["uploads"], practice=job.practice_id))
    work = settings.DESK.folder / "work"
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(dir=work))
    files: list[dict[str, Any]] = []
    refused = list(job.given.get("refused", []))
    try:
        for number, upload in enumerate(uploads):
            progress(number, len(uploads), "posting the payers' files")
            path = folder / upload.stored
            take_out(upload.stored, path)
            try:
                files.append(_post(job, upload, path))
            except (LostJobError, NotAllowedError):
                raise
            except UnlistedError as error:
                refused.append({"name": upload.name, "why": error.what, "fix": error.fix})
            path.unlink()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    with transaction.atomic():
        says = "posted" if files else "no file could be posted"
        finish(lock_own(job), {"files": files, "refused": refused}, says)


def _post(job: Job, upload: Upload, path: Path) -> dict[str, Any]:
    with transaction.atomic():
        mine = lock_own(job)
        file = post_return_file(by=mine.made_by, path=path, upload=upload)
    return {"name": upload.name, "again": file.upload_id != upload.pk, **file.result}
