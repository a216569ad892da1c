"""What posting asks of a ledger: the same posting runs on a file of one practice and on the desk's store."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from unlisted.pipeline.ledger_history import LineDecision
from unlisted.remittance.ledger import Denial, LedgerEntry
from unlisted.remittance.model import RemittanceClaim
from unlisted.remittance.post import Prior
from unlisted.remittance.sent import SentClaim, SentIndex


@dataclass(frozen=True, slots=True)
class PostedClaim:
    """What a payer decided on one claim of one payment.

    ``claim`` is the account of the claim as sent, ``status`` CLP02; amounts are US dollars; ``remarks`` are
    those of the claim and of its lines, each once.
    """

    key: str
    claim: str
    payer: str
    status: str
    paid: Decimal
    allowed: Decimal
    charge: Decimal
    secondary: bool
    day: date | None
    remarks: tuple[str, ...]


class History(Protocol):
    """Where the decisions on each line are kept."""

    def add_decision(self, item: LineDecision) -> None:
        """Keep a decision; the same one again is left as it is."""


class Ledger(Protocol):
    """A place that keeps postings. Every row has a key made of what it is: posted twice it is there once.

    ``LedgerStore`` is one file; the desk has its own tables. Amounts are US dollars.
    """

    @property
    def history(self) -> History:
        """Return where decisions on lines are kept."""

    def transaction(self) -> AbstractContextManager[None]:
        """Keep everything written inside, or nothing."""

    def savepoint(self) -> AbstractContextManager[None]:
        """Keep a part of a transaction, or undo that part alone."""

    def has_file(self, sha256: str) -> bool:
        """Say whether a file of these bytes was taken in before."""

    def add_file(self, sha256: str, name: str, day: date) -> None:
        """Keep that a file was taken in."""

    def index(self) -> SentIndex:
        """Return every sent claim, ready for matching."""

    def add_sent(self, claim: SentClaim, day: date, file: str = "") -> bool:
        """Keep a sent claim; return whether it is new."""

    def answer(self, claim: str, status: str, day: date | None, payer_number: str = "") -> None:
        """Keep the latest answer about a claim, and the payer's own number for it."""

    def refuse_set(self, file: str, day: date) -> int:
        """Keep that a set of claims was refused before it was read; return the number of claims."""

    def payment_digest(self, key: str) -> str | None:
        """Return the digest of a payment posted before; ``None`` where there is none."""

    def add_payment(
        self, key: str, payer: str, trace: str, amount: Decimal, day: date | None, file: str
    ) -> None:
        """Keep a payment while it is posted."""

    def close_payment(self, key: str, digest: str, claims: int) -> None:
        """Keep the payment's digest and the number of its claims."""

    def add_entries(self, entries: tuple[LedgerEntry, ...] | list[LedgerEntry]) -> None:
        """Keep entries; one that is there already is left as it is."""

    def add_posting(self, posted: PostedClaim) -> None:
        """Keep that a payer judged a claim."""

    def prior(self, claim: str, payer: str) -> Prior:
        """Return what this payer posted on a claim before."""

    def add_denials(self, claim: str, denials: list[Denial]) -> None:
        """Close what a claim was refused before, and keep what it is refused now."""

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
        """Put something a person must look at into the queue. ``claim``: as the payer judged it."""

    def settle_queue(self, payment: str) -> None:
        """Remove a payment that was held back and is posted now."""
