"""Jobs, audit entries, services and tokens of a practice."""

from __future__ import annotations

from django.db.models import QuerySet

from unlisted.desk.models import ApiToken, AuditEvent, Job, Membership, ServiceEntry
from unlisted.desk.permissions import NotThereError

RATES = "rates"
"""The kind of jobs that work out public prices: they belong to no record."""
PAPERS = "papers"
"""The kind of jobs that make files of packets and appeals: their page is the packet's."""


def jobs_of(by: Membership) -> QuerySet[Job]:
    """Return the imports of the practice, newest first."""
    return _jobs(by).exclude(kind=PAPERS)


def _jobs(by: Membership) -> QuerySet[Job]:
    found = Job.objects.filter(practice=by.practice_id).exclude(kind=RATES)
    return found.select_related("made_by__user").order_by("-id")


def job_of(by: Membership, pk: int) -> Job:
    """Return one job of the practice that works on its records."""
    found = _jobs(by).filter(pk=pk).first()
    if found is None:
        raise NotThereError("there is no such import here")
    return found


def rates_job_of(by: Membership, code: str, split: str) -> Job | None:
    """Return the last job that worked out a code with this split, if there is one."""
    found = Job.objects.filter(practice=by.practice_id, kind=RATES, given__code=code, given__split=split)
    return found.order_by("-id").first()


def audit_of(by: Membership, *, case: int | None = None, actor: str = "") -> QuerySet[AuditEvent]:
    """Return the trail of the practice, newest first."""
    found = AuditEvent.objects.filter(practice=by.practice_id)
    if case is not None:
        found = found.filter(case_number=case)
    if actor:
        found = found.filter(actor=actor)
    return found.order_by("-sequence")


def services_of(by: Membership) -> QuerySet[ServiceEntry]:
    """Return the service catalogue of the practice."""
    return ServiceEntry.objects.filter(practice=by.practice_id)


def service_of(by: Membership, slug: str) -> ServiceEntry:
    """Return one service of the practice."""
    found = services_of(by).filter(slug=slug).first()
    if found is None:
        raise NotThereError("there is no such service here")
    return found


def tokens_of(by: Membership) -> QuerySet[ApiToken]:
    """Return one's own tokens."""
    return ApiToken.objects.filter(membership=by)


def token_of(by: Membership, pk: int) -> ApiToken:
    """Return one of one's own tokens."""
    found = tokens_of(by).filter(pk=pk).first()
    if found is None:
        raise NotThereError("there is no such token")
    return found
