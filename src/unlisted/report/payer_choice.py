"""Which payers a report shows: all of the registry that pay claims, or those asked for with their plans."""

from __future__ import annotations

from unlisted.report.draft import Draft
from unlisted.rules.tables import Payer
from unlisted.rules.vocabulary import NOT_ASKED, PayerKind


def asked_payers(draft: Draft) -> tuple[Payer, ...]:
    """Return the payers in the order of the registry; a payer asked for brings its plans with it."""
    book = draft.rulebook
    wanted = {book.payer(name).id for name in draft.request.payers}
    return tuple(
        payer
        for payer in sorted(book.payers.values(), key=lambda p: p.order)
        if payer.kind not in NOT_ASKED
        and (not wanted or wanted & set(book.lineage(payer.id)))
        and (not draft.request.states or not payer.states or set(payer.states) & set(draft.request.states))
    )


LONGEST_NAME = 30  # characters that a chart's axis can hold


def short_name(payer: Payer) -> str:
    """Return a name that fits a chart: the name, or the first alias of a payer with a long name."""
    if len(payer.name) <= LONGEST_NAME or not payer.aliases:
        return payer.name
    return payer.aliases[0]


def side_payers(draft: Draft, kind: PayerKind) -> tuple[Payer, ...]:
    """Return benefit managers, or bodies of law: they pay nothing, and bind those who do."""
    payers = sorted(draft.rulebook.payers.values(), key=lambda p: p.order)
    return tuple(payer for payer in payers if payer.kind is kind)
