"""Read a small, strict part of YAML: mappings, lists and text, nothing else.

The C parser only cuts the bytes into events; what is allowed is decided here. Every scalar stays
text (``0333``, ``02``, ``NO``, ``1.10``). Refused: duplicate keys, anchors, aliases, tags, several
documents, plain ``null`` and ``~``, tabs, other encodings than UTF-8, and files beyond the limits.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import yaml

from unlisted.rules.problems import Loc, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 12
WHOLE_FILE = "whole file"

Tree = dict[str, Any]
_WHY_LARGE = "a rule file is small; a huge one is a mistake or an attack"
_NULLS = frozenset({"null", "Null", "NULL", "~"})


class _Refusal(Exception):  # noqa: N818 - it never leaves this module
    """Stop reading: what is wrong, and at which line and column."""

    def __init__(
        self, code: str, place: tuple[int, int], element: str, what: str, *, why: str, fix: str
    ) -> None:
        super().__init__(what)
        self.code, self.place, self.element = code, place, element
        self.what, self.why, self.fix = what, why, fix

    def at(self, path: str) -> Problem:
        """Return the problem, in the file it stands in."""
        return Problem(self.code, path, *self.place, self.element, self.what, self.why, self.fix)


def read_tree(path: str, data: bytes) -> Tree | Problem:
    """Read one file into nested ``dict``, ``list`` and ``str``, or say what is wrong with it."""
    try:
        tree = _Builder(_decode(data)).build()
    except _Refusal as refusal:
        if not refusal.element:
            refusal.element = _element_near(data, refusal.place)
        return refusal.at(path)
    except yaml.YAMLError as error:
        return _syntax_problem(path, data, error)
    if not isinstance(tree, dict):
        return Problem(
            "not_a_mapping",
            path,
            1,
            1,
            WHOLE_FILE,
            "the file is no mapping of keys",
            "the first key names the file's kind and id",
            "start the file with a kind and an id, for example `pack: payers.example.unlisted_services`",
        )
    return tree


def locate(data: bytes, loc: Loc) -> tuple[int, int]:
    """Return line and column (from 1) of the element at ``loc``, or of its nearest known parent.

    Reads the file a second time: only problems need positions, so the ordinary load does not pay.
    """
    try:
        builder = _Builder(data.decode("utf-8"), positions=True)
        builder.build()
    except (_Refusal, yaml.YAMLError, UnicodeDecodeError):
        return (0, 0)
    for length in range(len(loc), -1, -1):
        place = builder.places.get(tuple(loc[:length]))
        if place is not None:
            return place
    return (1, 1)


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _Refusal(
            "too_large",
            (0, 0),
            "",
            f"the file has {len(data):,} bytes; at most {MAX_BYTES:,} are read",
            why=_WHY_LARGE,
            fix="split the file by subject",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise _Refusal(
            "not_utf8",
            (line, column),
            "",
            f"byte {data[error.start]:#04x} is not UTF-8",
            why="text in another encoding would show wrong letters",
            fix="save the file as UTF-8",
        ) from error
    for number, line_text in enumerate(text.split("\n"), start=1) if "\t" in text else ():
        if line_text.lstrip(" ").startswith("\t"):
            raise _Refusal(
                "tab",
                (number, line_text.index("\t") + 1),
                "",
                "the line is indented with a tab",
                why="YAML counts spaces; a tab has no agreed width",
                fix="replace the tab by two spaces",
            )
    return text


class _Builder:
    """Build the tree from the parser's events, refusing what the strict part leaves out."""

    def __init__(self, text: str, *, positions: bool = False) -> None:
        self._next: Callable[[], Any] = yaml.parse(text, Loader=yaml.CBaseLoader).__next__
        self._positions = positions
        self.places: dict[Loc, tuple[int, int]] = {}

    def build(self) -> Any:
        """Return the tree of the one document."""
        self._next()  # stream start
        first = self._next()
        if isinstance(first, yaml.StreamEndEvent):
            raise _Refusal(
                "empty",
                (0, 0),
                "",
                "the file is empty",
                why="an empty file looks like an answer but holds none",
                fix="write the rules, or delete the file",
            )
        if first.version is not None or first.tags:
            raise self._refuse(first, "directive", "", "a YAML directive", "remove the % line")
        tree = self._value(self._next(), (), 0)
        self._next()  # document end
        after = self._next()
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._refuse(
                after,
                "several_documents",
                "",
                "a second document in the file",
                "put each pack into its own file and remove the `---`",
            )
        return tree

    def _value(self, event: Any, loc: Loc, depth: int) -> Any:
        self._refuse_extras(event, loc)
        if self._positions:
            self.places.setdefault(loc, _place(event))
        if type(event) is yaml.ScalarEvent:
            return self._scalar(event, loc)
        if depth >= MAX_DEPTH:
            raise self._refuse(
                event, "too_deep", loc, f"more than {MAX_DEPTH} levels of nesting", "flatten the element"
            )
        if type(event) is yaml.SequenceStartEvent:
            return self._sequence(loc, depth)
        return self._mapping(loc, depth)

    def _refuse_extras(self, event: Any, loc: Loc) -> None:
        if type(event) is yaml.AliasEvent:
            raise self._refuse(
                event, "alias", loc, f"the alias *{event.anchor}", "write the value out where it is used"
            )
        if event.anchor is not None:
            raise self._refuse(event, "anchor", loc, f"the anchor &{event.anchor}", "remove the anchor")
        if event.tag is not None:
            fix = "remove the tag; all scalars are text"
            raise self._refuse(event, "tag", loc, f"the tag {event.tag}", fix)

    def _is_plain_text(self, event: Any) -> bool:
        """Say whether the event is ordinary text that needs no second look: nearly all are."""
        return (
            type(event) is yaml.ScalarEvent
            and event.anchor is None
            and event.tag is None
            and event.value not in _NULLS
            and not self._positions
        )

    def _sequence(self, loc: Loc, depth: int) -> list[Any]:
        items: list[Any] = []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            if self._is_plain_text(event):
                items.append(event.value)
            else:
                items.append(self._value(event, (*loc, len(items)), depth + 1))
        return items

    def _scalar(self, event: Any, loc: Loc) -> str:
        text: str = event.value
        if text in _NULLS and not event.style:
            raise self._refuse(
                event, "null", loc, f"`{text}`", "leave the key out, or say `unavailable` with its reason"
            )
        return text

    def _mapping(self, loc: Loc, depth: int) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            if type(event) is not yaml.ScalarEvent:
                raise self._refuse(event, "key", loc, "a key that is no text", "use a plain word as key")
            key = event.value
            if not self._is_plain_text(event):
                self._value(event, (*loc, key), depth)
            if key in fields:
                raise _Refusal(
                    "duplicate_key",
                    _place(event),
                    element_name(None, (*loc, key)),
                    f"the key `{key}` stands twice",
                    why="the second would silently replace the first",
                    fix=_duplicate_fix(key, loc),
                )
            event = self._next()
            if self._is_plain_text(event):
                fields[key] = event.value
            else:
                fields[key] = self._value(event, (*loc, key), depth + 1)
        return fields

    def _refuse(self, event: Any, code: str, loc: Loc | str, what: str, fix: str) -> _Refusal:
        element = element_name(None, loc) if isinstance(loc, tuple) else loc
        why = "the format keeps to mappings, lists and text, so that a file reads as it looks"
        return _Refusal(code, _place(event), element, f"{what} is not allowed", why=why, fix=fix)


