"""What the payer answers: payment and denial noted by hand or by a posted file, and appeals."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from unlisted.base.errors import UsageError
from unlisted.claim.case_states import CaseState
from unlisted.desk.audit import record
from unlisted.desk.models import Appeal, Case, Denial, Membership, Remittance
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.services.lifecycle import move_case
from unlisted.desk.services.memory import remember
from unlisted.desk.services.standing import place, today


@transaction.atomic
def post_remittance(
    *,
    by: Membership,
    case: Case,
    charge: Decimal,
    paid: Decimal,
    allowed: Decimal | None,
    decided_on: date,
    patient_responsibility: Decimal = Decimal(0),
    payer_claim_control_number: str = "",
    source_sha256: str = "",
) -> Remittance:
    """Keep what the payer decided; the same file or the same figures count once.

    The case goes to paid or underpaid by comparing what was allowed with what was asked; nothing allowed
    is a denial, which ``record_denial`` notes with its codes.
    """
    check_allowed(by.role, Action.POST_PAYMENTS)
    if min(charge, paid, patient_responsibility) < 0 or paid + patient_responsibility > charge:
        raise UsageError("paid and patient responsibility are more than the charge", fix="check the figures")
    said = f"{case.pk}|{charge}|{paid}|{allowed}|{decided_on}|{payer_claim_control_number}"
    key = source_sha256 or hashlib.sha256(said.encode()).hexdigest()
    found = Remittance.objects.filter(case=case, source_sha256=key).first()
    if found is not None:
        record(verb="remittance seen again", by=by, case=case, detail={"remittance": found.pk})
        return found
    posted = Remittance.objects.create(
        case=case,
        payer_claim_control_number=payer_claim_control_number,
        charge_amount=charge,
        allowed_amount=allowed,
        paid_amount=paid,
        patient_responsibility_amount=patient_responsibility,
        decided_on=decided_on,
        source_sha256=key,
        posted_by=by,
    )
    record(verb="remittance posted", by=by, case=case, detail={"remittance": posted.pk})
    case = move_case(by=by, case=case, to=CaseState.ADJUDICATED, why="remittance posted")
    if allowed is not None and allowed > 0:
        enough = allowed >= (case.amount if case.amount is not None else charge)
        move_case(by=by, case=case, to=CaseState.PAID if enough else CaseState.UNDERPAID, why="compared")
    remember(by=by, case=case)
    return posted


@transaction.atomic
def record_denial(
    *,
    by: Membership,
    case: Case,
    reason_code: str,
    remark_codes: Sequence[str] = (),
    can_appeal: bool,
    deadline: date | None,
    says: str = "",
    next_action: str = "",
    remittance: Remittance | None = None,
) -> Denial:
    """Keep a denial with its codes; where it can be appealed the second clock starts."""
    check_allowed(by.role, Action.POST_PAYMENTS)
    if can_appeal and deadline is None:
        raise UsageError("an appeal needs its last day", fix="take it from the payer's letter or rule")
    denial = Denial.objects.create(
        case=case,
        remittance=remittance,
        reason_code=reason_code[:10],
        remark_codes=[code[:10] for code in remark_codes],
        says=says[:400],
        next_action=next_action[:200],
        can_appeal=can_appeal,
        deadline=deadline,
    )
    detail = {"reason": denial.reason_code, "can_appeal": can_appeal}
    record(verb="denial recorded", by=by, case=case, detail=detail)
    Case.objects.filter(pk=case.pk).update(appeal_limit=deadline if can_appeal else None)
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.state in {CaseState.SUBMITTED.value, CaseState.ACCEPTED.value}:
        case = move_case(by=by, case=case, to=CaseState.ADJUDICATED, why="denial recorded")
    if case.state == CaseState.ADJUDICATED.value:
        move_case(by=by, case=case, to=CaseState.DENIED, why="denial recorded")
    else:
        place(case, case.decisions.order_by("id").last())
        case.save()
    remember(by=by, case=case)
    return denial


@transaction.atomic
def keep_appeal(*, by: Membership, case: Case, denial: Denial, content: str) -> Appeal:
    """Keep the draft of an appeal at the next level."""
    check_allowed(by.role, Action.APPEAL)
    if not denial.can_appeal:
        raise UsageError("this denial has no appeal", fix=denial.next_action or "correct the claim or close")
    level = Appeal.objects.filter(denial__case=case).count() + 1
    appeal = Appeal.objects.create(denial=denial, level=level, content=content.encode(), made_by=by)
    record(verb="appeal drafted", by=by, case=case, detail={"level": level})
    return appeal


@transaction.atomic
def send_appeal(*, by: Membership, case: Case, appeal: Appeal) -> Appeal:
    """Note that an appeal went out."""
    check_allowed(by.role, Action.APPEAL)
    if appeal.sha256 and appeal.signed_at is None:
        raise UsageError("the appeal is not signed", fix="let a clinician read and sign it first")
    if appeal.sent_on is not None:
        raise UsageError("this appeal is marked as sent already", fix="nothing is left to do")
    appeal.sent_on = today()
    appeal.save()
    record(verb="appeal sent", by=by, case=case, detail={"level": appeal.level})
    move_case(by=by, case=case, to=CaseState.APPEALED, why="appeal sent")
    return appeal


@transaction.atomic
def end_appeal(*, by: Membership, case: Case, appeal: Appeal, overturned: bool) -> Appeal:
    """Note how an appeal ended."""
    check_allowed(by.role, Action.APPEAL)
    if appeal.sent_on is None or appeal.result:
        raise UsageError("this appeal is not under way", fix="send it first")
    appeal.result, appeal.ended_on = "overturned" if overturned else "upheld", today()
    appeal.save()
    record(verb="appeal ended", by=by, case=case, detail={"level": appeal.level, "result": appeal.result})
    to = CaseState.OVERTURNED if overturned else CaseState.UPHELD
    case = move_case(by=by, case=case, to=to, why="appeal ended")
    remember(by=by, case=case)
    return appeal
