"""National Correct Coding Initiative files: procedure-to-procedure pairs and medically unlikely edits.

Layouts: ccipra-*/ccioph-* text (tab separated, six header lines, deletion ``*`` means active; one pair
can have several episodes) and MCR_MUE_* comma separated (a disclaimer first; the adjudication
indicator is the leading digit of a sentence).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from unlisted.base.errors import BrokenFileError
from unlisted.formats.cms.cells import column, compact_day, find_header, is_code, number, split_table
from unlisted.formats.cms.rows import MueRow, PtpRow

PRACTITIONER, OUTPATIENT_HOSPITAL = "practitioner", "outpatient_hospital"
_PTP_COLUMNS = 6


def setting_of(name: str, header_text: str = "") -> str:
    """Tell the setting by the publisher's file name or header; else it is the practitioner table."""
    text = f"{name} {header_text}".lower()
    return OUTPATIENT_HOSPITAL if "oph" in text or "outpatient" in text else PRACTITIONER


def read_ptp(lines: Iterable[str], name: str, _effective_from: date) -> Iterator[PtpRow]:
    """Read the pairs, active and deleted, each with its episode's days."""
    setting = setting_of(name)
    for line, cells in split_table(lines, name):
        if len(cells) < _PTP_COLUMNS or not (is_code(cells[0]) and is_code(cells[1])):
            continue
        indicator = cells[5][:1]
        if indicator not in ("0", "1", "9"):
            raise BrokenFileError(
                f"modifier indicator {cells[5]!r}",
                where=f"{name}, line {line}, pair {cells[0]}/{cells[1]}",
                why="0, 1 or 9 decides whether a pair may ever be paid together",
                fix="load the edit file again; this copy was changed",
            )
        yield PtpRow(
            setting=setting,
            column_one=cells[0],
            column_two=cells[1],
            modifier_indicator=indicator,
            effective_from=compact_day(cells[3]),
            deleted_on=compact_day(cells[4]),
        )


def read_mue(lines: Iterable[str], name: str, effective_from: date) -> Iterator[MueRow]:
    """Read the units a day of each code."""
    rows = split_table(lines, name)
    header = find_header(rows, ("hcpcs", "mue adjudication"), name, "medically unlikely edits")
    value_at = next((n for n, cell in enumerate(header) if "mue value" in cell), 1)
    indicator_at = column(header, "mue adjudication") or 2
    setting = setting_of(name, header[value_at])
    for line, cells in rows:
        if len(cells) <= indicator_at or not is_code(cells[0]):
            continue
        units = number(cells[value_at], name=name, line=line, what="units")
        yield MueRow(setting, cells[0], int(units), cells[indicator_at][:1], effective_from)
