"""Read what a person typed for an element of the checklist: by the same shapes and parsers as a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from unlisted.base.evidence import EnteredEvidence
from unlisted.episode.enter import add_entry, enter_fact, read_place
from unlisted.episode.episode import Episode
from unlisted.episode.person import Actor
from unlisted.formats.forms.ask import Asked, Group
from unlisted.formats.forms.problems import FormProblem, Problems
from unlisted.formats.forms.reader import Reader
from unlisted.formats.forms.shape import SECTIONS, FieldShape, Kind

TOXICITY_ROWS = 3
_TOXICITY = ("term", "grade", "version", "attribution", "action")
_PERSON = ("name", "role", "npi", "credentials")
_CLASSES = {section.key: section.cls for section in SECTIONS}
Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entered:
    """The episode with what was entered, the number of facts, and what is wrong by the field's name."""

    episode: Episode
    facts: int
    problems: Mapping[str, FormProblem]


def read_entry(
    episode: Episode, groups: tuple[Group, ...], given: Given, by: Actor, evidence: EnteredEvidence
) -> Entered:
    """Return the episode with the filled-in fields of the groups; an empty field says nothing.

    Only fields of the groups are read. With a problem nothing is entered.
    """
    problems: dict[str, FormProblem] = {}
    before, facts = episode, 0
    for group in groups:
        filled = [(item, value) for item in group.asked if (value := tree_of(item, given)) not in ("", [])]
        if not filled:
            continue
        reader = Reader("", b"", "", Problems(""), entered=evidence, entered_by=by)
        if group.new:
            tree = {item.shape.name: value for item, value in filled}
            if group.section == "time_log":
                tree["entered_on"] = evidence.entered_on.isoformat()
            entry = reader.section(_CLASSES[group.section], tree, (group.section,))
            problems |= _named(reader, group)
            episode = episode if entry is None else add_entry(episode, group.section, entry)
            facts += len(filled)
            continue
        for item, value in filled:
            reader.problems.found.clear()
            read = reader.answer(item.shape, value, (item.name,))
            if reader.problems.found:
                problems[item.name] = reader.problems.found[0]
            elif not reader.is_empty(read):
                episode, facts = enter_fact(episode, read_place(item.name), read, evidence), facts + 1
    return Entered(before if problems else episode, 0 if problems else facts, problems)


def _named(reader: Reader, group: Group) -> dict[str, FormProblem]:
    """Find the field each problem of a new entry belongs to; what is missing is named in its words."""
    found: dict[str, FormProblem] = {}
    for problem in reader.problems.found:
        names = {item.shape.name: item.name for item in group.asked}
        inside = problem.element.removeprefix(f"{group.section}.").split(".", 1)[0].split("[", 1)[0]
        missing = problem.what.split("`")[1] if problem.what.startswith("`") else ""
        found.setdefault(names.get(missing or inside, group.asked[0].name), problem)
    return found


def tree_of(item: Asked, given: Given) -> Any:
    """Put the inputs of one field together as a form holds them; empty text or list where nothing is said."""
    make = _TREES.get(item.shape.kind)
    return given.get(item.name, "").strip() if make is None else make(item.name, given)


def _person(name: str, given: Given) -> Any:
    tree = {key: given.get(f"{name}.{key}", "").strip() for key in _PERSON}
    return tree if tree["name"] or tree["npi"] else ""


def _texts(name: str, given: Given) -> Any:
    return [line.strip() for line in given.get(name, "").splitlines() if line.strip()]


def _toxicities(name: str, given: Given) -> Any:
    rows = (
        {key: given.get(f"{name}.{n}.{key}", "").strip() for key in _TOXICITY} for n in range(TOXICITY_ROWS)
    )
    return [row for row in rows if row["term"] or row["grade"]]


_TREES: Mapping[Kind, Callable[[str, Given], Any]] = {
    Kind.PERSON: _person,
    Kind.TEXTS: _texts,
    Kind.TOXICITIES: _toxicities,
}


def shown(shape: FieldShape, value: Any) -> str:
    """Write a value as a person reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if shape.kind is Kind.PERSON:
        return f"{value.name} ({value.role.value.replace('_', ' ')})"
    if shape.kind is Kind.TOXICITIES:
        return "; ".join(f"{item.term} grade {item.grade}" for item in value)
    if isinstance(value, tuple):
        return "; ".join(str(item) for item in value)
    return str(value).replace("_", " ") if shape.choices else str(value)
