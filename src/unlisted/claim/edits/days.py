"""Days that cannot be (SNIP 4): after the check, before birth, outside the statement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from unlisted.base.edi_values import read_day
from unlisted.claim.edits.catalogue import BLOCKING, WARNING, rule
from unlisted.claim.edits.context import EditContext
from unlisted.claim.edits.finding import ClaimFinding
from unlisted.claim.edits.view import ClaimView

_SOURCE = "reason of the calendar; error classes of the validators tried, 2026-11-23"

FUTURE = rule(
    "snip4.future_service",
    4,
    BLOCKING,
    "a day of service lies after the day of the claim",
    "correct the day; a service is billed after it was given",
    _SOURCE,
)
REVERSED = rule(
    "snip4.days_reversed", 4, BLOCKING, "a period ends before it begins", "swap or correct the days", _SOURCE
)
BEFORE_BIRTH = rule(
    "snip4.before_birth",
    4,
    BLOCKING,
    "a day of service lies before the patient's birth",
    "correct one of the days",
    _SOURCE,
)
BIRTH_IN_FUTURE = rule(
    "snip4.birth_in_future",
    4,
    BLOCKING,
    "a birth date lies after the day of the check",
    "correct it",
    _SOURCE,
)
OUTSIDE_STATEMENT = rule(
    "snip4.outside_statement",
    4,
    BLOCKING,
    "a line's day lies outside the statement's days",
    "correct the line's day or the statement's days",
    _SOURCE,
)
DECIDED_BEFORE_SERVICE = rule(
    "snip4.decided_before_service",
    4,
    WARNING,
    "another payer decided before the service",
    "correct one of the days",
    _SOURCE,
)
OLD = rule(
    "snip4.very_old", 4, WARNING, "the service is more than three years old", "check the year", _SOURCE
)
_VERY_OLD_DAYS = 3 * 366


def check(view: ClaimView, context: EditContext) -> Iterator[ClaimFinding]:
    """Yield days that cannot be."""
    born = _birth(view)
    if born is not None and born > context.on:
        loop = "2010CA" if view.patient is not None else "2010BA"
        yield view.at(BIRTH_IN_FUTURE, loop, "DMG", "DMG02")
    yield from _statement(view)
    for line in view.lines:
        item = line.loop.first("DTP", "472")
        first, last = line.days
        if item is None or first is None or last is None:
            continue
        if last < first:
            yield view.at(REVERSED, line.loop, item, "DTP03", line=line.number)
        if max(first, last) > context.on:
            yield view.at(FUTURE, line.loop, item, "DTP03", line=line.number)
        if born is not None and first < born:
            yield view.at(BEFORE_BIRTH, line.loop, item, "DTP03", line=line.number)
        if (context.on - first).days > _VERY_OLD_DAYS:
            yield view.at(OLD, line.loop, item, "DTP03", line=line.number)
        for decided in line.loop.within("2430"):
            paid = decided.first("DTP", "573")
            day = read_day(paid.get(3)) if paid else None
            if paid is not None and day is not None and day < first:
                yield view.at(DECIDED_BEFORE_SERVICE, decided, paid, "DTP03", line=line.number)


def _birth(view: ClaimView) -> date | None:
    loop = view.patient.inner("2010CA") if view.patient is not None else view.subscriber.inner("2010BA")
    item = loop.first("DMG") if loop else None
    return read_day(item.get(2)) if item else None


def _statement(view: ClaimView) -> Iterator[ClaimFinding]:
    item = view.claim.first("DTP", "434")
    if item is None:
        return
    first, last = read_day(item.get(3)[:8]), read_day(item.get(3)[9:])
    if first is None or last is None:
        return
    if last < first:
        yield view.at(REVERSED, view.claim, item, "DTP03")
        return
    for line in view.lines:
        day = line.days[0]
        own = line.loop.first("DTP", "472")
        if day is not None and own is not None and not first <= day <= last:
            yield view.at(OUTSIDE_STATEMENT, line.loop, own, "DTP03", line=line.number)
