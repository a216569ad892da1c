"""Build a 999 (997) and a 277 from their segments. Tolerant: what is missing stays empty."""

from __future__ import annotations

from unlisted.base.edi_values import read_day, read_decimal
from unlisted.base.segment import Segment
from unlisted.claim.acknowledgement import (
    ClaimStatus,
    ElementError,
    FunctionalAcknowledgement,
    InterchangeAcknowledgement,
    SegmentError,
    SetAcknowledgement,
    StatusItem,
    StatusReport,
)

_LEVELS = {"20": "source", "21": "receiver", "19": "provider", "22": "claim", "23": "claim", "PT": "claim"}
_BLANK = Segment(("",))


def build_interchange_answer(item: Segment) -> InterchangeAcknowledgement:
    """Build a TA1."""
    return InterchangeAcknowledgement(item.get(1), item.get(4), item.get(5), item.get(2))


def build_functional_answer(segments: list[Segment]) -> FunctionalAcknowledgement:
    """Build a 999 or 997; IK3, IK4, IK5 and AK3, AK4, AK5 mean the same."""
    group, end = _BLANK, _BLANK
    sets: list[SetAcknowledgement] = []
    header, trailer = _BLANK, _BLANK
    errors: list[SegmentError] = []
    for item in segments[1:]:
        name = item.id
        if name == "AK1":
            group = item
        elif name == "AK2":
            _close(sets, header, trailer, errors)
            header, trailer, errors = item, _BLANK, []
        elif name in ("IK3", "AK3"):
            errors.append(
                SegmentError(item.get(1), _whole(item.get(2)) or 0, item.get(3), item.get(4), (), ())
            )
        elif name == "CTX" and errors:
            last = errors[-1]
            context = item.part(1, 1)
            errors[-1] = SegmentError(
                last.segment, last.position, last.loop, last.code, last.elements, (*last.contexts, context)
            )
        elif name in ("IK4", "AK4") and errors:
            last = errors[-1]
            wrong = ElementError(
                _whole(item.part(1, 1)) or 0, _whole(item.part(1, 2)) or 0, item.get(2), item.get(3)
            )
            errors[-1] = SegmentError(
                last.segment, last.position, last.loop, last.code, (*last.elements, wrong), last.contexts
            )
        elif name in ("IK5", "AK5"):
            trailer = item
        elif name == "AK9":
            end = item
    _close(sets, header, trailer, errors)
    return FunctionalAcknowledgement(
        segments[0].get(1),
        group.get(1),
        group.get(2),
        group.get(3),
        end.get(1),
        _whole(end.get(2)),
        _whole(end.get(3)),
        _whole(end.get(4)),
        tuple(code for code in end.elements[5:10] if code),
        tuple(sets),
    )


def _close(
    sets: list[SetAcknowledgement], header: Segment, trailer: Segment, errors: list[SegmentError]
) -> None:
    if header.id:
        codes = tuple(code for code in trailer.elements[2:7] if code)
        sets.append(
            SetAcknowledgement(
                header.get(1), header.get(2), header.get(3), trailer.get(1), codes, tuple(errors)
            )
        )


def build_status_report(segments: list[Segment], version: str) -> StatusReport:
    """Build a 277 of any of its two uses; a level with nothing said of it is left out."""
    start = next((item for item in segments if item.id == "BHT"), _BLANK)
    source = next((item for item in segments if item.id == "NM1" and item.get(1) == "PR"), _BLANK)
    items: list[StatusItem] = []
    level, held = "", list[Segment]()
    trace = ""
    for item in segments[1:]:
        if item.id == "HL":
            items.extend(_item(level, trace, held))
            level, held, trace = _LEVELS.get(item.get(3), item.get(3)), [], ""
        elif item.id == "TRN":
            if level == "claim" and held:
                items.extend(_item(level, trace, held))
                held = []
            trace = item.get(2)
        elif item.id == "SVC":
            items.extend(_item(level, trace, held))
            level, held = "line", [item]
        elif item.id in ("STC", "REF", "DTP", "QTY", "AMT"):
            held.append(item)
        if item.id in ("HL", "TRN") and level == "line":
            level = "claim"
    items.extend(_item(level, trace, held))
    return StatusReport(
        version, start.get(3), read_day(start.get(4)), source.get(3), source.get(9), tuple(items)
    )


def _item(level: str, trace: str, held: list[Segment]) -> list[StatusItem]:
    if not any(item.id == "STC" for item in held):
        return []
    statuses = [status for item in held if item.id == "STC" for status in _statuses(item)]
    references = tuple((item.get(1), item.get(2)) for item in held if item.id == "REF")
    by_kind = dict(references)
    service = held[0] if held[0].id == "SVC" else _BLANK
    days = next((item for item in held if item.id == "DTP" and item.get(1) == "472"), _BLANK)
    first, _, last = days.get(3).partition("-")
    counts = [
        (item.get(1), number)
        for item in held
        if item.id in ("QTY", "AMT") and (number := read_decimal(item.get(2))) is not None
    ]
    return [
        StatusItem(
            level,
            tuple(statuses),
            trace,
            by_kind.get("1K", ""),
            by_kind.get("FJ", ""),
            service.part(1, 2),
            tuple(mark for mark in service.parts(1)[2:6] if mark),
            read_decimal(service.get(2)) if service.id else None,
            read_day(first),
            read_day(last) if last else read_day(first),
            references,
            tuple(counts),
            next(item.position for item in held if item.id == "STC"),
        )
    ]


def _statuses(item: Segment) -> list[ClaimStatus]:
    """Read an STC: up to three statuses in elements 1, 10 and 11; its free text is not kept."""
    found = []
    for number in (1, 10, 11):
        category, code, entity = (item.part(number, part) for part in (1, 2, 3))
        if category:
            found.append(
                ClaimStatus(
                    category, code, entity, item.get(3), read_day(item.get(2)), read_decimal(item.get(4))
                )
            )
    return found


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
