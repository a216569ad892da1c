"""What a posting means for a case: its state, its denial, its appeal, its memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from unlisted.claim.case_states import CaseState, can_step
from unlisted.desk.audit import record
from unlisted.desk.models import Appeal, Case, Denial, Membership, Remittance
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.selectors.claim_lines import LineStanding, amounts_of, line_standings
from unlisted.desk.services.denials import route_and_keep
from unlisted.desk.services.follow_up import end_appeal
from unlisted.desk.services.lifecycle import move_case
from unlisted.desk.services.memory import remember
from unlisted.desk.services.standing import place
from unlisted.remittance.ledger import Denial as Refused
from unlisted.remittance.variance import Expectation, Variance, compare_amounts

ZERO = Decimal(0)
_PATIENT = "PR"


@dataclass(frozen=True, slots=True)
class _Standing:
    """What stands on a case after all postings: the unlisted line's sums and comparison, and every line.

    ``lines`` is empty where the figures name no line: then sums and comparison are of the whole claim.
    """

    allowed: Decimal
    paid: Decimal
    variance: Variance
    lines: tuple[LineStanding, ...] = ()

    def line(self, control_number: str) -> LineStanding | None:
        """Return a line by its number."""
        return next((item for item in self.lines if item.control_number == control_number), None)


@transaction.atomic
def settle_answer(*, by: Membership, case: Case, status: str) -> Case:
    """Take over what a 277CA, 999 or TA1 says of the claim sent last: accepted, or rejected."""
    check_allowed(by.role, Action.POST_PAYMENTS)
    to = CaseState.REJECTED if status == "rejected" else CaseState.ACCEPTED
    record(verb="acknowledgement posted", by=by, case=case, detail={"status": status})
    if can_step(CaseState(case.state), to):
        case = move_case(by=by, case=case, to=to, why="acknowledgement posted")
    return case


@transaction.atomic
def settle_postings(
    *, by: Membership, case: Case, postings: Sequence[Remittance], refused: Sequence[Refused]
) -> Case:
    """Move a case to where its postings put it: paid, underpaid, denied, or open after a take-back.

    Every line is compared with what was asked for it; the state follows the unlisted line, and a refused
    listed line beside a paid one leaves the case underpaid. Reversal and correction of one file count
    together. A later payment that allows more ends an appeal
    under way as overturned, a new denial ends it as upheld. What a secondary payer pays changes no state.
    """
    check_allowed(by.role, Action.POST_PAYMENTS)
    for item in postings:
        detail = {"remittance": item.pk, "status": item.status, "trace": item.posting_key.split("|")[1]}
        record(verb="remittance posted", by=by, case=case, detail=detail)
    own = [item for item in postings if not item.secondary]
    if not own:
        remember(by=by, case=case)
        return case
    rows = case.remittances.prefetch_related("lines").order_by("id")
    primary = [item for item in rows if not item.secondary]
    fresh = {item.pk for item in postings}
    before = sum(
        (amounts_of(case, item, item.lines.all())[0] for item in primary if item.pk not in fresh), ZERO
    )
    standing = _standing(case, primary, own[-1])
    Remittance.objects.filter(pk=own[-1].pk).update(verdict=standing.variance.verdict.value)
    ended = _end_appeal(by, case, before, standing, bool(refused))
    case.refresh_from_db()
    case.denials.filter(open=True).update(open=False)
    case.records_asked, case.appeal_limit = False, None
    case.save()
    denial = _denial(by, case, standing, own[-1], refused)
    case = _move(by, case, standing, denial, ended)
    remember(by=by, case=case)
    return case


def _standing(case: Case, primary: Sequence[Remittance], last: Remittance) -> _Standing:
    found = [amounts_of(case, item, item.lines.all()) for item in primary]
    allowed, paid = sum((item[0] for item in found), ZERO), sum((item[1] for item in found), ZERO)
    lines = line_standings(case, primary)
    own = next((item for item in lines if item.unlisted and item.variance is not None), None)
    if own is not None and own.variance is not None:
        return _Standing(allowed, paid, own.variance, lines)
    choice = case.choices.order_by("id").last()
    asked = case.amount if case.amount is not None else abs(last.charge_amount)
    expected = Expectation(asked, floor=choice.floor if choice is not None else None)
    return _Standing(allowed, paid, compare_amounts(allowed, paid, last.remarks, expected), lines)


def _end_appeal(
    by: Membership, case: Case, before: Decimal, standing: _Standing, refused: bool
) -> Appeal | None:
    appeal = Appeal.objects.filter(denial__case=case, result="").exclude(sent_on=None).order_by("id").last()
    if appeal is None or case.state != CaseState.APPEALED.value:
        return None
    more = standing.allowed > before
    return end_appeal(by=by, case=case, appeal=appeal, overturned=more) if more or refused else None


def _denial(
    by: Membership, case: Case, standing: _Standing, last: Remittance, refused: Sequence[Refused]
) -> Denial | None:
    """Keep what is refused now; a low payment is routed by the codes of its own line.

    What is refused of the unlisted line goes before the others: the case is about it. Within a line the
    largest adjustment decides.
    """
    own = {item.control_number for item in standing.lines if item.unlisted}
    if refused:
        first = [item for item in refused if item.line in own or not item.line] or refused
        most = max(first, key=lambda item: item.amount)
        line, codes = most.line, (most.group, most.reason, most.amount, most.remarks)
    elif standing.variance.underpaid and standing.allowed > 0:
        line = standing.variance.line
        found = standing.line(line)
        cut = [item for item in (found.adjustments if found else last.adjustments) if item[0] != _PATIENT]
        if not cut:
            return None
        group, reason, amount = max(cut, key=lambda item: Decimal(item[2]))
        codes = (group, reason, Decimal(amount), tuple(found.remarks if found else last.remarks))
    else:
        return None
    group, reason, amount, remarks = codes
    about = standing.line(line)
    return route_and_keep(
        by=by,
        case=case,
        reason=reason,
        remarks=remarks,
        group=group,
        amount=amount,
        notice=last.decided_on,
        remittance=last,
        underpaid=standing.variance.underpaid,
        line=line,
        code=about.code if about is not None else "",
    )


def _move(
    by: Membership, case: Case, standing: _Standing, denial: Denial | None, ended: Appeal | None
) -> Case:
    if standing.allowed > 0:
        low = standing.variance.underpaid or (denial is not None)
        to = CaseState.UNDERPAID if low else CaseState.PAID
    elif denial is not None and ended is not None:
        place(case, case.decisions.order_by("id").last())  # upheld already; the next level is in the denial
        case.save()
        return case
    else:
        to = CaseState.DENIED if denial is not None else CaseState.ADJUDICATED
    if can_step(CaseState(case.state), CaseState.ADJUDICATED):
        case = move_case(by=by, case=case, to=CaseState.ADJUDICATED, why="remittance posted")
    if to is not CaseState.ADJUDICATED and can_step(CaseState(case.state), to):
        case = move_case(by=by, case=case, to=to, why="compared")
    else:
        place(case, case.decisions.order_by("id").last())
        case.save()
    return case
