"""An edit's rule and its finding: where, what, why, what to do, and who says so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from unlisted.base.outcome import Severity

_SHOWN = re.compile(r"[A-Z0-9 .:-]{1,10}")
_LONGEST_WORD = 3
_LONGEST_NUMBER = 5


@dataclass(frozen=True, slots=True)
class EditRule:
    """One edit. ``level`` is the SNIP type (1 to 5, 7); ``says`` is its line in the reference page.

    ``source`` names the page, file or standard element it rests on, with its day where there is one.
    """

    id: str
    level: int
    severity: Severity
    says: str
    fix: str
    source: str

    def at(
        self,
        loop: str,
        segment: str,
        element: str = "",
        *,
        message: str = "",
        value: str = "",
        claim: int = 0,
        line: int = 0,
        position: int = 0,
        fix: str = "",
        source: str = "",
        severity: Severity | None = None,
    ) -> ClaimFinding:
        """Return a finding of this rule; ``value`` is shown only where it cannot be health information."""
        return ClaimFinding(
            rule=self.id,
            level=self.level,
            severity=severity or self.severity,
            loop=loop,
            segment=segment,
            element=element,
            message=message or self.says,
            fix=fix or self.fix,
            source=source or self.source,
            value=safe_value(value),
            claim=claim,
            line=line,
            position=position,
        )


@dataclass(frozen=True, slots=True)
class ClaimFinding:
    """A finding. ``element`` is a name such as ``SV101-7``; empty where the whole segment is meant.

    ``claim`` and ``line`` count from 1 in the file and the claim (0: not about one); ``position`` is the
    segment's number in the transaction set. Nothing here may be protected health information.
    """

    rule: str
    level: int
    severity: Severity
    loop: str
    segment: str
    element: str
    message: str
    fix: str
    source: str
    value: str = ""
    claim: int = 0
    line: int = 0
    position: int = 0

    @property
    def blocks(self) -> bool:
        """Say whether the claim may not go out."""
        return self.severity is Severity.BLOCKING


def safe_value(value: str) -> str:
    """Return a value that is surely a code, or only its length: names, days and ids never leave here."""
    if not value:
        return ""
    words = re.split(r"[ .:-]", value)
    coded = _SHOWN.fullmatch(value) and all(
        len(word) <= _LONGEST_WORD if word.isalpha() else len(word) <= _LONGEST_NUMBER for word in words
    )
    return value if coded else f"({len(value)} characters)"
