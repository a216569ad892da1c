"""Payers' files: post each whole or not at all, once however often it is handed in, and move the cases."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from unlisted.base.errors import UsageError
from unlisted.base.outcome import Finding
from unlisted.claim.model import Claim
from unlisted.desk.audit import record
from unlisted.desk.ledger import DeskLedger
from unlisted.desk.models import (
    Case,
    ClaimFile,
    Membership,
    Practice,
    Remittance,
    ReturnFile,
    SentClaim,
    Unmatched,
    Upload,
)
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.services.settling import settle_answer, settle_postings
from unlisted.desk.services.standing import today
from unlisted.formats.x12.claim_reader import read_batch
from unlisted.pipeline.remit_post import Posted, post_file
from unlisted.pipeline.remit_sent import record_claims, set_key
from unlisted.remittance.ledger import Denial as Refused

SHOWN = 200


@transaction.atomic
def record_sent(*, by: Membership, case: Case, claim: ClaimFile) -> int:
    """Keep a claim that went out, with its charges, so that what comes back finds it.

    A claim sent anew for the same case stands for the earlier one: its charges are taken back.
    """
    check_allowed(by.role, Action.BUILD_CLAIMS)
    batch = read_batch(bytes(claim.content))
    earlier = case.sent_claims.order_by("id").last()
    day = timezone.localtime(claim.sent_at).date() if claim.sent_at else today()
    ledger = DeskLedger(by, case=case, day=day)
    instead = {
        item.control_number: earlier.control_number
        for item in batch.claims
        if earlier is not None and _is_new(item, earlier)
    }
    added = record_claims(ledger, batch.claims, day, instead_of=instead, file=set_key(batch))
    names = [item.control_number for item in batch.claims]
    case.sent_claims.filter(control_number__in=names).update(interchange=claim.control_number)
    record(verb="claim charged", by=by, case=case, detail={"claims": added})
    return added


def _is_new(claim: Claim, earlier: SentClaim) -> bool:
    return claim.control_number != earlier.control_number


@transaction.atomic
def post_return_file(*, by: Membership, path: Path, upload: Upload) -> ReturnFile:
    """Post a payer's file into the practice's ledger and move the cases it speaks of: all, or nothing.

    The same bytes handed in again change nothing, and neither does another file with a payment whose trace
    number was posted before.
    """
    check_allowed(by.role, Action.POST_PAYMENTS)
    Practice.objects.select_for_update().get(pk=by.practice_id)
    ledger = DeskLedger(by, day=today())
    posted = post_file(ledger, path, today())
    if posted.already:
        found = ReturnFile.objects.get(practice=by.practice_id, sha256=upload.sha256)
        record(verb="payer's file seen again", by=by, practice=by.practice, detail={"file": found.pk})
        return found
    for control in posted.interchanges:
        posted.refused += ledger.refuse_interchange(control, today())
    cases = _settle(by, ledger)
    file = ReturnFile.objects.get(practice=by.practice_id, sha256=upload.sha256)
    file.upload, file.result = upload, _result(posted, cases)
    file.save()
    detail = {
        "file": file.pk,
        "payments": posted.payments,
        "claims": posted.claims,
        "denials": posted.denials,
        "unmatched": posted.unmatched,
        "held": len(posted.held),
    }
    record(verb="payer's file posted", by=by, practice=by.practice, detail=detail)
    return file


@transaction.atomic
def settle_unmatched(*, by: Membership, item: Unmatched, how: str) -> Unmatched:
    """Note how a person looked after something that could not be posted; it leaves the queue."""
    check_allowed(by.role, Action.POST_PAYMENTS)
    if not how.strip():
        raise UsageError("say what was done about it", why="the money has to be found again", fix="one line")
    found = Unmatched.objects.select_for_update().get(pk=item.pk, practice=by.practice_id)
    if found.settled_at is not None:
        raise UsageError("this was looked after already", fix="nothing is left to do")
    found.settled_by, found.settled_at, found.settled_how = by, timezone.now(), how.strip()[:400]
    found.save()
    record(verb="unmatched settled", by=by, practice=by.practice, detail={"unmatched": found.pk})
    return found


def _settle(by: Membership, ledger: DeskLedger) -> list[Case]:
    """Move every case the posting touched, each once."""
    touched = ledger.touched
    names = {*touched.answered, *touched.refused}
    sent = SentClaim.objects.filter(practice=by.practice_id, control_number__in=names).select_related("case")
    case_of = {item.control_number: item.case for item in sent}
    postings: dict[int, list[Remittance]] = defaultdict(list)
    for posting in touched.postings:
        postings[posting.case_id].append(posting)
    refused: dict[int, list[Refused]] = defaultdict(list)
    for name, denials in touched.refused.items():
        refused[case_of[name].pk] = denials
    cases: dict[int, Case] = {}
    for name, status in touched.answered.items():
        case = case_of[name]
        last = case.sent_claims.order_by("id").values_list("control_number", flat=True).last()
        if status in {"acknowledged", "rejected"} and last == name:
            case = settle_answer(by=by, case=case, status=status)
        cases[case.pk] = case
    for key, found in postings.items():
        case = Case.objects.get(pk=key)
        cases[key] = settle_postings(by=by, case=case, postings=found, refused=refused[key])
    return sorted(cases.values(), key=lambda item: item.number)


def _result(posted: Posted, cases: list[Case]) -> dict[str, Any]:
    return {
        "payments": posted.payments,
        "paid": str(posted.paid),
        "claims": posted.claims,
        "denials": posted.denials,
        "duplicates": posted.duplicates,
        "acknowledged": posted.acknowledged,
        "refused": posted.refused,
        "unmatched": posted.unmatched,
        "held": [{"trace": trace, "why": why} for trace, why in posted.held[:SHOWN]],
        "cases": [{"number": case.number, "state": case.state} for case in cases[:SHOWN]],
        "findings": [_finding(item) for item in posted.findings[:SHOWN]],
        "findings_count": len(posted.findings),
    }


def _finding(item: Finding) -> dict[str, str]:
    return {
        "severity": item.severity.value,
        "message": item.message,
        "where": item.where,
        "fix": item.fix,
    }
