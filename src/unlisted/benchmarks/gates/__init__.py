"""The gates, in the order they are applied, each with its reasons for dropping a row.

The order follows the waterfall of the facts on rates, section 5: what is cheap and certain first,
what is statistical last. The SQL engine applies the same gates and must agree row by row.
"""

from __future__ import annotations

from enum import StrEnum


class Gate(StrEnum):
    """The gates in their order."""

    CODE_MATCH = "code_match"
    ARRANGEMENT = "arrangement"
    STATED_AMOUNT = "stated_amount"
    DATED = "dated"
    DUPLICATE = "duplicate"
    SENTINEL = "sentinel"
    PLACEHOLDER = "placeholder"
    GHOST = "ghost"
    PROVIDER = "provider"
    BOUNDS = "bounds"
    CURRENT = "current"


TITLES = {
    Gate.CODE_MATCH: "states the code as CPT or HCPCS",
    Gate.ARRANGEMENT: "fee for service",
    Gate.STATED_AMOUNT: "states a number",
    Gate.DATED: "in force, and the code means this service",
    Gate.DUPLICATE: "counted once",
    Gate.SENTINEL: "no sentinel",
    Gate.PLACEHOLDER: "no placeholder or multiplier",
    Gate.GHOST: "used, by the publisher's own count",
    Gate.PROVIDER: "plausible provider",
    Gate.BOUNDS: "inside the bounds",
    Gate.CURRENT: "in the publisher's latest file",
}


class DropReason(StrEnum):
    """Why a row was dropped: stable slugs, explained in ``DROP_REASONS``."""

    WILDCARD_CODE = "wildcard_code"
    WILDCARD_TYPE = "wildcard_type"
    OTHER_CODE_TYPE = "other_code_type"
    BUNDLE = "bundle"
    CAPITATION = "capitation"
    OTHER_ARRANGEMENT = "other_arrangement"
    ALGORITHM = "algorithm"
    NO_AMOUNT = "no_amount"
    EXPIRED = "expired"
    CODE_NOT_YET_IN_FORCE = "code_not_yet_in_force"
    CODE_DELETED = "code_deleted"
    CODE_REDEFINED = "code_redefined"
    SUPERSEDED = "superseded"
    REPEATED_ROW = "repeated_row"
    OUT_OF_RANGE = "out_of_range"
    NEGATIVE = "negative"
    ZERO = "zero"
    ONE_CENT = "one_cent"
    NINES = "nines"
    PERCENTAGE_AS_FRACTION = "percentage_as_fraction"
    PERCENTAGE_ABOVE_100 = "percentage_above_100"
    REPEATED_PRICE = "repeated_price"
    BELOW_ONE_DOLLAR = "below_one_dollar"
    CHARGE_TOO_HIGH = "charge_too_high"
    REPEATED_VALUE = "repeated_value"
    TOKEN_VALUE = "token_value"  # noqa: S105 - a slug
    COUNT_ZERO = "count_zero"
    NO_PROVIDER = "no_provider"
    NO_NPI_TO_CHECK = "no_npi_to_check"
    IMPLAUSIBLE_PROVIDER = "implausible_provider"
    BELOW_MEDICARE_BOUND = "below_medicare_bound"
    ABOVE_MEDICARE_BOUND = "above_medicare_bound"
    BELOW_FENCE = "below_fence"
    ABOVE_FENCE = "above_fence"


DROP_REASONS = {
    DropReason.WILDCARD_CODE: "a wildcard price for every code of the type; shown apart",
    DropReason.WILDCARD_TYPE: "a wildcard price for every code of every type; shown apart",
    DropReason.OTHER_CODE_TYPE: "the text is the hospital's own number or another code system",
    DropReason.BUNDLE: "the price of a bundle is not the price of the code",
    DropReason.CAPITATION: "a capitation payment is not the price of the code",
    DropReason.OTHER_ARRANGEMENT: "an arrangement other than fee for service",
    DropReason.ALGORITHM: "only an algorithm is stated",
    DropReason.NO_AMOUNT: "no number is stated",
    DropReason.EXPIRED: "expired before the file's date",
    DropReason.CODE_NOT_YET_IN_FORCE: "the code was not yet in force on the file's date",
    DropReason.CODE_DELETED: "the code was deleted before the file's date",
    DropReason.CODE_REDEFINED: "the file is older than the code's present meaning",
    DropReason.SUPERSEDED: "a later file of the publisher prices the code for the same contract",
    DropReason.REPEATED_ROW: "the same price of the same contract stands elsewhere",
    DropReason.OUT_OF_RANGE: "a trillion or more",
    DropReason.NEGATIVE: "below zero",
    DropReason.ZERO: "zero",
    DropReason.ONE_CENT: "one cent",
    DropReason.NINES: "only nines",
    DropReason.PERCENTAGE_AS_FRACTION: "a percentage below 1: perhaps written as a fraction",
    DropReason.PERCENTAGE_ABOVE_100: "more than all billed charges",
    DropReason.REPEATED_PRICE: "the price stands on too many lines of the hospital's file",
    DropReason.BELOW_ONE_DOLLAR: "a charge below one dollar",
    DropReason.CHARGE_TOO_HIGH: "a charge at or above 100,000 dollars",
    DropReason.REPEATED_VALUE: "one value on too many unlike codes: a multiplier or filler",
    DropReason.TOKEN_VALUE: "a token value against the code's gross charges: a multiplier or filler",
    DropReason.COUNT_ZERO: "the hospital counts no remittance for it",
    DropReason.NO_PROVIDER: "the price names no provider",
    DropReason.NO_NPI_TO_CHECK: "no NPI whose taxonomy could be looked up",
    DropReason.IMPLAUSIBLE_PROVIDER: "no provider of the price plausibly bills the code",
    DropReason.BELOW_MEDICARE_BOUND: "far below what Medicare pays",
    DropReason.ABOVE_MEDICARE_BOUND: "far above what Medicare pays",
    DropReason.BELOW_FENCE: "below the stratum's lower fence",
    DropReason.ABOVE_FENCE: "above the stratum's upper fence",
}

Verdict = DropReason | None
"""``None`` keeps the row."""
