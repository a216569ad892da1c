"""The ledger in one SQLite file: sent claims, payments, entries, denials, the queue. One transaction a file.

Every row has a key made of what it is, so that the same thing posted again changes nothing, whatever was
killed when. No patient's name or member id is kept.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

from unlisted.base.errors import BrokenFileError, OutputError
from unlisted.pipeline.ledger import PostedClaim
from unlisted.pipeline.ledger_history import LedgerHistory
from unlisted.pipeline.ledger_schema import SCHEMA
from unlisted.remittance.ledger import Account, Denial, EntryKind, LedgerEntry
from unlisted.remittance.model import RemittanceClaim
from unlisted.remittance.post import Prior
from unlisted.remittance.sent import SentClaim, SentIndex, SentLine


class LedgerStore:
    """Open or make a ledger. Close it, or use it as a context; write inside ``transaction()`` only.

    Raises ``OutputError`` where the file cannot be made and ``BrokenFileError`` where it is no ledger.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600, exist_ok=True)  # control numbers of patients' claims: for the owner only
            self._db = sqlite3.connect(path, isolation_level=None, timeout=60)
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(SCHEMA)
            self.history = LedgerHistory(self._db)
        except (OSError, sqlite3.OperationalError) as error:
            raise OutputError(
                "the ledger cannot be opened", where=path.name, fix="choose a folder that can be written"
            ) from error
        except sqlite3.DatabaseError as error:
            raise BrokenFileError(
                "the file is no ledger",
                where=path.name,
                why="a wrong file would be overwritten",
                fix="give a new name, or the ledger's own file",
            ) from error

    def __enter__(self) -> LedgerStore:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep everything written inside, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Keep a part of a transaction, or undo that part alone."""
        self._db.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK TO part")
            self._db.execute("RELEASE part")
            raise
        self._db.execute("RELEASE part")

    # files

    def has_file(self, sha256: str) -> bool:
        """Say whether a file of these bytes was taken in before."""
        return self._one("SELECT 1 FROM files WHERE sha256 = ?", sha256) is not None

    def add_file(self, sha256: str, name: str, day: date) -> None:
        """Keep that a file was taken in."""
        self._db.execute("INSERT OR IGNORE INTO files VALUES (?, ?, ?)", (sha256, name, day.isoformat()))

    # claims

    def add_sent(self, claim: SentClaim, day: date, file: str = "") -> bool:
        """Keep a sent claim; return whether it is new. One number never stands for two claims.

        ``file`` is the set it went in (GS06 and ST02, as a 999 names it). A claim sent again waits anew.
        """
        body = json.dumps(
            {
                "payer": claim.payer_id,
                "frequency": claim.frequency,
                "replaces": claim.replaces,
                "root": claim.root,
                "lines": [
                    [
                        x.control_number,
                        x.code,
                        list(x.modifiers),
                        format(x.charge, "f"),
                        x.service_from.isoformat(),
                    ]
                    for x in claim.lines
                ],
            }
        )
        before = self._one("SELECT body FROM sent WHERE claim = ?", claim.control_number)
        if before is not None:
            if before[0] != body:
                raise OutputError(
                    "a patient control number was used for two different claims",
                    where="CLM01",
                    why="their payments could not be told apart",
                    fix="give every claim its own control number",
                )
            if file:
                self._db.execute(
                    "UPDATE sent SET status = 'sent', sent_on = ?, file = ? WHERE claim = ? AND file <> ?",
                    (day.isoformat(), file, claim.control_number, file),
                )
            return False
        self._db.execute(
            "INSERT INTO sent VALUES (?, ?, ?, 'sent', ?, '', ?, '')",
            (claim.control_number, body, claim.payer_control_number, day.isoformat(), file),
        )
        return True

    def index(self) -> SentIndex:
        """Return every sent claim, ready for matching."""
        index = SentIndex()
        for claim, body, number in self._db.execute(
            "SELECT claim, body, payer_number FROM sent ORDER BY rowid"
        ):
            index.add(_sent(claim, body, number))
        return index

    def sent_statuses(self) -> dict[str, tuple[str, date]]:
        """Return each sent claim's status and the day it was sent."""
        rows = self._db.execute("SELECT claim, status, sent_on FROM sent ORDER BY claim")
        return {claim: (status, date.fromisoformat(day)) for claim, status, day in rows}

    def answer(self, claim: str, status: str, day: date | None, payer_number: str = "") -> None:
        """Keep the latest answer about a claim, and the payer's own number for it."""
        self._db.execute(
            "UPDATE sent SET status = ?, answered_on = ?, payer_number = CASE WHEN ? = '' THEN payer_number "
            "ELSE ? END WHERE claim = ?",
            (status, "" if day is None else day.isoformat(), payer_number, payer_number, claim),
        )

    def refuse_set(self, file: str, day: date) -> int:
        """Keep that a set of claims was refused before it was read (999); return the number of claims."""
        done = self._db.execute(
            "UPDATE sent SET status = 'rejected', answered_on = ? WHERE file = ? AND status = 'sent'",
            (day.isoformat(), file),
        )
        return done.rowcount

    def name_interchange(self, claims: list[str], number: str) -> None:
        """Keep in which interchange claims went (ISA13), as a TA1 names it."""
        self._db.executemany(
            "UPDATE sent SET interchange = ? WHERE claim = ?", [(number, claim) for claim in claims]
        )

    def refuse_interchange(self, number: str, day: date) -> int:
        """Keep that a whole interchange was refused (TA1); return the number of claims."""
        done = self._db.execute(
            "UPDATE sent SET status = 'rejected', answered_on = ? WHERE interchange = ? AND status = 'sent'",
            (day.isoformat(), number),
        )
        return done.rowcount

    # payments

    def payment_digest(self, key: str) -> str | None:
        """Return the digest of a payment posted before; ``None`` where there is none."""
        row = self._one("SELECT digest FROM payments WHERE key = ?", key)
        return None if row is None else str(row[0])

    def add_payment(
        self, key: str, payer: str, trace: str, amount: Decimal, day: date | None, file: str
    ) -> None:
        """Keep a payment while it is posted; ``close_payment`` adds what is known at its end."""
        self._db.execute(
            "INSERT INTO payments VALUES (?, ?, ?, ?, ?, '', ?, 0)",
            (key, payer, trace, format(amount, "f"), _day(day), file),
        )

    def close_payment(self, key: str, digest: str, claims: int) -> None:
        """Keep the payment's digest and the number of its claims."""
        self._db.execute("UPDATE payments SET digest = ?, claims = ? WHERE key = ?", (digest, claims, key))

    def add_entries(self, entries: tuple[LedgerEntry, ...] | list[LedgerEntry]) -> None:
        """Keep entries; one that is there already is left as it is."""
        self._db.executemany(
            "INSERT OR IGNORE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    x.key,
                    x.payment,
                    x.claim,
                    x.line,
                    x.account.value,
                    x.kind.value,
                    format(x.amount, "f"),
                    x.group,
                    x.reason,
                    _day(x.day),
                )
                for x in entries
            ],
        )

    def add_posting(self, posted: PostedClaim) -> None:
        """Keep that a payer judged a claim."""
        row = (
            posted.key,
            posted.claim,
            posted.payer,
            posted.status,
            format(posted.paid, "f"),
            format(posted.allowed, "f"),
            format(posted.charge, "f"),
            int(posted.secondary),
            _day(posted.day),
            " ".join(posted.remarks),
        )
        self._db.execute("INSERT OR IGNORE INTO postings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def prior(self, claim: str, payer: str) -> Prior:
        """Return what this payer posted on a claim before."""
        rows = self._db.execute(
            "SELECT paid, secondary FROM postings WHERE claim = ? AND payer = ? ORDER BY rowid",
            (claim, payer),
        ).fetchall()
        paid = sum((Decimal(row[0]) for row in rows), Decimal(0))
        return Prior(len(rows), paid, bool(rows and rows[-1][1]))

    def add_denials(self, claim: str, denials: list[Denial]) -> None:
        """Close what a claim was refused before, and keep what it is refused now."""
        self._db.execute("UPDATE denials SET open = 0 WHERE claim = ?", (claim,))
        self._db.executemany(
            "INSERT OR IGNORE INTO denials VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
            [
                (
                    x.key,
                    x.payment,
                    x.claim,
                    x.line,
                    x.group,
                    x.reason,
                    " ".join(x.remarks),
                    format(x.amount, "f"),
                    _day(x.day),
                )
                for x in denials
            ],
        )

    def enqueue(
        self,
        key: str,
        payment: str,
        place: str,
        reason: str,
        amount: Decimal,
        candidates: str,
        file: str,
        claim: RemittanceClaim | None = None,
    ) -> None:
        """Put something a person must look at into the queue; the claim itself stays in the payer's file."""
        self._db.execute(
            "INSERT OR IGNORE INTO queue VALUES (?, ?, ?, ?, ?, ?, ?)",
            (key, payment, place, reason, format(amount, "f"), candidates, file),
        )

    def take_from_queue(self, key: str) -> tuple[str, Decimal] | None:
        """Remove something from the queue; return its payment and amount, ``None`` where it is not there."""
        row = self._one("SELECT payment, amount FROM queue WHERE key = ?", key)
        self._db.execute("DELETE FROM queue WHERE key = ?", (key,))
        return None if row is None else (row[0], Decimal(row[1]))

    def settle_queue(self, payment: str) -> None:
        """Remove a payment that was held back and is posted now."""
        self._db.execute("DELETE FROM queue WHERE payment = ? AND place = 'payment'", (payment,))

    # answers

    def entries(self, claim: str | None = None) -> list[LedgerEntry]:
        """Return the entries, of one claim or all, by key."""
        where, values = ("", ()) if claim is None else (" WHERE claim = ?", (claim,))
        rows = self._db.execute(f"SELECT * FROM entries{where} ORDER BY key", values)  # noqa: S608
        return [
            LedgerEntry(
                row[0],
                row[1],
                row[2],
                row[3],
                Account(row[4]),
                EntryKind(row[5]),
                Decimal(row[6]),
                row[7],
                row[8],
                date.fromisoformat(row[9]) if row[9] else None,
            )
            for row in rows
        ]

    def denials(self, *, open_only: bool = True) -> list[Denial]:
        """Return the denials by key, the open ones only unless told otherwise."""
        where = " WHERE open = 1" if open_only else ""
        rows = self._db.execute(f"SELECT * FROM denials{where} ORDER BY key")  # noqa: S608
        return [
            Denial(
                row[0],
                row[1],
                row[2],
                row[3],
                row[4],
                row[5],
                tuple(row[6].split()),
                Decimal(row[7]),
                date.fromisoformat(row[8]) if row[8] else None,
            )
            for row in rows
        ]

    def queue(self) -> list[tuple[str, ...]]:
        """Return the queue: key, payment, place, reason, amount, candidates, file."""
        return [tuple(row) for row in self._db.execute("SELECT * FROM queue ORDER BY key")]

    def postings(self, claim: str | None = None) -> list[tuple[str, ...]]:
        """Return what payers judged, in the order of posting: the columns of ``postings``."""
        where, values = ("", ()) if claim is None else (" WHERE claim = ?", (claim,))
        rows = self._db.execute(f"SELECT * FROM postings{where} ORDER BY rowid", values)  # noqa: S608
        return [tuple(str(cell) for cell in row) for row in rows]

    def payments(self) -> list[tuple[str, Decimal]]:
        """Return each payment's key and amount."""
        rows = self._db.execute("SELECT key, amount FROM payments ORDER BY key")
        return [(key, Decimal(amount)) for key, amount in rows]

    def dump(self) -> str:
        """Return every row as text: equal dumps are equal ledgers."""
        names = (
            "files",
            "sent",
            "payments",
            "entries",
            "denials",
            "postings",
            "queue",
            "decisions",
            "actions",
        )
        rows = []
        for name in names:
            found = sorted(repr(tuple(row)) for row in self._db.execute(f"SELECT * FROM {name}"))  # noqa: S608
            rows.append(f"{name}\n" + "\n".join(found))
        return "\n".join(rows)

    def _one(self, query: str, *values: str) -> tuple[str, ...] | None:
        row: tuple[str, ...] | None = self._db.execute(query, values).fetchone()
        return row


def _sent(claim: str, body: str, number: str) -> SentClaim:
    held = json.loads(body)
    lines = tuple(
        SentLine(line[0], line[1], tuple(line[2]), Decimal(line[3]), date.fromisoformat(line[4]))
        for line in held["lines"]
    )
    return SentClaim(claim, held["payer"], lines, held["frequency"], number, held["replaces"], held["root"])


def _day(value: date | None) -> str:
    return "" if value is None else value.isoformat()
