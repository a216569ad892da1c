"""Write and read the episode file: JSON, keys in the model's order, nothing lost.

The schema follows the classes of ``unlisted.episode`` field by field:

- the file is an object with ``unlisted_file`` (``"episode/1"``) and ``episode``;
- a dataclass is an object; a field that equals its default is left out;
- a ``Held`` is a list of facts, the trusted one first: ``{"value": …, "evidence": […]}``, with
  ``set_aside`` where a person settled a contradiction against it;
- decimals and days are strings (``"1.725"``, ``"2026-09-16"``), times ISO 8601, closed lists their slug;
- evidence is told apart by its keys: ``file_name`` (a place in a file), ``person`` (entered by someone),
  ``source`` (a citation).

``read_episode_json(write_episode_json(x)) == x`` for every episode. Unknown keys are refused.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from unlisted.base.errors import BrokenFileError, LimitExceededError
from unlisted.base.evidence import Citation, EnteredEvidence, Evidence, FileEvidence
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Fact, Held

FILE_KEY = "unlisted_file"
FILE_KIND = "episode/1"
MAX_BYTES = 256 * 1024 * 1024
MAX_DEPTH = 64
_EVIDENCE = {"file_name": FileEvidence, "person": EnteredEvidence, "source": Citation}
_HEAD = 256


def is_episode_json(head: bytes) -> bool:
    """Say whether a file claims to be an episode file, by its first bytes."""
    return f'"{FILE_KEY}"'.encode() in head[:_HEAD]


def write_episode_json(episode: Episode) -> bytes:
    """Return the episode file, UTF-8 with two spaces and a line end."""
    tree = {FILE_KEY: FILE_KIND, "episode": _to_tree(episode)}
    text = json.dumps(tree, indent=2, ensure_ascii=False) + "\n"
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:  # half a surrogate pair in some system's text
        return (json.dumps(tree, indent=2) + "\n").encode("ascii")


def read_episode_json(name: str, data: bytes) -> Episode:
    """Return the episode of an episode file.

    Raises ``BrokenFileError`` with the place as JSON pointer, without the value there (it may be
    protected health information); ``LimitExceededError`` for a file beyond 256 MiB.
    """
    if len(data) > MAX_BYTES:
        raise LimitExceededError(f"{name} has more than {MAX_BYTES} bytes", where=name)
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError) as error:
        at = (
            f"line {error.lineno}, column {error.colno}"
            if isinstance(error, json.JSONDecodeError)
            else "whole file"
        )
        raise _broken(name, at, "not JSON") from error
    if not isinstance(tree, dict) or tree.get(FILE_KEY) != FILE_KIND or set(tree) != {FILE_KEY, "episode"}:
        raise _broken(name, "/", f"not an episode file ({FILE_KEY}: {FILE_KIND})")
    found = _Reading(name).value(Episode, tree["episode"], "/episode")
    if not isinstance(found, Episode):
        raise _broken(name, "/episode", "not an episode")
    return found


def _broken(name: str, where: str, what: str) -> BrokenFileError:
    return BrokenFileError(
        f"{name} cannot be read as an episode file: {what}",
        where=f"{name} {where}",
        why="a fact that is misread would end in a claim",
        fix="write it again with `unlisted episode import … --out FILE`",
    )


def _to_tree(value: Any) -> Any:
    if isinstance(value, Held | tuple):
        return [_to_tree(item) for item in (value.facts if isinstance(value, Held) else value)]
    if isinstance(value, Fact):
        tree = {"value": _to_tree(value.value), "evidence": _to_tree(value.evidence)}
        return tree if value.set_aside is None else {**tree, "set_aside": _to_tree(value.set_aside)}
    if is_dataclass(value):
        return {
            item.name: _to_tree(getattr(value, item.name))
            for item in fields(value)
            if not _is_default(item, getattr(value, item.name))
        }
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum | Decimal) else value


def _is_default(item: Field[Any], value: Any) -> bool:
    if item.default is not MISSING:
        return type(value) is type(item.default) and bool(value == item.default)
    if item.default_factory is not MISSING:
        return bool(value == item.default_factory())
    return False


_HINTS: dict[str, dict[str, Any]] = {}


def _hints(cls: type[Any]) -> dict[str, Any]:
    """Resolve a class's annotations once: it costs more than reading the object."""
    if cls.__qualname__ not in _HINTS:
        _HINTS[cls.__qualname__] = typing.get_type_hints(cls)
    return _HINTS[cls.__qualname__]


