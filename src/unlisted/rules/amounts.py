"""Find the row of an amount table that is in force on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from unlisted.base.outcome import Answer, Available, Reason, Unavailable
from unlisted.rules.tables import AmountRow, AmountTable


def row_of(
    table: AmountTable | None, table_id: str, *, on: date | None, modifier: str, where: Mapping[str, str]
) -> Answer[AmountRow]:
    """Return the one row that fits, or why there is none.

    A table with ``from`` and ``to`` is asked by its periods; one with ``release_from`` only answers with
    the newest release on or before the day. More than one fitting row is ``conflicting_sources``.
    """
    if table is None:
        return Unavailable(
            Reason.NOT_LOADED, searched=f"{table_id} of the rulebook", would_fill=f"a table {table_id}"
        )
    wanted = dict(where)
    if "modifier" in table.columns:
        wanted.setdefault("modifier", modifier)
    fitting = [row for row in table.rows if all(_text(row.get(key)) == text for key, text in wanted.items())]
    if on is not None:
        fitting = _newest_release([row for row in fitting if _in_force(row, on)])
    if len(fitting) == 1:
        return Available(fitting[0], table.citations)
    asked = ", ".join(f"{key} {text or 'none'}" for key, text in wanted.items())
    searched = f"{table.id}" + (f" for {asked}" if asked else "") + (f" on {on}" if on else "")
    if not fitting:
        return Unavailable(
            Reason.SOURCE_NOT_RETAINED,
            searched,
            table.verified_through,
            "a release that covers the day and the row",
        )
    return Unavailable(
        Reason.CONFLICTING_SOURCES,
        f"{searched}: {len(fitting)} rows fit",
        table.verified_through,
        "naming the columns that tell the rows apart",
    )


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _in_force(row: AmountRow, on: date) -> bool:
    start = row.get("from", row.get("release_from"))
    end = row.get("to")
    return (not isinstance(start, date) or start <= on) and (not isinstance(end, date) or on <= end)


def _newest_release(rows: list[AmountRow]) -> list[AmountRow]:
    days = [day for row in rows if isinstance(day := row.get("release_from"), date)]
    return [row for row in rows if row.get("release_from") == max(days)] if days else rows
