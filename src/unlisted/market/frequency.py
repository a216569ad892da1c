"""How often one dollar amount stands in a file: what a placeholder looks like."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ValueFrequency:
    """How many codes of one file a payer's plan prices at exactly one amount, of how many it prices.

    Counted over the whole file, not only over the codes asked for; a code counts once under each type.
    A value that stands on more than 0.5 % of the codes is most often a default, not a rate.
    """

    payer: str
    plan: str
    amount: Decimal
    codes_at_amount: int
    codes_priced: int
