"""What an appeal is written from: the packet's case, the denied line as the payer sent it, and its route."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from unlisted.base.dates import long_day
from unlisted.base.evidence import FileEvidence
from unlisted.denials.route import Route
from unlisted.packet.case import PacketCase
from unlisted.packet.letter import Blank, Fill
from unlisted.remittance.variance import Expectation, Variance


@dataclass(frozen=True, slots=True)
class DeniedLine:
    """The line as it stands on the remittance, in US dollars; ``evidence`` is its place in the file."""

    payer_control_number: str
    reason: str
    remarks: tuple[str, ...]
    group: str
    charge: Decimal
    allowed: Decimal
    paid: Decimal
    notice: date | None
    evidence: FileEvidence
    trace_number: str = ""

    @property
    def codes(self) -> str:
        """Return group, reason and remarks as they are written: ``CO-189, N657``."""
        first = f"{self.group}-{self.reason}" if self.group else self.reason
        return ", ".join((first, *self.remarks))


@dataclass(frozen=True, slots=True)
class AppealCase:
    """Everything an appeal may use. ``variance`` where the line was paid, but too low."""

    case: PacketCase
    denied: DeniedLine
    route: Route
    expected: Expectation | None = None
    variance: Variance | None = None

    @property
    def place(self) -> tuple[FileEvidence, ...]:
        """Return where the denial stands."""
        return (self.denied.evidence,)

    @property
    def notice(self) -> Fill | Blank:
        """Return the day of the remittance."""
        day = self.denied.notice
        return Blank("day of the denial") if day is None else Fill(long_day(day), self.place)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is drafted, and what is done instead, in words; ``rule`` is the rulebook's entry."""

    why: str
    instead: str
    rule: str
