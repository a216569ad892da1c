"""Every edit by its id. Families register their rules here; the reference page is written from it."""

from __future__ import annotations

from unlisted.base.outcome import Severity
from unlisted.claim.edits.finding import EditRule

CATALOGUE: dict[str, EditRule] = {}

BLOCKING, WARNING, ADVICE = Severity.BLOCKING, Severity.WARNING, Severity.ADVICE


def rule(rule_id: str, level: int, severity: Severity, says: str, fix: str, source: str) -> EditRule:
    """Register and return one edit; two edits of one id are a defect of the program."""
    if rule_id in CATALOGUE:
        raise ValueError(f"two edits are called {rule_id}")
    made = EditRule(rule_id, level, severity, says, fix, source)
    CATALOGUE[rule_id] = made
    return made
