"""Write a checklist for a reader: step by step, gaps first, each with what it weakens."""

from __future__ import annotations

from collections.abc import Iterable

from unlisted.base.evidence import Citation, EnteredEvidence, Evidence, FileEvidence
from unlisted.base.outcome import Truth
from unlisted.episode.completeness import Completeness, ElementState, StepState
from unlisted.episode.completeness_payer import Need
from unlisted.episode.completeness_state import State
from unlisted.episode.completeness_weakens import Target, Weakened
from unlisted.report.words import STEP_WORDS
from unlisted.rules.rulebook import Rulebook

MAX_PLACES = 3
_MARKS = {
    State.COMPLETE: "✓",
    State.INCOMPLETE: "◐",
    State.NOT_STARTED: "○",
    State.NOT_APPLICABLE: "–",
    State.UNKNOWN: "?",
}
_STATE_WORDS = {
    State.COMPLETE: "complete",
    State.INCOMPLETE: "looked at, incomplete",
    State.NOT_STARTED: "not started",
    State.NOT_APPLICABLE: "not applicable",
    State.UNKNOWN: "unknown",
}
_WEAKENS = {Target.LETTER: "weakens", Target.RULE: "rule", Target.SOURCE: "source"}
_TRUTHS = {
    Truth.MET: "✓ met",
    Truth.UNMET: "○ not met",
    Truth.UNKNOWN: "? unknown",
    Truth.NOT_APPLICABLE: "– not applicable",
}


def completeness_text(found: Completeness, rulebook: Rulebook, *, show_all: bool = False) -> str:
    """Return the checklist as text; ``show_all`` adds what is complete with its evidence."""
    gaps = len(found.gaps)
    lines = [
        f"Episode {found.episode_id}, as of {found.on}",
        f"rulebook {found.rulebook_version}" + (f", payer {found.payer}" if found.payer else ""),
        "Nothing is missing." if gaps == 0 else f"{gaps} gap{'' if gaps == 1 else 's'}.",
    ]
    for n, step in enumerate(found.steps, start=1):
        lines += ["", f"{n}. {STEP_WORDS[step.step.value]}: {_counts(step)}"]
        for item in step.gaps:
            lines += _gap(item)
        if show_all:
            for item in step.elements:
                if not item.is_gap:
                    lines += _done(item)
    lines += ["", *_needs(found, rulebook)]
    if found.unplaced:
        lines += ["", "Statements that name no element of the checklist:"]
        lines += [f"  {item.slug} ({item.on})" for item in found.unplaced]
    return "\n".join(lines)


def _counts(step: StepState) -> str:
    counts = step.counts
    return " · ".join(f"{counts[state]} {_STATE_WORDS[state]}" for state in State if counts[state])


def _plain(slug: str) -> str:
    return slug.replace("_", " ")


def _gap(item: ElementState) -> list[str]:
    strength = _plain(item.element.strength.value)
    lines = [
        f"  {_MARKS[item.state]} {_plain(item.slug)} ({_STATE_WORDS[item.state]}; {strength})",
        f"      wanted: {item.element.says}",
        f"      found: {item.why}",
    ]
    for target in Target:
        mine = [weak for weak in item.weakens if weak.target is target]
        lines += [f"      {_WEAKENS[target]}: {_weakened(weak)}" for weak in mine[:MAX_PLACES]]
        if len(mine) > MAX_PLACES:
            lines.append(f"      and {len(mine) - MAX_PLACES} more")
    lines.append(f"      slug: {item.slug}")
    return lines


def _weakened(weak: Weakened) -> str:
    return f"{weak.name}: {weak.says}" if weak.target is Target.RULE else weak.name


def _done(item: ElementState) -> list[str]:
    lines = [f"  {_MARKS[item.state]} {_plain(item.slug)}: {item.why}"]
    if item.evidence:
        places = list(dict.fromkeys(_place(evidence) for evidence in item.evidence))
        more = f" and {len(places) - MAX_PLACES} more" if len(places) > MAX_PLACES else ""
        lines.append(f"      {'; '.join(places[:MAX_PLACES])}{more}")
    return lines


def _place(evidence: Evidence) -> str:
    if isinstance(evidence, FileEvidence):
        return f"{evidence.file_name}, {evidence.locator}"
    if isinstance(evidence, EnteredEvidence):
        return f"entered by {evidence.person} on {evidence.entered_on}"
    return f"{evidence.source.publisher}, {evidence.locator}"


def _needs(found: Completeness, rulebook: Rulebook) -> list[str]:
    who = rulebook.payer(found.payer).name if found.payer else "Whoever pays"
    if not found.needs:
        return [f"{who}: no rule in force asks for a document or an element."]
    lines = [f"{who}: what the rules ask of the record"]
    for need in found.needs:
        lines += _need(need)
    return lines


def _need(need: Need) -> list[str]:
    by_packet = need.truth is not Truth.MET and need.drafted and not need.wanted
    mark = "→ the packet will supply it" if by_packet else _TRUTHS[need.truth]
    lines = [f"  {mark}: {need.says}", f"      rule: {need.rule_id}{_source(need.citations)}"]
    if need.truth is not Truth.MET and need.wanted:
        lines.append(f"      wanted: {', '.join(_plain(name) for name in need.wanted)}")
    if need.truth is not Truth.MET and need.drafted:
        lines.append(f"      from the packet: {', '.join(_plain(name) for name in need.drafted)}")
    return lines


def _source(citations: Iterable[Citation]) -> str:
    first = next(iter(citations), None)
    return f" ({first.source.publisher}, {first.locator})" if first else ""
