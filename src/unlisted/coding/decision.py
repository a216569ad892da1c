"""The decision as a value: candidates, lines, open questions, route, explanation by sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from unlisted.base.evidence import Citation, Evidence
from unlisted.base.outcome import Finding, Severity
from unlisted.coding.answers import GivenAnswer
from unlisted.coding.course_effort import ExtraWork
from unlisted.coding.edits import LineRoute
from unlisted.coding.questions import OpenQuestion
from unlisted.coding.request import Request, Stage
from unlisted.coding.sessions import Unit


class State(StrEnum):
    """What a candidate is for this course."""

    FITS = "fits"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"


class Ground(StrEnum):
    """On what a candidate stands or falls: facts of the course, another code, or the code set of the day."""

    FACTS = "facts"
    OTHER_CODE = "other_code"
    CODE_SET = "code_set"


class Outcome(StrEnum):
    """The answer: listed codes only, an unlisted code among them, or held back."""

    LISTED = "listed"
    UNLISTED = "unlisted"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence with the rules it rests on and the facts that carry it: what a letter can use."""

    text: str
    rules: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code that was considered.

    ``because`` are the facts of this episode, as clauses; ``open_facts`` the slugs of what is not known.
    """

    code: str
    name: str
    stage: Stage
    rule_id: str
    state: State
    because: tuple[str, ...]
    rule_says: str
    open_facts: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    citations: tuple[Citation, ...] = ()
    stale: bool = False
    ground: Ground = Ground.FACTS


@dataclass(frozen=True, slots=True)
class CodedLine:
    """A code with its units; ``None`` where they follow the delivery and are not counted here."""

    code: str
    units: int | None
    why: str
    rule_id: str
    spans: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What the record supports on the date of service.

    ``lines`` are the codes of the answer; in a hold, what the record supports so far (``standing``).
    ``questions`` hold the answer back; ``also_ask`` would add to it. ``remaining`` is the work no listed
    line of the answer describes.
    """

    episode_id: str
    on: date
    code_year: int
    request: Request
    outcome: Outcome
    lines: tuple[CodedLine, ...]
    candidates: tuple[Candidate, ...]
    questions: tuple[OpenQuestion, ...]
    also_ask: tuple[OpenQuestion, ...]
    remaining: tuple[ExtraWork, ...]
    units: tuple[Unit, ...]
    routes: tuple[LineRoute, ...]
    edits: tuple[Finding, ...]
    explanation: tuple[Statement, ...]
    answers: tuple[GivenAnswer, ...]
    refused_answers: tuple[str, ...]
    rulebook_version: str

    def candidate(self, code: str) -> Candidate:
        """Return the candidate of a code; raise ``LookupError`` when it was not considered."""
        for item in self.candidates:
            if item.code == code:
                return item
        raise LookupError(f"{code} was not considered")

    @property
    def for_review(self) -> bool:
        """Say whether a blocking finding is to be looked at by a person, whatever else is answered."""
        return any(item.severity is Severity.BLOCKING for item in self.edits)

    @property
    def standing(self) -> tuple[CodedLine, ...]:
        """Return the lines that stand whatever the answer to the questions; none under review stands."""
        return () if self.for_review else self.lines

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the lines."""
        return tuple(line.code for line in self.lines)
