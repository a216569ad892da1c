"""Codes are strings that check themselves."""

from __future__ import annotations

import re
from typing import Self

from unlisted.base.errors import UsageError

_BILLING_CODE = re.compile(r"^[A-Z0-9][0-9]{3}[A-Z0-9]$")
_NPI_LENGTH = 10
_EIN = re.compile(r"^[0-9]{2}-?[0-9]{7}$")


class BillingCode(str):
    """A five-character CPT or HCPCS Level II code (``77499``, ``G6015``, ``0394T``).

    Raises ``UsageError`` for any other shape. The shape says nothing of whether the code is in force.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        cleaned = text.strip().upper()
        if not _BILLING_CODE.match(cleaned):
            raise UsageError(
                f"{text!r} is not a CPT or HCPCS code",
                why="a code has five characters, for example 77499, G6015 or 0394T",
                fix="give one code exactly as it stands on the claim",
            )
        return super().__new__(cls, cleaned)


class Npi(str):
    """A National Provider Identifier: ten digits with the check digit of 45 CFR 162.406."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        cleaned = text.strip()
        if not is_npi(cleaned):
            raise UsageError(
                f"{text!r} is not a National Provider Identifier",
                why="an NPI has ten digits and a check digit that must fit",
                fix="look the number up again; one digit may be wrong",
            )
        return super().__new__(cls, cleaned)


def is_npi(text: str) -> bool:
    """Say whether ``text`` is ten digits whose check digit fits (Luhn with the prefix 80840)."""
    if len(text) != _NPI_LENGTH or not text.isascii() or not text.isdigit():
        return False
    total = 0
    for position, character in enumerate(reversed("80840" + text)):
        digit = int(character)
        if position % 2 == 1:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return total % 10 == 0


class Ein(str):
    """An employer identification number: nine digits, kept as ``12-3456789``."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        cleaned = text.strip()
        if not _EIN.match(cleaned):
            raise UsageError(
                f"{text!r} is not an employer identification number",
                why="an EIN has nine digits, usually written 12-3456789",
                fix="check the number",
            )
        digits = cleaned.replace("-", "")
        return super().__new__(cls, f"{digits[:2]}-{digits[2:]}")
