"""Claims: build with findings, mark as sent with proof."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from unlisted.base.errors import MissingDataError, UsageError
from unlisted.base.money import to_cents
from unlisted.claim.case_states import CaseState
from unlisted.coding.decision import Outcome
from unlisted.desk.audit import record
from unlisted.desk.models import Case, ClaimFile, Membership, Practice
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.selectors.claim_form import listed_codes, logged_activities
from unlisted.desk.services.lifecycle import move_case
from unlisted.desk.services.remittances import record_sent
from unlisted.desk.services.standing import claim_details, refresh_review, review_now
from unlisted.formats.episode_json import read_episode_json
from unlisted.packet.claim_tree import claim_request as tree_of_claim
from unlisted.pipeline.claim_case import build_claim_of_case
from unlisted.rules.vocabulary import DenialAction

CORRECTED = frozenset({CaseState.REJECTED.value, CaseState.DENIED.value})
"""States a claim is corrected in and sent again."""
BESIDE = frozenset({"activities", "charges"})
"""What is entered with the claim's details and is no key of a claim request."""


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
    """Return the request of a case: its unlisted line, and each listed line a charge was entered for.

    A listed line without a charge is billed where it always was. What no record holds (address, place of
    service, who rendered, those charges) a person enters; nothing is filled in.
    """
    details = claim_details(case)
    entry = practice.services.filter(slug=case.service).first() if case.service else None
    missing = [
        what
        for what, there in (
            ("the patient's address and the place of service", details or None),
            ("the service of the catalogue", entry),
            ("the fee", case.amount),
        )
        if there is None
    ]
    if missing or entry is None or case.amount is None:
        raise MissingDataError(
            f"not known yet: {', '.join(missing)}",
            why="a claim says what the record and named persons say, and nothing is guessed",
            fix="enter it on the page of the case",
        )
    episode = read_episode_json("episode", bytes(case.revisions.latest("number").content))
    decision = review_now(case).decision
    if decision is None or decision.outcome is not Outcome.UNLISTED:
        raise UsageError("the decision is not an unlisted code", fix="answer the open questions first")
    charges = {code: Decimal(text) for code, text in details.get("charges", {}).items()}
    billed = {case.code, *charges}
    chosen = replace(decision, lines=tuple(line for line in decision.lines if line.code in billed))
    sent = list(case.sent_claims.order_by("id"))
    own = f"{practice.slug[:8].upper().replace('-', '')}{case.number:06d}"
    extra: dict[str, Any] = {"control_number": f"{own}-{len(sent) + 1}" if sent else own}
    extra |= {key: value for key, value in details.items() if key not in BESIDE}
    denial = case.denials.filter(open=True).order_by("id").last()
    corrects = denial is not None and denial.action == DenialAction.CORRECTED_CLAIM.value
    if corrects and sent and sent[-1].payer_number:
        extra |= {"frequency": "replacement", "payer_control_number": sent[-1].payer_number}
    return tree_of_claim(
        episode,
        chosen,
        extra,
        code=case.code,
        description=entry.description,
        charge=case.amount,
        charges=charges,
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
    activities: Sequence[str] = (),
    charges: Mapping[str, Decimal] | None = None,
) -> Case:
    """Keep what claim and letters need and no record holds, as a person enters it.

    ``activities`` of the time log make up the reported service; ``charges`` are those of the listed lines
    that go out on the same claim, by code. Other activities change the comparison, so the case is reviewed.
    """
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
    case = Case.objects.select_for_update().get(pk=case.pk)
    own, listed = sorted({*activities}), dict(charges or {})
    _check_beside(case, own, listed)
    details = {
        "address": address,
        "place_of_service": place_of_service,
        "rendering": rendering,
        "activities": own,
        "charges": {code: format(amount, "f") for code, amount in sorted(listed.items())},
    }
    changed = claim_details(case).get("activities", []) != own
    case.claim_details = json.dumps(details).encode()
    case.save()
    detail = {"place": place_of_service, "listed": sorted(listed), "activities": len(own)}
    record(verb="claim details entered", by=by, case=case, detail=detail)
    if changed:
        refresh_review(by=by, case=case, why="activities named")
    return case


def _check_beside(case: Case, activities: Sequence[str], charges: Mapping[str, Decimal]) -> None:
    """Refuse activities the time log does not hold, and charges for codes the decision does not report."""
    strange = set(activities) - set(logged_activities(case))
    if strange:
        raise UsageError(
            f"the time log holds no {', '.join(sorted(strange))}",
            why="letters name only time that was logged",
            fix="choose activities of the list",
        )
    unknown = set(charges) - set(listed_codes(case))
    if unknown:
        raise UsageError(
            f"the decision does not report {', '.join(sorted(unknown))}",
            why="claim and decision have to say the same",
            fix="enter charges for the listed codes of the decision only",
        )
    if any(amount <= 0 or amount != to_cents(amount) for amount in charges.values()):
        raise UsageError("a charge is above zero and has whole cents", fix="write for example 1250.00")
