"""Every threshold of the benchmarks, each with what it means and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

ONE_CENT = Decimal("0.01")
"""Like zero an amount that states nothing; it fills charge rows of 77499 (facts on rates, section 5)."""

SENTINEL_NINES = 6
"""A figure of only nines with at least this many digits is filler (CMS hospital guide, 2025-05-22)."""

NO_PRICE_AT_OR_ABOVE = Decimal(10) ** 12
"""Nothing costs a trillion dollars; also the width of the engines' decimals."""

REPEATED_SHARE = Decimal("0.005")
"""One dollar value on more than this share of the codes a payer and plan price (facts, section 5)."""

REPEATED_MIN_CODES = 25
"""...and on more than this many codes.

Own addition, from the charge rule of the same size: real payment classes price many codes alike.
Without it the share alone would drop 230 of the 553 radiation prices of one hospital file of 2026
whose plans price 121 to 884 codes each at Medicare class rates.
"""

TOKEN_AMOUNT = Decimal(2)
"""A value at or below this is no price while the code's median gross charge is above the next one."""

TOKEN_GROSS_MEDIAN = Decimal(50)
"""The median gross charge above which ``TOKEN_AMOUNT`` is a multiplier or filler (facts, section 5)."""

CHARGE_MAX_SAME_PRICE_LINES = 25
"""A charge row whose price stands on more lines of the hospital's file is filler (payer facts, 5b)."""

CHARGE_MINIMUM = Decimal(1)
"""A charge row below one dollar is filler (payer facts, 5b)."""

CHARGE_MAXIMUM = Decimal(100_000)
"""A charge row at or above this is filler (payer facts, 5b)."""

BOUNDS_MIN_VALUES = 40
"""Outlier bounds need at least this many values in the stratum (facts, section 5, outliers)."""

BOUNDS_IQR_CAP = Decimal("1.0")
"""The quartile distance of the logarithms is capped here (facts, section 5, outliers)."""

BOUNDS_IQR_MULTIPLE = Decimal("1.5")
"""Quartile distances outside the quartiles that are still kept (Tukey's fences; own choice)."""

MEDICARE_LOWEST_SHARE = Decimal("0.05")
"""Below this multiple of the Medicare price a dollar rate is out (facts, section 5: outpatient bound)."""

MEDICARE_HIGHEST_SHARE = Decimal(15)
"""Above this multiple of the Medicare price a dollar rate is out (facts, section 5: quality range)."""

LIST_BELOW = 5
"""Fewer providers than this: values are listed, no percentiles (facts, section 5, small cells)."""

QUARTILES_BELOW = 11
"""Fewer providers than this: only the quartiles are shown (facts, section 5, small cells)."""

EVIDENCE_ROWS = 1_000
"""A figure names the places of this many of its rows, the first in canonical order, and counts all.

Own choice: enough to check a figure by hand. A list of all would grow with the market, without an end.
"""

SAMPLES_PER_GATE = 20
"""Dropped rows kept as samples for each gate (facts, section 5, waterfall)."""

PERCENTS = (10, 25, 50, 75, 90)
"""The percentiles published."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold as a report prints it."""

    gate: str
    value: str
    meaning: str


def list_thresholds() -> tuple[Threshold, ...]:
    """List the thresholds in the order of the gates, for printing beside every result."""
    return (
        Threshold("sentinel", "0, 0.01, below 0", "amounts that state nothing"),
        Threshold("sentinel", f"{SENTINEL_NINES} nines", "a figure of nines only, at least this long"),
        Threshold("sentinel", f"{NO_PRICE_AT_OR_ABOVE:,}", "no price at or above, in dollars"),
        Threshold("sentinel", "0 < % < 1, % > 100", "no whole-number percentage of billed charges"),
        Threshold(
            "placeholder",
            f"{REPEATED_SHARE:.1%} and {REPEATED_MIN_CODES} codes",
            "one dollar value on more than this share, and number, of the codes a plan prices in the file",
        ),
        Threshold(
            "placeholder",
            f"{TOKEN_AMOUNT} dollars",
            f"at or below this, while the code's median gross charge is above {TOKEN_GROSS_MEDIAN} dollars",
        ),
        Threshold(
            "placeholder",
            f"{CHARGE_MAX_SAME_PRICE_LINES} lines",
            "charge rows: price on more lines of the hospital's file",
        ),
        Threshold(
            "placeholder", f"{CHARGE_MINIMUM} to {CHARGE_MAXIMUM:,}", "charge rows: usable from, and below"
        ),
        Threshold("ghost", 'count "0"', "hospital v3: no remittance in 12 to 15 months"),
        Threshold(
            "bounds",
            f"n >= {BOUNDS_MIN_VALUES}, cap {BOUNDS_IQR_CAP}, {BOUNDS_IQR_MULTIPLE} times",
            "fences outside the quartiles of the logarithms",
        ),
        Threshold(
            "bounds",
            f"{MEDICARE_LOWEST_SHARE} to {MEDICARE_HIGHEST_SHARE} times Medicare",
            "only for a code that Medicare prices",
        ),
        Threshold("suppression", f"n < {LIST_BELOW}", "values are listed, no percentiles"),
        Threshold("suppression", f"n < {QUARTILES_BELOW}", "only p25, p50 and p75"),
    )
