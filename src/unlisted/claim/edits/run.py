"""Run every edit on the claims of a transaction set. Importing this module completes the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from unlisted.claim.edits import (
    attachments,
    balance,
    code_sets,
    days,
    hierarchy,
    identifiers,
    medicare_edits,
    payer_rules,
    situation,
    structure,
    unlisted_description,
    unlisted_line,
    unlisted_modifiers,
    unlisted_papers,
)
from unlisted.claim.edits.context import EditContext
from unlisted.claim.edits.finding import ClaimFinding
from unlisted.claim.edits.view import ClaimView, views_of
from unlisted.claim.tree import INSTITUTIONAL_VERSION, Loop

Family = Callable[[ClaimView, EditContext], Iterator[ClaimFinding]]

FAMILIES: tuple[Family, ...] = (
    balance.check,
    situation.check,
    days.check,
    attachments.check,
    identifiers.check,
    code_sets.check,
    medicare_edits.check,
    payer_rules.check,
    unlisted_description.check,
    unlisted_modifiers.check,
    unlisted_line.check,
    unlisted_papers.check,
)
STRUCTURE = structure
"""Rules of shape are reported by the reader; they stand here so that the catalogue is whole."""


def edit_set(root: Loop, version: str, context: EditContext, before: int = 0) -> list[ClaimFinding]:
    """Return what the edits find in one transaction set, claim by claim.

    ``before`` is the number of claims before this set in the file. The loops may come from a file or from
    a batch about to be written; shape (SNIP 1, 2) is the reader's part, except the hierarchy.
    """
    found = list(hierarchy.check(root))
    institutional = version.startswith(INSTITUTIONAL_VERSION[:10])
    found += identifiers.shared(root, institutional)
    found += _without_claim(root)
    for view in views_of(root, version, before):
        for family in FAMILIES:
            found.extend(_numbered(item, view.number) for item in family(view, context))
    return found


def count_claims(root: Loop, version: str) -> int:
    """Return the number of claims in a transaction set."""
    return sum(1 for _ in views_of(root, version))


def _numbered(item: ClaimFinding, claim: int) -> ClaimFinding:
    return replace(item, claim=claim)


def _without_claim(root: Loop) -> Iterator[ClaimFinding]:
    for billing in root.within("2000A"):
        for subscriber in billing.within("2000B"):
            holders = [subscriber, *subscriber.within("2000C")]
            if not any(True for holder in holders for _ in holder.within("2300")):
                item = subscriber.first("HL")
                yield situation.NO_CLAIM.at("2300", "CLM", position=item.position if item else 0)
