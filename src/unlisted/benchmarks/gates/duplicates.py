"""Gate: one price of one contract counts once, however many files and lines repeat it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from unlisted.benchmarks.classes import billing_class, place_class, stated
from unlisted.benchmarks.gates import DropReason, Verdict
from unlisted.benchmarks.rows import Row


def duplicate_key(row: Row) -> tuple[object, ...]:
    """Return what makes two rows the same price of the same contract.

    Payer, network (else plan), hospital, amount, tax ids, modifiers, class, setting and place class;
    the kind and type of the amount, and the gross charge beside it. Serif and Gigasheet merge plans
    into networks the same way (facts on rates, section 5, duplicates).
    """
    seen = row.observation
    return (
        row.family,
        row.hospital,
        row.payer_id,
        row.payer,
        row.contract,
        str(seen.amount_kind),
        row.amount,
        row.gross,
        row.provider_key,
        " ".join(sorted({text.strip().upper() for text in seen.modifiers if text.strip()})),
        billing_class(seen.billing_class),
        stated(seen.setting),
        place_class(seen.place_of_service_codes),
        stated(seen.negotiated_type),
        seen.count.strip() == "0",
    )


def check_duplicates(rows: Sequence[Row]) -> list[tuple[Row, Verdict]]:
    """Keep the newest row of each key, the first of them in the canonical order; undated ones come last."""
    newest: dict[tuple[object, ...], int] = {}
    for position, row in enumerate(rows):
        key = duplicate_key(row)
        known = newest.setdefault(key, position)
        if _day(row) > _day(rows[known]):
            newest[key] = position
    kept = set(newest.values())
    return [(row, None if position in kept else DropReason.REPEATED_ROW) for position, row in enumerate(rows)]


def _day(row: Row) -> date:
    return row.observation.file_date or date.min
