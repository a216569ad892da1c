"""A claim inside its loops, with the questions that edits ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from unlisted.base.edi_values import read_day, read_decimal
from unlisted.base.segment import Segment
from unlisted.claim.code_values import MEDICARE_FILING
from unlisted.claim.edits.finding import ClaimFinding, EditRule
from unlisted.claim.tree import INSTITUTIONAL_VERSION, Loop

_NOTHING = Segment(("",))
MAX_LINES = 1_000
"""Lines of a claim that edits look at; a claim has 999 at most, and more are found by their count."""
MAX_OTHERS = 20
"""Other payers of a claim that edits look at; a claim has ten at most."""


@dataclass(frozen=True, slots=True)
class LineView:
    """One line: loop 2400 and its service segment (SV1 or SV2)."""

    loop: Loop
    service: Segment
    number: int
    institutional: bool

    @property
    def procedure_element(self) -> int:
        """Return the number of the element that holds the code: SV101 or SV202."""
        return 2 if self.institutional else 1

    def element(self, component: int) -> str:
        """Name a component of the procedure, for example ``SV101-7``."""
        return f"{self.service.id}{self.procedure_element:02d}-{component}"

    @property
    def charge_element(self) -> str:
        """Name the element of the charge."""
        return "SV203" if self.institutional else "SV102"

    @property
    def units_element(self) -> str:
        """Name the element of the units."""
        return "SV205" if self.institutional else "SV104"

    @property
    def code(self) -> str:
        """Return the procedure code; empty on a line that has a revenue code only."""
        return self.service.part(self.procedure_element, 2)

    @property
    def modifiers(self) -> tuple[str, ...]:
        """Return the modifiers that are filled."""
        found = (self.service.part(self.procedure_element, n) for n in range(3, 7))
        return tuple(item for item in found if item)

    @property
    def description(self) -> str:
        """Return SV101-7 or SV202-7."""
        return self.service.part(self.procedure_element, 7)

    @property
    def charge(self) -> Decimal | None:
        """Return the charge, or ``None`` where it is no number."""
        return read_decimal(self.service.get(3 if self.institutional else 2))

    @property
    def units(self) -> Decimal | None:
        """Return the units, or ``None`` where they are no number."""
        return read_decimal(self.service.get(5 if self.institutional else 4))

    @property
    def unit_kind(self) -> str:
        """Return UN, MJ or DA."""
        return self.service.get(4 if self.institutional else 3)

    @property
    def pointers(self) -> tuple[str, ...]:
        """Return the diagnosis pointers as they stand."""
        return () if self.institutional else tuple(p for p in self.service.parts(7) if p)

    @property
    def control_number(self) -> str:
        """Return REF 6R."""
        item = self.loop.first("REF", "6R")
        return item.get(2) if item else ""

    @property
    def days(self) -> tuple[date | None, date | None]:
        """Return first and last day of service."""
        item = self.loop.first("DTP", "472")
        text = item.get(3) if item else ""
        first = read_day(text[:8])
        return first, (read_day(text[9:]) if len(text) > 8 else first)

    def at(self, rule: EditRule, element: str = "", **more: Any) -> ClaimFinding:
        """Return a finding at this line's service segment."""
        position = self.service.position
        return rule.at("2400", self.service.id, element, line=self.number, position=position, **more)


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim with the loops above it."""

    number: int
    institutional: bool
    root: Loop
    billing: Loop
    subscriber: Loop
    patient: Loop | None
    claim: Loop
    head: Segment
    lines: tuple[LineView, ...]

    @property
    def facility(self) -> str:
        """Return CLM05-1: the place of service, or the first digits of the bill type."""
        return self.head.part(5, 1)

    @property
    def frequency(self) -> str:
        """Return CLM05-3."""
        return self.head.part(5, 3)

    @property
    def total(self) -> Decimal | None:
        """Return CLM02, or ``None`` where it is no number."""
        return read_decimal(self.head.get(2))

    @property
    def filing_code(self) -> str:
        """Return SBR09 of the coverage the claim goes to."""
        item = self.subscriber.first("SBR")
        return item.get(9) if item else ""

    @property
    def is_medicare(self) -> bool:
        """Say whether the claim goes to traditional Medicare."""
        return self.filing_code in MEDICARE_FILING

    @property
    def payer(self) -> Segment:
        """Return NM1 of the payer the claim goes to."""
        loop = self.subscriber.inner("2010BB")
        return (loop.first("NM1") if loop else None) or _NOTHING

    @property
    def diagnoses(self) -> tuple[tuple[str, str, int, int], ...]:
        """Return qualifier, code, element and position of every diagnosis in the HI segments."""
        found: list[tuple[str, str, int, int]] = []
        for item in self.claim.all("HI"):
            for number in range(1, len(item.elements)):
                kind = item.part(number, 1)
                if kind in DIAGNOSIS_QUALIFIERS:
                    found.append((kind, item.part(number, 2), number, item.position))
        return tuple(found)

    @property
    def others(self) -> tuple[Loop, ...]:
        """Return the loops of the other payers."""
        return tuple(islice(self.claim.within("2320"), MAX_OTHERS))

    def decided(self) -> dict[str, list[tuple[LineView, Loop, Segment]]]:
        """Return the lines' decisions of other payers, by payer id."""
        found: dict[str, list[tuple[LineView, Loop, Segment]]] = {}
        for line in self.lines:
            for loop in line.loop.within("2430"):
                item = loop.first("SVD")
                if item is not None:
                    found.setdefault(item.get(1), []).append((line, loop, item))
        return found

    def place_of(self, line: LineView) -> str:
        """Return the line's place of service, else the claim's."""
        return line.service.get(5) or self.facility

    def first_day(self) -> date | None:
        """Return the first day of service of all lines, or of the statement."""
        days = [first for first, _ in (line.days for line in self.lines) if first is not None]
        statement = self.claim.first("DTP", "434")
        if not days and statement is not None:
            found = read_day(statement.get(3)[:8])
            return found
        return min(days, default=None)

    def at(
        self, rule: EditRule, loop: Loop | str, item: Segment | str, element: str = "", **more: Any
    ) -> ClaimFinding:
        """Return a finding in one of the claim's loops."""
        name = loop if isinstance(loop, str) else loop.name
        if isinstance(item, Segment):
            more.setdefault("position", item.position)
        segment = item.id if isinstance(item, Segment) else item
        return rule.at(name, segment, element, **more)

    def at_head(self, rule: EditRule, element: str = "", **more: Any) -> ClaimFinding:
        """Return a finding at CLM."""
        return self.at(rule, self.claim, self.head, element, **more)


