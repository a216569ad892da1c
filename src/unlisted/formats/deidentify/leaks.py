"""Look for input identifiers in the output, byte by byte: the last gate before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from unlisted.formats.deidentify.days import written
from unlisted.formats.deidentify.keys import Pseudonyms, name_parts
from unlisted.formats.deidentify.known import Known
from unlisted.formats.deidentify.scrub import MIN_PART, bounded, is_distinctive


@dataclass(frozen=True, slots=True)
class Leak:
    """An input identifier in an output file: which kind, in which file, how often. Never the identifier."""

    kind: str
    file_name: str
    count: int


def find_leaks(
    known: Known,
    names: Pseudonyms,
    files: Mapping[str, bytes],
    ordinary: frozenset[str] = frozenset(),
    texts: Mapping[str, str] | None = None,
) -> tuple[Leak, ...]:
    """Return every known identifier that stands in a file's bytes or name; empty when nothing leaks.

    Names count by part, in any case; days in every way they are written. A day of the input that is also
    the moved day of another is no leak: it cannot be told from it. A part of a name that is an ``ordinary``
    word counts only as part of the whole name. Short texts ("one", "1.1") would be met in the format's own
    bytes: they are looked for in ``texts``, the values of a file that can hold text, where it is given.
    """
    found = []
    wanted = [
        (kind, re.compile(bounded(text).encode(), re.IGNORECASE), is_distinctive(text))
        for kind, text in _wanted(known, names, ordinary)
    ]
    for name, data in sorted(files.items()):
        raw = name.encode() + b"\n" + data
        values = name.encode() + b"\n" + texts[name].encode() if texts and name in texts else raw
        for kind, pattern, distinctive in wanted:
            count = len(pattern.findall(raw if distinctive else values))
            if count:
                found.append(Leak(kind, name, count))
    return tuple(found)


def _wanted(known: Known, names: Pseudonyms, ordinary: frozenset[str]) -> Iterator[tuple[str, str]]:
    groups = (
        ("record number", known.record_numbers),
        ("identifier", known.identifiers),
        ("institution", known.institutions),
        ("machine", known.machines),
        ("uid", known.uids),
    )
    for kind, texts in groups:
        yield from ((kind, text) for text in sorted(texts) if len(text) >= MIN_PART)
    for kind, texts in (("patient name", known.patient_names), ("staff name", known.staff)):
        parts = {part for text in texts for part in name_parts(text) if len(part) >= MIN_PART}
        yield from ((kind, part) for part in sorted(parts - ordinary))
        yield from ((kind, whole) for text in sorted(texts) for whole in _whole(text))
    moved = {names.day(on) for on in known.dates}
    for on in sorted(known.dates - moved):
        yield from (("date", text) for text in written(on))


def _whole(name: str) -> tuple[str, ...]:
    pieces = name.replace("^", " ").split()
    if len(pieces) < 2:
        return ()
    backward = pieces[::-1]
    return tuple(joint.join(order) for order in (pieces, backward) for joint in (" ", "^", ", "))
