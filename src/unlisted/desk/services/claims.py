"""Claims: build with findings, mark as sent with proof."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from unlisted.base.errors import MissingDataError, UsageError
from unlisted.claim.case_states import CaseState
from unlisted.desk.audit import record
from unlisted.desk.models import Case, ClaimFile, Membership, Practice
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.services.lifecycle import move_case
from unlisted.desk.services.remittances import record_sent
from unlisted.formats.episode_json import read_episode_json
from unlisted.pipeline.claim_case import build_claim_of_case
from unlisted.rules.vocabulary import DenialAction

POINTERS = 4
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
    """Return the request of a case as ``unlisted claim build`` reads it; what is not known stays out."""
    episode = read_episode_json("episode", bytes(case.revisions.latest("number").content))
    sex = episode.patient.sex.value if episode.patient.sex.is_known else "unknown"
    coverage = episode.coverages[0] if episode.coverages else None
    diagnoses = [d.icd10cm.value for d in episode.diagnoses if d.icd10cm.is_known][:12]
    entry = practice.services.filter(slug=case.service).first() if case.service else None
    served = case.date_of_service.isoformat() if case.date_of_service else ""
    people = practice.billing.get("providers") or [{}]
    sent = list(case.sent_claims.order_by("id"))
    own = f"{practice.slug[:8].upper().replace('-', '')}{case.number:06d}"
    claim: dict[str, Any] = {
        "control_number": f"{own}-{len(sent) + 1}" if sent else own,
        "kind": "professional",
        "patient": {
            "family": case.family_name,
            "given": case.given_name,
            "birth_date": case.birth_date.isoformat() if case.birth_date else "",
            "sex": sex if sex in {"male", "female"} else "unknown",
            "address": practice.billing.get("patient_address")
            or practice.billing.get("practice", {}).get("address", {}),
        },
        "coverage": {"member_id": case.member_id},
        "place_of_service": "11",
        "diagnoses": diagnoses,
        "rendering": people[0].get("id", ""),
        "lines": [
            {
                "code": case.code,
                "description": entry.description if entry else "",
                "charge": str(case.amount) if case.amount is not None else "",
                "from": served,
                "pointers": [str(n + 1) for n in range(min(len(diagnoses), POINTERS))],
            }
        ],
    }
    if coverage is not None and coverage.group_number.is_known:
        claim["coverage"]["group_number"] = coverage.group_number.value
    if coverage is not None and coverage.authorization_number.is_known:
        claim["authorization"] = coverage.authorization_number.value
    denial = case.denials.filter(open=True).order_by("id").last()
    corrects = denial is not None and denial.action == DenialAction.CORRECTED_CLAIM.value
    if corrects and sent and sent[-1].payer_number:
        claim |= {"frequency": "replacement", "payer_control_number": sent[-1].payer_number}
    return {"claims": [claim]}
