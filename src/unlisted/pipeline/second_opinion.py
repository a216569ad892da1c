"""A second opinion on a claim file by pyx12, an independent validator: known defects worked round.

Worked round, measured on pyx12 4.0.0: its maps are read anew at every call (1 s a file; cached 0.08 s); it
refuses line-level ``PWK*CT`` of equipment certificates, which published examples use; it raises on an
unknown version and on bytes beyond ASCII. Its messages may quote the patient: only codes and places are kept.
"""

from __future__ import annotations

import importlib
import io
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

from unlisted.base.errors import MissingExtraError

_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Complaint:
    """What pyx12 holds against a segment: its error code, the segment's id and number, the element."""

    code: str
    segment: str
    position: int
    element: str = ""


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """``accepted``: true, false, or ``None`` where pyx12 cannot judge, then ``why_not`` says why."""

    accepted: bool | None
    complaints: tuple[Complaint, ...] = ()
    why_not: str = ""


def second_opinion(data: bytes) -> SecondOpinion:
    """Ask pyx12 about a claim file.

    Raises ``MissingExtraError`` where pyx12 is not installed. A file it cannot judge is no error here.
    """
    pyx12 = _library()
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        return SecondOpinion(None, why_not="pyx12 reads ASCII only, and the file holds other bytes")
    found = io.StringIO()
    with _LOCK, _cached_maps(pyx12), _quiet():
        try:
            accepted = bool(
                pyx12.x12n_document.x12n_document(
                    pyx12.params.ParamsBase(), io.StringIO(text), None, None, None, found
                )
            )
        except pyx12.errors.EngineError:
            return SecondOpinion(None, why_not="pyx12 has no map for this version")
        except Exception as error:  # a library that falls over has no opinion
            return SecondOpinion(None, why_not=f"pyx12 stopped with {type(error).__name__}")
    try:
        complaints = tuple(_complaints(json.loads(found.getvalue() or "{}")))
    except ValueError:
        complaints = ()
    kept = tuple(item for item in complaints if not _is_known_defect(item, text))
    if not accepted and complaints and not kept:
        accepted = True
    return SecondOpinion(accepted, kept)


def _is_known_defect(item: Complaint, text: str) -> bool:
    """Say whether the complaint is about a certificate's PWK at a line."""
    return item.segment == "PWK" and item.element in ("PWK01", "PWK02") and "PWK*CT*A" in text


def _library() -> Any:
    try:
        pyx12 = importlib.import_module("pyx12")
        for name in ("x12n_document", "params", "errors", "map_if"):
            importlib.import_module(f"pyx12.{name}")
    except ImportError as error:
        raise MissingExtraError(
            "the second opinion needs pyx12",
            why="it is an optional part",
            fix="pip install 'unlisted[second-opinion]'",
        ) from error
    return pyx12


@cache
def _loader(pyx12_id: int) -> Callable[..., Any]:
    """Return the library's map loader with a memory; the maps are never changed by a validation."""
    load = _library().map_if.load_map_file
    held: dict[str, Any] = {}

    def remembered(map_file: str, param: Any, map_path: str | None = None) -> Any:
        """Load a map once."""
        if map_file not in held:
            held[map_file] = load(map_file, param, map_path)
        return held[map_file]

    return remembered


@contextmanager
def _cached_maps(pyx12: Any) -> Iterator[None]:
    original = pyx12.map_if.load_map_file
    pyx12.map_if.load_map_file = _loader(id(pyx12))
    try:
        yield
    finally:
        pyx12.map_if.load_map_file = original


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's log off: it names values of the claim."""
    log = logging.getLogger("pyx12")
    before = log.disabled, log.propagate, log.level
    log.propagate, log.level = False, logging.CRITICAL + 1
    handler = logging.NullHandler()
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.disabled, log.propagate, log.level = before


def _complaints(tree: dict[str, Any]) -> Iterator[Complaint]:
    for interchange in tree.get("interchanges", ()):
        yield from _envelope("ISA", interchange)
        for group in interchange.get("groups", ()):
            yield from _envelope("GS", group)
            for transaction in group.get("transactions", ()):
                yield from _envelope("ST", transaction)
                for item in transaction.get("segments", ()):
                    yield from _segment(item)


def _envelope(name: str, node: dict[str, Any]) -> Iterator[Complaint]:
    for error in node.get("errors", ()):
        yield Complaint(str(error.get("err_cde", "")), name, 0)


def _segment(item: dict[str, Any]) -> Iterator[Complaint]:
    name, position = str(item.get("seg_id") or ""), int(item.get("seg_count") or 0)
    for error in item.get("errors", ()):
        yield Complaint(str(error.get("err_cde", "")), name, position)
    for element in item.get("elements", ()):
        number, part = element.get("ele_pos"), element.get("subele_pos")
        place = f"{name}{int(number):02d}" + (f"-{part}" if part else "") if number else ""
        for error in element.get("errors", ()):
            yield Complaint(str(error.get("err_cde", "")), name, position, place)
