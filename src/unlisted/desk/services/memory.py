"""The practice's memory: what came of each case, kept without anything that names a patient."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction

from unlisted.base.errors import UsageError
from unlisted.desk.audit import record
from unlisted.desk.models import Case, Denial, Membership, OutcomeRow
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.selectors.claim_lines import amounts_of
from unlisted.desk.services.standing import today
from unlisted.pricing.outcome_entry import OutcomeEntry
from unlisted.pricing.outcomes import Outcome, month_of
from unlisted.rules.vocabulary import DenialClass

MOST_LEVELS = 3
ZERO = Decimal(0)


@transaction.atomic
def remember(*, by: Membership, case: Case) -> OutcomeRow | None:
    """Keep what came of a case; a later answer takes its place. ``None`` while there is nothing to keep.

    Only a case with an answer of its payer, a date of service and a fee has an outcome.
    """
    check_allowed(by.role, Action.WORK_CASES)
    outcome = _outcome(case)
    if outcome is None:
        return None
    try:
        OutcomeEntry(f"case-{case.pk}", outcome, today())
    except UsageError:
        return None
    last = _first_word(case.denials.order_by("id"))
    row, made = OutcomeRow.objects.update_or_create(
        case=case,
        defaults={
            "practice_id": case.practice_id,
            **{name: getattr(outcome, name) for name in _FIELDS},
            "denial_class": last.denial_class if last is not None else "",
            "recorded_on": today(),
        },
    )
    record(verb="outcome remembered", by=by, case=case, detail={"level": row.level, "new": made})
    return row


_FIELDS = (
    "service",
    "code",
    "payer",
    "comparator",
    "month",
    "asked",
    "allowed",
    "paid",
    "days",
    "denial",
    "level",
)


def _outcome(case: Case) -> Outcome | None:
    rows = case.remittances.prefetch_related("lines").order_by("id")
    answers = [item for item in rows if not item.secondary]
    denials = list(case.denials.prefetch_related("appeals").order_by("id"))
    if not (answers or denials) or case.amount is None or case.date_of_service is None:
        return None
    known = [amounts_of(case, item, item.lines.all()) for item in answers if item.allowed_amount is not None]
    noted = [item.paid_amount for item in answers if item.allowed_amount is None]
    sent = case.claims.exclude(sent_at=None).order_by("sent_at").first()
    days = (
        (answers[-1].decided_on - sent.sent_at.date()).days
        if answers and sent is not None and sent.sent_at is not None
        else None
    )
    appeals = sum(appeal.sent_on is not None for item in denials for appeal in item.appeals.all())
    choice, reason = case.choices.order_by("id").last(), _first_word(denials)
    return Outcome(
        service=_slug(case.service) or f"code_{case.code}",
        code=case.code,
        payer=_slug(case.payer or case.payer_name) or "not_known",
        comparator=choice.comparator if choice is not None else "",
        month=month_of(case.date_of_service),
        asked=case.amount,
        allowed=max(sum((item[0] for item in known), ZERO), ZERO) if known else None,
        paid=max(sum((item[1] for item in known), sum(noted, ZERO)), ZERO) if answers else None,
        days=days if days is None or days >= 0 else None,
        denial=reason.reason_code if reason is not None else "",
        level=f"appeal_{min(appeals, MOST_LEVELS)}" if appeals else "first",
    )


def _first_word(denials: Iterable[Denial]) -> Denial | None:
    """Return the last denial with a reason of its own: a lost appeal only repeats the one before."""
    found = list(denials)
    own = [item for item in found if item.denial_class != DenialClass.UPHELD.value]
    return (own or found)[-1] if found else None


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:80]
