"""Money that matched nothing, given to a claim by a person's decision; and taken back by another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from unlisted.base.errors import OutputError, UsageError
from unlisted.claim.model import Adjustment
from unlisted.desk.audit import record
from unlisted.desk.ledger import DeskLedger
from unlisted.desk.models import (
    Case,
    LedgerRow,
    Membership,
    Practice,
    Remittance,
    RemittanceLine,
    SentClaim,
    Unmatched,
)
from unlisted.desk.permissions import Action, NotThereError, check_allowed
from unlisted.desk.services.settling import settle_postings
from unlisted.desk.services.standing import today
from unlisted.remittance.ledger import Account, EntryKind, LedgerEntry
from unlisted.remittance.ledger import Denial as Refused
from unlisted.remittance.model import PATIENT, REVERSAL
from unlisted.remittance.post import assign_entries, is_refusal, take_back_entries

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the payer decided, as the queue kept it."""

    charge: Decimal
    allowed: Decimal
    paid: Decimal
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...]
    status: str
    secondary: bool


@transaction.atomic
def assign_unmatched(*, by: Membership, item: Unmatched, control_number: str, line: str, reason: str) -> Case:
    """Give an entry of the queue to a line of a sent claim, with the reason; the case follows.

    Its money moves from what is kept apart to the claim's receivable; the payment adds up to zero before and
    after. Raises ``UsageError`` for a held payment, a settled entry, a line the claim does not have.
    """
    check_allowed(by.role, Action.POST_PAYMENTS)
    found = _locked(by, item)
    if not reason.strip():
        raise UsageError("say why it belongs there", why="the money has to be found again", fix="one line")
    if found.settled_at is not None:
        raise UsageError("this was looked after already", fix="nothing is left to do")
    if found.place == "payment":
        raise UsageError(
            "a payment that was held back is not assigned",
            why="nothing of it was posted, so no money is kept apart",
            fix="ask the payer for a corrected remittance and hand it in",
        )
    sent = SentClaim.objects.select_related("case").filter(
        practice=by.practice_id, control_number=control_number
    )
    claim = sent.first()
    if claim is None:
        raise NotThereError("no claim of this number was sent from here", fix="choose one of the list")
    code = _code_of(claim, line)
    before = _apart(by, found.payment)
    found.assigned_claim, found.assigned_line = control_number, line
    found.assigned_times += 1
    found.settled_by, found.settled_at, found.settled_how = by, timezone.now(), reason.strip()[:400]
    found.save()
    ledger = DeskLedger(by, day=today())
    if found.amount:
        ledger.add_entries(
            assign_entries(found.payment, _key(found), claim.root, line, found.amount, today())
        )
    _check(by, found.payment, before + found.amount)
    judged = _judged(found)
    posted = _remittance(by, claim.case, found, judged, code, sign=1)
    refused = _refused(found, claim.root, line, judged)
    ledger.answer(control_number, "denied" if refused else "paid", today())
    detail = {"unmatched": found.pk, "line": line, "amount": str(found.amount), "apart": str(-before)}
    record(verb="unmatched assigned", by=by, case=claim.case, detail=detail)
    return settle_postings(by=by, case=claim.case, postings=[posted], refused=refused)


@transaction.atomic
def take_back_assignment(*, by: Membership, item: Unmatched, reason: str) -> Case:
    """Undo an assignment: the money is kept apart again, the entry waits again, the case follows."""
    check_allowed(by.role, Action.POST_PAYMENTS)
    found = _locked(by, item)
    if not reason.strip():
        raise UsageError("say why it is taken back", why="the money has to be found again", fix="one line")
    if not found.assigned_claim:
        raise UsageError("this is not assigned", fix="load the page again")
    claim = SentClaim.objects.select_related("case").get(
        practice=by.practice_id, control_number=found.assigned_claim
    )
    code = _code_of(claim, found.assigned_line)
    before = _apart(by, found.payment)
    rows = LedgerRow.objects.filter(practice=by.practice_id, key__startswith=f"assign|{_key(found)}|")
    DeskLedger(by, day=today()).add_entries(take_back_entries([_entry(row) for row in rows], today()))
    _check(by, found.payment, before - found.amount)
    posted = _remittance(by, claim.case, found, _judged(found), code, sign=-1)
    detail = {"unmatched": found.pk, "line": found.assigned_line, "amount": str(found.amount)}
    record(verb="unmatched taken back", by=by, case=claim.case, detail=detail)
    found.assigned_claim = found.assigned_line = ""
    found.settled_by, found.settled_at, found.settled_how = None, None, reason.strip()[:400]
    found.save()
    return settle_postings(by=by, case=claim.case, postings=[posted], refused=())


