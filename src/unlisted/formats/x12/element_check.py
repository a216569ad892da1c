"""Check the elements of one segment: presence, length, type, characters, notes, codes (SNIP 1 and 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from unlisted.base.segment import Segment
from unlisted.claim.edits import structure as rules
from unlisted.claim.edits.finding import ClaimFinding, EditRule
from unlisted.formats.x12.elements import ElementSpec, SegmentSpec, segment_specs
from unlisted.formats.x12.layout import ElementRule, Row

_DECIMAL = re.compile(r"-?(\d+\.?\d*|\.\d+)")
_WHOLE = re.compile(r"-?\d+")
_TIME = re.compile(r"([01]\d|2[0-3])[0-5]\d([0-5]\d\d{0,2})?")
_ALLOWED = re.compile(r"[A-Za-z0-9 !\"&'()*+,\-./:;?=%@\[\]_{}\\|<>#$^`~]*")
_DATED = {"DTP": (2, 3), "DMG": (1, 2), "PAT": (5, 6)}
"""Segments whose one element names the form of the date in the other."""
_DAY, _LONG_RANGE = 8, 17


def is_day(text: str) -> bool:
    """Say whether the text is CCYYMMDD and a day of the calendar."""
    if len(text) != _DAY or not text.isascii() or not text.isdigit():
        return False
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def is_dated(form: str, text: str) -> bool:
    """Say whether the text has the form that a date qualifier names (D8, RD8, DT, TM)."""
    match form:
        case "D8":
            return is_day(text)
        case "RD8":
            return len(text) == _LONG_RANGE and text[8] == "-" and is_day(text[:8]) and is_day(text[9:])
        case "DT":
            return is_day(text[:8]) and bool(_TIME.fullmatch(text[8:]))
        case "TM":
            return bool(_TIME.fullmatch(text))
        case _:
            return True


def check_elements(item: Segment, row: Row | None, loop: str) -> Iterator[ClaimFinding]:
    """Yield what is wrong with the segment's elements; ``row`` adds the layout's own rules."""
    spec = segment_specs().get(item.id)
    if spec is None:
        return
    yield from _shape(item, spec, loop)
    yield from _notes(item, spec, loop)
    if row is not None:
        yield from _layout_rules(item, row, loop)
    if item.id in _DATED:
        form, value = _DATED[item.id]
        if item.get(value) and not is_dated(item.get(form), item.get(value)):
            yield _at(rules.NOT_A_DATE, item, loop, value)


def _shape(item: Segment, spec: SegmentSpec, loop: str) -> Iterator[ClaimFinding]:
    filled = len(item.elements) - 1
    if filled > len(spec.elements):
        if any(item.elements[len(spec.elements) + 1 :]):
            yield _at(rules.TOO_MANY_ELEMENTS, item, loop, len(spec.elements) + 1)
        filled = len(spec.elements)
    if len(item.elements) > 1 and not item.elements[-1]:
        yield _at(rules.TRAILING, item, loop)
    for number in range(1, filled + 1):
        value, element = item.elements[number], spec.elements[number - 1]
        if not value:
            if element.needed:
                yield _at(rules.NEEDED_BY_STANDARD, item, loop, number)
        elif element.kind == "C":
            yield from _composite(item, element, loop, number)
        else:
            yield from _value(item, element, value, loop, number, 0)
    for number in range(filled + 1, len(spec.elements) + 1):
        if spec.elements[number - 1].needed:
            yield _at(rules.NEEDED_BY_STANDARD, item, loop, number)


def _composite(item: Segment, element: ElementSpec, loop: str, number: int) -> Iterator[ClaimFinding]:
    parts = item.parts(number)
    if len(parts) > len(element.parts):
        yield _at(rules.TOO_MANY_PARTS, item, loop, number, len(element.parts) + 1)
    if not parts[-1] and len(parts) > 1:
        yield _at(rules.TRAILING, item, loop, number)
    for index, part in enumerate(element.parts, start=1):
        value = parts[index - 1] if index <= len(parts) else ""
        if value:
            yield from _value(item, part, value, loop, number, index)
        elif part.needed:
            yield _at(rules.NEEDED_BY_STANDARD, item, loop, number, index)


def _value(
    item: Segment, element: ElementSpec, value: str, loop: str, number: int, part: int
) -> Iterator[ClaimFinding]:
    kind = element.kind
    length = len(value)
    if kind in ("R", "N"):
        pattern = _DECIMAL if kind == "R" else _WHOLE
        if not (value.isascii() and pattern.fullmatch(value)):
            yield _at(rules.NOT_A_NUMBER, item, loop, number, part, value=value)
            return
        length -= value.count("-") + value.count(".")
    elif kind == "DT":
        if not (is_day(value) or (length == 6 and is_day("20" + value))):
            yield _at(rules.NOT_A_DATE, item, loop, number, part)
            return
    elif kind == "TM" and not _TIME.fullmatch(value):
        yield _at(rules.NOT_A_TIME, item, loop, number, part)
        return
    if length > element.longest:
        text = f"{_name(item, number, part)} has {length} characters; at most {element.longest} fit"
        yield _at(rules.TOO_LONG, item, loop, number, part, message=text)
    elif length < element.shortest:
        text = f"{_name(item, number, part)} has {length} characters; at least {element.shortest} are needed"
        yield _at(rules.TOO_SHORT, item, loop, number, part, message=text)
    if kind in ("AN", "ID"):
        if not _ALLOWED.fullmatch(value):
            yield _at(rules.CHARACTERS, item, loop, number, part)
        elif (value[-1] == " " or value[0] == " ") and item.id != "ISA":
            yield _at(rules.SPACES, item, loop, number, part)


def _notes(item: Segment, spec: SegmentSpec, loop: str) -> Iterator[ClaimFinding]:
    for kind, numbers in spec.notes:
        filled = [bool(item.get(number)) for number in numbers]
        if kind == "P":
            if any(filled) and not all(filled):
                yield _at(rules.NOTE_PAIR, item, loop, numbers[filled.index(False)])
        elif kind == "R":
            if not any(filled):
                yield _at(rules.NOTE_ONE, item, loop, numbers[0])
        elif kind == "E":
            if sum(filled) > 1:
                yield _at(rules.NOTE_ONLY, item, loop, numbers[1])
        elif kind == "C":
            if filled[0] and not all(filled):
                yield _at(rules.NOTE_CONDITION, item, loop, numbers[filled.index(False)])
        elif filled[0] and not any(filled[1:]):
            yield _at(rules.NOTE_CONDITION, item, loop, numbers[1])


def _layout_rules(item: Segment, row: Row, loop: str) -> Iterator[ClaimFinding]:
    for asked in row.rules:
        value = item.part(asked.number, asked.component) if asked.component else item.get(asked.number)
        if not value:
            if asked.use == "+" and not _needed_anyway(item, asked):
                yield _at(rules.NEEDED, item, loop, asked.number, asked.component)
        elif asked.use == "-":
            yield _at(rules.NOT_USED, item, loop, asked.number, asked.component)
        elif asked.values and value not in asked.values:
            keyed = asked.number == row.key_number and asked.component == row.key_component
            yield _at(
                rules.QUALIFIER if keyed else rules.CODE,
                item,
                loop,
                asked.number,
                asked.component,
                value=value,
            )


def _needed_anyway(item: Segment, asked: ElementRule) -> bool:
    elements = segment_specs()[item.id].elements
    return asked.number <= len(elements) and elements[asked.number - 1].needed


def _name(item: Segment, number: int, part: int = 0) -> str:
    return f"{item.id}{number:02d}" + (f"-{part}" if part else "")


def _at(
    rule: EditRule,
    item: Segment,
    loop: str,
    number: int = 0,
    part: int = 0,
    *,
    value: str = "",
    message: str = "",
) -> ClaimFinding:
    element = _name(item, number, part) if number else ""
    text = message or (f"{element}: {rule.says}" if element else rule.says)
    return rule.at(loop, item.id, element, message=text, value=value, position=item.position)
