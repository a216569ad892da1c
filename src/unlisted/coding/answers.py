"""Answers a named person gave to open questions: kept with name, role and day, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from unlisted.base.evidence import EnteredEvidence
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Role

PHYSICIANS = frozenset({Role.RADIATION_ONCOLOGIST.value, Role.OTHER_PHYSICIAN.value})

ATTESTED = {
    "no_listed_code_fits": (("work_beyond_listed_management", True), ("category_iii_code_found", False)),
    "category_iii_checked": (("category_iii_searched", True),),
}
"""Signed statements of the record that answer questions of the decision."""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer: yes, no or a whole number, by whom, in which role, on which day, with a sentence."""

    question: str
    value: bool | int
    person: str
    role: str
    on: date
    says: str = ""
    form: str = "answers"

    @property
    def evidence(self) -> EnteredEvidence:
        """Return the answer as evidence."""
        return EnteredEvidence(self.person, self.role, self.on, self.form)


@dataclass(frozen=True, slots=True)
class Answers:
    """Every answer at hand. Several answers to one question stay side by side; they may contradict."""

    given: tuple[GivenAnswer, ...] = ()

    def to(self, question: str) -> tuple[GivenAnswer, ...]:
        """Return the answers to one question."""
        return tuple(item for item in self.given if item.question == question)

    def with_one(self, answer: GivenAnswer) -> Answers:
        """Return these with one more; nothing is replaced."""
        return Answers((*self.given, answer))


def answers_of(episode: Episode, more: Iterable[GivenAnswer] = ()) -> Answers:
    """Join the signed statements of the episode that answer a question with answers given apart."""
    stated = [
        GivenAnswer(question, value, item.by.name, item.by.role.value, item.on, item.says, item.slug)
        for item in episode.attestations
        for question, value in ATTESTED.get(item.slug, ())
    ]
    return Answers((*stated, *more))
