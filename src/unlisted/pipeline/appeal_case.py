"""Put together what an appeal of one case is written from, in memory: review, claim as sent, denial."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unlisted.base.errors import MissingDataError
from unlisted.base.outcome import Available
from unlisted.claim.model import Claim
from unlisted.coding.catalogue import Service
from unlisted.coding.payer_check import check_payer
from unlisted.coding.request import PROFESSIONAL
from unlisted.denials.appeal.case import AppealCase, DeniedLine
from unlisted.denials.route import Route
from unlisted.episode.episode import Episode
from unlisted.packet.attachment_plan import plan_attachments
from unlisted.packet.case import PacketCase
from unlisted.pipeline.case_review import CaseReview, packaged
from unlisted.remittance.variance import Expectation, compare_amounts
from unlisted.rules.given import Given


@dataclass(frozen=True, slots=True)
class AppealInputs:
    """What the desk holds of a case: ``claim`` as it was sent, ``payer`` an id of the registry."""

    episode: Episode
    review: CaseReview
    service: Service
    claim: Claim
    comparator: str
    payer: str
    setting: str
    day: date


def appeal_case(inputs: AppealInputs, denied: DeniedLine, route: Route) -> AppealCase:
    """Return the appeal's case. Raises ``MissingDataError`` where review, comparator or payer is missing."""
    review, service = inputs.review, inputs.service
    board = review.board
    column = next((c for c in board.columns if c.code == inputs.comparator), None) if board else None
    if review.decision is None or board is None or column is None or not inputs.payer:
        raise MissingDataError(
            "an appeal needs the decision, the comparator and a payer of the registry",
            why="it argues from them, and nothing is made up",
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
    case = PacketCase(
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
    )
    expected = Expectation(
        case.line.charge,
        column.fee.floor.value if isinstance(column.fee.floor, Available) else None,
        None,
        inputs.comparator,
        column.price.value if isinstance(column.price, Available) else None,
    )
    variance = (
        compare_amounts(denied.allowed, denied.paid, denied.remarks, expected) if denied.allowed else None
    )
    return AppealCase(case, denied, route, expected, variance)
