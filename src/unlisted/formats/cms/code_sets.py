"""Code sets: ICD-10-CM (order and codes files), HCPCS Level II (ANWEB) and ZIP code to locality (ZIP5).

All three are fixed width. Only codes, flags and days are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from unlisted.base.errors import UnsupportedFormatError
from unlisted.formats.cms.cells import compact_day, is_code
from unlisted.formats.cms.rows import DiagnosisRow, HcpcsRow, ZipRow

_DIAGNOSIS = re.compile(r"^[A-Z][0-9][0-9A-Z]{1,5}$")
_ORDER_LINE = re.compile(r"^(\d{5}) ([A-Z][0-9][0-9A-Z]{0,5}) +([01]) ")
_ZIP5_LINE = re.compile(r"^[A-Z]{2}\d{5}[0-9A-Z]{5}[0-9A-Z]{2}")
_ANWEB_SHORTEST = 268  # up to and with the termination day stands beyond this column
_ANWEB_FIRST_RECORD = "3"  # the record identification code that opens a procedure


def read_icd10cm(lines: Iterable[str], name: str, effective_from: date) -> Iterator[DiagnosisRow]:
    """Read an order file (headings and billable codes) or a codes file (billable codes only)."""
    found = False
    for line in lines:
        order = _ORDER_LINE.match(line)
        if order:
            found = True
            yield DiagnosisRow(order[2], order[3] == "1", effective_from)
            continue
        token = line.split(" ", 1)[0].strip()
        if _DIAGNOSIS.match(token):
            found = True
            yield DiagnosisRow(token, billable=True, effective_from=effective_from)
    if not found:
        raise _no_line(name, "ICD-10-CM", "icd10cm_order_*.txt or icd10cm_codes_*.txt")


def read_anweb(lines: Iterable[str], name: str, effective_from: date) -> Iterator[HcpcsRow]:
    """Read the codes of an ANWEB file; two-character modifiers and continuation records are passed over."""
    found = False
    for line in lines:
        code = line[:5].strip()
        if len(line) < _ANWEB_SHORTEST or not is_code(code) or line[10:11] != _ANWEB_FIRST_RECORD:
            continue
        found = True
        yield HcpcsRow(
            code=code,
            added_on=compact_day(line[268:276]),
            terminated_on=compact_day(line[284:292]),
            effective_from=effective_from,
        )
    if not found:
        raise _no_line(name, "HCPCS Level II", "HCPC*_ANWEB_*.txt")


def read_zip5(lines: Iterable[str], name: str, effective_from: date) -> Iterator[ZipRow]:
    """Read state, ZIP, contractor and locality; the plus-four flag stands in column 21."""
    found = False
    for line in lines:
        if not _ZIP5_LINE.match(line):
            continue
        found = True
        yield ZipRow(
            zip_code=line[2:7],
            state=line[:2],
            contractor_number=line[7:12],
            locality=line[12:14],
            needs_plus_four=line[20:21] == "1",
            effective_from=effective_from,
        )
    if not found:
        raise _no_line(name, "ZIP code to locality", "ZIP5_*.txt")


def _no_line(name: str, kind: str, wanted: str) -> UnsupportedFormatError:
    return UnsupportedFormatError(
        f"no line of a {kind} file",
        where=name,
        why="nothing could be loaded from it",
        fix=f"give {wanted} as it comes out of the publisher's zip",
    )
