"""Build a claim of a remittance from its segments, CLP to the next: the inner loop of a 100 MB file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from unlisted.base.edi_values import read_day, read_decimal
from unlisted.base.segment import Segment
from unlisted.claim.model import Adjustment
from unlisted.remittance.model import ZERO, Party, RemittanceClaim, RemittanceLine

_SERVICE_DAYS = frozenset({"150", "151", "472"})
_NO_QUALIFIER = ("", "")

amount_of = lru_cache(maxsize=65_536)(read_decimal)
"""Amounts repeat: a cache of 65,536 halves the time of a large file."""
day_of = lru_cache(maxsize=4_096)(read_day)


class _Amounts:
    """Read amounts; keep the names of those that cannot be read, and what was odd."""

    __slots__ = ("oddities", "unreadable")

    def __init__(self, oddities: set[str]) -> None:
        self.unreadable: list[str] = []
        self.oddities = oddities

    def needed(self, elements: tuple[str, ...], number: int) -> Decimal:
        """Return an amount that must be there; zero, and its name kept, where it cannot be read."""
        value = amount_of(elements[number]) if number < len(elements) else None
        if value is None:
            self.unreadable.append(f"{elements[0]}{number:02d}")
            return ZERO
        return value

    def optional(self, elements: tuple[str, ...], number: int) -> Decimal | None:
        """Return an amount, or ``None`` where the element is empty."""
        if number >= len(elements) or not elements[number]:
            return None
        return self.needed(elements, number)


def build_claim(segments: list[Segment], oddities: set[str]) -> RemittanceClaim:
    """Build the claim; ``segments[0]`` is CLP. Unknown segments are passed over.

    ``oddities`` takes the name of what was read in spite of the standard (``component_mark``).
    """
    amounts = _Amounts(oddities)
    starts = [number for number, item in enumerate(segments) if item[0][0] == "SVC"]
    first = starts[0] if starts else len(segments)
    bounds = [*starts, len(segments)]
    lines = tuple(_line(segments[a:b], amounts) for a, b in pairwise(bounds)) if starts else ()
    clp = segments[0][0]
    get = clp.__getitem__
    width = len(clp)
    adjustments: list[Adjustment] = []
    remarks: list[str] = []
    parties: list[Party] = []
    references: list[tuple[str, str]] = []
    sums: list[tuple[str, Decimal]] = []
    quantities: list[tuple[str, Decimal]] = []
    service_from = service_to = received = None
    for number in range(1, first):
        elements = segments[number][0]
        name = elements[0]
        if name == "CAS":
            _adjust(elements, adjustments, amounts)
        elif name == "NM1":
            parties.append(party_of(elements))
        elif name == "DTM":
            kind, day = _date(elements)
            if kind == "232":
                service_from = day
            elif kind == "233":
                service_to = day
            elif kind == "050":
                received = day
        elif name == "REF":
            references.append(pair_of(elements))
        elif name == "AMT" and len(elements) > 2:
            sums.append((elements[1], amounts.needed(elements, 2)))
        elif name == "MOA":
            remarks.extend(code for code in elements[3:8] if code)
        elif name == "MIA":
            remarks.extend(code for code in (*elements[5:6], *elements[20:24]) if code)
        elif name == "QTY" and len(elements) > 2:
            quantities.append((elements[1], amounts.needed(elements, 2)))
    return RemittanceClaim(
        get(1) if width > 1 else "",
        get(2) if width > 2 else "",
        amounts.needed(clp, 3),
        amounts.needed(clp, 4),
        amounts.optional(clp, 5),
        get(6) if width > 6 else "",
        get(7) if width > 7 else "",
        get(8) if width > 8 else "",
        get(9) if width > 9 else "",
        tuple(adjustments),
        tuple(remarks),
        lines,
        tuple(parties),
        service_from,
        service_to,
        received,
        tuple(references),
        tuple(sums),
        tuple(quantities),
        tuple(amounts.unreadable),
        segments[0][1],
    )


def _line(segments: list[Segment], amounts: _Amounts) -> RemittanceLine:
    svc = segments[0][0]
    width = len(svc)
    separator = segments[0][2]
    judged = svc[1].split(separator) if width > 1 else [""]
    if len(judged) == 1:
        judged = _mistaken(judged[0], amounts.oddities)
    original = svc[6].split(separator) if width > 6 and svc[6] else []
    adjustments: list[Adjustment] = []
    remarks: list[str] = []
    references: list[tuple[str, str]] = []
    sums: list[tuple[str, Decimal]] = []
    service_from: date | None = None
    service_to: date | None = None
    control = ""
    for number in range(1, len(segments)):
        elements = segments[number][0]
        name = elements[0]
        if name == "CAS":
            _adjust(elements, adjustments, amounts)
        elif name == "DTM":
            kind, day = _date(elements)
            if kind in _SERVICE_DAYS:
                if kind == "151":
                    service_to = day
                else:
                    service_from = day
        elif name == "REF":
            if len(elements) > 2 and elements[1] == "6R":
                control = elements[2]
            else:
                references.append(pair_of(elements))
        elif name == "AMT" and len(elements) > 2:
            sums.append((elements[1], amounts.needed(elements, 2)))
        elif name == "LQ" and len(elements) > 2 and elements[1] == "HE":
            remarks.append(elements[2])
    return RemittanceLine(
        judged[0],
        judged[1] if len(judged) > 1 else "",
        tuple([mark for mark in judged[2:6] if mark]) if len(judged) > 2 else (),
        amounts.needed(svc, 2),
        amounts.needed(svc, 3),
        amounts.optional(svc, 5),
        svc[4] if width > 4 else "",
        original[1] if len(original) > 1 else "",
        tuple([mark for mark in original[2:6] if mark]),
        amounts.optional(svc, 7),
        service_from,
        service_to,
        control,
        tuple(adjustments),
        tuple(remarks),
        tuple(references),
        tuple(sums),
        segments[0][1],
    )


def _mistaken(text: str, oddities: set[str]) -> list[str]:
    """Divide a code whose component mark is not the header's; some payers keep ``:`` whatever they state."""
    for mark in (":", ">", "|", "^"):
        if mark in text:
            oddities.add("component_mark")
            return text.split(mark)
    return ["", text]


def _adjust(elements: tuple[str, ...], into: list[Adjustment], amounts: _Amounts) -> None:
    """Read a CAS: a group, then up to six times reason, amount and quantity."""
    if len(elements) == 4:  # nearly always
        value = amount_of(elements[3])
        if value is not None:
            into.append(Adjustment(elements[1], elements[2], value))
            return
    group = elements[1] if len(elements) > 1 else ""
    for start in range(2, len(elements), 3):
        reason = elements[start]
        if reason or (start + 1 < len(elements) and elements[start + 1]):
            into.append(
                Adjustment(
                    group, reason, amounts.needed(elements, start + 1), amounts.optional(elements, start + 2)
                )
            )


def _date(elements: tuple[str, ...]) -> tuple[str, date | None]:
    return (elements[1], day_of(elements[2])) if len(elements) > 2 else ("", None)


def pair_of(elements: tuple[str, ...]) -> tuple[str, str]:
    """Return qualifier and value of a REF."""
    return (elements[1], elements[2]) if len(elements) > 2 else _NO_QUALIFIER


def party_of(elements: tuple[str, ...]) -> Party:
    """Return the party of an NM1."""
    width = len(elements)
    return Party(
        elements[1] if width > 1 else "",
        elements[3] if width > 3 else "",
        elements[8] if width > 8 else "",
        elements[9] if width > 9 else "",
        elements[4] if width > 4 else "",
    )
