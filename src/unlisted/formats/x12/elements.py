# ruff: noqa: E501 - a table row is one line
"""Types and lengths of the elements of each segment: element positions and limits, no wording.

Each entry is ``TYPE min-max``; ``C(...)`` is a composite, ``/n`` lets an element repeat n times. A ``!``
marks what is always needed. Syntax notes follow a ``;``: ``P`` all or none, ``R`` at least one, ``E`` only
one, ``C`` if the first then the rest, ``L`` if the first then at least one of the rest (X12.6).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_TABLE = """
ISA ID2-2! AN10-10! ID2-2! AN10-10! ID2-2! AN15-15! ID2-2! AN15-15! DT6-6! TM4-4! AN1-1! ID5-5! N9-9! ID1-1! ID1-1! AN1-1!
GS ID2-2! AN2-15! AN2-15! DT8-8! TM4-8! N1-9! ID1-2! AN1-12!
ST ID3-3! AN4-9! AN1-35
SE N1-10! AN4-9!
GE N1-6! N1-9!
IEA N1-5! N9-9!
TA1 N9-9! DT6-6! TM4-4! ID1-1! ID3-3!
BHT ID4-4! ID2-2! AN1-50! DT8-8! TM4-8! ID2-2
NM1 ID2-3! ID1-1! AN1-60 AN1-35 AN1-25 AN1-10 AN1-10 ID1-2 AN2-80 ID2-2 ID2-3 AN1-60 ; P0809 C1110 C1203
N3 AN1-55! AN1-55
N4 AN2-30! ID2-2 ID3-15 ID2-3 ID1-2 AN1-30 ID1-3 ; E0207 C0605 C0704
REF ID2-3! AN1-50 AN1-80 C(ID2-3! AN1-50! ID2-3 AN1-50 ID2-3 AN1-50) ; R0203
PER ID2-2! AN1-60 ID2-2 AN1-256 ID2-2 AN1-256 ID2-2 AN1-256 AN1-20 ; P0304 P0506 P0708
HL AN1-12! AN1-12 ID1-2! ID1-1
PRV ID1-3! ID2-3 AN1-50 ID2-2 C(AN1-99) ID3-3 ; P0203
CUR ID2-3! ID3-3! R4-10 ID2-3 ID3-3 ID3-3
SBR ID1-1! ID2-2 AN1-50 AN1-60 ID1-3 ID1-1 ID1-1 ID2-2 ID1-2
PAT ID2-2 ID1-1 ID2-2 ID1-1 ID2-3 AN1-35 ID2-2 R1-10 ID1-1 ; P0506 P0708
DMG ID2-3 AN1-35 ID1-1 ID1-1 AN1-99/10 ID1-2 ID2-3 ID1-2 R1-15 ID1-3 AN1-30 ; P0102
CLM AN1-38! R1-18! ID1-2 ID1-2 C(AN1-2! ID1-2! ID1-1!) ID1-1 ID1-1 ID1-1 ID1-1 ID1-1 C(ID2-3! ID2-3 ID2-3 ID2-2 ID2-3) ID2-3 ID1-2 ID1-1 ID1-2 ID1-1 ID1-2 ID1-1 ID2-2 ID1-2
DTP ID3-3! ID2-3! AN1-35!
CL1 ID1-1 ID1-1 ID1-2 ID1-1
PWK ID2-2! ID1-2! N1-2 ID2-3 ID1-2 AN2-50 AN1-80 C(AN1-99) ID1-2 ; P0506
CN1 ID2-2! R1-18 R1-6 AN1-50 R1-6 AN1-30
AMT ID1-3! R1-18! ID1-1
K3 AN1-80! ID1-2 C(AN1-99)
NTE ID3-3! AN1-80!
CR1 ID2-2 R1-10 ID1-1 ID1-1 ID2-2 R1-15 AN1-55 AN1-55 AN1-80 AN1-80 ; P0102 P0506
CR2 N1-9 R1-15 ID2-3 ID2-3 ID2-2 R1-15 R1-15 ID1-1 ID1-1 AN1-80 AN1-80 ID1-1
CR3 ID1-1 ID2-2 R1-15 ID1-1 AN1-80 ; P0203
CRC ID2-2! ID1-1! ID2-3! ID2-3 ID2-3 ID2-3 ID2-3
HI H! H H H H H H H H H H H
HCP ID2-2! R1-18 R1-18 AN1-50 R1-9 AN1-50 R1-18 AN1-48 ID2-2 AN1-48 ID2-2 R1-15 ID2-2 ID1-2 ID1-2 ; P1112
CAS ID1-2! ID1-5! R1-18! R1-15 ID1-5 R1-18 R1-15 ID1-5 R1-18 R1-15 ID1-5 R1-18 R1-15 ID1-5 R1-18 R1-15 ID1-5 R1-18 R1-15 ; L050607 C0605 C0705 L080910 C0908 C1008 L111213 C1211 C1311 L141516 C1514 C1614 L171819 C1817 C1917
OI ID1-2 ID1-2 ID1-1 ID1-1 ID1-1 ID1-1
MOA R1-10 R1-18 AN1-50 AN1-50 AN1-50 AN1-50 AN1-50 R1-18 R1-18
MIA R1-15! R1-15 R1-15 R1-18 AN1-50 R1-18 R1-18 R1-18 R1-18 R1-18 R1-18 R1-18 R1-18 R1-18 R1-15 R1-18 R1-18 R1-18 R1-18 AN1-50 AN1-50 AN1-50 AN1-50 R1-18
LX N1-6!
SV1 C(ID2-2! AN1-48! AN2-2 AN2-2 AN2-2 AN2-2 AN1-80 AN1-48) R1-18 ID2-2 R1-15 AN1-2 ID1-2 C(N1-2! N1-2 N1-2 N1-2) R1-18 ID1-1 ID1-2 ID1-1 ID1-1 ID1-2 ID1-1 ID1-1 ; P0304
SV2 AN1-48 C(ID2-2! AN1-48! AN2-2 AN2-2 AN2-2 AN2-2 AN1-80 AN1-48) R1-18 ID2-2 R1-15 R1-10 R1-18 ID1-1 ID1-1 ID1-1 ; R0102 P0405
SV5 C(ID2-2! AN1-48! AN2-2 AN2-2 AN2-2 AN2-2 AN1-80 AN1-48) ID2-2! R1-15! R1-18 R1-18 ID1-1 ID1-1
QTY ID2-2! R1-15 C(AN1-99) AN1-30
MEA ID2-2 ID1-3 R1-20
PS1 AN1-50! R1-18! ID2-2
LIN AN1-20 ID2-2! AN1-48!
CTP ID2-2 ID3-3 R1-17 R1-15 C(ID2-2! R1-15 R1-10)
SVD AN2-80! R1-18! C(ID2-2! AN1-48! AN2-2 AN2-2 AN2-2 AN2-2 AN1-80 AN1-48) AN1-48 R1-15 N1-6
LQ ID1-3 AN1-30 ; C0102
FRM AN1-20! ID1-1 AN1-50 DT8-8 R1-6 ; R02030405
"""
_CODE_INFORMATION = "C(ID1-3! AN1-30! ID2-3 AN1-35 R1-18 R1-15 AN1-30 AN1-30 ID1-1)"
_ITEM = re.compile(
    r"(?:C\((?P<parts>[^)]*)\)|(?P<type>AN|ID|DT|TM|N|R)(?P<min>\d+)-(?P<max>\d+))(?P<need>!?)(?:/(?P<rep>\d+))?"
)


@dataclass(frozen=True, slots=True)
class ElementSpec:
    """One element: its type, its lengths, its components, how often it may repeat."""

    kind: str
    shortest: int
    longest: int
    needed: bool
    repeats: int = 1
    parts: tuple[ElementSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentSpec:
    """The elements of a segment and its syntax notes: kind and element numbers."""

    elements: tuple[ElementSpec, ...]
    notes: tuple[tuple[str, tuple[int, ...]], ...]


def _spec(found: re.Match[str]) -> ElementSpec:
    needed, repeats = bool(found["need"]), int(found["rep"] or 1)
    if found["parts"] is not None:
        parts = tuple(_spec(item) for item in _ITEM.finditer(found["parts"]))
        return ElementSpec("C", 1, 999, needed, repeats, parts)
    return ElementSpec(found["type"], int(found["min"]), int(found["max"]), needed, repeats)


def _note(text: str) -> tuple[str, tuple[int, ...]]:
    return text[0], tuple(int(text[i : i + 2]) for i in range(1, len(text), 2))


@cache
def segment_specs() -> dict[str, SegmentSpec]:
    """Return the segments by id."""
    specs: dict[str, SegmentSpec] = {}
    for row in _TABLE.strip().splitlines():
        body, _, notes = row.partition(" ; ")
        name, rest = body.split(" ", 1)
        if name == "HI":
            rest = rest.replace("H!", f"{_CODE_INFORMATION}!").replace("H", _CODE_INFORMATION)
        elements = tuple(_spec(item) for item in _ITEM.finditer(rest))
        specs[name] = SegmentSpec(elements, tuple(_note(note) for note in notes.split()))
    return specs
