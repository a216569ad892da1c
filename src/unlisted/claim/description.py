"""Whether an unlisted line's description can be used: there, short enough, specific, in plain characters."""

from __future__ import annotations

from unlisted.base.outcome import Truth
from unlisted.claim.text import DESCRIPTION_LIMIT, is_extended
from unlisted.rules.checks import description_is_specific
from unlisted.rules.given import Given


def is_specific(description: str) -> bool:
    """Say whether a description says more than the code itself does."""
    truth, _ = description_is_specific(Given(description=description), True)
    return truth is Truth.MET


def why_unusable(description: str) -> str:
    """Say why a description cannot go onto an unlisted line; empty when it can."""
    if not description.strip():
        return "it is missing"
    if len(description) > DESCRIPTION_LIMIT:
        return f"it has {len(description)} characters; at most {DESCRIPTION_LIMIT} fit"
    if not is_extended(description):
        return "it holds characters that X12 does not carry"
    if not is_specific(description):
        return "it says no more than the code does"
    return ""
