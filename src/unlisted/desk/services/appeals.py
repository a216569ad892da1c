"""Appeals of routed denials: drafted from the case, sentence by sentence with sources; signed and locked."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from unlisted.base.errors import MissingDataError, UsageError
from unlisted.base.evidence import FileEvidence
from unlisted.denials.appeal.case import AppealCase, DeniedLine, Refusal
from unlisted.desk.audit import record
from unlisted.desk.letter_content import letters_content
from unlisted.desk.models import Appeal, Case, Denial, Membership, ReturnFile, ServiceEntry
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.services.denials import route_of
from unlisted.desk.services.packet_letters import case_inputs
from unlisted.formats.x12.claim_reader import read_batch
from unlisted.packet.build import build_packet
from unlisted.pipeline.appeal_case import appeal_case
from unlisted.pipeline.appeal_draft import appeal_letters

ZERO = Decimal(0)


@transaction.atomic
def draft_appeal(*, by: Membership, case: Case, denial: Denial) -> Appeal:
    """Draft the appeal of a denial from the case as it stands; a draft not yet signed is replaced.

    Raises ``UsageError`` with the reason and what to do instead where nothing may be drafted.
    """
    check_allowed(by.role, Action.APPEAL)
    found = _case_of(case, denial)
    written = appeal_letters(found, build_packet(found.case).letters)
    if isinstance(written, Refusal):
        raise UsageError("nothing is drafted for this denial", why=written.why, fix=written.instead)
    content = letters_content(written) | {"blanks": [blank.what for blank in written[0].blanks]}
    data = json.dumps(content, sort_keys=True).encode()
    last = Appeal.objects.filter(denial__case=case).order_by("level").last()
    if last is not None and last.denial_id == denial.pk and last.signed_at is None and last.sent_on is None:
        level = last.level
        last.delete()
    else:
        level = last.level + 1 if last is not None else 1
    appeal = Appeal.objects.create(
        denial=denial, level=level, content=data, sha256=hashlib.sha256(data).hexdigest(), made_by=by
    )
    record(verb="appeal drafted", by=by, case=case, detail={"level": level, "sha256": appeal.sha256})
    return appeal


@transaction.atomic
def sign_appeal(*, by: Membership, case: Case, appeal: Appeal) -> Appeal:
    """Sign a draft and lock it. The page asks for the password or the second factor again before."""
    check_allowed(by.role, Action.SIGN)
    found = Appeal.objects.select_for_update().get(pk=appeal.pk, denial__case=case)
    if found.signed_at is not None:
        raise UsageError("this appeal is signed already", fix="nothing is left to do")
    data = bytes(found.content)
    if not found.sha256 or hashlib.sha256(data).hexdigest() != found.sha256:
        raise UsageError("the appeal is not what was drafted", why="its hash differs", fix="draft it again")
    if json.loads(data)["blanks"]:
        raise UsageError("the appeal has blanks", fix="add what is missing to the case, then draft it again")
    found.signed_by, found.signed_at = by, timezone.now()
    found.signed_name = ", ".join(part for part in (by.user.name, by.user.credentials) if part)
    found.save()
    record(verb="appeal signed", by=by, case=case, detail={"level": found.level, "sha256": found.sha256})
    return found


def _case_of(case: Case, denial: Denial) -> AppealCase:
    claim = case.claims.exclude(sent_at=None).order_by("sent_at").last()
    choice = case.choices.order_by("id").last()
    entry = ServiceEntry.objects.filter(practice=case.practice_id, slug=case.service).first()
    if denial.code and denial.code != case.code:
        raise UsageError(
            f"the denial is of the listed line {denial.code}",
            why="the letters of this case argue for its unlisted line",
            fix="answer it as any claim of that code; the unlisted line stands as the page shows",
        )
    if claim is None or choice is None or entry is None or denial.remittance is None:
        raise MissingDataError(
            "an appeal needs the claim as sent, the comparator, the service and the remittance",
            why="it argues from them, and nothing is made up",
            fix="enter the service under Services, and hand in the remittance that denied it",
        )
    sent = read_batch(bytes(claim.content)).claims[0]
    inputs = case_inputs(case, entry, sent, choice)
    return appeal_case(inputs, _denied(case, denial, sent.control_number), route_of(case, denial))


def _denied(case: Case, denial: Denial, control_number: str) -> DeniedLine:
    remittance = denial.remittance
    if remittance is None:
        raise MissingDataError("the denial has no remittance", fix="hand in the file that denied it")
    file = ReturnFile.objects.filter(practice=case.practice_id, sha256=remittance.source_sha256).first()
    name = file.upload.name if file is not None and file.upload is not None else "remittance"
    sent = case.sent_claims.filter(control_number=control_number).first()
    line = remittance.lines.filter(code=case.code).first()
    charge = line.charge_amount if line is not None else remittance.charge_amount
    allowed = line.allowed_amount if line is not None else remittance.allowed_amount
    return DeniedLine(
        payer_control_number=sent.payer_number if sent is not None else "",
        reason=denial.reason_code,
        remarks=tuple(denial.remark_codes),
        group=denial.group_code,
        charge=charge,
        allowed=max(allowed or ZERO, ZERO),
        paid=line.paid_amount if line is not None else remittance.paid_amount,
        notice=remittance.decided_on,
        evidence=FileEvidence(name, remittance.source_sha256, f"claim {control_number}"),
        trace_number=remittance.posting_key.split("|")[1] if remittance.posting_key else "",
    )
