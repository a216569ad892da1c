"""How complete an episode is: the five steps as a checklist, and what each gap weakens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from unlisted.base.evidence import Evidence
from unlisted.episode.care import Attestation
from unlisted.episode.completeness_payer import Need, payer_needs
from unlisted.episode.completeness_state import (
    AT_HAND,
    GAPS,
    Context,
    Probed,
    State,
    attested,
    with_attestation,
)
from unlisted.episode.completeness_table import ASKED_BY, PROBES
from unlisted.episode.completeness_weakens import Weakened, record_rules, weakened_by
from unlisted.episode.episode import Episode
from unlisted.rules.rule import Rule
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.select import RuleAnswer
from unlisted.rules.tables import ClinicalElement
from unlisted.rules.vocabulary import Step, Strength


@dataclass(frozen=True, slots=True)
class ElementState:
    """One element of the checklist: its state, why, what is missing, the evidence, what a gap weakens."""

    element: ClinicalElement
    state: State
    why: str
    missing: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    weakens: tuple[Weakened, ...]

    @property
    def slug(self) -> str:
        """Return the short name an attestation uses."""
        return self.element.id.rsplit(".", 1)[-1]

    @property
    def is_gap(self) -> bool:
        """Say whether something is still to be done or told."""
        return self.state in GAPS


@dataclass(frozen=True, slots=True)
class StepState:
    """One of the five steps, its elements in the order of the rulebook."""

    step: Step
    elements: tuple[ElementState, ...]

    @property
    def counts(self) -> Mapping[State, int]:
        """Count the elements by state; every state has its number."""
        found = Counter(item.state for item in self.elements)
        return {state: found[state] for state in State}

    @property
    def gaps(self) -> tuple[ElementState, ...]:
        """Return the gaps, what is required first."""
        return tuple(sorted((item for item in self.elements if item.is_gap), key=_weight))


@dataclass(frozen=True, slots=True)
class Completeness:
    """The checklist of one episode on one day.

    ``payer`` is empty where none is named; then ``needs`` holds the rules that hold whoever pays.
    ``unplaced`` are attestations that name no element and no content a rule asks for.
    """

    episode_id: str
    on: date
    payer: str
    rulebook_version: str
    steps: tuple[StepState, ...]
    needs: tuple[Need, ...]
    unplaced: tuple[Attestation, ...]

    @property
    def elements(self) -> tuple[ElementState, ...]:
        """Return all elements, step by step."""
        return tuple(item for step in self.steps for item in step.elements)

    @property
    def gaps(self) -> tuple[ElementState, ...]:
        """Return all gaps, step by step, what is required first."""
        return tuple(item for step in self.steps for item in step.gaps)

    def state_of(self, slug: str) -> ElementState:
        """Return one element by its slug; raise ``LookupError`` where there is none."""
        for item in self.elements:
            if item.slug == slug:
                return item
        raise LookupError(f"no element {slug!r} in the checklist")


_STRENGTHS = (Strength.REQUIRED, Strength.RECOMMENDED, Strength.ACCEPTED_PRACTICE)
_STATES = (State.NOT_STARTED, State.INCOMPLETE, State.UNKNOWN)


def _weight(item: ElementState) -> tuple[int, int, str]:
    return _STRENGTHS.index(item.element.strength), _STATES.index(item.state), item.element.id


def check_completeness(
    episode: Episode, rulebook: Rulebook, on: date, payer: str | None = None
) -> Completeness:
    """Check every clinical element of the rulebook, and the rules that ask for documents or elements.

    ``on`` decides which rule versions and statements count. With ``payer`` (id, name or alias) its own
    rules and its parents' count. An element one payer asks for applies only where that payer is named. Raises
    ``UnknownNameError`` for a payer the registry does not hold.
    """
    payer_id = rulebook.payer(payer).id if payer else ""
    lineage = rulebook.lineage(payer_id) if payer_id else ()
    asked = (*lineage, "")
    rules = tuple(record_rules(rulebook, on, asked))
    states = [_state(episode, element, rulebook, on, asked, lineage, rules) for element in rulebook.elements]
    complete = {name for item in states if item.state is State.COMPLETE for name in _names(item)}
    unknown = {name for item in states if item.state is State.UNKNOWN for name in _names(item)}
    steps = tuple(
        StepState(step, tuple(item for item in states if item.element.step is step)) for step in Step
    )
    return Completeness(
        episode.id,
        on,
        payer_id,
        rulebook.version,
        steps,
        payer_needs(episode, rulebook, on, asked, complete, unknown),
        _unplaced(episode, rulebook),
    )


def _state(
    episode: Episode,
    element: ClinicalElement,
    rulebook: Rulebook,
    on: date,
    asked: tuple[str, ...],
    lineage: tuple[str, ...],
    rules: tuple[tuple[Rule, RuleAnswer], ...],
) -> ElementState:
    slug = element.id.rsplit(".", 1)[-1]
    found = _probe(Context(episode, on, slug), slug, lineage)
    weakens = weakened_by(element, rulebook, on, asked, rules) if found.state in GAPS else ()
    return ElementState(element, found.state, found.why, found.missing, found.evidence, weakens)


def _probe(context: Context, slug: str, lineage: tuple[str, ...]) -> Probed:
    askers = ASKED_BY.get(slug, ())
    if askers and not set(askers) & set(lineage):
        return Probed(State.NOT_APPLICABLE, f"asked by {' and '.join(askers).replace('_', ' ')} only")
    return with_attestation(PROBES.get(slug, attested))(context)


def _names(item: ElementState) -> tuple[str, str]:
    return item.slug, item.element.element


def _unplaced(episode: Episode, rulebook: Rulebook) -> tuple[Attestation, ...]:
    known = {element.id.rsplit(".", 1)[-1] for element in rulebook.elements}
    arguments = {"medical_necessity", "comparator", "independence", "no_listed_code_fits"}
    return tuple(
        item
        for item in episode.attestations
        if item.slug.rsplit(":", 1)[-1].rsplit(".", 1)[-1] not in known | arguments
        and item.slug.removesuffix(AT_HAND) not in episode.documents
    )
