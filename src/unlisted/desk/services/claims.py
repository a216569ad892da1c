"""Claims: build with findings, mark as sent with proof."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from unlisted.base.errors import MissingDataError, UsageError
from unlisted.claim.case_states import CaseState
from unlisted.coding.decision import Outcome
from unlisted.desk.audit import record
from unlisted.desk.models import Case, ClaimFile, Membership, Practice
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.services.lifecycle import move_case
from unlisted.desk.services.remittances import record_sent
from unlisted.desk.services.standing import review_now
from unlisted.formats.episode_json import read_episode_json
from unlisted.packet.claim_tree import claim_request as tree_of_claim
from unlisted.pipeline.claim_case import build_claim_of_case
from unlisted.rules.vocabulary import DenialAction

CORRECTED = frozenset({CaseState.REJECTED.value, CaseState.DENIED.value})
"""States a claim is corrected in and sent again."""


@transaction.atomic
def build_claim(*, by: Membership, case: Case) -> ClaimFile:
    """Build the professional claim of a case; findings that block are kept with it and it cannot go out."""
    check_allowed(by.role, Action.BUILD_CLAIMS)
    practice = Practice.objects.select_for_update().get(pk=by.practice_id)
    if not practice.billing:
        raise MissingDataError(
            "the practice's billing data are not entered",
            why="a claim names who bills, the people and the payer's address",
            fix="ask an administrator to enter them under Practice",
        )
    number = practice.next_control_number
    practice.next_control_number += 1
    practice.save(update_fields=["next_control_number"])
    request = claim_request(case, practice)
    built = build_claim_of_case(
        request, practice.billing, case.payer, number=number, now=timezone.localtime()
    )
    findings = [
        {
            "rule": f.rule,
            "severity": f.severity.value,
            "loop": f.loop,
            "segment": f.segment,
            "element": f.element,
            "message": f.message,
            "fix": f.fix,
            "source": f.source,
            "line": f.line,
        }
        for f in built.check.findings
    ]
    claim = ClaimFile.objects.create(
        case=case,
        control_number=built.control_number,
        kind=built.kind.value,
        content=built.data,
        sha256=hashlib.sha256(built.data).hexdigest(),
        ok=built.check.ok,
        findings=findings,
        made_by=by,
    )
    blocking = sum(item["severity"] == "blocking" for item in findings)
    detail = {"control_number": claim.control_number, "ok": claim.ok, "blocking": blocking}
    record(verb="claim built", by=by, case=case, detail=detail)
    return claim


@transaction.atomic
def mark_sent(
    *, by: Membership, case: Case, claim: ClaimFile, proof: str, at: datetime | None = None
) -> ClaimFile:
    """Note that a claim went out, with the proof a person gives (receipt number, confirmation).

    ``at`` is when it went, where that is noted later.
    """
    check_allowed(by.role, Action.BUILD_CLAIMS)
    if not claim.ok:
        raise UsageError(
            "a claim with a blocking finding does not go out", fix="mend it, then build it again"
        )
    if claim.sent_at is not None:
        raise UsageError("this claim is marked as sent already", fix="nothing is left to do")
    if not proof.strip():
        raise UsageError(
            "sending needs its proof", why="a filing limit is shown by it", fix="enter the receipt"
        )
    claim.sent_at, claim.proof = at or timezone.now(), proof.strip()[:200]
    claim.save()
    record(verb="claim sent", by=by, case=case, detail={"control_number": claim.control_number})
    record_sent(by=by, case=case, claim=claim)
    if case.state in CORRECTED:
        move_case(by=by, case=case, to=CaseState.READY, why="claim corrected")
    move_case(by=by, case=case, to=CaseState.SUBMITTED, why="claim sent")
    return claim


def claim_request(case: Case, practice: Practice) -> dict[str, Any]:
    """Return the request of a case: its unlisted line; the listed lines are billed where they always were.

    What no record holds (address, place of service, who rendered) a person enters; nothing is filled in.
    """
    details = json.loads(bytes(case.claim_details)) if case.claim_details else None
    entry = practice.services.filter(slug=case.service).first() if case.service else None
    missing = [
        what
        for what, there in (
            ("the patient's address and the place of service", details),
            ("the service of the catalogue", entry),
            ("the fee", case.amount),
        )
        if there is None
    ]
    if missing or details is None or entry is None or case.amount is None:
        raise MissingDataError(
            f"not known yet: {', '.join(missing)}",
            why="a claim says what the record and named persons say, and nothing is guessed",
            fix="enter it on the page of the case",
        )
    episode = read_episode_json("episode", bytes(case.revisions.latest("number").content))
    decision = review_now(case).decision
    if decision is None or decision.outcome is not Outcome.UNLISTED:
        raise UsageError("the decision is not an unlisted code", fix="answer the open questions first")
    unlisted = replace(decision, lines=tuple(line for line in decision.lines if line.code == case.code))
    sent = list(case.sent_claims.order_by("id"))
    own = f"{practice.slug[:8].upper().replace('-', '')}{case.number:06d}"
    extra = {"control_number": f"{own}-{len(sent) + 1}" if sent else own, **details}
    denial = case.denials.filter(open=True).order_by("id").last()
    corrects = denial is not None and denial.action == DenialAction.CORRECTED_CLAIM.value
    if corrects and sent and sent[-1].payer_number:
        extra |= {"frequency": "replacement", "payer_control_number": sent[-1].payer_number}
    return tree_of_claim(
        episode,
        unlisted,
        extra,
        code=case.code,
        description=entry.description,
        charge=case.amount,
        charges={},
    )


@transaction.atomic
def set_claim_details(
    *,
    by: Membership,
    case: Case,
    line: str,
    city: str,
    state: str,
    zip_code: str,
    place_of_service: str,
    rendering: str,
) -> Case:
    """Keep what a claim needs and no record holds, as a person enters it."""
    check_allowed(by.role, Action.BUILD_CLAIMS)
    people = {item.get("id") for item in by.practice.billing.get("providers", [])}
    if rendering not in people:
        raise UsageError("this person is not in the billing data", fix="choose one of the list")
    address = {
        "line": line.strip(),
        "city": city.strip(),
        "state": state.strip().upper(),
        "zip": zip_code.strip(),
    }
    if not all(address.values()):
        raise UsageError("the address is not whole", fix="fill in street, city, state and ZIP code")
    if len(place_of_service) != 2 or not place_of_service.isdigit():
        raise UsageError("the place of service is a code of two digits", fix="write for example 11 or 22")
    details = {"address": address, "place_of_service": place_of_service, "rendering": rendering}
    case = Case.objects.select_for_update().get(pk=case.pk)
    case.claim_details = json.dumps(details).encode()
    case.save()
    record(verb="claim details entered", by=by, case=case, detail={"place": place_of_service})
    return case
