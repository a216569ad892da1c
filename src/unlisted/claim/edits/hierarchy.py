"""The hierarchical numbers of a transaction set (SNIP 2)."""

from __future__ import annotations

from collections.abc import Iterator

from unlisted.claim.edits import structure as rules
from unlisted.claim.edits.finding import ClaimFinding
from unlisted.claim.tree import Loop


def check(root: Loop) -> Iterator[ClaimFinding]:
    """Yield what is wrong with HL01, HL02 and HL04."""
    expected = 0
    above: dict[int, str] = {}
    for loop in root.walk():
        item = loop.first("HL")
        if item is None:
            continue
        expected += 1
        if item.get(1) != str(expected):
            text = f"HL01 of the {expected}. hierarchical loop is not {expected}"
            yield rules.HL_NUMBER.at(loop.name, "HL", "HL01", message=text, position=item.position)
        for inner in loop.loops:
            if inner.first("HL") is not None:
                above[id(inner)] = item.get(1)
        if id(loop) in above and item.get(2) != above[id(loop)]:
            yield rules.HL_PARENT.at(loop.name, "HL", "HL02", position=item.position)
        if loop.name == "2000B":
            has_child = any(True for _ in loop.within("2000C"))
            if item.get(4) in ("0", "1") and (item.get(4) == "1") != has_child:
                yield rules.HL_CHILD.at(loop.name, "HL", "HL04", position=item.position)
