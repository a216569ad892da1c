"""The audit trail: add an entry, verify the chain."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from unlisted.desk.models import AuditEvent, AuditHead, Case, Membership, Practice

Detail = Mapping[str, object]


def record(
    *,
    verb: str,
    by: Membership | None = None,
    actor: str = "",
    practice: Practice | None = None,
    case: Case | None = None,
    detail: Detail | None = None,
) -> AuditEvent:
    """Add an entry behind the last one, in the caller's transaction.

    ``by`` is who did it; ``actor`` a name where no membership is at hand (sign-in, the worker). ``detail``
    takes codes and counts only: the patient's data stay out of the trail.
    """
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().get_or_create(pk=1)[0]
        where = case.practice_id if case else practice.pk if practice else by.practice_id if by else None
        event = AuditEvent(
            sequence=head.sequence + 1,
            at=datetime.now(UTC),
            practice=where,
            case_number=case.number if case else None,
            actor=actor or (by.user.email if by else ""),
            role=by.role if by else "",
            verb=verb,
            detail=dict(detail or {}),
            previous=head.hash,
        )
        event.hash = chain_hash(event)
        event.save()
        head.sequence, head.hash = event.sequence, event.hash
        head.save()
    return event


def chain_hash(event: AuditEvent) -> str:
    """Return the keyed hash of an entry and the hash before it."""
    said: list[Any] = [
        event.sequence,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.practice,
        event.case_number,
        event.actor,
        event.role,
        event.verb,
        event.detail,
        event.previous,
    ]
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hmac.new(settings.DESK.audit_key.encode(), text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Verified:
    """The result of a look at the whole chain. ``broken`` names the first entry that does not fit."""

    entries: int
    head: str
    broken: int | None = None
    why: str = ""

    @property
    def ok(self) -> bool:
        """Say whether every entry fits."""
        return self.broken is None


def verify_chain() -> Verified:
    """Read the trail from its beginning and compare every hash, and the end with the head."""
    events: Iterable[AuditEvent] = AuditEvent.objects.order_by("sequence").iterator(chunk_size=2000)
    previous, count = "", 0
    for event in events:
        count += 1
        if event.sequence != count:
            return Verified(count - 1, previous, count, "an entry is missing before it")
        if event.previous != previous or not hmac.compare_digest(event.hash, chain_hash(event)):
            return Verified(count - 1, previous, count, "the entry or the one before it was changed")
        previous = event.hash
    head = AuditHead.objects.filter(pk=1).first()
    if head is not None and (head.sequence, head.hash) != (count, previous):
        return Verified(count, previous, count + 1, "entries at the end are missing")
    return Verified(count, previous)
