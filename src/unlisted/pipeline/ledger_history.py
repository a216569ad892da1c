"""What payers decided on each line, and what the practice did about it: the ledger's memory of steps."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from unlisted.claim.model import Adjustment


@dataclass(frozen=True, slots=True)
class LineDecision:
    """One decision on a line. ``reason`` is the refusing reason code, empty where none.

    ``adjustments`` are those of the line; the file of the command line keeps them as ledger entries only.
    """

    key: str
    claim: str
    line: str
    code: str
    payer: str
    charge: Decimal
    allowed: Decimal
    paid: Decimal
    reason: str
    remarks: tuple[str, ...]
    day: date | None
    reversal: bool
    adjustments: tuple[Adjustment, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """A step of the practice: ``corrected_claim``, ``new_claim``, ``records``, ``appeal_1`` and so on."""

    claim: str
    day: date
    what: str


class LedgerHistory:
    """Read and write decisions and actions on the ledger's own connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add_decision(self, item: LineDecision) -> None:
        """Keep a decision; the same one again is left as it is."""
        row = (
            item.key,
            item.claim,
            item.line,
            item.code,
            item.payer,
            format(item.charge, "f"),
            format(item.allowed, "f"),
            format(item.paid, "f"),
            item.reason,
            " ".join(item.remarks),
            "" if item.day is None else item.day.isoformat(),
            int(item.reversal),
        )
        self._db.execute("INSERT OR IGNORE INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def decisions(self) -> list[LineDecision]:
        """Return the decisions in the order they were posted."""
        return [
            LineDecision(
                row[0],
                row[1],
                row[2],
                row[3],
                row[4],
                Decimal(row[5]),
                Decimal(row[6]),
                Decimal(row[7]),
                row[8],
                tuple(row[9].split()),
                date.fromisoformat(row[10]) if row[10] else None,
                bool(row[11]),
            )
            for row in self._db.execute("SELECT * FROM decisions ORDER BY rowid")
        ]

    def add_action(self, item: Action) -> None:
        """Keep a step; one of a kind on a day."""
        key = f"{item.claim}|{item.day.isoformat()}|{item.what}"
        row = (key, item.claim, item.day.isoformat(), item.what)
        self._db.execute("INSERT OR IGNORE INTO actions VALUES (?, ?, ?, ?)", row)

    def actions(self) -> list[Action]:
        """Return the steps in the order they were kept."""
        rows = self._db.execute("SELECT claim, day, what FROM actions ORDER BY rowid")
        return [Action(claim, date.fromisoformat(day), what) for claim, day, what in rows]
