"""Packets: a draft is kept as made, a signature locks it with its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from unlisted.base.errors import UsageError
from unlisted.claim.case_states import CaseState
from unlisted.desk.audit import record
from unlisted.desk.letter_content import letters_content
from unlisted.desk.models import Case, ComparatorChoice, Membership, Packet
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.services.lifecycle import move_case
from unlisted.desk.services.packet_letters import LeftOut, payer_letters
from unlisted.packet.letter import Letter


@transaction.atomic
def keep_packet(*, by: Membership, case: Case, content: Mapping[str, Any]) -> Packet:
    """Keep a new version of the packet as a draft. ``content`` holds documents, sentences and facts."""
    check_allowed(by.role, Action.ENTER_FACTS)
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.state != CaseState.DRAFT.value:
        raise UsageError("the packet of this case is signed", fix="reopen the case first")
    data = json.dumps(content, sort_keys=True).encode()
    packet = Packet.objects.create(
        case=case,
        version=case.packets.count() + 1,
        content=data,
        sha256=hashlib.sha256(data).hexdigest(),
        made_by=by,
    )
    detail = {"version": packet.version, "sha256": packet.sha256}
    record(verb="packet drafted", by=by, case=case, detail=detail)
    return packet


@transaction.atomic
def draft_packet(*, by: Membership, case: Case) -> Packet:
    """Draft the packet from the newest review: the decision's reasons, then the letters to the payer, each
    sentence with the facts that carry it. Blanks are listed, never filled.

    While the letters cannot be written, the packet says why, and holds reasons and comparison alone.
    """
    check_allowed(by.role, Action.ENTER_FACTS)
    decision = case.decisions.order_by("id").last()
    choice = case.choices.order_by("id").last()
    review = json.loads(bytes(decision.content)) if decision is not None else {}
    if decision is None or not review.get("decision"):
        raise UsageError("there is nothing to write from yet", fix="import the treatment records first")
    letters = payer_letters(case, choice)
    packet = keep_packet(by=by, case=case, content=packet_content(review, choice, letters))
    record(verb="packet assembled", by=by, case=case, detail={"version": packet.version})
    return packet


def packet_content(
    review: Mapping[str, Any], choice: ComparatorChoice | None, letters: tuple[Letter, ...] | LeftOut
) -> dict[str, Any]:
    """Return the documents of a packet as sentences with their facts, and the blanks."""
    why = {"name": "Why this code", "sentences": review["decision"]["explanation"]}
    columns = (review.get("board") or {}).get("columns", [])
    column = next((c for c in columns if choice is not None and c["code"] == choice.comparator), None)
    blanks = [f"open question: {item['asks']}" for item in review["decision"]["questions"]]
    if column is None:
        blanks.append("no comparator is chosen")
    if isinstance(letters, LeftOut):
        documents = [why]
        if column is not None:
            documents.append({"name": "Comparator worksheet", "sentences": column["letter"]})
        left_out = {"what": letters.what, "fix": letters.fix}
        return {"documents": documents, "blanks": blanks, "left_out": left_out}
    written = letters_content(letters)
    blanks += dict.fromkeys(blank.what for letter in letters for blank in letter.blanks)
    return {"documents": [why, *written["documents"]], "letters": written["letters"], "blanks": blanks}


@transaction.atomic
def sign_packet(*, by: Membership, case: Case, packet: Packet) -> Packet:
    """Sign the newest draft. The page asks for the password or the second factor again before."""
    check_allowed(by.role, Action.SIGN)
    newest = Packet.objects.select_for_update().filter(case=case).order_by("version").last()
    if newest is None or newest.pk != packet.pk:
        raise UsageError("there is a newer version", fix="read that one, then sign it")
    if packet.signed_at is not None:
        raise UsageError("this packet is signed already", fix="nothing is left to do")
    if json.loads(bytes(newest.content)).get("blanks"):
        raise UsageError("the packet has blanks", fix="fill them, draft it again, then sign")
    if hashlib.sha256(bytes(newest.content)).hexdigest() != newest.sha256:
        raise UsageError("the packet is not what was drafted", why="its hash differs", fix="draft it again")
    newest.signed_by, newest.signed_at = by, timezone.now()
    newest.signed_name = ", ".join(part for part in (by.user.name, by.user.credentials) if part)
    newest.save()
    detail = {"version": newest.version, "sha256": newest.sha256}
    record(verb="packet signed", by=by, case=case, detail=detail)
    move_case(by=by, case=case, to=CaseState.READY, why="packet signed")
    return newest
