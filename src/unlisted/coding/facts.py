"""A named fact of the course, as the rules ask for it: its value, in a coder's words, with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from unlisted.base.evidence import Evidence
from unlisted.coding.answers import PHYSICIANS, Answers, GivenAnswer
from unlisted.coding.questions import QUESTIONS, Asked, label_of

MAX_EVIDENCE = 8
"""Places named for one fact; a course of forty fractions is shown by its first and last ones."""


@dataclass(frozen=True, slots=True)
class CourseFact:
    """A fact: yes, no, a whole number, or not known (``None``), with what was found.

    ``says`` is a clause that can stand after "because": "the course has 5 treatment days".
    """

    slug: str
    value: bool | int | None
    says: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """All facts by slug; ``refused`` are answers that do not count, each with the reason."""

    by_slug: Mapping[str, CourseFact]
    refused: tuple[str, ...] = ()
    used: tuple[GivenAnswer, ...] = field(default=())

    def value(self, slug: str) -> bool | int | None:
        """Return a fact's value; ``None`` where it is not known."""
        found = self.by_slug.get(slug)
        return None if found is None else found.value

    def known(self) -> dict[str, bool | int]:
        """Return what is known, as the predicates take it.

        A course that is not over leaves open what it will have been: nothing is excluded for it.
        """
        return {
            slug: fact.value
            for slug, fact in self.by_slug.items()
            if fact.value is not None and (slug, fact.value) != ("course_finished", False)
        }


def few(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return each place once; of many, the first and the last ones."""
    places = tuple(dict.fromkeys(evidence))
    if len(places) <= MAX_EVIDENCE:
        return places
    half = MAX_EVIDENCE // 2
    return (*places[:half], *places[-half:])


def fact(slug: str, value: bool | int | None, says: str, evidence: Iterable[Evidence] = ()) -> CourseFact:
    """Return a fact with few places."""
    return CourseFact(slug, value, says, few(evidence))


def with_answers(facts: Iterable[CourseFact], answers: Answers) -> CourseFacts:
    """Let answers fill what the record leaves open.

    An answer never overrides the record: where both speak and differ, or where people differ, the fact
    is unknown again. What only a record can show is not lifted by a person's yes.
    """
    by_slug = {item.slug: item for item in facts}
    refused: list[str] = []
    used: list[GivenAnswer] = []
    for slug in dict.fromkeys(item.question for item in answers.given):
        wanted = QUESTIONS.get(slug)
        if wanted is None:
            refused.append(f"{slug} is no question of a decision")
            continue
        allowed = [item for item in answers.to(slug) if _may(item, wanted.of)]
        refused += [
            f"{slug}: a {item.role.replace('_', ' ')} answered; only a physician's answer counts"
            for item in answers.to(slug)
            if item not in allowed
        ]
        unfit = [item for item in allowed if isinstance(item.value, bool) is wanted.number]
        refused += [f"{slug}: {'a number' if wanted.number else 'yes or no'} was asked for" for _ in unfit]
        allowed = [item for item in allowed if item not in unfit]
        allowed, earlier = _last_words(allowed)
        refused += [
            f"{slug}: {x.person} answered again later; the answer of {x.on} is left out" for x in earlier
        ]
        if wanted.by_record:
            shown = [item for item in allowed if not (wanted.no_counts and item.value is False)]
            refused += [f"{slug}: only the record can show it; add the record" for _ in shown]
            allowed = [item for item in allowed if item not in shown]
        if allowed:
            by_slug[slug] = _answered(slug, by_slug.get(slug), allowed)
            used += allowed
    return CourseFacts(by_slug, tuple(refused), tuple(used))


def _last_words(given: list[GivenAnswer]) -> tuple[list[GivenAnswer], list[GivenAnswer]]:
    """Part each person's answers of their last day from those of earlier days: people may correct themselves.

    Answers of one day that differ stay side by side. A signed statement of the record is another source
    than a file of answers, and is never replaced by one.
    """
    days: dict[tuple[str, str, str], date] = {}
    for item in given:
        who = (item.person, item.role, item.form)
        days[who] = max(item.on, days.get(who, item.on))
    last = [item for item in given if item.on == days[(item.person, item.role, item.form)]]
    return last, [item for item in given if item not in last]


def _may(answer: GivenAnswer, of: Asked) -> bool:
    return of is Asked.ANYONE or answer.role in PHYSICIANS


def _answered(slug: str, record: CourseFact | None, given: list[GivenAnswer]) -> CourseFact:
    values = {(type(item.value), item.value) for item in given}
    places = tuple(item.evidence for item in given)
    who = ", ".join(f"{item.person} on {item.on}" for item in given)
    if len(values) > 1:
        return fact(slug, None, f"answers contradict: {who}", places)
    value = given[0].value
    if record is not None and record.value is not None and record.value != value:
        return fact(
            slug,
            None,
            f"the record and an answer contradict: {record.says}, but {who} answered otherwise",
            (*record.evidence, *places),
        )
    shown = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    stated = f" ({given[0].says.rstrip('.')})" if given[0].says else ""
    says = f"{label_of(slug)}: {shown}, says {who}{stated}"
    return fact(slug, value, says, (*(record.evidence if record else ()), *places))
