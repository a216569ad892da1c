"""The memory of what was asked, allowed and paid, by service × payer × comparator. No patient in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from unlisted.base.outcome import Answer, Available, Reason, Unavailable

SUPPRESS_BELOW = 11
"""Groups of fewer outcomes are not shown outside the practice (the usual rule of public health data)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One closed line, without anything that names a patient or a claim. Amounts in US dollars.

    ``level`` is where it ended: ``first`` (paid or denied at once), ``reconsideration``, ``appeal_1`` …
    ``denial`` is the reason code, empty where none. ``month`` is the service month (``2026-09``).
    """

    service: str
    code: str
    payer: str
    comparator: str
    month: str
    asked: Decimal
    allowed: Decimal | None
    paid: Decimal | None
    days: int | None
    denial: str = ""
    level: str = "first"


@dataclass(frozen=True, slots=True)
class OutcomeSummary:
    """Outcomes of one service at one payer with one comparator. Medians in US dollars and days.

    Outside the practice a count below eleven, or one whose rest is below eleven, is unavailable, and so is
    a median of fewer than eleven values.
    """

    service: str
    payer: str
    comparator: str
    n: Answer[int]
    denied: Answer[int]
    overturned: Answer[int]
    asked: Answer[Decimal]
    allowed: Answer[Decimal]
    paid: Answer[Decimal]
    days: Answer[Decimal]
    comparator_accepted: Answer[int]


def month_of(day: date) -> str:
    """Return the month of a day, as outcomes keep it."""
    return f"{day.year:04}-{day.month:02}"


def summarize(outcomes: Iterable[Outcome], *, outside: bool = False) -> tuple[OutcomeSummary, ...]:
    """Summarize by service, payer and comparator. ``outside`` the practice small numbers are hidden.

    A comparator counts as accepted where the line was allowed at the amount asked, or above.
    """
    groups: dict[tuple[str, str, str], list[Outcome]] = {}
    for item in outcomes:
        groups.setdefault((item.service, item.payer, item.comparator), []).append(item)
    least = SUPPRESS_BELOW if outside else 1
    return tuple(_summary(key, groups[key], least) for key in sorted(groups))


def _summary(key: tuple[str, str, str], mine: list[Outcome], least: int) -> OutcomeSummary:
    denied = [item for item in mine if item.denial]
    won = [item for item in denied if item.level != "first" and item.allowed]
    decided = [(item.allowed, item.asked) for item in mine if item.allowed is not None]
    accepted = sum(1 for allowed, asked in decided if allowed >= asked)
    hidden = len(mine) < least
    return OutcomeSummary(
        *key,
        _hidden() if hidden else Available(len(mine)),
        _hidden() if hidden else _part(len(denied), len(mine), least),
        _hidden() if hidden else _part(len(won), len(denied), least),
        _median([item.asked for item in mine], "asked amounts", least),
        _median([item.allowed for item in mine], "allowed amounts", least),
        _median([item.paid for item in mine], "paid amounts", least),
        _median([None if x.days is None else Decimal(x.days) for x in mine], "days to payment", least),
        _none("allowed amounts") if not decided else _part(accepted, len(decided), least),
    )


def _part(number: int, of: int, least: int) -> Answer[int]:
    """Return a count, unless it or the rest is small: the rest would give it away."""
    small = any(0 < each < least for each in (number, of - number)) or 0 < of < least
    return _hidden() if small else Available(number)


def _hidden() -> Unavailable:
    return Unavailable(
        Reason.NO_OBSERVATIONS,
        f"fewer than {SUPPRESS_BELOW} outcomes: not shown outside the practice",
        would_fill="more outcomes",
    )


def _none(what: str) -> Unavailable:
    return Unavailable(Reason.NO_OBSERVATIONS, f"own outcomes with {what}", would_fill="posted remittances")


def _median(values: list[Decimal | None] | list[Decimal], what: str, least: int) -> Answer[Decimal]:
    known = sorted(value for value in values if value is not None)
    if not known:
        return _none(what)
    if len(known) < least:
        return _hidden()
    half, odd = divmod(len(known), 2)
    return Available(known[half] if odd else (known[half - 1] + known[half]) / 2)


def export_csv(outcomes: Iterable[Outcome]) -> str:
    """Return outcomes as CSV, one line each, columns as the fields of ``Outcome``; empty: not known.

    For use inside the practice: single lines are small numbers. ``summaries_csv`` is for outside.
    """
    names = [item.name for item in fields(Outcome)]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    for item in sorted(outcomes, key=lambda x: (x.service, x.payer, x.comparator, x.month, x.asked)):
        writer.writerow(["" if (value := getattr(item, name)) is None else _safe(value) for name in names])
    return stream.getvalue()


def summaries_csv(summaries: Iterable[OutcomeSummary]) -> str:
    """Return summaries as CSV, columns as the fields of ``OutcomeSummary``; empty: hidden or not known."""
    names = [item.name for item in fields(OutcomeSummary)]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    for item in summaries:
        writer.writerow([_cell(getattr(item, name)) for name in names])
    return stream.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, Available):
        return str(value.value)
    return "" if isinstance(value, Unavailable) else _safe(value)


def _safe(value: object) -> str:
    """Write a cell so that no spreadsheet takes a text for a formula."""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in {"=", "+", "-", "@"} else text