class _Reading:
    """One file being read: each value by the type its field has."""

    def __init__(self, name: str) -> None:
        self._name = name

    def wrong(self, where: str, what: str) -> BrokenFileError:
        """Return the error for one place."""
        return _broken(self._name, where, what)

    def value(self, hint: Any, tree: Any, where: str) -> Any:
        """Read a value of the type ``hint``."""
        if where.count("/") > MAX_DEPTH:
            raise self.wrong(where, "nested too deep")
        origin = typing.get_origin(hint)
        if origin is Held:
            return self._held(typing.get_args(hint)[0], tree, where)
        if origin is tuple:
            return self._tuple(typing.get_args(hint), tree, where)
        if origin in (typing.Union, types.UnionType):
            return self._union(hint, tree, where)
        if isinstance(hint, type) and is_dataclass(hint):
            return self._object(hint, tree, where)
        return self._plain(hint, tree, where)

    def _held(self, inner: Any, tree: Any, where: str) -> Held[Any]:
        facts = []
        for n, item in enumerate(self._list(tree, where)):
            if not isinstance(item, dict) or set(item) - {"set_aside"} != {"value", "evidence"}:
                raise self.wrong(f"{where}/{n}", "a fact has a value and evidence")
            value = self.value(inner, item["value"], f"{where}/{n}/value")
            evidence = self._tuple((Evidence, ...), item["evidence"], f"{where}/{n}/evidence")
            aside = None
            if "set_aside" in item:
                aside = self._object(EnteredEvidence, item["set_aside"], f"{where}/{n}/set_aside")
            facts.append(Fact(value, evidence, aside))
        return Held(tuple(facts))

    def _list(self, tree: Any, where: str) -> list[Any]:
        if not isinstance(tree, list):
            raise self.wrong(where, "a list is expected")
        return tree

    def _tuple(self, inner: tuple[Any, ...], tree: Any, where: str) -> tuple[Any, ...]:
        return tuple(
            self.value(inner[0], item, f"{where}/{n}") for n, item in enumerate(self._list(tree, where))
        )

    def _union(self, hint: Any, tree: Any, where: str) -> Any:
        if hint == Evidence:
            kinds = [_EVIDENCE[key] for key in _EVIDENCE if isinstance(tree, dict) and key in tree]
            if len(kinds) != 1:
                raise self.wrong(where, "evidence names a file, a person or a source")
            return self._object(kinds[0], tree, where)
        if tree is None:
            return None
        return self.value(next(a for a in typing.get_args(hint) if a is not type(None)), tree, where)

    def _object(self, cls: type[Any], tree: Any, where: str) -> Any:
        if not isinstance(tree, dict):
            raise self.wrong(where, "an object is expected")
        hints = _hints(cls)
        unknown = set(tree) - set(hints)
        if unknown:
            raise self.wrong(where, f"{len(unknown)} keys that are not known here")
        missing = [f.name for f in fields(cls) if f.name not in tree and _is_required(f)]
        if missing:
            raise self.wrong(where, f"{', '.join(missing)} missing")
        return cls(**{key: self.value(hints[key], item, f"{where}/{key}") for key, item in tree.items()})

    def _plain(self, hint: Any, tree: Any, where: str) -> Any:
        read = _PLAIN.get(hint)
        try:
            if read is not None:
                return read(tree)
            if isinstance(hint, type) and issubclass(hint, StrEnum) and isinstance(tree, str):
                return hint(tree)
        except (ValueError, InvalidOperation) as error:
            raise self.wrong(where, f"not a {_name(hint)}") from error
        raise self.wrong(where, f"not a {_name(hint)}")


def _is_required(item: Field[Any]) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


def _name(hint: Any) -> str:
    return getattr(hint, "__name__", "value").lower()


def _exactly(cls: type[Any]) -> Callable[[Any], Any]:
    def read(tree: Any) -> Any:
        if type(tree) is not cls:
            raise ValueError("another type")
        return tree

    return read


def _from_text(parse: Callable[[str], Any]) -> Callable[[Any], Any]:
    def read(tree: Any) -> Any:
        return parse(_exactly(str)(tree))

    return read


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite():
        raise ValueError("not finite")
    return value


_PLAIN: dict[Any, Callable[[Any], Any]] = {
    str: _exactly(str),
    int: _exactly(int),
    bool: _exactly(bool),
    Decimal: _from_text(_decimal),
    date: _from_text(date.fromisoformat),
    time: _from_text(time.fromisoformat),
}
