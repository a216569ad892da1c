"""Codes by level or site, of which one fits: which one is a coder's choice, asked for and never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from unlisted.coding.decision import Candidate, CodedLine, State
from unlisted.coding.work import Work

LISTED_RULES = {
    "brachytherapy": "r04_brachytherapy",
    "planning": "r17_listed_planning",
    "physics": "r17_listed_physics",
}
"""Stage of care → the rule that names its codes by level."""


def settle(work: Work, found: Iterable[Candidate], stage: str) -> tuple[Candidate, ...]:
    """Return the candidates after the choice; note the line of the chosen code, or ask which one it is.

    Only for candidates that fit as a group. The chosen code has no counted units.
    """
    fitting = tuple(item for item in found if item.state is State.FITS)
    if not fitting:
        return tuple(found)
    slug = f"listed_{stage}_code"
    named = work.facts.value(slug)
    codes = ", ".join(item.code for item in fitting)
    chosen = next((item for item in fitting if item.code == str(named)), None)
    if chosen is not None:
        says = work.says(slug)
        work.lines.append(CodedLine(chosen.code, None, chosen.rule_says, chosen.rule_id))
        others = (f"{chosen.code} was chosen among them: {says}",)
        return tuple(
            replace(item, because=(says,))
            if item is chosen
            else replace(item, state=State.EXCLUDED, because=others)
            for item in fitting
        )
    why = f"{named} is none of {codes}" if named is not None else f"one of {codes}"
    work.ask(slug, fitting[0].rule_id, blocks=True, why=why)
    return tuple(
        replace(
            item,
            state=State.UNKNOWN,
            because=(*item.because, "which of them is not said"),
            open_facts=(slug,),
        )
        for item in fitting
    )
