"""The claim as the field speaks of it: who bills, for whom, what was done, what goes with it. All frozen.

Text is kept as it goes onto the claim. Money is ``Decimal`` in US dollars. Empty text means: not given.
Codes are values only. Everything about the patient is protected health information: never logged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class ClaimKind(StrEnum):
    """Which claim: 837P / CMS-1500, or 837I / UB-04."""

    PROFESSIONAL = "professional"
    INSTITUTIONAL = "institutional"


class Frequency(StrEnum):
    """First claim, replacement or void of an earlier one (CLM05-3)."""

    ORIGINAL = "1"
    REPLACEMENT = "7"
    VOID = "8"


@dataclass(frozen=True, slots=True)
class Address:
    """A street address in the United States; ``zip_code`` has five or nine digits, no hyphen."""

    line: str
    city: str
    state: str
    zip_code: str
    line_2: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A person (``given`` may be empty) or, with ``is_person`` false, an organization in ``family``."""

    family: str
    given: str = ""
    middle: str = ""
    suffix: str = ""
    is_person: bool = True


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider with NPI; ``taxonomy`` has ten characters; ``address`` only where the claim carries it."""

    name: Name
    npi: str
    taxonomy: str = ""
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """Who bills: the provider with address, its tax number (EIN, nine digits), where pay goes, a contact."""

    provider: Provider
    tax_id: str
    pay_to: Address | None = None
    contact_name: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A patient or subscriber. ``sex``: F, M or U."""

    name: Name
    birth_date: date | None = None
    sex: str = ""
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class PayerName:
    """A payer as the claim names it; ``id`` is the electronic payer id."""

    name: str
    id: str
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage the claim goes to. ``sequence``: P, S, T …; ``filing_code``: SBR09 (MB, 16, CI, BL, MC …).

    ``type_code`` (SBR05) says why Medicare is second.
    """

    payer: PayerName
    member_id: str
    subscriber: Person
    sequence: str = "P"
    filing_code: str = ""
    group_number: str = ""
    group_name: str = ""
    type_code: str = ""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One adjustment of an earlier payer: group (CO, PR …), CARC, amount, quantity."""

    group: str
    reason: str
    amount: Decimal
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OtherCoverage:
    """Another payer of the same patient, and what it did with the claim as a whole.

    ``relationship``: the patient to that subscriber (18: self). ``paid`` is ``None`` before it decided.
    """

    payer: PayerName
    member_id: str
    subscriber: Name
    sequence: str
    relationship: str = "18"
    filing_code: str = ""
    group_number: str = ""
    group_name: str = ""
    type_code: str = ""
    paid: Decimal | None = None
    remaining: Decimal | None = None
    non_covered: Decimal | None = None
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()
    paid_on: date | None = None
    payer_control_number: str = ""
    accepts_assignment: str = "Y"
    release: str = "Y"


@dataclass(frozen=True, slots=True)
class LineAdjudication:
    """What another payer did with one line."""

    payer_id: str
    paid: Decimal
    code: str
    units: Decimal
    paid_on: date
    modifiers: tuple[str, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    remaining: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """An ICD-10-CM code without its point; ``present_on_admission`` only on institutional claims."""

    code: str
    present_on_admission: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that goes with the claim (PWK): report type, how it travels, its control number."""

    report_type: str
    transmission: str
    control_number: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note (NTE): its kind (ADD, DCP, TPO …) and at most 80 characters."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One line. ``description`` is SV101-7 or SV202-7; ``pointers`` count diagnoses from 1.

    ``control_number`` (REF 6R) comes back on the remittance: it is always there. ``place_of_service`` only
    where it differs from the claim's. ``revenue_code`` only on institutional claims.
    """

    code: str
    charge: Decimal
    service_from: date
    control_number: str
    units: Decimal = Decimal(1)
    service_to: date | None = None
    modifiers: tuple[str, ...] = ()
    description: str = ""
    pointers: tuple[int, ...] = (1,)
    place_of_service: str = ""
    revenue_code: str = ""
    unit_kind: str = "UN"
    authorization: str = ""
    referral: str = ""
    attachments: tuple[Attachment, ...] = ()
    notes: tuple[Note, ...] = ()
    rendering: Provider | None = None
    adjudications: tuple[LineAdjudication, ...] = ()

    def __post_init__(self) -> None:
        """Keep one spelling of one day: a last day that is the first is left out."""
        if self.service_to == self.service_from:
            object.__setattr__(self, "service_to", None)


@dataclass(frozen=True, slots=True)
class Stay:
    """The statement's days and admission codes of an institutional claim."""

    statement_from: date
    statement_to: date
    patient_status: str
    admission_type: str = ""
    admission_source: str = ""
    admitted_on: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim. ``facility_code`` is the place of service, or the first two digits of the bill type.

    ``patient`` is ``None`` where the subscriber is the patient; else ``relationship`` says how they are
    related. ``payer_control_number`` (REF F8) is the earlier claim's, for frequency 7 and 8.
    """

    kind: ClaimKind
    control_number: str
    practice: Practice
    coverage: Coverage
    facility_code: str
    diagnoses: tuple[Diagnosis, ...]
    lines: tuple[ServiceLine, ...]
    frequency: Frequency = Frequency.ORIGINAL
    patient: Person | None = None
    relationship: str = ""
    payer_control_number: str = ""
    authorization: str = ""
    referral: str = ""
    medical_record_number: str = ""
    attachments: tuple[Attachment, ...] = ()
    notes: tuple[Note, ...] = ()
    rendering: Provider | None = None
    referring: Provider | None = None
    supervising: Provider | None = None
    attending: Provider | None = None
    facility: Provider | None = None
    stay: Stay | None = None
    admitting_diagnosis: str = ""
    reasons_for_visit: tuple[str, ...] = ()
    hospital_admission: date | None = None
    other_coverages: tuple[OtherCoverage, ...] = ()
    patient_paid: Decimal | None = None
    assignment: str = "A"
    benefits_assigned: str = "Y"
    release: str = "Y"
    signature: str = "Y"

    @property
    def total(self) -> Decimal:
        """Return the sum of the lines' charges: the claim's total is never entered by hand."""
        return sum((line.charge for line in self.lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class Party:
    """Submitter or receiver: name, id, and whom to call."""

    name: str
    id: str
    contact_name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ControlNumbers:
    """The numbers of one interchange: ISA13, GS06, the first ST02 and BHT03; never used twice."""

    interchange: int
    group: int
    transaction: int = 1
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Claims of one kind for one receiver, in one interchange. ``usage``: P to be paid, T a test."""

    submitter: Party
    receiver: Party
    created: datetime
    numbers: ControlNumbers
    claims: tuple[Claim, ...]
    usage: str = "P"
