"""Denials with their route: the rulebook says class, next step, level, deadline, channel and stop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from unlisted.base.outcome import Available
from unlisted.base.plain import to_plain
from unlisted.denials.route import Denied, Route, route_denial
from unlisted.denials.route_data import route_plain
from unlisted.desk.audit import record
from unlisted.desk.models import Appeal, Case, Denial, Membership, Remittance
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.services.standing import today
from unlisted.pipeline.case_review import known_payer, packaged
from unlisted.rules.vocabulary import DenialAction

RECORDS_WANTED = frozenset({DenialAction.SEND_RECORDS, DenialAction.PROVE_DELIVERY})
LAST_LEVEL = 5


@transaction.atomic
def route_and_keep(
    *,
    by: Membership,
    case: Case,
    reason: str,
    remarks: Sequence[str],
    group: str,
    amount: Decimal,
    notice: date,
    remittance: Remittance | None,
    underpaid: bool = False,
    line: str = "",
    code: str = "",
) -> Denial:
    """Keep a denial with the route the rulebook gives it on the day of the notice.

    Earlier denials of the case are closed: this is what the payer says now. Where the payer wants records
    the case waits for them. A payment to be checked can be appealed where ``underpaid`` says that the check
    is made and less was allowed than expected. ``line`` and ``code`` say which line it is about. The
    appeal's last day is the clock where a source states one, else none is made up.
    """
    check_allowed(by.role, Action.POST_PAYMENTS)
    route = _route(case, (reason, tuple(remarks), group), amount, notice)
    checked = underpaid and route.classified.action is DenialAction.CHECK_PAYMENT
    can_appeal = route.appealable or checked
    plain = to_plain(route_plain(route, today()))
    due = _due(route)
    case.denials.filter(open=True).update(open=False)
    denial = Denial.objects.create(
        case=case,
        remittance=remittance,
        reason_code=reason[:10],
        remark_codes=[code[:10] for code in remarks],
        group_code=group[:4],
        amount=amount,
        line=line[:40],
        code=code[:10],
        says=str(plain["means"])[:400],
        next_action=str(plain["do"])[:200],
        can_appeal=can_appeal,
        deadline=due,
        denial_class=route.classified.denial_class.value,
        action=route.classified.action.value,
        route=plain,
    )
    wants_records = route.classified.action in RECORDS_WANTED
    case.records_asked = wants_records
    case.appeal_limit = due if can_appeal or wants_records else None
    case.save()
    detail = {
        "reason": denial.reason_code,
        "class": denial.denial_class,
        "can_appeal": denial.can_appeal,
        "stop": plain["stop_reason"],
    }
    record(verb="denial recorded", by=by, case=case, detail=detail)
    return denial


def route_of(case: Case, denial: Denial) -> Route:
    """Return the route of a denial kept before, by today's rulebook and the level that comes next."""
    codes = (denial.reason_code, tuple(denial.remark_codes), denial.group_code)
    notice = denial.remittance.decided_on if denial.remittance is not None else None
    return _route(case, codes, denial.amount, notice)


def _route(
    case: Case, codes: tuple[str, tuple[str, ...], str], amount: Decimal | None, notice: date | None
) -> Route:
    ended = Appeal.objects.filter(denial__case=case).exclude(result="").count()
    payer = case.payer or known_payer(case.payer_name)[0]
    asked = Denied(*codes, payer, notice=notice, level=min(ended + 1, LAST_LEVEL), amount=amount)
    return route_denial(asked, packaged()[0], today())


def _due(route: Route) -> date | None:
    if not isinstance(route.level, Available) or route.level.value.deadline is None:
        return None
    return route.level.value.deadline.due
