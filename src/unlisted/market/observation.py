"""One amount that a public file states for one billing code."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class SourceKind(StrEnum):
    """The kind of public file an amount was read from."""

    PAYER_IN_NETWORK = "payer_in_network"
    PAYER_ALLOWED_AMOUNTS = "payer_allowed_amounts"
    HOSPITAL_STANDARD_CHARGES = "hospital_standard_charges"
    HOSPITAL_LEGACY = "hospital_legacy"
    HOSPITAL_CHARGE_ROWS = "hospital_charge_rows"


class AmountKind(StrEnum):
    """What the amount is. Unlike kinds are never pooled."""

    GROSS_CHARGE = "gross_charge"
    DISCOUNTED_CASH = "discounted_cash"
    MINIMUM_NEGOTIATED = "minimum_negotiated"
    MAXIMUM_NEGOTIATED = "maximum_negotiated"
    NEGOTIATED_DOLLAR = "negotiated_dollar"
    NEGOTIATED_PERCENTAGE = "negotiated_percentage"
    NEGOTIATED_ALGORITHM = "negotiated_algorithm"
    ESTIMATED_ALLOWED = "estimated_allowed"
    MEDIAN_ALLOWED = "median_allowed"
    PERCENTILE_10_ALLOWED = "percentile_10_allowed"
    PERCENTILE_90_ALLOWED = "percentile_90_allowed"
    ALLOWED_AMOUNT = "allowed_amount"
    BILLED_CHARGE = "billed_charge"


class CodeMatch(StrEnum):
    """How the row answers the code asked for: by itself, or by a wildcard that legally covers it."""

    LITERAL = "literal"
    WILDCARD_CODE = "wildcard_code"  # CSTM-00: every code of the type
    WILDCARD_TYPE = "wildcard_type"  # CSTM-ALL: every code of every type


@dataclass(frozen=True, slots=True)
class ProviderGroup:
    """A contract's providers: a tax id and the NPIs under it (empty where the file gives none)."""

    tin_type: str
    tin: str
    npis: tuple[str, ...] = ()
    business_name: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """One published amount, exactly as the file states it, with where it stands.

    Texts are the file's own (payer, plan, modifier), trimmed of surrounding space; nothing is
    normalised or judged here: gates and strata are the benchmarks' work. ``amount`` is dollars, or
    a whole-number percentage of billed charges for ``NEGOTIATED_PERCENTAGE``, or ``None`` for
    ``NEGOTIATED_ALGORITHM`` (then ``algorithm`` holds the text). Empty text means the file says
    nothing. Sources: CMS price-transparency-guide schemas 1.x and 2.x; CMS hospital templates 2.0-3.0.
    """

    # where it stands
    source_kind: SourceKind
    file_name: str
    sha256: str
    locator: str  # "row 1234" (1-based line of the file) or a JSON pointer
    # who publishes
    publisher: str  # reporting entity or hospital
    publisher_id: str = ""  # EIN, CCN, type 2 NPI or licence number, as given
    state: str = ""
    file_date: date | None = None  # last_updated_on
    schema_version: str = ""
    # what it is for
    billing_code: str = ""
    billing_code_type: str = ""
    code_match: CodeMatch = CodeMatch.LITERAL
    modifiers: tuple[str, ...] = ()
    revenue_code: str = ""
    arrangement: str = "ffs"  # ffs, bundle, capitation
    billing_class: str = ""  # professional, institutional, facility, both
    setting: str = ""  # inpatient, outpatient, both
    place_of_service_codes: tuple[str, ...] = ()
    # who pays
    payer: str = ""
    plan: str = ""
    network: str = ""
    # the amount
    amount_kind: AmountKind = AmountKind.GROSS_CHARGE
    amount: Decimal | None = None
    negotiated_type: str = (
        ""  # negotiated, derived, fee schedule, percentage, per diem, or hospital methodology
    )
    algorithm: str = ""
    expiration_date: date | None = None
    count: str = ""  # hospital v3: "0", "1 through 10" or an integer of 11 or more
    paired_gross_charge: Decimal | None = None  # the same item's gross charge, where the file gives one
    note: str = ""
    # who is paid
    providers: tuple[ProviderGroup, ...] = field(default=())
    # where it stands, once more: the byte of the expanded text at which its item or record starts
    byte_offset: int | None = None
