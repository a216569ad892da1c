"""Ledger entries as values: what a posting changes. Every payment's entries add up to zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Account(StrEnum):
    """Where an amount stands. Amounts owed to the practice are positive."""

    CHARGES = "charges"
    RECEIVABLE = "receivable"
    PATIENT = "patient"
    CASH = "cash"
    WRITE_OFF = "write_off"
    PROVIDER = "provider_adjustment"
    UNAPPLIED = "unapplied"


class EntryKind(StrEnum):
    """Why an amount moved."""

    CHARGE = "charge"
    PAYMENT = "payment"
    REVERSAL = "reversal"
    PATIENT_RESPONSIBILITY = "patient_responsibility"
    WRITE_OFF = "write_off"
    PROVIDER_ADJUSTMENT = "provider_adjustment"
    UNAPPLIED = "unapplied"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One amount in one account. ``key`` is the same whenever the same thing is posted: posting twice is one.

    ``payment`` is the payment's key, ``claim`` and ``line`` our control numbers (empty: not about one).
    """

    key: str
    payment: str
    claim: str
    line: str
    account: Account
    kind: EntryKind
    amount: Decimal
    group: str = ""
    reason: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Denial:
    """An amount the payer refused and that stays open: never written off by posting."""

    key: str
    payment: str
    claim: str
    line: str
    group: str
    reason: str
    remarks: tuple[str, ...]
    amount: Decimal
    day: date | None


def total(entries: Iterable[LedgerEntry]) -> Decimal:
    """Return the sum of entries: zero for a whole posting."""
    return sum((item.amount for item in entries), Decimal(0))
