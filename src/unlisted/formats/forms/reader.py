"""Read the sections of a form into the episode's classes, each fact with file, place and who entered it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from unlisted.base.evidence import EnteredEvidence, Evidence, FileEvidence
from unlisted.episode.care import Toxicity
from unlisted.episode.fact import held
from unlisted.episode.person import Actor
from unlisted.episode.vocabulary import Role
from unlisted.formats.forms import scalars
from unlisted.formats.forms.problems import Problems
from unlisted.formats.forms.shape import FieldShape, Kind, shapes_of
from unlisted.rules.problems import Loc
from unlisted.rules.strict_yaml import element_name, locate

MAX_ITEMS = 2_000
_TOXICITY_KEYS = ("term", "grade", "version", "attribution", "action")
_PERSON_KEYS = ("name", "role", "npi", "credentials")
NPI_DIGITS = 10
WORST_GRADE = 5
_EMPTY = object()  # an answer left empty: not known
Parse = Callable[[str], Any]


@dataclass(slots=True)
class Reader:
    """Read one form. ``people`` are its named persons; problems are collected, not raised."""

    name: str
    data: bytes
    sha256: str
    problems: Problems
    people: dict[str, Actor] = field(default_factory=dict)
    entered: EnteredEvidence | None = None
    entered_by: Actor | None = None

    def wrong(self, loc: Loc, what: str, fix: str) -> None:
        """Note a problem at an element."""
        line, column = self._place(loc)
        self.problems.add(line, column, element_name(None, loc) or "whole file", what, fix)

    def _place(self, loc: Loc) -> tuple[int, int]:
        return (0, 0) if self.problems.enough or not self.data else locate(self.data, loc)

    def evidence(self, loc: Loc) -> tuple[Evidence, ...]:
        """Return the file's place, and who entered the form where it says so; what was typed has no file."""
        if self.entered is not None and not self.data:
            return (self.entered,)
        place = FileEvidence(self.name, self.sha256, element_name(None, loc))
        return (place,) if self.entered is None else (place, self.entered)

    def keys(self, tree: Mapping[str, Any], allowed: tuple[str, ...], loc: Loc) -> None:
        """Note every key that is not known; name the nearest one, never the key (it may be PHI)."""
        for key in tree:
            if key not in allowed:
                close = difflib.get_close_matches(key, allowed, 1)
                fix = f"did you mean `{close[0]}`?" if close else f"use one of: {', '.join(allowed)}"
                line, column = self._place((*loc, key))
                place = element_name(None, loc) or "whole file"
                self.problems.add(line, column, place, "a key that is not known here", fix)

    def mapping(self, value: Any, loc: Loc) -> Mapping[str, Any] | None:
        """Return a mapping; an empty answer is ``None``, anything else a problem."""
        if isinstance(value, dict):
            return value
        if value not in ("", []):
            self.wrong(loc, "this must hold keys and values", "write `key: value` lines below it")
        return None

    def items(self, value: Any, loc: Loc) -> list[Any]:
        """Return a list; an empty answer is an empty list, anything else a problem."""
        if isinstance(value, list):
            if len(value) > MAX_ITEMS:
                self.wrong(loc, f"more than {MAX_ITEMS} entries", "split the form")
                return []
            return value
        if value != "":
            self.wrong(loc, "this must be a list", "start each entry with `- `")
        return []

    def section(self, cls: type[Any], tree: Mapping[str, Any], loc: Loc) -> Any | None:
        """Return an object of the model, or ``None`` when nothing is filled in or something is wrong."""
        shapes = shapes_of(cls)
        self.keys(tree, tuple(shape.name for shape in shapes), loc)
        given: dict[str, Any] = {}
        before = len(self.problems.found)
        for shape in shapes:
            if shape.name not in tree:
                continue
            place = (*loc, shape.name)
            value = self.answer(shape, tree[shape.name], place)
            if value is not _EMPTY:
                given[shape.name] = held(value, *self.evidence(place)) if shape.is_held else value
        if not given:
            return None
        missing = [shape.name for shape in shapes if shape.required and shape.name not in given]
        for name in missing:
            self.wrong(loc, f"`{name}` is missing", f"add `{name}:`")
        if len(self.problems.found) > before:
            return None
        return self._complete(cls, given, loc)

    def _complete(self, cls: type[Any], given: dict[str, Any], loc: Loc) -> Any | None:
        """Add what an entry takes over from the form: its evidence, who signed it and when."""
        hints = cls.__dataclass_fields__
        if "evidence" in hints:
            given["evidence"] = self.evidence(loc)
        if "by" in hints and "on" in hints and "says" in hints:
            if "by" not in given and self.entered_by is not None:
                given["by"] = self.entered_by
            if "on" not in given and self.entered is not None:
                given["on"] = self.entered.entered_on
            if "by" not in given or "on" not in given:
                self.wrong(loc, "no one signs this", "add `by` and `on`, or `entered_by` to the form")
                return None
        if "entered_on" in hints and "entered_on" not in given:
            given["entered_on"] = None
        return cls(**given)

    def answer(self, shape: FieldShape, value: Any, loc: Loc) -> Any:
        """Return one answer in its type; ``_EMPTY`` when left empty or wrong."""
        if value in ("", []):
            return _EMPTY
        if shape.kind is Kind.PERSON:
            return self.person(value, loc) or _EMPTY
        if shape.kind is Kind.TEXTS:
            texts = [
                self.scalar(item, (*loc, n), scalars.text_of, Kind.TEXT)
                for n, item in enumerate(self.items(value, loc))
            ]
            return tuple(text for text in texts if text is not _EMPTY and text) or _EMPTY
        if shape.kind is Kind.TOXICITIES:
            found = [self._toxicity(item, (*loc, n)) for n, item in enumerate(self.items(value, loc))]
            return tuple(item for item in found if item is not None) or _EMPTY
        if shape.choices:
            return self._choice(shape, value, loc)
        return self.scalar(value, loc, _PARSERS[shape.kind], shape.kind)

    @staticmethod
    def is_empty(answer: Any) -> bool:
        """Say whether an answer was left empty."""
        return answer is _EMPTY

    def scalar(self, value: Any, loc: Loc, parse: Parse, kind: Kind) -> Any:
        """Return a scalar in its type; ``_EMPTY`` when empty or wrong."""
        text = value.strip() if isinstance(value, str) else None
        if text == "":
            return _EMPTY
        read = None if text is None else parse(text)
        if read is None:
            self.wrong(loc, f"this is no {kind.value}", f"write a {kind.value}, or leave it empty")
            return _EMPTY
        return read

    def _choice(self, shape: FieldShape, value: Any, loc: Loc) -> Any:
        if isinstance(value, str) and value.strip() in shape.choices:
            return shape.enum(value.strip()) if shape.enum else value.strip()
        self.wrong(loc, "this is not one of the answers", f"use one of: {', '.join(shape.choices)}")
        return _EMPTY

    def person(self, value: Any, loc: Loc) -> Actor | None:
        """Return the person an answer names: an entry of ``people``, or name, role, npi, credentials."""
        if isinstance(value, str):
            if value in self.people:
                return self.people[value]
            known = ", ".join(self.people) or "none yet"
            self.wrong(loc, "no such entry of people", f"add it to `people`; entries: {known}")
            return None
        tree = self.mapping(value, loc)
        if tree is None:
            return None
        self.keys(tree, _PERSON_KEYS, loc)
        name = self.text(tree, "name", loc)
        role = self.text(tree, "role", loc)
        npi = self.text(tree, "npi", loc)
        if not name:
            self.wrong(loc, "a person without a name", "add `name:`")
        if role not in list(Role):
            self.wrong((*loc, "role") if "role" in tree else loc, "no known role", _ROLES)
        if npi and not (npi.isascii() and npi.isdigit() and len(npi) == NPI_DIGITS):
            self.wrong((*loc, "npi"), "an NPI has 10 digits", "write the 10 digits, or leave it empty")
        if not name or role not in list(Role):
            return None
        return Actor(name, Role(role), npi, self.text(tree, "credentials", loc))

    def text(self, tree: Mapping[str, Any], key: str, loc: Loc) -> str:
        """Return the text at a key; empty when it is absent or wrong."""
        if key not in tree:
            return ""
        read = self.scalar(tree[key], (*loc, key), scalars.text_of, Kind.TEXT)
        return read if isinstance(read, str) else ""

    def day_at(self, tree: Mapping[str, Any], key: str, loc: Loc) -> date | None:
        """Return the day at a key, or ``None`` when it is absent or wrong."""
        if key not in tree:
            return None
        read = self.scalar(tree[key], (*loc, key), scalars.day, Kind.DAY)
        return read if isinstance(read, date) else None

    def _toxicity(self, value: Any, loc: Loc) -> Toxicity | None:
        tree = self.mapping(value, loc)
        if tree is None:
            return None
        self.keys(tree, _TOXICITY_KEYS, loc)
        term = self.text(tree, "term", loc)
        grade = scalars.whole(self.text(tree, "grade", loc))
        if not term:
            self.wrong(loc, "a toxicity without its term", "add `term:`")
        if grade is None or grade > WORST_GRADE:
            self.wrong((*loc, "grade") if "grade" in tree else loc, "no grade", "write a grade from 0 to 5")
            return None
        version, attribution, action = (self.text(tree, key, loc) for key in _TOXICITY_KEYS[2:])
        return Toxicity(term, grade, version, attribution, action) if term else None


_ROLES = f"use one of: {', '.join(Role)}"
_PARSERS: dict[Kind, Parse] = {
    Kind.TEXT: scalars.text_of,
    Kind.DAY: scalars.day,
    Kind.WHOLE: scalars.whole,
    Kind.NUMBER: scalars.number,
    Kind.YES_NO: scalars.yes_no,
}
