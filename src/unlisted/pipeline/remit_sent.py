"""Keep in the ledger what was sent, so that what comes back finds it; and say where every claim stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from unlisted.base.errors import InputError, UsageError
from unlisted.claim.model import Batch, Claim
from unlisted.formats.x12.claim_reader import read_batch
from unlisted.pipeline.ledger import Ledger
from unlisted.pipeline.ledger_store import LedgerStore
from unlisted.remittance.ledger import Account
from unlisted.remittance.post import assign_entries, charge_entries, write_off_entries
from unlisted.remittance.sent import SentClaim, SentIndex, sent_claim


@dataclass(frozen=True, slots=True)
class ClaimStanding:
    """Where a claim stands: what is owed by the payer and the patient, what is written off and refused."""

    claim: str
    status: str
    sent_on: date
    charge: Decimal
    receivable: Decimal
    patient: Decimal
    written_off: Decimal
    denied: Decimal


def record_claims(
    store: Ledger,
    claims: tuple[Claim, ...],
    day: date,
    *,
    instead_of: Mapping[str, str] | None = None,
    file: str = "",
) -> int:
    """Keep claims as sent, with their charges; return how many are new.

    ``instead_of`` names, by control number, the earlier claim a new claim stands for where the payer's number
    cannot say so: after an unprocessable claim the new one has frequency 1. ``file``: see ``set_key``.
    """
    added = 0
    with store.transaction():
        index = store.index()
        for claim in claims:
            sent = sent_claim(claim)
            earlier = (instead_of or {}).get(sent.control_number, "")
            replaced = index.claims.get(earlier) or _replaced(sent, index)
            if replaced is not None:
                sent = replace(sent, root=replaced.account)
            if store.add_sent(sent, day, file):
                added += 1
                store.add_entries(charge_entries(sent, replaced))
                index.add(sent)
    return added


def record_file(store: LedgerStore, path: Path, day: date) -> int:
    """Keep the claims of an 837 as sent; return how many are new."""
    try:
        batch = read_batch(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path.name} cannot be read ({error.strerror})", fix="check the path") from error
    added = record_claims(store, batch.claims, day, file=set_key(batch))
    with store.transaction():
        names = [claim.control_number for claim in batch.claims]
        store.name_interchange(names, f"{batch.numbers.interchange:09d}")
    return added


def set_key(batch: Batch) -> str:
    """Return how a 999 names the set of a batch: its group's and its own control number."""
    return f"{batch.numbers.group}|{batch.numbers.transaction:04d}"


def _replaced(claim: SentClaim, index: SentIndex) -> SentClaim | None:
    """Return the claim a replacement is for, found by the payer's number; ``None`` where it is not sure."""
    if not claim.replaces:
        return None
    found = index.by_payer_number(claim.replaces)
    accounts = {index.claims[name].account for name in found}
    if len(accounts) != 1:
        return None
    return index.claims[sorted(found)[-1]] if len(found) == 1 else _latest(found, index)


def _latest(found: set[str], index: SentIndex) -> SentClaim:
    """Return the last claim of a chain: the one that no other of it came after."""
    order = list(index.claims)
    return index.claims[max(found, key=order.index)]


def assign_payment(store: LedgerStore, key: str, claim: str, day: date) -> Decimal:
    """Give money of the queue to a claim, by a person's decision; return the amount.

    Raises ``UsageError`` for a key that is not in the queue, a held payment, or a claim never sent.
    """
    index = store.index()
    rows = {row[0]: row for row in store.queue()}
    if key not in rows or rows[key][2] == "payment":
        raise UsageError(
            "the queue has no claim under this key",
            why="only money that was received can be assigned",
            fix="see `unlisted remit status --json`; a payment held back is posted from a corrected file",
        )
    if claim not in index.claims:
        raise UsageError("the ledger has no such claim", fix="see `unlisted remit status`")
    sent = index.claims[claim]
    line = sent.lines[0].control_number if len(sent.lines) == 1 else ""
    with store.transaction():
        taken = store.take_from_queue(key)
        if taken is None:
            return Decimal(0)
        payment, amount = taken
        store.add_entries(assign_entries(payment, key, sent.account, line, amount, day))
    return amount


def close_claim(store: LedgerStore, account: str, why: str, day: date) -> Decimal:
    """Write off, by a person's decision, what the payer still owes on a claim; return the amount."""
    left: dict[str, Decimal] = {}
    for entry in store.entries(account):
        if entry.account is Account.RECEIVABLE:
            left[entry.line] = left.get(entry.line, Decimal(0)) + entry.amount
    left = {line: amount for line, amount in left.items() if amount}
    with store.transaction():
        store.add_entries(write_off_entries(account, left, why, day))
        store.add_denials(account, [])
    return sum(left.values(), Decimal(0))


def standings(store: LedgerStore) -> list[ClaimStanding]:
    """Return where each first claim of a chain stands, by control number."""
    index = store.index()
    sums: dict[tuple[str, Account], Decimal] = {}
    for entry in store.entries():
        if entry.claim:
            key = (entry.claim, entry.account)
            sums[key] = sums.get(key, Decimal(0)) + entry.amount
    denied: dict[str, Decimal] = {}
    for denial in store.denials():
        denied[denial.claim] = denied.get(denial.claim, Decimal(0)) + denial.amount
    latest: dict[str, tuple[str, date]] = {}
    for name, (status, day) in store.sent_statuses().items():
        account = index.claims[name].account
        if account not in latest or (day, name) >= (latest[account][1], account):
            latest[account] = (status, day)
    zero = Decimal(0)
    return [
        ClaimStanding(
            account,
            status,
            day,
            -sums.get((account, Account.CHARGES), zero),
            sums.get((account, Account.RECEIVABLE), zero),
            sums.get((account, Account.PATIENT), zero),
            sums.get((account, Account.WRITE_OFF), zero),
            denied.get(account, zero),
        )
        for account, (status, day) in sorted(latest.items())
    ]
