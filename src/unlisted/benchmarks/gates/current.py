"""Gate: a publisher's later file replaces its earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from unlisted.benchmarks.gates import DropReason, Verdict
from unlisted.benchmarks.rows import Row


def contract_key(row: Row) -> tuple[str, ...]:
    """Return whose prices a later file replaces: publisher, payer, and network (else plan)."""
    seen = row.observation
    return (row.family, seen.publisher, seen.publisher_id, row.payer_id, row.payer, row.contract)


def check_current(rows: Sequence[Row]) -> list[tuple[Row, Verdict]]:
    """Drop rows of files older than the latest one that prices the code for the same contract.

    Payers publish monthly and hospitals yearly; a benchmark that pools the years counts prices nobody
    pays any more (facts on rates, section 5, stale). The gate is the last one, so that earlier files
    still help to tell outliers. Rows without a date are kept.
    """
    latest: dict[tuple[str, ...], date] = {}
    for row in rows:
        day = row.observation.file_date
        if day is not None:
            key = contract_key(row)
            latest[key] = max(day, latest.get(key, day))
    return [(row, _judge(row.observation.file_date, latest.get(contract_key(row)))) for row in rows]


def _judge(day: date | None, latest: date | None) -> Verdict:
    return DropReason.SUPERSEDED if day is not None and latest is not None and day < latest else None
