"""A packet as JSON: letters by sentence with what made each, blanks, and the attachment plan."""

from __future__ import annotations

from typing import Any

from unlisted.base.outcome import Available
from unlisted.packet.build import Packet
from unlisted.packet.case import PacketCase
from unlisted.packet.letter import Letter
from unlisted.packet.similarity import may_repeat
from unlisted.packet.sources import evidence_words

KIND = "unlisted-packet/1"


def packet_data(packet: Packet, case: PacketCase) -> dict[str, Any]:
    """Return objects, lists and text; later packets are compared with this (``packet.similarity``)."""
    return {
        "kind": KIND,
        "episode": case.episode.id,
        "code": case.service.code,
        "service": case.service.id,
        "comparator": case.comparator,
        "payer": case.check.payer,
        "day": case.day.isoformat(),
        "claim": case.claim.control_number,
        "rulebook": case.decision.rulebook_version,
        "attachment_plan": plan_data(packet),
        "letters": [_letter(letter) for letter in packet.letters],
    }


def plan_data(packet: Packet) -> dict[str, Any]:
    """Return the attachment plan."""
    plan = packet.plan
    when, channels = plan.when, plan.channels
    return {
        "payer": plan.payer,
        "claim_travels": plan.medium.value,
        "documents_go": when.value.value if isinstance(when, Available) else None,
        "unavailable": "" if isinstance(when, Available) else f"{when.reason.value}: {when.searched}",
        "channels": list(channels.value) if isinstance(channels, Available) else [],
        "named_on_claim": plan.attachment.control_number if plan.attachment else None,
        "rules": list(plan.rules),
        "decided_by_practice": plan.by_site,
        "ask": list(plan.ask),
        "contradictions": list(plan.conflicts),
    }


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "id": letter.id,
        "title": letter.title,
        "draft": letter.is_draft,
        "blanks": [blank.what for blank in letter.blanks],
        "sentences": [
            {
                "text": one.text,
                "evidence": [" ".join(evidence_words(place)) for place in one.evidence],
                "rules": list(one.rules),
                "may_repeat": may_repeat(one),
            }
            for one in letter.sentences()
            if one.text
        ],
    }
