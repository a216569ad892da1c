"""Have prices worked out."""

from __future__ import annotations

from django.db import transaction

from unlisted.base.errors import UnknownNameError, UsageError
from unlisted.desk.audit import record
from unlisted.desk.models import Job, Membership
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.rates import dataset_state, split_text
from unlisted.desk.selectors.others import RATES, rates_job_of
from unlisted.pipeline.case_review import packaged


@transaction.atomic
def ask_rates(*, by: Membership, code: str, split: str) -> Job:
    """Queue the work on a code with a split; while the same is under way, return that job."""
    check_allowed(by.role, Action.SEE_KNOWLEDGE)
    if code not in packaged()[0].codes:
        raise UnknownNameError("this code is not in the rulebook", fix="choose one of the list")
    state = dataset_state()
    if not state.there:
        raise UsageError("there is no dataset of prices", why=state.says)
    chosen = split_text(split.split(","))
    there = rates_job_of(by, code, chosen)
    if there is not None and there.is_open:
        return there
    job = Job.objects.create(
        practice=by.practice, kind=RATES, given={"code": code, "split": chosen}, all_parts=2, made_by=by
    )
    record(verb="prices asked for", by=by, detail={"code": code, "split": chosen, "job": job.pk})
    return job
