"""Turn a batch of claims into the bytes of one interchange."""

from __future__ import annotations

from collections.abc import Iterator

from unlisted.base.edi_values import day_text
from unlisted.base.errors import UsageError
from unlisted.base.segment import NEUTRAL, Segment, segment
from unlisted.claim.model import Batch
from unlisted.claim.text import is_basic, is_extended
from unlisted.claim.tree import Loop
from unlisted.claim.unlisted_codes import UnlistedCodes
from unlisted.formats.x12.claim_writer import VERSIONS, lay_out, refuse_unwritable
from unlisted.formats.x12.delimiters import Delimiters

_MOST = 999_999_999
_ID_WIDTH = 15


def write_batch(
    batch: Batch,
    *,
    delimiters: Delimiters | None = None,
    unlisted: UnlistedCodes | None = None,
    basic: bool = False,
    line_breaks: bool = True,
) -> bytes:
    """Return the interchange. The same batch gives the same bytes.

    ``basic`` refuses what the basic character set has not (small letters, for one). Raises ``UsageError``
    for a claim that may not be written (see ``refuse_unwritable``) and for a value that holds a delimiter
    or a character X12 does not carry: it names the element, never the value.
    """
    marks = delimiters or Delimiters()
    refuse_unwritable(batch.claims, unlisted or UnlistedCodes())
    end = marks.segment + ("\n" if line_breaks and marks.segment != "\n" else "")
    pieces = [_interchange_header(batch, marks) + end]
    version = VERSIONS[batch.claims[0].kind] if batch.claims else ""
    sets = lay_out(batch)
    for item in (_group_header(batch, version), *_flat(sets), *_trailers(batch, len(sets))):
        pieces.append(_text(item, marks, basic) + end)
    return "".join(pieces).encode("ascii")


def _flat(sets: list[Loop]) -> Iterator[Segment]:
    for root in sets:
        for loop in root.walk():
            yield from loop.segments


def _text(item: Segment, marks: Delimiters, basic: bool) -> str:
    allowed = is_basic if basic else is_extended
    for number, value in enumerate(item.elements):
        plain = value.replace(NEUTRAL, "")
        held = any(mark in plain for mark in marks.all)
        if held or not allowed(plain):
            raise UsageError(
                "a value holds a delimiter" if held else "a value holds a character that is not carried",
                where=f"{item.id}{number:02d}",
                why="X12 has no way to escape a delimiter, and payers refuse other characters",
                fix="clean the text first (unlisted.claim.text.clean_text), or choose other delimiters",
            )
    return marks.element.join(item.elements).replace(NEUTRAL, marks.component)


def _interchange_header(batch: Batch, marks: Delimiters) -> str:
    number = batch.numbers.interchange
    if not 0 < number <= _MOST or not 0 < batch.numbers.group <= _MOST:
        raise UsageError("a control number has one to nine digits and is not zero", where="ISA13, GS06")
    fields = (
        "ISA",
        "00",
        " " * 10,
        "00",
        " " * 10,
        "ZZ",
        _padded(batch.submitter.id, "ISA06"),
        "ZZ",
        _padded(batch.receiver.id, "ISA08"),
        f"{batch.created:%y%m%d}",
        f"{batch.created:%H%M}",
        marks.repetition or "U",
        "00501",
        f"{number:09d}",
        "0",
        batch.usage,
        marks.component,
    )
    return marks.element.join(fields)


def _padded(identifier: str, element: str) -> str:
    if not identifier or len(identifier) > _ID_WIDTH or not is_extended(identifier):
        raise UsageError(
            f"the id in {element} has 1 to {_ID_WIDTH} plain characters",
            where=element,
            fix="use the id the clearinghouse gave",
        )
    return identifier.ljust(_ID_WIDTH)


def _group_header(batch: Batch, version: str) -> Segment:
    stamp = (day_text(batch.created.date()), f"{batch.created:%H%M}")
    return segment(
        "GS", "HC", batch.submitter.id, batch.receiver.id, *stamp, str(batch.numbers.group), "X", version
    )


def _trailers(batch: Batch, sets: int) -> tuple[Segment, Segment]:
    return (
        segment("GE", str(sets), str(batch.numbers.group)),
        segment("IEA", "1", f"{batch.numbers.interchange:09d}"),
    )