def _duplicate_fix(key: str, loc: Loc) -> str:
    if not loc and key in {"elements", "changes", "use_cases", "work_times", "literature", "denials"}:
        return "the list itself stands under `entries:`"
    return "keep one of the two, or give the second its own name"


def _place(event: Any) -> tuple[int, int]:
    return (event.start_mark.line + 1, event.start_mark.column + 1)


def element_name(tree: Any, loc: Loc) -> str:
    """Write ``loc`` for a reader: ``rules[records_required].versions[0].cites[1].source``.

    List items are named by their ``id``, ``name`` or ``code`` where ``tree`` gives one.
    """
    parts: list[str] = []
    here = tree
    for step in loc:
        here = _child(here, step)
        if isinstance(step, int):
            named = here.get("id") or here.get("code") if isinstance(here, dict) else None
            parts.append(f"[{named if isinstance(named, str) else step}]")
        else:
            parts.append(f".{step}" if parts else str(step))
    return "".join(parts)


def _child(here: Any, step: str | int) -> Any:
    if isinstance(here, dict):
        return here.get(step)
    if isinstance(here, list) and isinstance(step, int) and step < len(here):
        return here[step]
    return None


def _element_near(data: bytes, stop: tuple[int, int]) -> str:
    """Name the last element that starts on or before a line and column: where to look when parsing stops."""
    builder = _Builder(data[:MAX_BYTES].decode("utf-8", errors="replace"), positions=True)
    with suppress(_Refusal, yaml.YAMLError, StopIteration):
        builder.build()
    near = [loc for loc, place in builder.places.items() if place <= stop]
    return (element_name(None, near[-1]) if near else "") or WHOLE_FILE


def _syntax_problem(path: str, data: bytes, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    detail = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
    else:  # a character YAML does not allow: the parser gives its offset in bytes
        offset = getattr(error, "position", 0)
        line, column = data.count(b"\n", 0, offset) + 1, offset - data.rfind(b"\n", 0, offset)
    context = getattr(error, "context", None)
    return Problem(
        "syntax",
        path,
        line,
        column,
        _element_near(data, (line, column)),
        f"not valid YAML: {detail}" + (f", {context}" if context else ""),
        "a file that cannot be read whole is not read at all",
        "check quotes, colons, brackets and indentation at this line;"
        " put text that holds `: ` or starts with a special sign in quotes",
    )
