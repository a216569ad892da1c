"""The words every format uses for the closed lists: reasons, states, days, sizes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from unlisted.base.dates import short_day
from unlisted.base.outcome import Reason
from unlisted.report.blocks import CitationEntry, Column, Gap, Known

REASON_WORDS: dict[Reason, str] = {
    Reason.NOT_PUBLISHED: "not published",
    Reason.BEHIND_LOGIN: "behind a login",
    Reason.NOT_SEARCHED: "not searched yet",
    Reason.LICENCE_RESTRICTED: "restricted by a license",
    Reason.SOURCE_NOT_RETAINED: "the source was not retained",
    Reason.CONFLICTING_SOURCES: "the sources contradict each other",
    Reason.NO_OBSERVATIONS: "no observations",
    Reason.NOT_LOADED: "no data file was loaded",
}

KNOWN_WORDS: dict[Known, str] = {
    Known.KNOWN: "known",
    Known.PARTLY: "partly known",
    Known.UNAVAILABLE: "unavailable",
}


def day_words(day: date | None) -> str:
    """Write ``Nov 23, 2026``; an empty text for no day. Independent of the locale."""
    return "" if day is None else short_day(day)


def searched_words(gap: Gap) -> str:
    """Write what was searched and when."""
    if gap.searched_on is None:
        return gap.searched
    return f"{gap.searched} ({day_words(gap.searched_on)})" if gap.searched else day_words(gap.searched_on)


def column_words(column: Column) -> str:
    """Write a column header with its unit."""
    return f"{column.title} ({column.unit})" if column.unit else column.title


def citation_words(entry: CitationEntry) -> str:
    """Write a citation in one line: publisher, title, date, confidence."""
    parts = [entry.publisher, entry.title, entry.published]
    if entry.confidence:
        parts.append(f"{entry.confidence} confidence")
    return ". ".join(part.rstrip(".") for part in parts if part)


def file_size_words(size: int) -> str:
    """Write bytes as ``12.3 MB`` in powers of ten, in whole-number arithmetic."""
    for unit, scale in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= scale:
            tenths = size * 10 // scale
            return f"{tenths // 10:,}.{tenths % 10} {unit}"
    return f"{size:,} B"


def mark_runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Gather evidence marks: three or more in a row become one run, as ``1–4``; others stay alone.

    Returns (first, last) pairs in rising order; each number once.
    """
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return [
        part
        for first, last in runs
        for part in ([(first, last)] if last - first >= 2 else [(n, n) for n in range(first, last + 1)])
    ]


def run_words(first: int, last: int) -> str:
    """Write one mark or a run of marks."""
    return str(first) if first == last else f"{first}–{last}"


def is_web_address(url: str) -> bool:
    """Say whether a citation's address may become a link: only http and https."""
    return url.startswith(("https://", "http://"))