def _locked(by: Membership, item: Unmatched) -> Unmatched:
    Practice.objects.select_for_update().get(pk=by.practice_id)
    return Unmatched.objects.select_for_update().get(pk=item.pk, practice=by.practice_id)


def _code_of(claim: SentClaim, line: str) -> str:
    codes = {entry[0]: entry[1] for entry in claim.body["lines"]}
    if line not in codes:
        raise UsageError(
            "the claim has no such line",
            why="money without a line could not be compared with what was asked",
            fix="choose a line of the list",
        )
    return str(codes[line])


def _key(item: Unmatched) -> str:
    return f"{item.key}#{item.assigned_times}"


def _apart(by: Membership, payment: str) -> Decimal:
    rows = LedgerRow.objects.filter(practice=by.practice_id, payment=payment, account=Account.UNAPPLIED.value)
    return rows.aggregate(sum=Sum("amount"))["sum"] or ZERO


def _check(by: Membership, payment: str, apart: Decimal) -> None:
    """Raise where a payment's rows do not add up to zero, or other money moved than was meant to."""
    rows = LedgerRow.objects.filter(practice=by.practice_id, payment=payment)
    total = rows.aggregate(sum=Sum("amount"))["sum"] or ZERO
    if total != ZERO or _apart(by, payment) != apart:
        raise OutputError(
            "the ledger would not add up", why="nothing of this was kept", fix="report this with the payment"
        )


def _judged(item: Unmatched) -> _Judged:
    known = json.loads(bytes(item.details)) if item.details else {}
    parts = tuple(
        Adjustment(group, reason, Decimal(text)) for group, reason, text in known.get("adjustments", ())
    )
    return _Judged(
        charge=Decimal(known.get("charge", item.amount)),
        allowed=Decimal(known.get("allowed", item.amount)),
        paid=item.amount,
        adjustments=parts,
        remarks=tuple(known.get("remarks", ())),
        status=str(known.get("status", "1")),
        secondary=bool(known.get("secondary", False)),
    )


def _remittance(
    by: Membership, case: Case, item: Unmatched, judged: _Judged, code: str, *, sign: int
) -> Remittance:
    """Keep what the payer decided as a remittance of the case; with ``sign`` -1 what takes it back."""
    adjustments = [[x.group, x.reason, str(sign * x.amount)] for x in judged.adjustments]
    patient = sum((x.amount for x in judged.adjustments if x.group == PATIENT), ZERO)
    refusing = next((x.reason for x in judged.adjustments if is_refusal(x)), "")
    remittance = Remittance.objects.create(
        case=case,
        charge_amount=sign * judged.charge,
        allowed_amount=sign * judged.allowed,
        paid_amount=sign * judged.paid,
        patient_responsibility_amount=sign * patient,
        adjustments=adjustments,
        decided_on=today(),
        source_sha256=item.file,
        posting_key=_key(item) if sign > 0 else f"{_key(item)}|back",
        payer=item.payment.split("|")[0][:80],
        status=judged.status[:4] if sign > 0 else REVERSAL,
        secondary=judged.secondary,
        remarks=list(judged.remarks),
        posted_by=by,
    )
    RemittanceLine.objects.create(
        remittance=remittance,
        control_number=item.assigned_line,
        code=code,
        charge_amount=sign * judged.charge,
        allowed_amount=sign * judged.allowed,
        paid_amount=sign * judged.paid,
        adjustments=adjustments,
        reason=refusing if sign > 0 else "",
        remarks=list(judged.remarks),
    )
    return remittance


def _refused(item: Unmatched, claim: str, line: str, judged: _Judged) -> Sequence[Refused]:
    if judged.secondary or judged.status == REVERSAL:
        return ()
    day: date = today()
    return [
        Refused(
            f"{_key(item)}|{n}", item.payment, claim, line, x.group, x.reason, judged.remarks, x.amount, day
        )
        for n, x in enumerate(judged.adjustments, start=1)
        if is_refusal(x)
    ]


def _entry(row: LedgerRow) -> LedgerEntry:
    return LedgerEntry(
        row.key,
        row.payment,
        row.claim,
        row.line,
        Account(row.account),
        EntryKind(row.kind),
        row.amount,
        row.group,
        row.reason,
        row.day,
    )
