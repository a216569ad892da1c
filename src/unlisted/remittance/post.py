"""Turn a matched claim into ledger entries. Pure: the store decides what is new.

A payer's payment lowers the receivable; the patient's part moves to the patient; amounts on the practice's
write-off list are written off; everything else that was not paid stays open as a denial. A secondary payer
pays the patient's part: its adjustments repeat the first payer's and move nothing. A reversal is the same
with its negative amounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from unlisted.base.outcome import Finding, Severity
from unlisted.claim.model import Adjustment
from unlisted.remittance.ledger import Account, Denial, EntryKind, LedgerEntry
from unlisted.remittance.match import ClaimMatch, LineMatch
from unlisted.remittance.model import PATIENT, ZERO, Payment, PaymentEnd, RemittanceClaim
from unlisted.remittance.sent import SentClaim

VOID = "8"
SECONDARY = frozenset({"2", "3", "20", "21"})
"""Claim status codes of a payer after the first."""
WRITE_OFFS = frozenset({("CO", "45"), ("CO", "253"), ("CO", "237"), ("CO", "104")})
"""Group and reason that are written off unless the rulebook's list says otherwise."""
PATIENT_SHARE = frozenset({"1", "2", "3"})
"""Reasons of the patient's ordinary share; any other amount left to the patient is a denial as well."""
SETTLED_ELSEWHERE = frozenset({"23", "94"})
"""Reasons that repeat what another payer did, or balance an excess: they move nothing."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What was posted on a claim before: by whom last, and how much in sum."""

    postings: int = 0
    paid: Decimal = ZERO
    secondary: bool = False


@dataclass(slots=True)
class Posting:
    """What one claim changes."""

    entries: list[LedgerEntry] = field(default_factory=list)
    denials: list[Denial] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def payment_key(payment: Payment) -> str:
    """Return what makes a payment one and the same: payer and trace number."""
    return f"{payment.payer_id}|{payment.trace_number}"


def charge_entries(claim: SentClaim, replaced: SentClaim | None = None) -> tuple[LedgerEntry, ...]:
    """Return the entries of a claim sent: each line's charge becomes a receivable.

    The charges of the claim it replaces are taken back, so that one service is charged once.
    """
    found: list[LedgerEntry] = []
    sides = [(claim, 1)] if replaced is None else [(replaced, -1), (claim, 1)]
    for side, sign in sides:
        for line in side.lines if side.frequency != VOID else ():
            for account, amount in ((Account.RECEIVABLE, line.charge), (Account.CHARGES, -line.charge)):
                key = f"charge|{claim.control_number}|{line.control_number}|{sign}|{account}"
                found.append(
                    LedgerEntry(
                        key, "", claim.account, line.control_number, account, EntryKind.CHARGE, amount * sign
                    )
                )
    return tuple(found)


def post_claim(
    payment: Payment,
    claim: RemittanceClaim,
    match: ClaimMatch,
    prior: Prior,
    *,
    number: int,
    write_offs: frozenset[tuple[str, str]] = WRITE_OFFS,
) -> Posting:
    """Return what a claim of a payment changes; ``number`` counts claims of the payment from 1."""
    poster = _Poster(payment, match.claim.account, number, write_offs)
    secondary = prior.secondary if claim.is_reversal else claim.status in SECONDARY
    for place, item in enumerate(match.lines, start=1):
        poster.post(item.sent.control_number, item.line.paid, item.line.adjustments, claim, secondary, place)
        poster.deny(item, claim, place)
    rest = claim.paid - sum((item.line.paid for item in match.lines), ZERO)
    line = match.claim.lines[0].control_number if len(match.claim.lines) == 1 else ""
    if not match.lines:
        poster.post(line, claim.paid, claim.adjustments, claim, secondary, 0)
        poster.deny_all(line, claim, claim.adjustments, claim.remarks, 0)
    elif claim.adjustments:
        poster.post(line, rest, claim.adjustments, claim, secondary, 0)
        poster.deny_all(line, claim, claim.adjustments, claim.remarks, 0)
    posting = poster.posting
    if claim.is_reversal and prior.paid + claim.paid != 0:
        posting.findings.append(
            Finding(
                "posting.partial_reversal",
                Severity.WARNING,
                "the payer takes back another amount than was posted",
                f"claim {number}",
                "compare with the first payment before the correction is accepted",
            )
        )
    return posting


def post_unmatched(payment: Payment, claim: RemittanceClaim, number: int) -> tuple[LedgerEntry, ...]:
    """Return the entry that keeps an unmatched claim's money apart until a person assigns it."""
    if not claim.paid:
        return ()
    key = f"{payment_key(payment)}|{number}|0|unapplied"
    return (
        LedgerEntry(
            key,
            payment_key(payment),
            "",
            "",
            Account.UNAPPLIED,
            EntryKind.UNAPPLIED,
            -claim.paid,
            day=payment.paid_on,
        ),
    )


def is_refusal(item: Adjustment, write_offs: frozenset[tuple[str, str]] = WRITE_OFFS) -> bool:
    """Say whether an adjustment refuses money: not patient's share, write-off or settled elsewhere."""
    if item.amount <= 0 or item.reason in SETTLED_ELSEWHERE:
        return False
    if item.group == PATIENT:
        return item.reason not in PATIENT_SHARE
    return (item.group, item.reason) not in write_offs


