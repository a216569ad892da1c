"""The unlisted code comes last: after the listed ones, after Category III, and never by silence."""

from __future__ import annotations

from dataclasses import replace

from unlisted.coding.alternatives import LISTED_RULES, settle
from unlisted.coding.candidates import Choice, weigh
from unlisted.coding.course_effort import ExtraWork
from unlisted.coding.decision import Candidate, CodedLine, State
from unlisted.coding.request import UNLISTED_OF, Stage
from unlisted.coding.work import Work

_CATEGORY_III = "r16_category_iii"


def weigh_unlisted(work: Work, choice: Choice, remaining: tuple[ExtraWork, ...]) -> None:
    """Weigh the unlisted code of the stage; note its line, or the question that holds it back."""
    stage = work.request.stage
    if stage not in UNLISTED_OF:
        return
    rule = work.rules.rule(f"r17_{UNLISTED_OF[stage]}")
    item = _with_category_iii(work, weigh(rule, work.rules, work.facts)[0])
    slug = f"work_beyond_listed_{stage.value}"
    listed = bool(choice.fits) and not choice.undecided
    by_level = _by_level(work)
    if work.facts.value(slug) is None and not remaining and listed:
        reason = f"{choice.fits[0].code} describes the work, and no work beyond it is on record"
        work.candidates.append(_excluded(item, reason))
        return
    work.candidates.append(item)
    if choice.undecided or (work.questions and not choice.fits):
        return  # what the course is comes first, and its question is asked already
    if item.state is State.FITS:
        _place_unlisted(work, item, choice, remaining)
    elif item.state is State.UNKNOWN:
        _ask_unlisted(work, item, remaining)
    elif not listed and not by_level:
        work.ask(slug, rule.id, blocks=True, why="no listed code fits, and the unlisted one is excluded")


def _by_level(work: Work) -> bool:
    """Weigh the stage's codes by level; say whether one of them is stated to describe the work."""
    stage = work.request.stage
    if stage not in {Stage.PLANNING, Stage.PHYSICS}:
        return False
    rule = work.rules.rule(LISTED_RULES[stage.value])
    found = settle(work, weigh(rule, work.rules, work.facts), stage.value)
    work.candidates += found
    return work.facts.value(f"listed_{stage.value}_fits") is True


def _with_category_iii(work: Work, item: Candidate) -> Candidate:
    """Join the candidate with the search of Category III and HCPCS codes, which comes before it."""
    first = weigh(work.rules.rule(_CATEGORY_III), work.rules, work.facts)[0]  # the same for all four
    states = {first.state, item.state}
    state = (
        State.EXCLUDED
        if State.EXCLUDED in states
        else State.UNKNOWN
        if State.UNKNOWN in states
        else State.FITS
    )
    told = [each for each in (first, item) if each.state is state]
    return replace(
        item,
        state=state,
        because=tuple(clause for each in told for clause in each.because),
        open_facts=tuple(slug for each in told for slug in each.open_facts),
        evidence=tuple(dict.fromkeys(place for each in told for place in each.evidence)),
        citations=tuple(dict.fromkeys((*first.citations, *item.citations))),
    )


def _excluded(item: Candidate, reason: str) -> Candidate:
    return replace(item, state=State.EXCLUDED, because=(reason,), open_facts=(), evidence=())


def _ask_unlisted(work: Work, item: Candidate, remaining: tuple[ExtraWork, ...]) -> None:
    slug = f"work_beyond_listed_{work.request.stage.value}"
    on_record = "; ".join(work_item.says for work_item in remaining)
    fits = ", ".join(line.code for line in work.lines)
    if slug in item.open_facts:  # what waits for Category III is asked once such work is stated
        why = f"the record speaks of: {on_record}" if on_record else work.says(slug)
        yes, no = (
            f"{item.code} is weighed for that work",
            f"{fits} is the answer" if fits else "no line is added",
        )
        work.ask(slug, item.rule_id, blocks=True, why=why, if_yes=yes, if_no=no)
        return
    for open_slug in item.open_facts:
        work.ask(open_slug, item.rule_id, blocks=True, why=work.says(open_slug))


def _place_unlisted(work: Work, item: Candidate, choice: Choice, remaining: tuple[ExtraWork, ...]) -> None:
    """Put the unlisted code beside the listed line, alone, or hold: what 77470 may reach comes first."""
    special = next((c for c in work.candidates if c.code == "77470"), None)
    if special is not None and special.state is State.UNKNOWN and work.request.stage is Stage.MANAGEMENT:
        for slug in special.open_facts:
            work.ask(slug, special.rule_id, blocks=True, why="77470 is tested before 77499")
    apart = work.rules.rule("r17_apart_from_listed")
    state = weigh(apart, work.rules, work.facts)[0].state if choice.fits else State.FITS
    if state is State.UNKNOWN:
        listed = ", ".join(f"{line.code} × {line.units}" if line.units else line.code for line in work.lines)
        work.ask(
            "apart_from_listed",
            apart.id,
            blocks=True,
            why=_apart(work, choice, remaining),
            if_yes=f"{listed} and {item.code} × 1",
            if_no=f"{listed} only; the work is part of it",
        )
    if state is State.FITS and not work.questions:
        work.lines.append(CodedLine(item.code, work.request.units, item.rule_says, item.rule_id))


def _apart(work: Work, choice: Choice, remaining: tuple[ExtraWork, ...]) -> str:
    stage = work.request.stage.value
    said = "; ".join(item.says for item in remaining)
    beyond = f"; the record speaks of more: {said}" if said else ""
    return f"{choice.fits[0].code} already describes the {stage} of this course{beyond}"
