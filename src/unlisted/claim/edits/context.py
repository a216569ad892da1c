"""What the edits judge by: the day, the rulebook, Medicare's tables, what the case knows beside the claim."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date

from unlisted.claim.unlisted_codes import UnlistedCodes
from unlisted.pricing.tables import MedicareTables
from unlisted.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class EditContext:
    """Everything beside the claim. ``on`` is the day of the check: nothing may have been done after it.

    ``payer`` is a registry id; empty: found from the claim's payer name. ``attachments`` says what the
    payer does with documents (``with_claim``, ``on_request``, ``never``, ``by_appeal``; empty: not known).
    ``letters`` and ``comparators`` map a line's control number to the letter's description and to the
    comparable code. ``diagnoses`` are the ICD-10-CM codes in force, where that table is loaded.
    """

    on: date
    rulebook: Rulebook | None = None
    tables: MedicareTables = field(default_factory=MedicareTables)
    unlisted: UnlistedCodes = field(default_factory=UnlistedCodes)
    payer: str = ""
    line_of_business: str | None = None
    attachments: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)
    comparators: Mapping[str, str] = field(default_factory=dict)
    diagnoses: Container[str] | None = None
