"""The claim that answers a denial: corrected (frequency 7), or new (1) after an unprocessable one."""

from __future__ import annotations

from dataclasses import replace

from unlisted.base.errors import UsageError
from unlisted.claim.model import Claim, Frequency
from unlisted.rules.vocabulary import DenialAction


def answer_claim(claim: Claim, action: DenialAction, control_number: str, payer_control_number: str) -> Claim:
    """Return the claim to send after a denial; what is wrong in it is corrected by the caller.

    A corrected claim names the payer's own number of the first one (REF F8). Raises ``UsageError`` where that
    number is not known, where the control number is the first claim's, or for an action that is no claim.
    """
    if control_number == claim.control_number:
        raise UsageError(
            "the answering claim has the control number of the first",
            where="CLM01",
            why="their payments could not be told apart",
            fix="give it a number of its own",
        )
    if action is DenialAction.NEW_CLAIM:
        return replace(
            claim, control_number=control_number, frequency=Frequency.ORIGINAL, payer_control_number=""
        )
    if action is not DenialAction.CORRECTED_CLAIM:
        raise UsageError(
            f"{action.value.replace('_', ' ')} sends no claim", fix="see `unlisted denial route`"
        )
    if not payer_control_number:
        raise UsageError(
            "the payer's claim control number is not known",
            where="REF F8",
            why="without it the corrected claim is taken for a second one and denied as a duplicate",
            fix="post the 277CA or the remittance of the first claim",
        )
    return replace(
        claim,
        control_number=control_number,
        frequency=Frequency.REPLACEMENT,
        payer_control_number=payer_control_number,
    )
