"""Why a payer's answer to a question is not known: its own rule says so, or the coverage register does."""

from __future__ import annotations

from unlisted.base.outcome import Reason, Unavailable
from unlisted.report.draft import Draft
from unlisted.rules.coverage import CoverageStatus


def why_unknown(draft: Draft, payer_id: str, question_id: str) -> Unavailable:
    """Return the reason, what was searched and what would fill the gap.

    A question that only a general coding rule answers is not answered by the payer itself.
    """
    row = draft.register.get((payer_id, question_id))
    if row is None or row.reason is None:
        answered = row is not None and row.status is not CoverageStatus.HOLE
        searched = "this payer's own texts; only a general coding rule answers (section 4)"
        return Unavailable(
            Reason.NOT_PUBLISHED if answered else Reason.NOT_SEARCHED,
            searched if answered else f"no page of this payer was read on {draft.code}",
            row.verified_through if row else None,
            "the payer's own page or policy",
        )
    return Unavailable(row.reason, row.searched, row.verified_through, row.would_fill)
