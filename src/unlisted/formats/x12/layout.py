"""Read the layout tables into values: loops, their segments with rules, and the loops inside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from unlisted.claim.tree import INSTITUTIONAL_VERSION, PROFESSIONAL_VERSION
from unlisted.formats.x12.layout_institutional import INSTITUTIONAL
from unlisted.formats.x12.layout_professional import PROFESSIONAL

_KEY = {
    "NM1": "1",
    "REF": "1",
    "DTP": "1",
    "HL": "3",
    "AMT": "1",
    "QTY": "1",
    "HI": "1.1",
    "NTE": "1",
    "CRC": "1",
}
"""The element by which rows of the same segment are told apart."""


@dataclass(frozen=True, slots=True)
class ElementRule:
    """A rule on one element (``component`` 0: the whole element). ``use``: ``+`` needed, ``-`` not used."""

    number: int
    component: int
    use: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a loop: a segment or an inner loop (``loop`` is its name).

    ``order`` is equal for rows that may stand in any order among each other. ``key`` holds the values
    that tell the row from others of the same segment; empty where any value means this row.
    """

    segment: str
    loop: str
    needed: bool
    limit: int
    order: int
    rules: tuple[ElementRule, ...] = ()
    key: frozenset[str] = frozenset()
    key_number: int = 0
    key_component: int = 0


@dataclass(frozen=True, slots=True)
class LoopLayout:
    """A loop: its rows in order. The first is the segment that opens it."""

    name: str
    rows: tuple[Row, ...]

    @property
    def opener(self) -> Row:
        """Return the row that opens the loop."""
        return self.rows[0]


Layout = dict[str, LoopLayout]


@cache
def layout_of(version: str) -> Layout | None:
    """Return the layout to read a version by, or ``None`` for one that is not read here.

    Older and newer addenda are read by the layout in use, so that their claims can be looked at all the same.
    """
    if version.startswith(PROFESSIONAL_VERSION[:10]):
        return _parse(PROFESSIONAL)
    return _parse(INSTITUTIONAL) if version.startswith(INSTITUTIONAL_VERSION[:10]) else None


def _parse(text: str) -> Layout:
    loops: dict[str, list[Row]] = {}
    rows: list[Row] = []
    for line in text.splitlines():
        if not line:
            continue
        if line.startswith("@"):
            rows = loops.setdefault(line[1:], [])
            continue
        rows.append(_row(line.split(), rows))
    return {name: LoopLayout(name, tuple(items)) for name, items in loops.items()}


def _row(words: list[str], before: list[Row]) -> Row:
    previous = before[-1] if before else None
    order = previous.order if previous else 0
    if words[0] in (">", "="):
        together = words[0] == "="
        return Row("", words[1], words[2] == "R", int(words[3]), order if together else order + 1)
    segment = words[0]
    rules = tuple(_rule(word) for word in words[3:])
    number, _, component = _KEY.get(segment, "0").partition(".")
    keyed = next((r for r in rules if (r.number, r.component) == (int(number), int(component or 0))), None)
    same = previous is not None and previous.segment == segment
    return Row(
        segment,
        "",
        words[1] == "R",
        int(words[2]),
        order if same else order + 1,
        rules,
        keyed.values if keyed else frozenset(),
        int(number),
        int(component or 0),
    )


def _rule(word: str) -> ElementRule:
    use = word[0] if word[0] in "+-" else ""
    place, _, values = word.lstrip("+-").partition("=")
    number, _, component = place.partition(".")
    return ElementRule(
        int(number), int(component or 0), use, frozenset(values.split(",")) if values else frozenset()
    )
