"""Evidence: where a figure, rule or sentence comes from, to the element."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Confidence(StrEnum):
    """How well a source supports what is said.

    ``high``: a primary page or file, or several that agree; ``medium``: one secondary page or an old
    copy; ``low``: weak.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Source:
    """A published document or file, as it was seen.

    ``published`` is the document's own date as text (``2022-03``, ``undated``): sources rarely give a
    full day. ``retrieved`` is the day it was read. ``sha256`` is set where the bytes were held.
    """

    id: str
    title: str
    publisher: str
    kind: str
    url: str
    published: str
    retrieved: date
    revision: str = ""
    sha256: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a source: page, section, row or element."""

    source: Source
    locator: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class FileEvidence:
    """A place in a data file: its name, the SHA-256 of its bytes, and a row, JSON pointer or offset."""

    file_name: str
    sha256: str
    locator: str


@dataclass(frozen=True, slots=True)
class EnteredEvidence:
    """Something a named person entered or confirmed: who, in which role, on which day, in which form, why."""

    person: str
    role: str
    entered_on: date
    form: str
    why: str = ""


Evidence = Citation | FileEvidence | EnteredEvidence
