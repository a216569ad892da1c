"""Review a case: checklist, decision, payer check and comparator board of one episode on one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from unlisted.base.errors import UnknownNameError
from unlisted.base.plain import to_plain
from unlisted.coding.answers import GivenAnswer
from unlisted.coding.decide import decide
from unlisted.coding.decision import Decision, Outcome
from unlisted.coding.decision_rules import decision_rules
from unlisted.coding.payer_check import check_payer
from unlisted.coding.request import HOSPITAL_SETTINGS, PROFESSIONAL, Request, Stage
from unlisted.episode.completeness import Completeness, check_completeness
from unlisted.episode.episode import Episode
from unlisted.pipeline.case_milestones import Milestone, milestones
from unlisted.pipeline.coding_data import board_data, decision_data, payer_data
from unlisted.pipeline.coding_inputs import find_locality, medicare_tables
from unlisted.pipeline.completeness_data import completeness_data
from unlisted.pipeline.rulebook import load_rulebook
from unlisted.pricing.comparator import Asked, Board, build_board, default_comparators
from unlisted.pricing.edit_tables import edit_tables
from unlisted.pricing.fee import StatedPercent
from unlisted.pricing.tables import MedicareTables
from unlisted.rules.given import Given
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.select import RuleAnswer
from unlisted.rules.vocabulary import Strength

FILING = "timely_filing.limit"
DATE_OF_SERVICE = "date_of_service"


@dataclass(frozen=True, slots=True)
class ReviewAsked:
    """What is asked about the episode. Empty texts are not known.

    ``as_of`` is today; ``comparators`` may be empty; ``description`` is what goes on the claim;
    ``activities`` are those of the time log that make up the service, as a person says.
    """

    as_of: date
    code: str = "77499"
    stage: Stage = Stage.MANAGEMENT
    payer: str = ""
    setting: str = ""
    locality: str = ""
    description: str = ""
    service: str = ""
    comparators: tuple[str, ...] = ()
    answers: tuple[GivenAnswer, ...] = ()
    judged: tuple[StatedPercent, ...] = ()
    activities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseReview:
    """The four parts. ``decision`` and ``board`` are ``None`` while no day of treatment is on record.

    ``filing_limit`` is the last day to file as the payer's rule counts it, ``None`` where no rule does.
    """

    checklist: Completeness
    decision: Decision | None
    board: Board | None
    payer: dict[str, Any] | None
    date_of_service: date | None
    filing_limit: date | None
    required_gaps: int
    rulebook_version: str
    milestones: tuple[Milestone, ...]

    def data(self) -> dict[str, Any]:
        """Return the four parts as plain trees, in the published shapes."""
        return {
            "checklist": to_plain(completeness_data(self.checklist)),
            "decision": to_plain(decision_data(self.decision)) if self.decision else None,
            "board": to_plain(board_data(self.board)) if self.board else None,
            "payer": to_plain(self.payer),
            "milestones": to_plain(self.milestones),
        }


@lru_cache(maxsize=1)
def packaged() -> tuple[Rulebook, MedicareTables]:
    """Return the packaged rulebook and tables, loaded once in a process."""
    rulebook = load_rulebook()
    return rulebook, medicare_tables(rulebook)


def known_payer(name: str) -> tuple[str, str]:
    """Return id and name of a payer the registry knows; two empty texts for another."""
    found = packaged()[0].find_payer(name) if name else None
    return (found.id, found.name) if found else ("", "")


def review_case(episode: Episode, asked: ReviewAsked) -> CaseReview:
    """Review an episode. A payer the registry does not know is left out of the answer, not guessed."""
    rulebook, tables = packaged()
    payer = known_payer(asked.payer)[0]
    served = episode.treatment_days[-1] if episode.treatment_days else None
    checklist = check_completeness(episode, rulebook, asked.as_of, payer or None)
    decision = None if served is None else _decide(episode, served, asked, rulebook, tables)
    board = None
    if decision is not None and served is not None:
        board = _board(episode, served, decision, asked, rulebook, tables)
    return CaseReview(
        checklist=checklist,
        decision=decision,
        board=board,
        payer=_payer(payer, asked, rulebook),
        date_of_service=served,
        filing_limit=filing_limit(payer, asked.code, served, rulebook) if served else None,
        required_gaps=sum(item.element.strength is Strength.REQUIRED for item in checklist.gaps),
        rulebook_version=rulebook.version,
        milestones=milestones(episode),
    )


def _decide(
    episode: Episode, on: date, asked: ReviewAsked, rulebook: Rulebook, tables: MedicareTables
) -> Decision:
    request = Request(asked.stage, asked.setting, PROFESSIONAL)
    edits = edit_tables(tables, complete=False)
    return decide(episode, decision_rules(rulebook, on), request, edits, asked.answers)


def _board(
    episode: Episode,
    on: date,
    decision: Decision,
    asked: ReviewAsked,
    rulebook: Rulebook,
    tables: MedicareTables,
) -> Board | None:
    if decision.outcome is Outcome.LISTED:
        return None
    rest = default_comparators(asked.code, decision.codes, rulebook)
    chosen = tuple(dict.fromkeys((*asked.comparators, *rest)))[:3]
    question = Asked(
        asked.code,
        on,
        chosen,
        find_locality(asked.locality, tables, on),
        facility=asked.setting in HOSPITAL_SETTINGS,
        description=asked.description,
        service=asked.service,
        payer=asked.payer,
        judged=asked.judged,
        activities=asked.activities,
    )
    return build_board(episode, question, rulebook, tables)


def _payer(payer: str, asked: ReviewAsked, rulebook: Rulebook) -> dict[str, Any] | None:
    if not payer:
        return None
    given = Given(
        code=asked.code,
        billing_class=PROFESSIONAL,
        setting=asked.setting or None,
        description=asked.description or None,
    )
    return payer_data(check_payer(rulebook, payer, given, asked.as_of))


def filing_limit(payer: str, code: str, served: date, rulebook: Rulebook) -> date | None:
    """Return the last day to file, where a rule of the payer counts days from the date of service."""
    if not payer:
        return None
    try:
        found = rulebook.answers(FILING, payer=payer, code=code, on=served)
    except UnknownNameError:
        return None
    for item in found:
        value = item.answer.value if isinstance(item.answer, RuleAnswer) else None
        if value is not None and value.starts == DATE_OF_SERVICE and value.days is not None:
            return served + timedelta(days=value.days)
    return None
