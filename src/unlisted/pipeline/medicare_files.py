"""Find Medicare's tables in what a user downloaded: zip, gzip, CSV, text or Parquet; and read them."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from unlisted.base.errors import BrokenFileError, UnknownNameError, UnsupportedFormatError, UsageError
from unlisted.formats.cms import code_sets, edits, fee_schedule, hospital, reference
from unlisted.formats.cms.rows import CmsRow
from unlisted.formats.container import Member, TextReader, list_members

Reader = Callable[[Iterable[str], str, date], Iterator[CmsRow]]

# kind -> (reader of the publisher's layout, which members of its zip hold the table)
LAYOUTS: dict[str, tuple[Reader, str]] = {
    "pfs": (fee_schedule.read_pprrvu, r"pprrvu.*(?<!_qpp)(?<!-qpp)\.csv$"),
    "gpci": (fee_schedule.read_gpci, r"gpci.*\.csv$"),
    "opps": (hospital.read_addendum_b, r"addendum.*b.*\.(csv|txt)$"),
    "ncci": (edits.read_ptp, r"cci(pra|oph).*\.(txt|csv)$"),
    "mue": (edits.read_mue, r"mue.*\.csv$"),
    "icd10cm": (code_sets.read_icd10cm, r"icd10cm.?(order|codes).*\.txt$"),
    "hcpcs": (code_sets.read_anweb, r"anweb.*\.txt$"),
    "zip": (code_sets.read_zip5, r"zip5.*\.txt$"),
}
KINDS = (*LAYOUTS, "providers")
_MONTHS = {"jan": 1, "apr": 4, "jul": 7, "oct": 10}
_QUARTERS = {"1": 1, "2": 4, "3": 7, "4": 10}
_LETTERS = {"a": 1, "b": 4, "c": 7, "d": 10}
_MARK_OF_PARQUET = b"PAR1"


def check_kind(kind: str) -> None:
    """Refuse a table kind that is not known."""
    if kind not in KINDS:
        raise UnknownNameError(
            f"no table of kind {kind!r}",
            fix=f"one of: {', '.join(KINDS)}; hospital charges: unlisted rates extract",
        )


def effective_day(name: str, given: date | None) -> date:
    """Return the day a table is in force from: given, or read from the publisher's file name."""
    if given is not None:
        return given
    text = name.lower()
    year = re.search(r"(20\d\d)", text)
    month = re.search(r"(?<![a-z])(jan|apr|jul|oct)", text) or re.search(
        r"(jan|apr|jul|oct)(?=[a-z]*[-_ .]?\d)", text
    )
    quarter = re.search(r"q([1-4])", text)
    release = re.search(r"rvu(\d\d)([a-d])", text)
    if release:
        return date(2000 + int(release[1]), _LETTERS[release[2]], 1)
    if year and quarter:
        return date(int(year[1]), _QUARTERS[quarter[1]], 1)
    if year and month:
        return date(int(year[1]), _MONTHS[month[1]], 1)
    if year and "gpci" in text:
        return date(int(year[1]), 1, 1)
    raise UsageError(
        f"the name {name!r} does not say from when the table is in force",
        why="the day decides which table prices a service",
        fix="add --effective-from YYYY-MM-DD",
    )


def read_table(kind: str, path: Path, effective_from: date | None) -> Iterator[CmsRow]:
    """Read the rows of one file. A zip is searched for the members that hold the table."""
    check_kind(kind)
    with path.open("rb") as stream:
        head = stream.read(len(_MARK_OF_PARQUET))
    if head == _MARK_OF_PARQUET:
        return _read_parquet(kind, path, effective_from)
    members = list_members(lambda: path.open("rb"), path.name)
    return _read_members(kind, path.name, _choose(kind, path.name, members), effective_from)


def _choose(kind: str, name: str, members: tuple[Member, ...]) -> tuple[Member, ...]:
    if len(members) == 1 or kind not in LAYOUTS:
        return members
    pattern = re.compile(LAYOUTS[kind][1], re.IGNORECASE)
    chosen = tuple(member for member in members if pattern.search(member.name))
    if not chosen:
        raise UnsupportedFormatError(
            f"no {kind} table in this archive",
            where=f"{name}: {', '.join(member.name for member in members[:8])}",
            why="nothing could be loaded from it",
            fix="unpack the table and give it by itself",
        )
    return chosen


def _read_members(
    kind: str, name: str, members: tuple[Member, ...], effective_from: date | None
) -> Iterator[CmsRow]:
    for member in members:
        shown = member.name if member.name == name else f"{name}, {member.name}"
        with_day = _day_for(kind, member.name, name, effective_from)
        text = TextReader(member.open())
        try:
            yield from _read_text(kind, text.lines(), shown, with_day)
        finally:
            text.close()


def _day_for(kind: str, member: str, name: str, given: date | None) -> Callable[[], date]:
    def day() -> date:
        try:
            return effective_day(member, given)
        except UsageError:
            return effective_day(name, given)

    return day


def _read_text(kind: str, lines: Iterator[str], name: str, day: Callable[[], date]) -> Iterator[CmsRow]:
    first = next(lines, "")
    header = next(csv.reader([first]), [])
    chained = _chain(first, lines)
    if reference.has_columns(kind, header):
        records = csv.DictReader(chained)
        fallback = date.min if "effective_from" in header or "year" in header else day()
        yield from reference.read_records(kind, records, name, fallback)
    elif kind in LAYOUTS:
        yield from LAYOUTS[kind][0](chained, name, day())
    else:
        raise UnsupportedFormatError(
            f"no {kind} table",
            where=name,
            why=f"a {kind} table has the columns {', '.join(reference.COLUMNS[kind][0])}",
            fix="give a CSV or Parquet file with these columns",
        )


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _read_parquet(kind: str, path: Path, effective_from: date | None) -> Iterator[CmsRow]:
    try:
        table = pq.ParquetFile(path)
    except Exception as error:  # pyarrow raises several kinds for a damaged file
        raise BrokenFileError("the Parquet file cannot be opened", where=f"{path.name}: {error}") from error
    header = table.schema_arrow.names
    if not reference.has_columns(kind, header):
        raise UnsupportedFormatError(
            f"no {kind} table",
            where=f"{path.name}: {', '.join(header[:12])}",
            why=f"a {kind} table has the columns {', '.join(reference.COLUMNS[kind][0])}",
            fix="give the table of this kind",
        )
    fallback = date.min if {"effective_from", "year"} & set(header) else effective_from
    wanted = (
        fallback if fallback is not None else effective_day(path.name, None) if kind != "ncci" else date.min
    )
    records = (
        {key: "" if value is None else str(value) for key, value in record.items()}
        for batch in table.iter_batches(batch_size=20_000)
        for record in batch.to_pylist()
    )
    return reference.read_records(kind, records, path.name, wanted)
