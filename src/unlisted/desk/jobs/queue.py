"""The queue: take the next job with a lease, keep it alive, end it. A killed worker's job comes back."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from unlisted.base.errors import UsageError
from unlisted.desk.audit import record
from unlisted.desk.models import Job, Membership
from unlisted.desk.permissions import Action, check_allowed

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 5


class LostJobError(UsageError):
    """The job was canceled, or its lease went to another worker: what was done is not kept."""


@transaction.atomic
def take_next(now: datetime | None = None) -> Job | None:
    """Take the oldest job that waits or whose worker is gone; ``None`` where there is none."""
    moment = now or timezone.now()
    waiting = Q(state=Job.QUEUED) | Q(state=Job.RUNNING, leased_until__lt=moment)
    job = Job.objects.select_for_update(skip_locked=True).filter(waiting).order_by("id").first()
    if job is None:
        return None
    if job.cancel_asked:
        return _end(job, Job.CANCELLED, "canceled before it was finished")
    if job.attempts >= MOST_ATTEMPTS:
        return _end(job, Job.FAILED, f"given up after {MOST_ATTEMPTS} attempts")
    job.state, job.lease, job.leased_until = Job.RUNNING, secrets.token_hex(16), moment + LEASE
    job.attempts += 1
    job.done_parts = 0
    job.save()
    return job


def keep_alive(job: Job) -> bool:
    """Renew the lease; say whether the job is still this worker's."""
    mine = Job.objects.filter(pk=job.pk, lease=job.lease, state=Job.RUNNING)
    return mine.update(leased_until=timezone.now() + LEASE) == 1


def report_progress(job: Job, done: int, everything: int, says: str) -> None:
    """Note how far the work is; raise ``LostJobError`` where it was canceled or lost."""
    mine = Job.objects.filter(pk=job.pk, lease=job.lease, state=Job.RUNNING, cancel_asked=False)
    until = timezone.now() + LEASE
    if not mine.update(done_parts=done, all_parts=everything, says=says[:400], leased_until=until):
        raise LostJobError("the job is no longer this worker's")


def lock_own(job: Job) -> Job:
    """Lock the job inside the transaction that keeps its effect; raise where it is not this worker's."""
    found = Job.objects.select_for_update().filter(pk=job.pk, lease=job.lease, state=Job.RUNNING).first()
    if found is None or found.cancel_asked:
        raise LostJobError("the job is no longer this worker's")
    return found


def finish(job: Job, result: dict[str, Any], says: str) -> None:
    """End a job as done, in the transaction of its effect."""
    job.result = result
    job.done_parts = job.all_parts
    _end(job, Job.DONE, says)


@transaction.atomic
def fail(job: Job, says: str, result: dict[str, Any] | None = None) -> None:
    """End a job as failed with what a person can do about it."""
    found = Job.objects.select_for_update().filter(pk=job.pk, lease=job.lease, state=Job.RUNNING).first()
    if found is not None:
        found.result = result or {}
        _end(found, Job.CANCELLED if found.cancel_asked else Job.FAILED, says)


@transaction.atomic
def cancel_job(*, by: Membership, job: Job) -> None:
    """Ask a job to stop; one that waits ends at once."""
    check_allowed(by.role, Action.IMPORT_RECORDS)
    found = Job.objects.select_for_update().get(pk=job.pk, practice=by.practice_id)
    if found.is_open:
        found.cancel_asked = True
        found.save()
        record(verb="job canceled", by=by, detail={"job": found.pk})
        if found.state == Job.QUEUED:
            _end(found, Job.CANCELLED, "canceled before it was started")


@transaction.atomic
def retry_job(*, by: Membership, job: Job) -> None:
    """Put a job that failed or was canceled back in the queue."""
    check_allowed(by.role, Action.IMPORT_RECORDS)
    found = Job.objects.select_for_update().get(pk=job.pk, practice=by.practice_id)
    if found.state not in {Job.FAILED, Job.CANCELLED}:
        raise UsageError("this job does not wait for another try", fix="look at its result")
    found.state, found.attempts, found.cancel_asked = Job.QUEUED, 0, False
    found.says, found.result, found.ended_at = "", {}, None
    found.save()
    record(verb="job tried again", by=by, detail={"job": found.pk})


def _end(job: Job, state: str, says: str) -> Job | None:
    job.state, job.says, job.ended_at = state, says[:400], timezone.now()
    job.lease, job.leased_until = "", None
    job.save()
    record(verb=f"job {state}", actor="worker", practice=job.practice, detail={"job": job.pk})
    return None
