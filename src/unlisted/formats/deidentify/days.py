"""Days inside text, in the ways people and systems write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in MONTHS)
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", r"(?<!\d)(?P<y0>(?:19|20)\d\d)-(?P<m0>\d\d)-(?P<d0>\d\d)(?!\d)"),
    ("slashed", r"(?<!\d)(?P<y1>(?:19|20)\d\d)/(?P<m1>\d\d)/(?P<d1>\d\d)(?!\d)"),
    ("compact", r"(?<![\d.])(?P<y2>(?:19|20)\d\d)(?P<m2>\d\d)(?P<d2>\d\d)(?![\d.]\d)"),
    ("american", r"(?<!\d)(?P<m3>\d{1,2})/(?P<d3>\d{1,2})/(?P<y3>(?:19|20)\d\d)(?!\d)"),
    ("dotted", r"(?<!\d)(?P<d4>\d{1,2})\.(?P<m4>\d{1,2})\.(?P<y4>(?:19|20)\d\d)(?!\d)"),
    ("month_first", rf"\b(?P<m5>{_MONTH})\.? (?P<d5>\d{{1,2}}),? (?P<y5>(?:19|20)\d\d)\b"),
    ("day_first", rf"\b(?P<d6>\d{{1,2}}) (?P<m6>{_MONTH})\.? (?P<y6>(?:19|20)\d\d)\b"),
)
_ANY = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS), re.IGNORECASE)
_NAMES = tuple(name for name, _ in _PATTERNS)


def written(on: date) -> tuple[str, ...]:
    """Return a day in every way a leak would show it."""
    month = MONTHS[on.month - 1]
    forms = (
        f"{on:%Y-%m-%d}",
        f"{on:%Y/%m/%d}",
        f"{on:%Y%m%d}",
        f"{on.month}/{on.day}/{on.year}",
        f"{on:%m/%d/%Y}",
        f"{on.day}.{on.month}.{on.year}",
        f"{on:%d.%m.%Y}",
        f"{month} {on.day}, {on.year}",
        f"{month[:3]} {on.day}, {on.year}",
        f"{on.day} {month} {on.year}",
        f"{on.day} {month[:3]} {on.year}",
    )
    return tuple(dict.fromkeys(forms))


def replace_days(text: str, move: Callable[[date], date]) -> str:
    """Return the text with every day moved, each written the way it stood."""

    def moved(match: re.Match[str]) -> str:
        """Move one match."""
        index = next(n for n, name in enumerate(_NAMES) if match[name] is not None)
        year, month, day = match[f"y{index}"], match[f"m{index}"], match[f"d{index}"]
        number = int(month) if month.isdigit() else _month_number(month)
        try:
            found = date(int(year), number, int(day))
        except ValueError:
            return match[0]  # no day: 2026-13-45
        return _write(_NAMES[index], move(found), match[0], month)

    return _ANY.sub(moved, text)


def days_in(text: str) -> list[date]:
    """Return every day that stands in a text."""
    found: list[date] = []

    def note(on: date) -> date:
        """Note a day and leave it."""
        found.append(on)
        return on

    replace_days(text, note)
    return found


def _month_number(text: str) -> int:
    return next(n for n, name in enumerate(MONTHS, start=1) if name[:3].lower() == text[:3].lower())


def _write(how: str, on: date, as_was: str, month: str) -> str:
    name = MONTHS[on.month - 1]
    name = name if len(month) > 3 or not month.isalpha() else name[:3]
    as_american = f"{on:%m/%d/%Y}" if as_was[0] == "0" else f"{on.month}/{on.day}/{on.year}"
    return {
        "iso": f"{on:%Y-%m-%d}",
        "slashed": f"{on:%Y/%m/%d}",
        "compact": f"{on:%Y%m%d}",
        "american": as_american,
        "dotted": f"{on:%d.%m.%Y}",
        "month_first": f"{name} {on.day}, {on.year}",
        "day_first": f"{on.day} {name} {on.year}",
    }[how]
