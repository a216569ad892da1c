"""What is gathered on the way to a decision."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from unlisted.base.outcome import Finding
from unlisted.coding.course import Course
from unlisted.coding.decision import Candidate, CodedLine
from unlisted.coding.decision_rules import DecisionRules
from unlisted.coding.facts import CourseFacts
from unlisted.coding.questions import QUESTIONS, OpenQuestion, open_question
from unlisted.coding.request import Request
from unlisted.coding.units import Counted
from unlisted.episode.episode import Episode


@dataclass(slots=True)
class Work:
    """Candidates, lines, questions and findings so far; ``facts`` grow as codes are chosen."""

    episode: Episode
    rules: DecisionRules
    request: Request
    course: Course
    facts: CourseFacts
    candidates: list[Candidate] = field(default_factory=list)
    lines: list[CodedLine] = field(default_factory=list)
    questions: dict[str, OpenQuestion] = field(default_factory=dict)
    also_ask: dict[str, OpenQuestion] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    counted: Counted | None = None

    def ask(
        self, slug: str, rule_id: str, *, blocks: bool, why: str = "", if_yes: str = "", if_no: str = ""
    ) -> None:
        """Note a question once; one that blocks outweighs one that does not."""
        if slug not in QUESTIONS:
            return
        item = replace(open_question(slug, rule_id, blocks=blocks, why=why), if_yes=if_yes, if_no=if_no)
        if blocks:
            self.questions.setdefault(slug, item)
            self.also_ask.pop(slug, None)
        elif slug not in self.questions:
            self.also_ask.setdefault(slug, item)

    def says(self, slug: str) -> str:
        """Return what was found on a fact; empty where nothing was looked for."""
        found = self.facts.by_slug.get(slug)
        return found.says if found else ""
