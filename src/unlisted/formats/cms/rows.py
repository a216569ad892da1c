"""The typed rows of Medicare's tables. Texts stay as published; empty means the table says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class FeeScheduleRow:
    """A line of the physician fee schedule relative value file (PPRRVU). Figures in RVUs."""

    code: str
    modifier: str
    status: str
    work: Decimal
    nonfacility_practice_expense: Decimal
    facility_practice_expense: Decimal
    malpractice: Decimal
    pctc_indicator: str
    global_days: str
    conversion_factor: Decimal
    effective_from: date


@dataclass(frozen=True, slots=True)
class GpciRow:
    """A locality and its geographic practice cost indices (Addendum E)."""

    contractor_number: str
    state: str
    locality: str
    name: str
    work: Decimal
    practice_expense: Decimal
    malpractice: Decimal
    effective_from: date


@dataclass(frozen=True, slots=True)
class OppsRow:
    """A code's line of the hospital outpatient Addendum B. ``rate`` in dollars; none where no rate is set."""

    code: str
    status_indicator: str
    apc: str
    relative_weight: Decimal | None
    rate: Decimal | None
    effective_from: date


@dataclass(frozen=True, slots=True)
class PtpRow:
    """A procedure-to-procedure edit pair of the National Correct Coding Initiative.

    ``modifier_indicator``: 0 never together, 1 with a modifier, 9 not applicable.
    """

    setting: str
    column_one: str
    column_two: str
    modifier_indicator: str
    effective_from: date | None
    deleted_on: date | None


@dataclass(frozen=True, slots=True)
class MueRow:
    """A medically unlikely edit: units a day, and how an excess is judged (1 line, 2 policy, 3 clinical)."""

    setting: str
    code: str
    units: int
    adjudication_indicator: str
    effective_from: date


@dataclass(frozen=True, slots=True)
class DiagnosisRow:
    """An ICD-10-CM code without its dot, and whether it can be billed."""

    code: str
    billable: bool
    effective_from: date


@dataclass(frozen=True, slots=True)
class HcpcsRow:
    """A HCPCS Level II code and the days it was added and ended."""

    code: str
    added_on: date | None
    terminated_on: date | None
    effective_from: date


@dataclass(frozen=True, slots=True)
class ZipRow:
    """A five-digit ZIP code and its payment locality. ``needs_plus_four``: the ZIP spans localities."""

    zip_code: str
    state: str
    contractor_number: str
    locality: str
    needs_plus_four: bool
    effective_from: date


@dataclass(frozen=True, slots=True)
class ProviderTaxonomyRow:
    """A provider's NPI and one taxonomy it is registered under."""

    npi: str
    taxonomy: str
    effective_from: date


CmsRow = (
    FeeScheduleRow
    | GpciRow
    | OppsRow
    | PtpRow
    | MueRow
    | DiagnosisRow
    | HcpcsRow
    | ZipRow
    | ProviderTaxonomyRow
)
