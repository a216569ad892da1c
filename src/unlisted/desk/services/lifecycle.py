"""Steps of a case from one state to the next: only those of the table, each with its entry."""

from __future__ import annotations

from django.db import transaction

from unlisted.base.errors import UsageError
from unlisted.claim.case_states import CaseState, can_step, steps_from
from unlisted.desk.audit import record
from unlisted.desk.models import Case, Membership
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.services.memory import remember
from unlisted.desk.services.standing import place

NEEDS = {
    CaseState.READY: Action.BUILD_CLAIMS,
    CaseState.DRAFT: Action.BUILD_CLAIMS,
    CaseState.SUBMITTED: Action.BUILD_CLAIMS,
    CaseState.ACCEPTED: Action.POST_PAYMENTS,
    CaseState.REJECTED: Action.POST_PAYMENTS,
    CaseState.ADJUDICATED: Action.POST_PAYMENTS,
    CaseState.PAID: Action.POST_PAYMENTS,
    CaseState.UNDERPAID: Action.POST_PAYMENTS,
    CaseState.DENIED: Action.POST_PAYMENTS,
    CaseState.APPEALED: Action.APPEAL,
    CaseState.OVERTURNED: Action.APPEAL,
    CaseState.UPHELD: Action.APPEAL,
    CaseState.CLOSED: Action.WORK_CASES,
}
"""What a person has to be allowed to reach a state."""

BY_HAND = frozenset(
    {
        CaseState.DRAFT,
        CaseState.ACCEPTED,
        CaseState.REJECTED,
        CaseState.APPEALED,
        CaseState.OVERTURNED,
        CaseState.UPHELD,
        CaseState.CLOSED,
    }
)
"""States a person may note by a button; the others follow from signing, sending and posting."""


@transaction.atomic
def move_case(*, by: Membership, case: Case, to: CaseState, why: str = "") -> Case:
    """Move a case one step; raise ``UsageError`` where the table has no such step."""
    check_allowed(by.role, Action.SIGN if why == "packet signed" else NEEDS[to])
    case = Case.objects.select_for_update().get(pk=case.pk)
    before = CaseState(case.state)
    if not can_step(before, to):
        could = ", ".join(step.after.value for step in steps_from(before)) or "nowhere"
        raise UsageError(
            f"a case does not go from {before.value} to {to.value}", fix=f"from here it can go to: {could}"
        )
    case.state = to.value
    if to in {CaseState.APPEALED, CaseState.OVERTURNED, CaseState.CLOSED}:
        case.appeal_limit = None
    place(case, case.decisions.order_by("id").last())
    case.save()
    detail = {"from": before.value, "to": to.value, "why": why}
    record(verb="case moved", by=by, case=case, detail=detail)
    if to is CaseState.CLOSED:
        remember(by=by, case=case)
    return case
