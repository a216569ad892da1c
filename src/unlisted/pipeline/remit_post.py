"""Post a file of answers into the ledger: whole or not at all, and once however often it is given."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from unlisted.base.outcome import Finding
from unlisted.claim.acknowledgement import (
    FunctionalAcknowledgement,
    InterchangeAcknowledgement,
    StatusReport,
)
from unlisted.claim.status_words import item_refused
from unlisted.formats.x12.return_reader import Event, ReturnReader
from unlisted.pipeline.ledger import Ledger, PostedClaim
from unlisted.pipeline.ledger_history import LineDecision
from unlisted.pipeline.sources import hash_file
from unlisted.remittance.balance import PaymentBalance
from unlisted.remittance.match import ClaimMatch, Unmatched, match_claim
from unlisted.remittance.model import Payment, PaymentEnd, RemittanceClaim
from unlisted.remittance.post import (
    SECONDARY,
    WRITE_OFFS,
    Posting,
    payment_key,
    post_claim,
    post_totals,
    post_unmatched,
)
from unlisted.remittance.sent import SentIndex


class _HeldBackError(Exception):
    """A payment is undone and put into the queue; never leaves this module."""


@dataclass(slots=True)
class Posted:
    """What posting a file did. ``held`` are payments not posted, with the reason.

    ``interchanges`` are the control numbers of whole interchanges that were refused (TA1).
    """

    already: bool = False
    payments: int = 0
    duplicates: int = 0
    claims: int = 0
    unmatched: int = 0
    denials: int = 0
    acknowledged: int = 0
    refused: int = 0
    paid: Decimal = Decimal(0)
    held: list[tuple[str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    interchanges: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Say whether nothing waits for a person."""
        return not self.held and not self.unmatched


def post_file(
    store: Ledger,
    path: Path,
    today: date,
    *,
    write_offs: frozenset[tuple[str, str]] = WRITE_OFFS,
) -> Posted:
    """Post a file. The same bytes posted again, or killed and posted again, change nothing.

    Raises ``InputError`` for no file, and what ``ReturnReader`` raises; then nothing is kept.
    """
    sha256 = hash_file(path)
    posted = Posted()
    with store.transaction():
        if store.has_file(sha256):
            posted.already = True
            return posted
        with path.open("rb") as stream:
            reader = ReturnReader(stream)
            _FilePoster(store, store.index(), sha256, posted, write_offs, today).run(reader.events())
        posted.findings.extend(reader.findings)
        store.add_file(sha256, path.name, today)
    return posted


