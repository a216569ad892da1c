"""Physician fee schedule relative value files (PPRRVU, comma separated) and the locality indices (GPCI).

Layouts: CMS RVU zip, files PPRRVU*.csv (31 columns up to 2025, 32 from 2026: the pricing indicator
stands before the endoscopic base code) and GPCI*.csv (Addendum E).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from unlisted.base.errors import BrokenFileError
from unlisted.formats.cms.cells import column, find_header, is_code, number, split_table
from unlisted.formats.cms.rows import FeeScheduleRow, GpciRow

_COLUMNS_TO_2025 = 31
_COLUMNS_FROM_2026 = 32
_PADDING = 8  # empty cells that spreadsheets leave at the end of a line


def read_pprrvu(lines: Iterable[str], name: str, effective_from: date) -> Iterator[FeeScheduleRow]:
    """Read every priced or unpriced line of a relative value file."""
    rows = split_table(lines, name)
    find_header(rows, ("hcpcs",), name, "relative value")
    for line, cells in rows:
        if not cells or not is_code(cells[0]):
            continue
        width = len(cells)
        while width > _COLUMNS_TO_2025 and not cells[width - 1] and len(cells) - width < _PADDING:
            width -= 1
        if width not in (_COLUMNS_TO_2025, _COLUMNS_FROM_2026):
            raise BrokenFileError(
                f"{width} columns where a relative value file has 31 (to 2025) or 32 (from 2026)",
                where=f"{name}, line {line}, code {cells[0]}",
                why="a shifted column would read one figure as another",
                fix="load PPRRVU*.csv as it comes out of the RVU zip",
            )
        shift = width - _COLUMNS_TO_2025
        figure = {
            what: number(cells[place] or "0", name=name, line=line, what=what)
            for what, place in (
                ("work", 5),
                ("nonfacility practice expense", 6),
                ("facility practice expense", 8),
                ("malpractice", 10),
                ("conversion factor", 24 + shift),
            )
        }
        yield FeeScheduleRow(
            code=cells[0],
            modifier=cells[1],
            status=cells[3],
            work=figure["work"],
            nonfacility_practice_expense=figure["nonfacility practice expense"],
            facility_practice_expense=figure["facility practice expense"],
            malpractice=figure["malpractice"],
            pctc_indicator=cells[13],
            global_days=cells[14],
            conversion_factor=figure["conversion factor"],
            effective_from=effective_from,
        )


def read_gpci(lines: Iterable[str], name: str, effective_from: date) -> Iterator[GpciRow]:
    """Read the localities; the work index with the 1.0 floor wins where both stand."""
    rows = split_table(lines, name)
    header = find_header(rows, ("medicare adm", "locality n"), name, "locality index")
    places = {
        "contractor": column(header, "medicare adm"),
        "state": column(header, "state"),
        "locality": column(header, "locality number", "locality no"),
        "name": column(header, "locality name"),
        "work": next((n for n, c in enumerate(header) if "pw gpci" in c and "without" not in c), None),
        "pe": next((n for n, c in enumerate(header) if "pe gpci" in c), None),
        "mp": next((n for n, c in enumerate(header) if "mp gpci" in c), None),
    }
    missing = [what for what, place in places.items() if place is None]
    if missing:
        raise BrokenFileError(
            f"columns missing from the locality table: {', '.join(missing)}",
            where=f"{name}, header",
            why="each component of a price has its own index",
            fix="load GPCI*.csv as it comes out of the RVU zip",
        )
    place = {what: p for what, p in places.items() if p is not None}
    for line, cells in rows:
        if len(cells) <= max(place.values()) or not cells[place["contractor"]].isdigit():
            continue  # footnotes after the data
        indices = {
            what: number(cells[place[what]], name=name, line=line, what=f"{what} index")
            for what in ("work", "pe", "mp")
        }
        yield GpciRow(
            contractor_number=cells[place["contractor"]].zfill(5),
            state=cells[place["state"]],
            locality=cells[place["locality"]].zfill(2),
            name=cells[place["name"]].strip(" *"),
            work=indices["work"],
            practice_expense=indices["pe"],
            malpractice=indices["mp"],
            effective_from=effective_from,
        )
