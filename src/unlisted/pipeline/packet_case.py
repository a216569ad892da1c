"""Put together what the letters of one case are written from, in memory: review, service, claim, plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unlisted.base.errors import MissingDataError
from unlisted.claim.model import Claim
from unlisted.coding.catalogue import Service
from unlisted.coding.payer_check import check_payer
from unlisted.coding.request import PROFESSIONAL
from unlisted.episode.episode import Episode
from unlisted.packet.attachment_plan import plan_attachments
from unlisted.packet.case import PacketCase
from unlisted.pipeline.case_review import CaseReview, packaged
from unlisted.rules.given import Given


@dataclass(frozen=True, slots=True)
class CaseInputs:
    """What the desk holds of a case. ``payer`` is an id of the registry.

    ``claim`` is the one that was sent, or as it would be built now; ``activities`` of the time log make up
    the reported service.
    """

    episode: Episode
    review: CaseReview
    service: Service
    claim: Claim
    comparator: str
    payer: str
    setting: str
    day: date
    activities: tuple[str, ...] = ()


def packet_case(inputs: CaseInputs) -> PacketCase:
    """Return the packet's case. Raises ``MissingDataError`` where review, comparator or payer is missing."""
    review, service = inputs.review, inputs.service
    board = review.board
    known = {column.code for column in board.columns} if board else set()
    if review.decision is None or board is None or inputs.comparator not in known or not inputs.payer:
        raise MissingDataError(
            "letters need the decision, the comparator and a payer of the registry",
            why="they argue from them, and nothing is made up",
            fix="complete sections 2 to 4 of the case first",
        )
    rulebook = packaged()[0]
    given = Given(
        code=service.code,
        billing_class=PROFESSIONAL,
        setting=inputs.setting or None,
        description=service.description,
        documents=tuple(inputs.episode.documents),
    )
    checked = check_payer(rulebook, inputs.payer, given, review.decision.on)
    return PacketCase(
        inputs.episode,
        review.decision,
        service,
        board,
        inputs.comparator,
        checked,
        inputs.claim,
        plan_attachments(checked, f"{inputs.claim.control_number}A1"),
        rulebook,
        inputs.day,
        activities=inputs.activities,
    )