@dataclass(slots=True)
class _FilePoster:
    store: Ledger
    index: SentIndex
    file: str
    posted: Posted
    write_offs: frozenset[tuple[str, str]]
    today: date
    learned: list[tuple[str, str]] = field(default_factory=list)

    def run(self, events: Iterator[Event]) -> None:
        """Post what the file holds, in its order."""
        for event in events:
            if isinstance(event, Payment):
                self._payment(event, events)
            elif isinstance(event, FunctionalAcknowledgement):
                self._functional(event)
            elif isinstance(event, StatusReport):
                self._statuses(event)
            elif isinstance(event, InterchangeAcknowledgement) and not event.accepted:
                self.posted.interchanges.append(event.interchange)

    def _payment(self, payment: Payment, events: Iterator[Event]) -> None:
        """Post one payment inside a savepoint; undo and queue it where it may not be posted."""
        part = Posted()
        self.learned.clear()
        try:
            with self.store.savepoint():
                self._post(payment, events, part)
        except _HeldBackError as held:
            reason = str(held)
            self.posted.findings.extend(part.findings)
            if reason == "duplicate":
                self.posted.duplicates += 1
                return
            key = payment_key(payment)
            self.posted.held.append((payment.trace_number, reason))
            self.store.enqueue(
                f"{self.file}|{payment.set_control}|{key}",
                key,
                "payment",
                reason,
                payment.amount,
                "",
                self.file,
            )
            return
        for name in ("payments", "claims", "unmatched", "denials"):
            setattr(self.posted, name, getattr(self.posted, name) + getattr(part, name))
        self.posted.paid += part.paid
        self.posted.findings.extend(part.findings)
        for claim, number in self.learned:
            self.index.learn(claim, number)

    def _post(self, payment: Payment, events: Iterator[Event], part: Posted) -> None:
        key = payment_key(payment)
        before = self.store.payment_digest(key)
        if before is None:
            self.store.add_payment(
                key, payment.payer_id, payment.trace_number, payment.amount, payment.paid_on, self.file
            )
        balance = PaymentBalance(payment)
        digest = hashlib.sha256(repr((payment.amount, payment.paid_on)).encode())
        end = PaymentEnd((), False, ())
        for event in events:
            if isinstance(event, PaymentEnd):
                end = event
                break
            if isinstance(event, RemittanceClaim):
                balance.add(event)
                digest.update(repr(event).encode())
                if before is None:
                    self._claim(payment, event, balance.claims, part)
        balance.finish(end)
        part.findings.extend(balance.findings)
        if before is not None:
            raise _HeldBackError("duplicate" if before == digest.hexdigest() else "trace_number_reused")
        if not payment.trace_number:
            raise _HeldBackError("no_trace_number")
        if any(found.severity.value == "blocking" for found in balance.findings):
            raise _HeldBackError("does_not_balance")
        self.store.add_entries(post_totals(payment, end))
        self.store.close_payment(key, digest.hexdigest(), balance.claims)
        self.store.settle_queue(key)
        part.payments += 1
        part.paid += payment.amount

    def _claim(self, payment: Payment, claim: RemittanceClaim, number: int, part: Posted) -> None:
        key = f"{payment_key(payment)}|{number}"
        match = match_claim(claim, self.index)
        if isinstance(match, ClaimMatch):
            prior = self.store.prior(match.claim.account, payment.payer_id)
            if claim.is_reversal and not prior.postings:
                match = Unmatched("reversal_without_payment", (match.claim.control_number,))
        if isinstance(match, Unmatched):
            part.unmatched += 1
            self.store.add_entries(post_unmatched(payment, claim, number))
            candidates = " ".join(match.candidates)
            self.store.enqueue(
                key,
                payment_key(payment),
                f"claim {number}",
                match.reason,
                claim.paid,
                candidates,
                self.file,
                claim,
            )
            return
        posting = post_claim(payment, claim, match, prior, number=number, write_offs=self.write_offs)
        account = match.claim.account
        self.store.add_entries(posting.entries)
        self.store.add_denials(account, posting.denials)
        self._decisions(payment, claim, match, posting, key)
        secondary = prior.secondary if claim.is_reversal else claim.status in SECONDARY
        remarks = (*claim.remarks, *(code for line in claim.lines for code in line.remarks))
        self.store.add_posting(
            PostedClaim(
                key,
                account,
                payment.payer_id,
                claim.status,
                claim.paid,
                claim.allowed,
                claim.charge,
                secondary,
                payment.paid_on,
                tuple(dict.fromkeys(remarks)),
            )
        )
        status = "reversed" if claim.is_reversal else "denied" if posting.denials else "paid"
        number_of_payer = claim.payer_control_number
        self.store.answer(match.claim.control_number, status, payment.paid_on, number_of_payer)
        self.learned.append((match.claim.control_number, number_of_payer))
        part.claims += 1
        part.denials += len(posting.denials)
        part.findings.extend((*match.findings, *posting.findings))

    def _decisions(
        self, payment: Payment, claim: RemittanceClaim, match: ClaimMatch, posting: Posting, key: str
    ) -> None:
        refused = {item.line: item for item in reversed(posting.denials)}
        for place, item in enumerate(match.lines, start=1):
            denial = refused.get(item.sent.control_number)
            self.store.history.add_decision(
                LineDecision(
                    f"{key}|{place}",
                    match.claim.account,
                    item.sent.control_number,
                    item.sent.code,
                    payment.payer_id,
                    item.line.charge,
                    item.line.allowed,
                    item.line.paid,
                    "" if denial is None else denial.reason,
                    tuple(dict.fromkeys((*item.line.remarks, *claim.remarks))),
                    payment.paid_on,
                    claim.is_reversal,
                    item.line.adjustments,
                )
            )

    def _functional(self, answer: FunctionalAcknowledgement) -> None:
        for item in answer.sets:
            if not item.accepted:
                key = f"{answer.group_control}|{item.control}"
                self.posted.refused += self.store.refuse_set(key, self.today)

    def _statuses(self, report: StatusReport) -> None:
        for item in report.items:
            if item.level == "claim" and item.trace in self.index.claims:
                status = "rejected" if item_refused(item) else "acknowledged"
                day = item.statuses[0].day or report.created_on
                self.store.answer(item.trace, status, day, item.payer_control_number)
                self.index.learn(item.trace, item.payer_control_number)
                self.posted.acknowledged += 1
