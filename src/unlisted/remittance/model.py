"""The remittance as the field speaks of it (835, 005010X221A1): payment, claims, lines, provider adjustments.

Money is ``Decimal`` in US dollars. Empty text: not given. Codes are values only. Patient names and ids are
protected health information: never logged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from unlisted.claim.model import Adjustment

ZERO = Decimal(0)
PATIENT = "PR"
REVERSAL = "22"
PREDETERMINATION = "25"
ALLOWED = "B6"


@dataclass(frozen=True, slots=True)
class RemittanceLine:
    """One service as the payer judged it.

    ``code`` and ``modifiers`` are those it judged, ``submitted_code`` and ``submitted_modifiers`` those it
    received where it changed them (SVC06). ``control_number`` is REF 6R. ``amounts``: AMT by qualifier.
    """

    qualifier: str
    code: str
    modifiers: tuple[str, ...]
    charge: Decimal
    paid: Decimal
    units: Decimal | None
    revenue_code: str
    submitted_code: str
    submitted_modifiers: tuple[str, ...]
    submitted_units: Decimal | None
    service_from: date | None
    service_to: date | None
    control_number: str
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...]
    references: tuple[tuple[str, str], ...]
    amounts: tuple[tuple[str, Decimal], ...]
    position: int

    @property
    def adjusted(self) -> Decimal:
        """Return the sum of the adjustments."""
        return sum((item.amount for item in self.adjustments), ZERO)

    @property
    def patient_responsibility(self) -> Decimal:
        """Return what the payer leaves to the patient (group PR)."""
        return sum((item.amount for item in self.adjustments if item.group == PATIENT), ZERO)

    @property
    def allowed(self) -> Decimal:
        """Return the allowed amount: as stated (AMT B6), else paid plus the patient's part."""
        for qualifier, amount in self.amounts:
            if qualifier == ALLOWED:
                return amount
        return self.paid + self.patient_responsibility


@dataclass(frozen=True, slots=True)
class Party:
    """A payer, payee, person or organization: entity code, name, kind of id, id."""

    entity: str
    name: str
    id_qualifier: str = ""
    id: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class RemittanceClaim:
    """One claim as the payer judged it (loop 2100).

    ``status`` is CLP02 (1 primary, 2 secondary, 4 denied, 22 reversal …). ``remarks`` are those of the claim
    (MOA, MIA). ``unreadable`` names elements whose amount could not be read and stands as zero: such a claim
    is never posted. ``position`` is the segment's number in its transaction set.
    """

    patient_control_number: str
    status: str
    charge: Decimal
    paid: Decimal
    patient_responsibility: Decimal | None
    filing_code: str
    payer_control_number: str
    facility_code: str
    frequency: str
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...]
    lines: tuple[RemittanceLine, ...]
    parties: tuple[Party, ...]
    service_from: date | None
    service_to: date | None
    received_on: date | None
    references: tuple[tuple[str, str], ...]
    amounts: tuple[tuple[str, Decimal], ...]
    quantities: tuple[tuple[str, Decimal], ...]
    unreadable: tuple[str, ...]
    position: int

    @property
    def is_reversal(self) -> bool:
        """Say whether the claim takes an earlier payment back in full."""
        return self.status == REVERSAL

    @property
    def all_adjustments(self) -> tuple[Adjustment, ...]:
        """Return the adjustments of the claim and of its lines."""
        return (*self.adjustments, *(item for line in self.lines for item in line.adjustments))

    @property
    def allowed(self) -> Decimal:
        """Return the allowed amount: the lines' sum, else paid plus the patient's part."""
        if self.lines:
            own = sum((x.amount for x in self.adjustments if x.group != PATIENT), ZERO)
            return sum((line.allowed for line in self.lines), ZERO) - own
        patient = sum((x.amount for x in self.adjustments if x.group == PATIENT), ZERO)
        return self.paid + patient


@dataclass(frozen=True, slots=True)
class ProviderAdjustment:
    """A change of the payment that belongs to no service of it (PLB): positive takes away, negative adds."""

    provider_id: str
    fiscal_end: date | None
    reason: str
    reference: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Payment:
    """The payment itself (BPR, TRN): what was transferred, how, when, under which trace number.

    ``amount`` is negative for a debit. ``interchange`` and ``set_control`` say where it stood in the file.
    """

    handling: str
    amount: Decimal
    method: str
    paid_on: date | None
    trace_number: str
    payer_id: str
    payer: Party
    payee: Party
    produced_on: date | None
    references: tuple[tuple[str, str], ...]
    version: str
    interchange: str
    set_control: str
    unreadable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaymentEnd:
    """The end of a payment: its provider adjustments; ``complete`` is false where the file was cut."""

    provider_adjustments: tuple[ProviderAdjustment, ...]
    complete: bool
    unreadable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remittance:
    """One payment with everything in it; for large files read event by event instead."""

    payment: Payment
    claims: tuple[RemittanceClaim, ...]
    end: PaymentEnd

    @property
    def provider_adjustments(self) -> tuple[ProviderAdjustment, ...]:
        """Return the adjustments that belong to no claim."""
        return self.end.provider_adjustments
