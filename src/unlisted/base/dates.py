"""Days and periods. The day decides: rules, fees and edits are effective-dated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unlisted.base.errors import UsageError


def parse_day(text: str) -> date:
    """Read ``YYYY-MM-DD``; raise ``UsageError`` otherwise."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(
            f"{text!r} is not a day",
            why="the day decides which rules and fees apply",
            fix="write it as YYYY-MM-DD, for example 2026-11-23",
        ) from error


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``start`` to ``end``, both included; ``None`` is an open side."""

    start: date | None
    end: date | None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise UsageError(f"the period ends ({self.end}) before it starts ({self.start})")

    def contains(self, day: date) -> bool:
        """Say whether ``day`` lies in the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def overlaps(self, other: Period) -> bool:
        """Say whether the two periods share a day."""
        starts_in_time = self.start is None or other.end is None or self.start <= other.end
        ends_late_enough = self.end is None or other.start is None or other.start <= self.end
        return starts_in_time and ends_late_enough


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def short_day(day: date) -> str:
    """Write ``Nov 23, 2026``."""
    return f"{_MONTHS[day.month - 1][:3]} {day.day}, {day.year}"


def long_day(day: date) -> str:
    """Write ``November 23, 2026``, as the head of a letter does."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
