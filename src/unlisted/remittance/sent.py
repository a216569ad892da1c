"""What was sent, as far as matching needs it: claims and lines with their control numbers. No patient."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from unlisted.claim.model import Claim


@dataclass(frozen=True, slots=True)
class SentLine:
    """A line as it was billed."""

    control_number: str
    code: str
    modifiers: tuple[str, ...]
    charge: Decimal
    service_from: date


@dataclass(frozen=True, slots=True)
class SentClaim:
    """A claim as it was billed.

    ``payer_control_number`` is the payer's own, once known (277CA, 835). ``replaces`` is the payer's number
    of the claim this one replaces (REF F8), ``root`` our control number of the first claim of the chain.
    """

    control_number: str
    payer_id: str
    lines: tuple[SentLine, ...]
    frequency: str = "1"
    payer_control_number: str = ""
    replaces: str = ""
    root: str = ""

    @property
    def account(self) -> str:
        """Return the claim the amounts stand under: the first of a chain of replacements."""
        return self.root or self.control_number

    @property
    def charge(self) -> Decimal:
        """Return the claim's charge."""
        return sum((line.charge for line in self.lines), Decimal(0))


def sent_claim(claim: Claim) -> SentClaim:
    """Keep of a claim what matching needs."""
    lines = tuple(
        SentLine(line.control_number, line.code, line.modifiers, line.charge, line.service_from)
        for line in claim.lines
    )
    return SentClaim(
        claim.control_number,
        claim.coverage.payer.id,
        lines,
        claim.frequency.value,
        replaces=claim.payer_control_number,
    )


@dataclass(slots=True)
class SentIndex:
    """The sent claims by each number that can come back."""

    claims: dict[str, SentClaim] = field(default_factory=dict)
    _by_line: dict[str, set[str]] = field(default_factory=dict)
    _by_payer_number: dict[str, set[str]] = field(default_factory=dict)

    def add(self, claim: SentClaim) -> None:
        """Add a claim, or take it anew with the payer's number."""
        self.claims[claim.control_number] = claim
        for line in claim.lines:
            if line.control_number:
                self._by_line.setdefault(line.control_number, set()).add(claim.control_number)
        if claim.payer_control_number:
            self._by_payer_number.setdefault(claim.payer_control_number, set()).add(claim.control_number)

    def learn(self, control_number: str, payer_number: str) -> None:
        """Keep the payer's own number for a claim."""
        if payer_number:
            claim = self.claims[control_number]
            self.claims[control_number] = replace(claim, payer_control_number=payer_number)
            self._by_payer_number.setdefault(payer_number, set()).add(control_number)

    def by_lines(self, numbers: Iterable[str]) -> set[str]:
        """Return the claims that hold any of these line control numbers."""
        return {claim for number in numbers for claim in self._by_line.get(number, ())}

    def by_payer_number(self, number: str) -> set[str]:
        """Return the claims the payer knows under this number."""
        return self._by_payer_number.get(number, set()) if number else set()


def index_of(claims: Iterable[SentClaim]) -> SentIndex:
    """Index claims."""
    index = SentIndex()
    for claim in claims:
        index.add(claim)
    return index
