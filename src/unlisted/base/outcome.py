"""Answers that say what they do not know.

``Available`` or ``Unavailable`` instead of ``None``, ``0`` or ``""``; ``Truth`` with four values, of
which only ``MET`` counts as met; ``Finding`` for a problem that does not stop the work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from unlisted.base.evidence import Evidence

T = TypeVar("T")


class Reason(StrEnum):
    """Why an answer is unavailable: the closed list of the product's laws."""

    NOT_PUBLISHED = "not_published"
    BEHIND_LOGIN = "behind_login"
    NOT_SEARCHED = "not_searched"
    LICENCE_RESTRICTED = "licence_restricted"
    SOURCE_NOT_RETAINED = "source_not_retained"
    CONFLICTING_SOURCES = "conflicting_sources"
    NO_OBSERVATIONS = "no_observations"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class Available(Generic[T]):
    """A value and the evidence for it."""

    value: T
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Unavailable:
    """No answer: why, what was searched, when, and what would fill the gap."""

    reason: Reason
    searched: str
    searched_on: date | None = None
    would_fill: str = ""


Answer = Available[T] | Unavailable


class Truth(StrEnum):
    """Outcome of a check. Unknown never counts as met."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Severity(StrEnum):
    """How much a finding weighs."""

    BLOCKING = "blocking"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem or remark met on the way: reported, never fatal.

    ``code`` is a stable slug; ``where`` names file, line or element; ``fix`` is what to do.
    """

    code: str
    severity: Severity
    message: str
    where: str = ""
    fix: str = ""
    evidence: tuple[Evidence, ...] = ()
