"""The memory of outcomes: what each payer allowed for each service. No patient in it."""

from __future__ import annotations

from unlisted.claim.case_states import CaseState
from unlisted.desk.models import Case, Membership
from unlisted.pricing.outcomes import Outcome, OutcomeSummary, month_of, summarize

_ENDED = (
    CaseState.PAID,
    CaseState.UNDERPAID,
    CaseState.DENIED,
    CaseState.OVERTURNED,
    CaseState.UPHELD,
    CaseState.CLOSED,
)
MOST = 20_000


def outcomes_of(by: Membership) -> list[Outcome]:
    """Return one outcome for each case that has an answer of its payer."""
    cases = (
        Case.objects.filter(practice=by.practice_id, state__in=[state.value for state in _ENDED])
        .exclude(date_of_service=None)
        .exclude(amount=None)
        .prefetch_related("remittances", "denials", "choices", "claims", "denials__appeals")
        .order_by("-id")[:MOST]
    )
    return [outcome for case in cases if (outcome := _outcome(case)) is not None]


def memory_of(by: Membership) -> tuple[OutcomeSummary, ...]:
    """Return the summaries by service, payer and comparator."""
    return summarize(outcomes_of(by))


def _outcome(case: Case) -> Outcome | None:
    remittances, denials = list(case.remittances.all()), list(case.denials.all())
    if not (remittances or denials) or case.amount is None or case.date_of_service is None:
        return None
    last = remittances[-1] if remittances else None
    choices = list(case.choices.all())
    sent = [claim.sent_at for claim in case.claims.all() if claim.sent_at]
    days = (last.decided_on - sent[0].date()).days if last and sent else None
    appeals = [appeal for item in denials for appeal in item.appeals.all()]
    return Outcome(
        service=case.service or case.code,
        code=case.code,
        payer=case.payer or case.payer_name,
        comparator=choices[-1].comparator if choices else "",
        month=month_of(case.date_of_service),
        asked=case.amount,
        allowed=last.allowed_amount if last else None,
        paid=last.paid_amount if last else None,
        days=days if days is None or days >= 0 else None,
        denial=denials[-1].reason_code if denials else "",
        level=f"appeal_{len(appeals)}" if appeals else "first",
    )
