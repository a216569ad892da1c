"""Put transaction sets into one interchange: envelopes, counts, delimiters; for sets that are no claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from unlisted.base.edi_values import day_text
from unlisted.base.errors import UsageError
from unlisted.base.segment import NEUTRAL, Segment, segment
from unlisted.claim.model import ControlNumbers
from unlisted.claim.text import is_extended
from unlisted.formats.x12.delimiters import Delimiters

_ID_WIDTH = 15


@dataclass(frozen=True, slots=True)
class InterchangeHeader:
    """Who sends to whom, when, under which numbers; ``group`` is GS01 and ``version`` GS08."""

    sender: str
    receiver: str
    created: datetime
    numbers: ControlNumbers
    group: str
    version: str
    usage: str = "P"


def write_interchange(
    header: InterchangeHeader,
    sets: Sequence[Sequence[Segment]],
    *,
    leading: Sequence[Segment] = (),
    delimiters: Delimiters | None = None,
) -> bytes:
    """Return the interchange with SE, GE and IEA counted. ``leading`` stands before GS (TA1).

    Each set starts with ST and has no SE. Raises ``UsageError`` for a value that holds a delimiter or a
    character X12 does not carry: it names the element, never the value.
    """
    marks = delimiters or Delimiters()
    end = marks.segment + ("\n" if marks.segment != "\n" else "")
    made = header.created
    pieces = [_header(header, marks), *(_text(item, marks) for item in leading)]
    if sets:
        stamp = (day_text(made.date()), f"{made:%H%M}")
        number = str(header.numbers.group)
        start = segment(
            "GS", header.group, header.sender, header.receiver, *stamp, number, "X", header.version
        )
        pieces.append(_text(start, marks))
        for item in sets:
            pieces.extend(_text(part, marks) for part in item)
            pieces.append(_text(segment("SE", str(len(item) + 1), item[0].get(2)), marks))
        pieces.append(_text(segment("GE", str(len(sets)), number), marks))
    pieces.append(_text(segment("IEA", "1" if sets else "0", f"{header.numbers.interchange:09d}"), marks))
    return (end.join(pieces) + end).encode("ascii")


def _header(header: InterchangeHeader, marks: Delimiters) -> str:
    made = header.created
    blank = ("00", " " * 10)
    fields = (
        "ISA",
        *blank,
        *blank,
        "ZZ",
        header.sender[:_ID_WIDTH].ljust(_ID_WIDTH),
        "ZZ",
        header.receiver[:_ID_WIDTH].ljust(_ID_WIDTH),
        f"{made:%y%m%d}",
        f"{made:%H%M}",
        marks.repetition or "U",
        "00501",
        f"{header.numbers.interchange:09d}",
        "0",
        header.usage,
        marks.component,
    )
    return marks.element.join(fields)


def _text(item: Segment, marks: Delimiters) -> str:
    for number, value in enumerate(item.elements):
        plain = value.replace(NEUTRAL, "")
        if any(mark in plain for mark in marks.all) or not is_extended(plain):
            raise UsageError(
                "a value holds a delimiter or a character that is not carried",
                where=f"{item.id}{number:02d}",
                why="X12 has no way to escape a delimiter",
                fix="clean the text first, or choose other delimiters",
            )
    return marks.element.join(item.elements).replace(NEUTRAL, marks.component)
