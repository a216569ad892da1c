"""Read a form: a YAML or JSON file whose first key is ``form: unlisted.episode/1``."""

from __future__ import annotations

import hashlib
from typing import Any

from unlisted.base.evidence import EnteredEvidence
from unlisted.episode.care import Attestation
from unlisted.episode.episode import Episode, SourceFile
from unlisted.episode.fact import Held, held
from unlisted.formats.forms import scalars
from unlisted.formats.forms.problems import Problems
from unlisted.formats.forms.reader import Reader
from unlisted.formats.forms.shape import FORM_KIND, SECTIONS, Kind
from unlisted.rules.problems import Problem
from unlisted.rules.strict_yaml import read_tree

HEAD_KEYS = ("form", "case", "entered_by", "entered_on", "people")
OTHER_KEYS = ("reirradiation", "checklist", "documents")
CHECKLIST_KEYS = ("element", "state", "says", "by", "on")
CHECKLIST_STATES = ("complete", "incomplete", "not_applicable")


def read_yaml_form(name: str, data: bytes) -> Episode:
    """Return the part of an episode a form holds.

    JSON is read as the YAML it is, so both give line and column. An empty answer is not known. Raises
    ``BrokenFileError`` that names every problem by file, line, column and element, without its value.
    """
    problems = Problems(name)
    tree = read_tree(name, data)
    if isinstance(tree, Problem):
        problems.add(tree.line, tree.column, tree.element or "whole file", tree.what, tree.fix)
        raise problems.as_error()
    reader = Reader(name, data, hashlib.sha256(data).hexdigest(), problems)
    if tree.get("form") != FORM_KIND:
        reader.wrong(("form",), "not a form of this kind", f"start the file with `form: {FORM_KIND}`")
        problems.raise_if_any()
    reader.keys(tree, (*HEAD_KEYS, *(section.key for section in SECTIONS), *OTHER_KEYS), ())
    _read_head(reader, tree)
    parts = _read_sections(reader, tree)
    checked = _read_checklist(reader, tree)
    reirradiation = _read_reirradiation(reader, tree)
    documents = _read_documents(reader, tree)
    case = reader.text(tree, "case", ())
    problems.raise_if_any()
    parts["attestations"] = (*parts.get("attestations", ()), *checked)
    return Episode(
        id=case or f"form-{reader.sha256[:12]}",
        reirradiation=reirradiation,
        documents=documents,
        sources=(SourceFile(name, reader.sha256, "form", used=True),),
        **parts,
    )


def _read_head(reader: Reader, tree: dict[str, Any]) -> None:
    people = reader.mapping(tree.get("people", ""), ("people",)) or {}
    for key, value in people.items():
        found = reader.person(value, ("people", key)) if not isinstance(value, str) else None
        if isinstance(value, str):
            reader.wrong(
                ("people", key), "a person needs keys", "write name, role, npi, credentials below it"
            )
        if found is not None:
            reader.people[key] = found
    if not tree.get("entered_by"):
        return
    reader.entered_by = reader.person(tree["entered_by"], ("entered_by",))
    entered_on = reader.day_at(tree, "entered_on", ())
    if entered_on is None and not tree.get("entered_on"):
        reader.wrong(("entered_by",), "entered by someone on no day", "add `entered_on: YYYY-MM-DD`")
    if reader.entered_by is not None and entered_on is not None:
        by = reader.entered_by
        reader.entered = EnteredEvidence(by.name, by.role.value, entered_on, reader.name)


def _read_sections(reader: Reader, tree: dict[str, Any]) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for section in SECTIONS:
        value = tree.get(section.key, "")
        if not section.is_list:
            mapping = reader.mapping(value, (section.key,))
            read = None if mapping is None else reader.section(section.cls, mapping, (section.key,))
            if read is not None:
                parts[section.key] = read
            continue
        found = []
        for n, item in enumerate(reader.items(value, (section.key,))):
            mapping = reader.mapping(item, (section.key, n))
            read = None if mapping is None else reader.section(section.cls, mapping, (section.key, n))
            if read is not None:
                found.append(read)
        parts[section.key] = tuple(found)
    return parts


def _read_reirradiation(reader: Reader, tree: dict[str, Any]) -> Held[bool]:
    if not tree.get("reirradiation"):
        return Held()
    place = ("reirradiation",)
    read = reader.scalar(tree["reirradiation"], place, scalars.yes_no, Kind.YES_NO)
    return held(read, *reader.evidence(place)) if isinstance(read, bool) else Held()


def _read_documents(reader: Reader, tree: dict[str, Any]) -> tuple[str, ...]:
    found = []
    for n, item in enumerate(reader.items(tree.get("documents", ""), ("documents",))):
        read = scalars.slug(item) if isinstance(item, str) else None
        if read is not None:
            found.append(read)
        elif item != "":
            reader.wrong(
                ("documents", n), "no document slug", "write a slug, for example `consultation_note`"
            )
    return tuple(dict.fromkeys(found))


def _read_checklist(reader: Reader, tree: dict[str, Any]) -> tuple[Attestation, ...]:
    """Read what a person says of single elements: an attestation under the element's slug.

    A state other than ``complete`` stands before the slug: ``incomplete:peer_review_before_start``.
    """
    found = []
    for n, item in enumerate(reader.items(tree.get("checklist", ""), ("checklist",))):
        loc = ("checklist", n)
        entry = reader.mapping(item, loc)
        if entry is None or not any(entry.values()):
            continue
        reader.keys(entry, CHECKLIST_KEYS, loc)
        element = reader.text(entry, "element", loc)
        state = reader.text(entry, "state", loc) or CHECKLIST_STATES[0]
        says = reader.text(entry, "says", loc)
        by = reader.person(entry["by"], (*loc, "by")) if entry.get("by") else reader.entered_by
        on = reader.day_at(entry, "on", loc) or (reader.entered.entered_on if reader.entered else None)
        if not scalars.slug(element.rsplit(".", 1)[-1]):
            reader.wrong(loc, "no element is named", "add `element:` with the slug `episode check` prints")
        if state not in CHECKLIST_STATES:
            reader.wrong((*loc, "state"), "no such state", f"use one of: {', '.join(CHECKLIST_STATES)}")
        if not says:
            reader.wrong(loc, "nothing is said", "add `says:`, one sentence on this patient")
        if by is None or on is None:
            reader.wrong(loc, "no one signs this", "add `by` and `on`, or `entered_by` to the form")
            continue
        slug = element if state == CHECKLIST_STATES[0] else f"{state}:{element}"
        found.append(Attestation(slug, says, by, on, reader.evidence(loc)))
    return tuple(found)
