"""What comes back before the money: TA1, 999 and 277 as values. Codes only; no wording of X12."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class InterchangeAcknowledgement:
    """A TA1: which interchange, and whether it was taken (A), taken with errors (E) or not (R)."""

    interchange: str
    status: str
    note: str
    sent_on: str

    @property
    def accepted(self) -> bool:
        """Say whether the interchange was taken."""
        return self.status in ("A", "E")


@dataclass(frozen=True, slots=True)
class ElementError:
    """An element held to be wrong (IK4): its place, the error's code. Its value is never kept."""

    element: int
    component: int
    reference: str
    code: str


@dataclass(frozen=True, slots=True)
class SegmentError:
    """A segment held to be wrong (IK3). ``contexts`` name segments only; values in them are dropped."""

    segment: str
    position: int
    loop: str
    code: str
    elements: tuple[ElementError, ...]
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetAcknowledgement:
    """The answer to one transaction set (AK2 to IK5)."""

    kind: str
    control: str
    version: str
    status: str
    codes: tuple[str, ...]
    errors: tuple[SegmentError, ...]

    @property
    def accepted(self) -> bool:
        """Say whether the set was taken, with or without errors."""
        return self.status in ("A", "E")


@dataclass(frozen=True, slots=True)
class FunctionalAcknowledgement:
    """A 999 (or 997): the answer to one functional group."""

    kind: str
    group_kind: str
    group_control: str
    version: str
    status: str
    included: int | None
    received: int | None
    accepted: int | None
    codes: tuple[str, ...]
    sets: tuple[SetAcknowledgement, ...]


@dataclass(frozen=True, slots=True)
class ClaimStatus:
    """One status (STC): category (507), status (508), entity; ``action`` as on the file (WQ, U)."""

    category: str
    code: str
    entity: str
    action: str
    day: date | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class StatusItem:
    """The statuses of one level: receiver, provider, claim or line.

    ``trace`` is TRN02: of a claim its patient control number. ``payer_control_number`` is REF 1K,
    ``line_control_number`` REF FJ.
    """

    level: str
    statuses: tuple[ClaimStatus, ...]
    trace: str = ""
    payer_control_number: str = ""
    line_control_number: str = ""
    code: str = ""
    modifiers: tuple[str, ...] = ()
    charge: Decimal | None = None
    service_from: date | None = None
    service_to: date | None = None
    references: tuple[tuple[str, str], ...] = ()
    counts: tuple[tuple[str, Decimal], ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True)
class StatusReport:
    """A 277: the acknowledgement of claims (005010X214) or the answer about their status (005010X212)."""

    version: str
    reference: str
    created_on: date | None
    source: str
    source_id: str
    items: tuple[StatusItem, ...]

    @property
    def is_acknowledgement(self) -> bool:
        """Say whether this acknowledges claims just received (277CA)."""
        return "X214" in self.version
