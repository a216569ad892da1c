"""The paper forms of a packet as files."""

from __future__ import annotations

from unlisted.claim.model import Batch, Claim


def form_files(claim: Claim, batch: Batch) -> dict[str, bytes]:
    """Return the forms by file name."""
    return {}
