"""What is asked of a file, and what is counted while it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from unlisted.base.outcome import Finding, Severity
from unlisted.market.observation import SourceKind

PROCEDURE_TYPES = frozenset({"CPT", "HCPCS", "CPT/HCPCS", "HCPCS/CPT", "CPT-4", "CPT4", "CPT®"})
"""Names of the type under which CPT and HCPCS codes are published. HCPCS Level I is CPT."""

WEAK_TYPES = frozenset({"RC", "CDM", "LOCAL"})
"""Types that do not name a service across hospitals."""

Code = tuple[str, str]
"""A code and its type, as the file gives them (type in capitals)."""


@dataclass(frozen=True, slots=True)
class CodeQuery:
    """The billing codes asked for. A code matches whole and under a procedure type, never in part."""

    codes: frozenset[str]

    def wants(self, code: str, code_type: str) -> bool:
        """Say whether this code under this type is asked for."""
        return code in self.codes and code_type.upper() in PROCEDURE_TYPES


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """The file that is read: its kind, name and the SHA-256 of its bytes as given."""

    kind: SourceKind
    name: str
    sha256: str


@dataclass(slots=True)
class _Noted:
    count: int
    severity: Severity
    message: str
    where: str
    fix: str


@dataclass(slots=True)
class Tally:
    """Counts kept while one file is read; findings of one kind are counted, not repeated.

    ``prices_read`` is ``None`` where the prices of rows that do not match are not counted.
    """

    rows_read: int = 0
    prices_read: int | None = 0
    rows_matched: int = 0
    rows_by_type: Counter[str] = field(default_factory=Counter)
    distinct: set[Code] = field(default_factory=set)
    rows_by_code: Counter[str] = field(default_factory=Counter)
    _noted: dict[str, _Noted] = field(default_factory=dict)

    def take_over(self, other: Tally) -> None:
        """Become what another tally is, and keep what was remarked here before."""
        self.rows_read, self.prices_read = other.rows_read, other.prices_read
        self.rows_matched, self.rows_by_code = other.rows_matched, other.rows_by_code
        self.rows_by_type, self.distinct = other.rows_by_type, other.distinct
        for code, noted in other._noted.items():
            self.note(
                code, noted.message, noted.where, severity=noted.severity, fix=noted.fix, times=noted.count
            )

    def add_prices(self, count: int) -> None:
        """Count prices, unless they are not counted at all (``None``)."""
        if self.prices_read is not None:
            self.prices_read += count

    def see_codes(self, codes: Iterable[Code], query: CodeQuery) -> None:
        """Count the codes of one row; remark on a code asked for that stands under another type."""
        matched = False
        elsewhere = ""
        for pair in codes:
            code, code_type = pair
            self.rows_by_type[code_type] += 1
            self.distinct.add(pair)
            if code in query.codes:
                if code_type in PROCEDURE_TYPES:
                    self.rows_by_code[code] += 1
                    matched = True
                else:
                    elsewhere = f"{code} as {code_type or 'no type'}"
        if elsewhere and not matched:
            self.note(
                "code_under_another_type",
                f"the same characters stand under another code type and are not counted ({elsewhere})",
                severity=Severity.ADVICE,
            )

    def note(
        self,
        code: str,
        message: str,
        where: str = "",
        *,
        severity: Severity = Severity.WARNING,
        fix: str = "",
        times: int = 1,
    ) -> None:
        """Count a finding; the first message and place are kept as the sample."""
        noted = self._noted.get(code)
        if noted is None:
            self._noted[code] = _Noted(times, severity, message, where, fix)
        else:
            noted.count += times

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings, each once with its count, in the order of their codes."""
        return tuple(
            Finding(
                code=code,
                severity=noted.severity,
                message=f"{noted.message} ({noted.count} times)" if noted.count > 1 else noted.message,
                where=noted.where,
                fix=noted.fix,
            )
            for code, noted in sorted(self._noted.items())
        )


def service_code(codes: Iterable[Code]) -> Code | None:
    """Return the code that names a row's service best: procedure, then DRG and the like, then own."""
    best: Code | None = None
    best_rank = 4
    for pair in codes:
        rank = _rank(pair[1])
        if rank < best_rank:
            best, best_rank = pair, rank
    return best


def _rank(code_type: str) -> int:
    if code_type in PROCEDURE_TYPES:
        return 0
    if code_type not in WEAK_TYPES:
        return 1
    return 3 if code_type == "RC" else 2
