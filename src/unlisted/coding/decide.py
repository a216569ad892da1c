"""Decide which code the record supports on a day: listed, unlisted, or hold with the question to ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from unlisted.base.outcome import Finding, Severity
from unlisted.coding.alternatives import LISTED_RULES, settle
from unlisted.coding.answers import GivenAnswer, answers_of
from unlisted.coding.candidates import SELECTED, Choice, choose, not_in_code_set, weigh
from unlisted.coding.course import read_course
from unlisted.coding.course_effort import ExtraWork, extra_work
from unlisted.coding.decide_unlisted import weigh_unlisted
from unlisted.coding.decision import Candidate, CodedLine, Decision, Outcome, State
from unlisted.coding.decision_rules import DecisionRule, DecisionRules
from unlisted.coding.edits import EditTables, route_of
from unlisted.coding.explain import explain
from unlisted.coding.facts import CourseFact, CourseFacts, fact
from unlisted.coding.guards import BUNDLING, check_guards
from unlisted.coding.request import UNLISTED_OF, Request, Stage
from unlisted.coding.units import count_units
from unlisted.coding.work import Work
from unlisted.episode.episode import Episode

_REPLAN = "r15_77295"


def decide(
    episode: Episode,
    rules: DecisionRules,
    request: Request | None = None,
    edits: EditTables | None = None,
    answers: Iterable[GivenAnswer] = (),
) -> Decision:
    """Return the decision for one episode and one stage of care.

    ``rules`` are those of the date of service (``decision_rules``). Facts the record does not show are
    unknown; an unknown fact that could change the answer holds it back.
    """
    asked = request or Request()
    tables = edits or EditTables()
    course = read_course(episode, asked, answers_of(episode, answers))
    work = Work(episode, rules, asked, course, course.facts)
    choice = _select(work)
    _weigh_additions(work, choice)
    _replan(work)
    remaining = _remaining(work, choice)
    weigh_unlisted(work, choice, remaining)
    check_guards(work, tables)
    blocked = any(item.severity is Severity.BLOCKING for item in work.findings)
    if blocked or work.questions or not work.lines:
        outcome = Outcome.HOLD
    elif any(line.code in UNLISTED_OF.values() for line in work.lines):
        outcome = Outcome.UNLISTED
    else:
        outcome = Outcome.LISTED
    decision = Decision(
        episode_id=episode.id,
        on=rules.on,
        code_year=rules.on.year,
        request=asked,
        outcome=outcome,
        lines=tuple(work.lines),
        candidates=tuple(work.candidates),
        questions=tuple(work.questions.values()),
        also_ask=tuple(work.also_ask.values()),
        remaining=remaining,
        units=course.units,
        routes=tuple(route_of(line.code, asked, rules.on, tables) for line in work.lines),
        edits=tuple(work.findings),
        explanation=(),
        answers=work.facts.used,
        refused_answers=work.facts.refused,
        rulebook_version=rules.version,
    )
    return replace(decision, explanation=explain(decision, work.facts, rules, work.counted))


def _weighed(work: Work, found: Iterable[DecisionRule]) -> list[tuple[str, tuple[Candidate, ...]]]:
    """Weigh rules by their number, in order."""
    return [
        (number, tuple(c for rule in group for c in weigh(rule, work.rules, work.facts)))
        for number, group in groupby(found, key=lambda rule: rule.number)
    ]


def _select(work: Work) -> Choice:
    """Choose the listed code of the stage, note its line and the questions that hold it back."""
    stage = work.request.stage
    modality = work.rules.of("modality")
    managing = {rule.id for rule in work.rules.of("management")}
    if stage is Stage.MANAGEMENT:
        before = [rule for rule in modality if rule.number in {"r01", "r02"}]
        groups = _weighed(work, [*before, *work.rules.of("management")])
        others = [rule for rule in modality if rule.number not in {"r01", "r02"}]
    elif stage is Stage.BRACHYTHERAPY:
        mine = [
            rule
            for rule in modality
            if rule.number == "r02" or rule.id.endswith(("r04_77789", "r04_brachytherapy"))
        ]
        groups = _weighed(work, mine)
        others = [rule for rule in modality if rule not in mine]
        others += work.rules.of("management")
    else:
        groups = [g for g in _weighed(work, _additions(work)) if g[1] and g[1][0].stage is stage]
        surface = [rule for rule in modality if rule.id.endswith("r01_77436") and stage is Stage.PLANNING]
        groups = [*_weighed(work, surface), *groups]
        others = [*(rule for rule in modality if rule not in surface), *work.rules.of("management")]
    choice = choose(groups, work.rules.codes)
    by_site = [item for item in choice.fits if item.rule_id.endswith(LISTED_RULES["brachytherapy"])]
    if by_site and not choice.undecided and stage is Stage.BRACHYTHERAPY:
        settled = {item.code: item for item in settle(work, by_site, stage.value)}
        choice = replace(choice, candidates=tuple(settled.get(c.code, c) for c in choice.candidates))
    work.candidates += choice.candidates
    management = choose(_weighed(work, [r for r in others if r.id in managing]), work.rules.codes)
    work.candidates += [c for _, g in _weighed(work, (r for r in others if r.id not in managing)) for c in g]
    work.candidates += management.candidates
    for item in choice.undecided:
        for slug in _first_asked(item.open_facts, work.facts):
            work.ask(slug, item.rule_id, blocks=True, why=work.says(slug))
    if not choice.undecided:
        _lines_of(work, choice)
    beside = choice if stage is Stage.MANAGEMENT else management
    work.facts = CourseFacts(
        {**work.facts.by_slug, **{item.slug: item for item in _selected(beside)}},
        work.facts.refused,
        work.facts.used,
    )
    return choice


def _first_asked(slugs: tuple[str, ...], facts: CourseFacts) -> Iterable[str]:
    """Leave out a question that waits for another: all for the end of the course, days for fractions."""
    running = facts.value("course_finished") is False
    finished = facts.value("course_finished") is not None
    counted = facts.value("fractions") is not None
    electronic = facts.value("electronic_brachytherapy") is not None
    for slug in slugs:
        waits = running and slug != "course_finished"
        waits = waits or (slug == "fractions" and not finished) or (slug == "treatment_days" and not counted)
        waits = waits or (slug == "skin_site" and not electronic)
        if not waits:
            yield slug


def _lines_of(work: Work, choice: Choice) -> None:
    for item in choice.fits:
        if item.rule_id.endswith(LISTED_RULES["brachytherapy"]):
            continue  # one of them, as a coder chose
        if item.code != "77427":
            once = item.stage is Stage.MANAGEMENT or item.code in {
                "77436",
                "77439",
                "77370",
                "77301",
                "77295",
            }
            work.lines.append(CodedLine(item.code, 1 if once else None, item.rule_says, item.rule_id))
            continue
        counted = count_units(work.course, work.request, work.facts, work.rules)
        work.counted = counted
        work.findings += counted.findings
        for slug, why, blocks in counted.open:
            work.ask(slug, counted.rule_ids[slug], blocks=blocks, why=why)
        if counted.units:
            work.lines.append(CodedLine("77427", counted.units, item.rule_says, item.rule_id, counted.spans))


def _selected(choice: Choice) -> Iterable[CourseFact]:
    """Say which management codes were chosen, for the rules that depend on it."""
    states = {item.code: item for item in choice.candidates}
    for code in BUNDLING:
        item = states.get(code)
        value: bool | None = item is not None and item.state is State.FITS
        if item is None or item.state is State.UNKNOWN or (value and choice.undecided):
            value = None
        says = (
            f"it is not reported beside {code}, the management of this course"
            if value
            else f"{code} is not reported for this course"
        )
        if value is None:
            says = f"whether {code} is the management of this course is open"
        yield fact(f"{SELECTED}{code}", value, says, item.evidence if item else ())


def _weigh_additions(work: Work, choice: Choice) -> None:
    """Weigh the codes that may stand beside: 77470, physics, planning, delivery."""
    known = {item.code for item in work.candidates}
    beside = (*_additions(work), *work.rules.of("delivery"))
    for _, group in _weighed(work, beside):
        for item in group:
            if item.code in known:
                continue
            work.candidates.append(item)
            if item.code == "77470" and work.request.stage is Stage.MANAGEMENT and choice.fits:
                if item.state is State.FITS:
                    work.lines.append(CodedLine(item.code, 1, item.rule_says, item.rule_id))
                elif item.state is State.UNKNOWN:
                    for slug in item.open_facts:
                        work.ask(slug, item.rule_id, blocks=False, why=work.says(slug))


def _additions(work: Work) -> tuple[DecisionRule, ...]:
    """Return the rules of codes that may stand beside; the replan only adds to a plan, and comes after."""
    return tuple(rule for rule in work.rules.of("additions") if not rule.id.endswith(_REPLAN))


def _replan(work: Work) -> None:
    """Say when a replan may be a second 77295, or ask what is missing to say so."""
    if "77295" not in {line.code for line in work.lines} or not work.facts.value("plan_changed"):
        return
    rule = work.rules.rule(_REPLAN)
    item = weigh(rule, work.rules, work.facts)[0]
    if item.state is State.FITS:
        work.findings.append(
            Finding(
                "second_plan",
                Severity.ADVICE,
                f"{rule.says} Here {'; '.join(item.because)}.",
                fix="a coder decides whether a second 77295 is reported",
                evidence=rule.citations,
            )
        )
    for slug in item.open_facts:
        work.ask(slug, rule.id, blocks=False, why=work.says(slug))


def _remaining(work: Work, choice: Choice) -> tuple[ExtraWork, ...]:
    """Return the recorded work that no listed line reaches as a whole."""
    if work.request.stage is not Stage.MANAGEMENT:
        return tuple(extra_work(work.episode))
    reported = {line.code for line in work.lines} | {item.code for item in choice.fits}
    return tuple(item for item in extra_work(work.episode) if not _reached(work, item, reported))


def _reached(work: Work, item: ExtraWork, reported: set[str]) -> bool:
    """Say whether a listed code describes all of the work: a management code where it is reported."""
    if not item.wholly:
        return False
    there = [code for code in item.reached_by if not not_in_code_set(work.rules.codes[code], work.rules.on)]
    return bool(set(there) & reported) or (bool(there) and not _is_management(work, item))


def _is_management(work: Work, item: ExtraWork) -> bool:
    return any(work.rules.codes[code].family == "management" for code in item.reached_by)