def assign_entries(
    payment: str, key: str, claim: str, line: str, amount: Decimal, day: date
) -> tuple[LedgerEntry, ...]:
    """Return the entries of a person's decision that money kept apart belongs to a claim."""
    sides = ((Account.UNAPPLIED, amount), (Account.RECEIVABLE, -amount))
    return tuple(
        LedgerEntry(
            f"assign|{key}|{account}",
            payment,
            claim if account is Account.RECEIVABLE else "",
            line if account is Account.RECEIVABLE else "",
            account,
            EntryKind.PAYMENT,
            part,
            day=day,
        )
        for account, part in sides
    )


def take_back_entries(entries: Iterable[LedgerEntry], day: date) -> tuple[LedgerEntry, ...]:
    """Return the entries that undo others: opposite amounts under keys of their own."""
    return tuple(
        replace(item, key=f"back|{item.key}", kind=EntryKind.REVERSAL, amount=-item.amount, day=day)
        for item in entries
    )


def post_totals(payment: Payment, end: PaymentEnd) -> tuple[LedgerEntry, ...]:
    """Return the entries of the money itself: what came into the bank, and each provider adjustment."""
    key = payment_key(payment)
    found = [
        LedgerEntry(
            f"{key}|cash",
            key,
            "",
            "",
            Account.CASH,
            EntryKind.PAYMENT,
            payment.amount,
            day=payment.paid_on,
        )
    ]
    for number, item in enumerate(end.provider_adjustments, start=1):
        found.append(
            LedgerEntry(
                f"{key}|plb|{number}",
                key,
                "",
                item.reference,
                Account.PROVIDER,
                EntryKind.PROVIDER_ADJUSTMENT,
                item.amount,
                "",
                item.reason,
                payment.paid_on,
            )
        )
    return tuple(found)


def write_off_entries(
    claim: str, amounts: dict[str, Decimal], why: str, day: date
) -> tuple[LedgerEntry, ...]:
    """Return the entries of a person's decision to give up what is left of a claim, by line."""
    found: list[LedgerEntry] = []
    for line, amount in sorted(amounts.items()):
        for account, part in ((Account.RECEIVABLE, -amount), (Account.WRITE_OFF, amount)):
            key = f"decision|{claim}|{line}|{day.isoformat()}|{account}"
            found.append(LedgerEntry(key, "", claim, line, account, EntryKind.WRITE_OFF, part, "", why, day))
    return tuple(found)


@dataclass(slots=True)
class _Poster:
    payment: Payment
    claim: str
    number: int
    write_offs: frozenset[tuple[str, str]]
    posting: Posting = field(default_factory=Posting)

    def post(
        self,
        line: str,
        paid: Decimal,
        adjustments: tuple[Adjustment, ...],
        claim: RemittanceClaim,
        secondary: bool,
        place: int,
    ) -> None:
        """Post a line's payment and adjustments; the claim's own adjustments come with what they take."""
        owes = Account.PATIENT if secondary else Account.RECEIVABLE
        kind = EntryKind.REVERSAL if claim.is_reversal else EntryKind.PAYMENT
        if paid:
            self._add(place, 0, line, owes, kind, -paid, "", "")
        if secondary:
            return
        for count, item in enumerate(adjustments, start=1):
            for account, move in self._moves(item):
                self._add(place, count, line, Account.RECEIVABLE, move, -item.amount, item.group, item.reason)
                self._add(place, count, line, account, move, item.amount, item.group, item.reason)

    def deny(self, match: LineMatch, claim: RemittanceClaim, place: int) -> None:
        """Keep what a line was refused."""
        line = match.line
        remarks = tuple(dict.fromkeys((*line.remarks, *claim.remarks)))
        self.deny_all(match.sent.control_number, claim, line.adjustments, remarks, place)

    def deny_all(
        self,
        line: str,
        claim: RemittanceClaim,
        adjustments: tuple[Adjustment, ...],
        remarks: tuple[str, ...],
        place: int,
    ) -> None:
        """Keep every adjustment that is neither the patient's, nor written off, nor settled elsewhere."""
        if claim.status in SECONDARY or claim.is_reversal:
            return
        key = payment_key(self.payment)
        for count, item in enumerate(adjustments, start=1):
            if not is_refusal(item, self.write_offs):
                continue
            self.posting.denials.append(
                Denial(
                    f"{key}|{self.number}|{place}|{count}",
                    key,
                    self.claim,
                    line,
                    item.group,
                    item.reason,
                    remarks,
                    item.amount,
                    self.payment.paid_on,
                )
            )

    def _moves(self, item: Adjustment) -> Iterator[tuple[Account, EntryKind]]:
        if item.group == PATIENT:
            yield Account.PATIENT, EntryKind.PATIENT_RESPONSIBILITY
        elif (item.group, item.reason) in self.write_offs:
            yield Account.WRITE_OFF, EntryKind.WRITE_OFF

    def _add(
        self,
        place: int,
        count: int,
        line: str,
        account: Account,
        kind: EntryKind,
        amount: Decimal,
        group: str,
        reason: str,
    ) -> None:
        key = payment_key(self.payment)
        self.posting.entries.append(
            LedgerEntry(
                f"{key}|{self.number}|{place}|{count}|{account}",
                key,
                self.claim,
                line,
                account,
                kind,
                amount,
                group,
                reason,
                self.payment.paid_on,
            )
        )
