"""The payer's own list: rules that ask for documents or elements, answered from the episode."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from unlisted.base.evidence import Citation
from unlisted.base.outcome import Truth
from unlisted.episode.completeness_applies import counting_plans
from unlisted.episode.completeness_weakens import calls_of, record_rules
from unlisted.episode.episode import Episode
from unlisted.rules.evaluate import run_check
from unlisted.rules.given import Given
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.select import version_on

DRAFTED = frozenset(
    {"cover_letter", "letter_of_medical_necessity", "special_report", "procedure_report", "medical_records"}
)
"""Documents the packet drafts or collects from the episode: missing here is no gap of the record yet."""


@dataclass(frozen=True, slots=True)
class Need:
    """One rule that asks for something of the record: whether it is met, and what was found.

    ``drafted`` are documents that the packet makes from this episode; ``wanted`` what is missing beside.
    """

    rule_id: str
    payer: str
    says: str
    truth: Truth
    found: tuple[str, ...]
    wanted: tuple[str, ...]
    drafted: tuple[str, ...]
    citations: tuple[Citation, ...]


def _attests(*slugs: str) -> Callable[[Episode, date], bool]:
    def holds(episode: Episode, on: date) -> bool:
        """Look for a statement up to the day."""
        return any(item.slug in slugs and item.on <= on for item in episode.attestations)

    return holds


CONTENTS: Mapping[str, Callable[[Episode, date], bool]] = {
    "time": lambda episode, _: bool(episode.time_log),
    "effort": lambda episode, _: bool(episode.complexity),
    "equipment": lambda episode, _: any(plan.machine.is_known for plan in counting_plans(episode)),
    "nature_and_extent": lambda episode, _: bool(counting_plans(episode) and episode.fractions),
    "times_performed": lambda episode, _: bool(episode.fractions),
    "skill": lambda episode, _: any(entry.person.credentials for entry in episode.time_log),
    "medical_necessity": _attests("medical_necessity"),
    "comparator": _attests("comparator", "comparator_service"),
    "independence": _attests("independence"),
}
"""Contents of a letter that the episode supplies. ``marked_passages`` and others: only a person knows."""


def payer_needs(
    episode: Episode,
    rulebook: Rulebook,
    on: date,
    payers: tuple[str, ...],
    complete: Iterable[str],
    unknown: Iterable[str],
) -> tuple[Need, ...]:
    """Return what each rule in force asks of the record.

    ``complete`` and ``unknown`` are slugs of clinical elements. A check that unknown elements could
    still fulfill is unknown, never unmet, and never met.
    """
    held = {name for name, holds in CONTENTS.items() if holds(episode, on)}
    sure = Given(documents=episode.documents, elements=tuple({*complete, *held}))
    at_hand = {*episode.documents, *complete, *held}
    found = []
    for rule, answer in record_rules(rulebook, on, payers):
        version = version_on(rule, on)
        if version is None or version.check is None:
            continue
        asked = [(call.predicate.fact, str(call.argument)) for call in calls_of(version.check)]
        open_ones = {name for fact, name in asked if fact == "elements" and _is_open(name, unknown)}
        truth, _ = run_check(version.check, sure)
        if truth is Truth.UNMET and open_ones:
            hoped = replace(sure, elements=(*(sure.elements or ()), *open_ones))
            truth = Truth.UNKNOWN if run_check(version.check, hoped)[0] is Truth.MET else truth
        drafts = [name for fact, name in asked if fact == "documents" and name in DRAFTED]
        missing = [name for fact, name in asked if fact in {"documents", "elements"} and name not in at_hand]
        found.append(
            Need(
                rule.id,
                rule.payer,
                answer.says,
                truth,
                tuple(name for _, name in asked if name not in missing),
                tuple(name for name in missing if name not in drafts),
                tuple(name for name in missing if name in drafts),
                answer.evidence,
            )
        )
    return tuple(found)


def _is_open(name: str, unknown: Iterable[str]) -> bool:
    return name in set(unknown) or name == "marked_passages"
