"""The timeline of a case: what happened in the clinic and at the desk, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from unlisted.desk.models import AuditEvent
from unlisted.desk.selectors.cases import CasePage

_SHOWN = {
    "case opened": "Case opened",
    "records added": "Records added",
    "facts entered": "Facts entered",
    "element stated": "Statement on the record",
    "conflict settled": "Contradiction settled",
    "question answered": "Question answered",
    "answer withdrawn": "Answer withdrawn",
    "service named": "Service named",
    "comparator chosen": "Comparator chosen",
    "packet drafted": "Packet drafted",
    "packet signed": "Packet signed",
    "claim built": "Claim built",
    "claim sent": "Claim sent",
    "remittance posted": "Remittance posted",
    "acknowledgement posted": "Acknowledgement posted",
    "denial recorded": "Denial recorded",
    "appeal drafted": "Appeal drafted",
    "appeal signed": "Appeal signed",
    "appeal sent": "Appeal sent",
    "appeal ended": "Appeal ended",
    "case moved": "State changed",
    "case assigned": "Assigned",
    "case snoozed": "Put aside",
    "note added": "Note added",
    "waiting noted": "Waiting noted",
    "filing limit entered": "Filing limit entered from the contract",
}
"""Entries a timeline shows; looks at a case stay in the audit trail."""

_DETAIL = (
    "service",
    "element",
    "question",
    "value",
    "comparator",
    "percent",
    "codes",
    "to",
    "control_number",
    "result",
    "until",
    "reason",
    "class",
    "trace",
    "status",
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry. ``clinical`` ones come from the record, the others from the desk."""

    on: str
    what: str
    who: str = ""
    clinical: bool = False


def timeline_of(page: CasePage, review: Mapping[str, Any]) -> list[Moment]:
    """Return the entries of a case, newest first."""
    entries = [_desk(event) for event in page.timeline if event.verb in _SHOWN]
    entries += _clinic(review)
    return sorted(entries, key=lambda entry: entry.on, reverse=True)


def _desk(event: AuditEvent) -> Moment:
    said = [str(event.detail[key]) for key in _DETAIL if event.detail.get(key) not in {None, ""}]
    on = timezone.localtime(event.at).isoformat(timespec="seconds")
    what = _SHOWN[event.verb] + (": " + ", ".join(said).replace("_", " ") if said else "")
    return Moment(on, what, event.actor)


def _clinic(review: Mapping[str, Any]) -> list[Moment]:
    return [
        Moment(entry["on"], entry["what"], entry["who"], clinical=True)
        for entry in review.get("milestones", [])
    ]