DIAGNOSIS_QUALIFIERS = frozenset({"ABK", "BK", "ABF", "BF", "ABJ", "BJ", "APR", "PR", "ABN", "BN"})
TEN_QUALIFIERS = frozenset({"ABK", "ABF", "ABJ", "APR", "ABN"})


def views_of(root: Loop, version: str, before: int = 0) -> Iterator[ClaimView]:
    """Yield the claims of a transaction set; ``before`` is how many came before it in the file."""
    institutional = version.startswith(INSTITUTIONAL_VERSION[:10])
    number = before
    for billing in root.within("2000A"):
        for subscriber in billing.within("2000B"):
            holders: list[tuple[Loop | None, Loop]] = [(None, subscriber)]
            holders += [(patient, patient) for patient in subscriber.within("2000C")]
            for patient, holder in holders:
                for claim in holder.within("2300"):
                    head = claim.first("CLM")
                    if head is None:
                        continue
                    number += 1
                    lines = tuple(_lines(claim, institutional))
                    yield ClaimView(
                        number, institutional, root, billing, subscriber, patient, claim, head, lines
                    )


def _lines(claim: Loop, institutional: bool) -> Iterator[LineView]:
    for number, loop in enumerate(claim.within("2400"), start=1):
        service = loop.first("SV2" if institutional else "SV1")
        if service is not None:
            yield LineView(loop, service, number, institutional)
        if number == MAX_LINES:
            return
