"""The job that works out the prices of a code."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from unlisted.desk.jobs.queue import finish, lock_own
from unlisted.desk.models import Job
from unlisted.desk.rates import work_out


def run(job: Job, progress: Callable[[int, int, str], None]) -> None:
    """Run the job. A second run writes the same files again."""
    work_out(str(job.given["code"]), str(job.given["split"]), progress)
    with transaction.atomic():
        finish(lock_own(job), {}, "worked out")
