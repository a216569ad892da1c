"""Hand what the ledger knows to the memory: histories for the report, outcomes for the practice's log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from unlisted.base.codes import BillingCode
from unlisted.base.errors import UsageError
from unlisted.denials.classify import DenialCodes, classify
from unlisted.denials.history import OVERTURNING, LineHistory
from unlisted.pipeline.ledger_history import Action, LineDecision
from unlisted.pipeline.ledger_store import LedgerStore
from unlisted.pricing.outcome_entry import OutcomeEntry
from unlisted.pricing.outcomes import Outcome, month_of
from unlisted.remittance.variance import COMPARABLE_REMARKS
from unlisted.rules.rulebook import Rulebook

_LEVELS = {
    "corrected_claim": "reconsideration",
    "new_claim": "reconsideration",
    "records": "reconsideration",
    "patient": "reconsideration",
}
"""The log's words for steps that are no appeal: the payer looked at the same claim once more."""


@dataclass(frozen=True, slots=True)
class LineMeaning:
    """What a code of the ledger means to the practice: the service and its comparator."""

    service: str
    comparator: str = ""


def record_step(store: LedgerStore, claim: str, what: str, day: date) -> None:
    """Keep a step of the practice; raise ``UsageError`` for an unknown step or a claim never sent."""
    if what not in OVERTURNING:
        raise UsageError(
            f"{what!r} is no step",
            why="the memory counts steps by name",
            fix=f"use one of: {', '.join(OVERTURNING)}",
        )
    if claim not in store.index().claims:
        raise UsageError(
            "the ledger has no such claim",
            why="a step belongs to a claim that was sent",
            fix="see `unlisted remit status`",
        )
    with store.transaction():
        store.history.add_action(Action(claim, day, what))


def read_meanings(texts: Iterable[str]) -> dict[str, LineMeaning]:
    """Read ``77499=lattice:77435``; raise ``UsageError`` for another form."""
    found: dict[str, LineMeaning] = {}
    for text in texts:
        code, _, rest = text.partition("=")
        service, _, comparator = rest.partition(":")
        if not service:
            raise UsageError(
                f"{text!r} names no service",
                why="a code alone does not say what was done",
                fix="write for example 77499=lattice:77435",
            )
        found[BillingCode(code)] = LineMeaning(service, BillingCode(comparator) if comparator else "")
    return found


@dataclass(frozen=True, slots=True)
class _Line:
    claim: str
    number: str
    code: str
    service_day: date
    sent_on: date
    charge: Decimal
    decisions: tuple[LineDecision, ...]


def line_histories(
    store: LedgerStore, meanings: Mapping[str, LineMeaning], payer: str, rulebook: Rulebook
) -> list[LineHistory]:
    """Return the history of every decided line whose code has a meaning."""
    steps = _steps(store)
    found = []
    for line in _lines(store, meanings):
        classes = []
        for item in line.decisions:
            if item.reason:
                said = classify(rulebook.denials, DenialCodes(item.reason, item.remarks))
                classes.append(said.denial_class.value)
        allowed, paid = _standing(line)
        found.append(
            LineHistory(
                meanings[line.code].service,
                payer,
                line.charge,
                allowed,
                paid,
                _days(line),
                tuple(classes),
                steps.get(line.claim, ()) if classes or _low_first(line) else (),
                any(COMPARABLE_REMARKS & set(item.remarks) for item in line.decisions),
            )
        )
    return found


def outcome_entries(
    store: LedgerStore, meanings: Mapping[str, LineMeaning], payer: str, today: date
) -> list[OutcomeEntry]:
    """Return what the outcome log keeps of every decided line: no patient, no claim in clear."""
    steps = _steps(store)
    found = []
    for line in _lines(store, meanings):
        allowed, paid = _standing(line)
        first = next((item.reason for item in line.decisions if item.reason), "")
        taken = steps.get(line.claim, ()) if first else ()
        meaning = meanings[line.code]
        outcome = Outcome(
            service=meaning.service,
            code=line.code,
            payer=payer,
            comparator=meaning.comparator,
            month=month_of(line.service_day),
            asked=line.charge,
            allowed=allowed,
            paid=paid,
            days=_days(line),
            denial=first,
            level=_LEVELS.get(taken[-1], taken[-1]) if taken else "first",
        )
        found.append(OutcomeEntry(f"{payer}|{line.claim}|{line.number}", outcome, today))
    return found


def _lines(store: LedgerStore, meanings: Mapping[str, LineMeaning]) -> list[_Line]:
    decisions: dict[tuple[str, str], list[LineDecision]] = {}
    for item in store.history.decisions():
        decisions.setdefault((item.claim, item.line), []).append(item)
    days = store.sent_statuses()
    index = store.index()
    found = []
    for claim in index.claims.values():
        if claim.account != claim.control_number:
            continue
        for line in claim.lines:
            mine = decisions.get((claim.control_number, line.control_number))
            if line.code in meanings and mine:
                found.append(
                    _Line(
                        claim.control_number,
                        line.control_number,
                        line.code,
                        line.service_from,
                        days[claim.control_number][1],
                        line.charge,
                        tuple(mine),
                    )
                )
    return found


def _standing(line: _Line) -> tuple[Decimal, Decimal]:
    """Return allowed (by the first payer) and paid as they stand: reversals take back what they reverse."""
    first = line.decisions[0].payer
    allowed = sum((item.allowed for item in line.decisions if item.payer == first), Decimal(0))
    paid = sum((item.paid for item in line.decisions), Decimal(0))
    return allowed, paid


def _low_first(line: _Line) -> bool:
    return any(item.reversal for item in line.decisions)


def _days(line: _Line) -> int | None:
    days = [item.day for item in line.decisions if item.day is not None]
    return max(0, (max(days) - line.sent_on).days) if days else None


def _steps(store: LedgerStore) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for item in store.history.actions():
        found[item.claim] = (*found.get(item.claim, ()), item.what)
    return found
