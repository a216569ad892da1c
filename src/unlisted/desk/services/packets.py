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
from unlisted.desk.models import Case, Membership, Packet
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.services.lifecycle import move_case


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
def sign_packet(*, by: Membership, case: Case, packet: Packet) -> Packet:
    """Sign the newest draft. The page asks for the password or the second factor again before."""
    check_allowed(by.role, Action.SIGN)
    newest = Packet.objects.select_for_update().filter(case=case).order_by("version").last()
    if newest is None or newest.pk != packet.pk:
        raise UsageError("there is a newer version", fix="read that one, then sign it")
    if packet.signed_at is not None:
        raise UsageError("this packet is signed already", fix="nothing is left to do")
    if hashlib.sha256(bytes(newest.content)).hexdigest() != newest.sha256:
        raise UsageError("the packet is not what was drafted", why="its hash differs", fix="draft it again")
    newest.signed_by, newest.signed_at = by, timezone.now()
    newest.signed_name = ", ".join(part for part in (by.user.name, by.user.credentials) if part)
    newest.save()
    detail = {"version": newest.version, "sha256": newest.sha256}
    record(verb="packet signed", by=by, case=case, detail=detail)
    move_case(by=by, case=case, to=CaseState.READY, why="packet signed")
    return newest
