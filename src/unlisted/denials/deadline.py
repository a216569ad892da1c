"""When an appeal is due: calendar or business days, months, the receipt rule; never silently over.

Where a rule does not say how its days are counted, calendar days are taken: they end first. A limit that
starts at receipt of a Medicare notice is counted from five days after its date unless the day of receipt is
known (42 CFR 405.942, 405.962).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from unlisted.denials.calendar import add_business_days, add_months
from unlisted.rules.rule import TypedValue
from unlisted.rules.vocabulary import Calendar

PRESUMED_RECEIPT = timedelta(days=5)
SOON = timedelta(days=14)


class DeadlineState(StrEnum):
    """How a deadline stands on a day."""

    OPEN = "open"
    SOON = "soon"
    LAST_DAY = "last_day"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day, the day it is counted from, and how; ``assumed`` says in words what the rule left open."""

    due: date
    counted_from: date
    calendar: Calendar
    assumed: str = ""

    def state(self, today: date) -> DeadlineState:
        """Return how the deadline stands; the due day itself is still in time."""
        if today > self.due:
            return DeadlineState.OVER
        if today == self.due:
            return DeadlineState.LAST_DAY
        return DeadlineState.SOON if self.due - today <= SOON else DeadlineState.OPEN


def deadline_of(value: TypedValue, notice: date, received: date | None = None) -> Deadline | None:
    """Return the deadline a rule's value gives after a notice; ``None`` where the rule states no limit."""
    start, assumed = notice, ""
    if value.starts.startswith("receipt"):
        start = received or notice + PRESUMED_RECEIPT
        assumed = "" if received else "receipt is presumed five days after the notice"
    if value.months is not None:
        return Deadline(add_months(start, value.months), start, Calendar.CALENDAR, assumed)
    if value.days is None:
        return None
    if value.calendar is Calendar.BUSINESS:
        return Deadline(add_business_days(start, value.days), start, Calendar.BUSINESS, assumed)
    if value.calendar is not Calendar.CALENDAR:
        unsaid = "the source does not say which days count: calendar days end first"
        assumed = f"{assumed}; {unsaid}" if assumed else unsaid
    return Deadline(start + timedelta(days=value.days), start, Calendar.CALENDAR, assumed)
