"""Classes of a row: source family, modifier class, place class, basis, order of negotiated types."""

from __future__ import annotations

from unlisted.market.observation import AmountKind, Observation, SourceKind

NOT_STATED = "not stated"

PAYER_FILES = "payer files"
HOSPITAL_FILES = "hospital files"
CHARGE_ROWS = "hospital charge rows"

_FAMILIES = {
    SourceKind.PAYER_IN_NETWORK: PAYER_FILES,
    SourceKind.PAYER_ALLOWED_AMOUNTS: PAYER_FILES,
    SourceKind.HOSPITAL_STANDARD_CHARGES: HOSPITAL_FILES,
    SourceKind.HOSPITAL_LEGACY: HOSPITAL_FILES,
    SourceKind.HOSPITAL_CHARGE_ROWS: CHARGE_ROWS,
}

CHARGE_KINDS = (AmountKind.GROSS_CHARGE, AmountKind.DISCOUNTED_CASH)

_FACILITY = frozenset({"19", "21", "22", "23", "24"})
_NON_FACILITY = frozenset({"11"})
_ALL_PLACES = "CSTM-00"

_TYPE_ORDER = {"negotiated": 0, "fee schedule": 1, "derived": 2}
OTHER_TYPE_ORDER = 3

PER_SERVICE = "per service"
PER_DIEM = "per diem"
PERCENTAGE = "percentage of billed charges"
CONVERTED = "converted from percentage"


def source_family(kind: SourceKind) -> str:
    """Name the family of a source; families are never pooled: they count the same contract twice."""
    return _FAMILIES[kind]


def modifier_class(modifiers: tuple[str, ...]) -> str:
    """Class the modifiers: ``global`` (none), ``26``, ``TC``, or ``other (…)`` by the modifiers themselves.

    Facts on rates, section 5: strata are global, 26 and TC; others are shown and not pooled.
    """
    named = sorted({text.strip().upper() for text in modifiers if text.strip()})
    if not named:
        return "global"
    if named in (["26"], ["TC"]):
        return named[0]
    return f"other ({' '.join(named)})"


def place_class(codes: tuple[str, ...]) -> str:
    """Class the place-of-service codes of a price.

    With 11 it is ``non-facility``, with one of 19 and 21-24 ``facility``; with both, with none or with
    CSTM-00 it is ``global``; only other places are ``other`` (facts on rates, section 5). Facility and
    non-facility are never pooled.
    """
    named = frozenset(text.strip().upper() for text in codes if text.strip())
    if not named or _ALL_PLACES in named:
        return "global"
    facility, non_facility = bool(named & _FACILITY), bool(named & _NON_FACILITY)
    if facility and non_facility:
        return "global"
    return "facility" if facility else "non-facility" if non_facility else "other"


def billing_class(text: str) -> str:
    """Name the billing class; hospital files write facility where payer files write institutional."""
    named = text.strip().lower()
    return {"": NOT_STATED, "facility": "institutional"}.get(named, named)


def stated(text: str) -> str:
    """Return the text in lower case, or ``not stated``."""
    return " ".join(text.split()).lower() or NOT_STATED


def basis_of(kind: AmountKind, negotiated_type: str) -> str:
    """Say what one unit of the amount is: a service, a day, or a percentage of billed charges."""
    if kind is AmountKind.NEGOTIATED_PERCENTAGE:
        return PERCENTAGE
    if stated(negotiated_type) == "per diem":
        return PER_DIEM
    return PER_SERVICE


def type_order(negotiated_type: str) -> int:
    """Rank the negotiated types: negotiated, fee schedule, derived, then all others."""
    return _TYPE_ORDER.get(stated(negotiated_type), OTHER_TYPE_ORDER)


def hospital_of(observation: Observation) -> str:
    """Identify the hospital: the id the file gives, else its name; empty for payer files."""
    if source_family(observation.source_kind) == PAYER_FILES:
        return ""
    return observation.publisher_id.strip() or stated(observation.publisher)
