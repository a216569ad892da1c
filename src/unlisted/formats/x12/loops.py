"""Build the loops of an 837 from its segments by the layout; what does not fit is found, never fatal."""

from __future__ import annotations

from collections.abc import Sequence

from unlisted.base.segment import Segment
from unlisted.claim.edits import structure as rules
from unlisted.claim.edits.finding import ClaimFinding, EditRule
from unlisted.claim.tree import Loop
from unlisted.formats.x12.element_check import check_elements
from unlisted.formats.x12.elements import segment_specs
from unlisted.formats.x12.layout import Layout, LoopLayout, Row
from unlisted.formats.x12.limits import MAX_FINDINGS

_STRAY = "stray"


class _Frame:
    """An open loop: where in its layout it stands, and how often each row was met."""

    __slots__ = ("counts", "layout", "loop", "order")

    def __init__(self, layout: LoopLayout, loop: Loop) -> None:
        self.layout = layout
        self.loop = loop
        self.order = 0
        self.counts = [0] * len(layout.rows)


class LoopBuilder:
    """Place segments one by one. ``root`` is the transaction set; ``findings`` holds SNIP 1 and 2."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.root = Loop("ST")
        self.findings: list[ClaimFinding] = []
        self._frames = [_Frame(layout["ST"], self.root)]
        self._stray: Loop | None = None

    def build(self, segments: Sequence[Segment]) -> Loop:
        """Place all segments and close every loop."""
        for item in segments:
            self._place(item)
        while self._frames:
            self._leave(self._frames.pop())
        return self.root

    def _place(self, item: Segment) -> None:
        if item.id not in segment_specs():
            self._find(rules.UNKNOWN_SEGMENT, item, self._frames[-1].loop.name)
            return
        for test in (_fits, _fits_once_more, None, _comes_late):
            if test is None:
                if self._other_qualifier(item):
                    return
                continue
            for depth in range(len(self._frames) - 1, -1, -1):
                index = test(self, self._frames[depth], item)
                if index is not None:
                    self._enter(depth, index, item, test)
                    return
        if self._stray is not None:
            self._stray.segments.append(item)
            return
        self._find(rules.UNEXPECTED, item, self._frames[-1].loop.name)

    def matches(self, row: Row, item: Segment) -> bool:
        """Say whether a row means this segment: its id, and its qualifier where rows differ by it."""
        target = self._layout[row.loop].opener if row.loop else row
        if target.segment != item.elements[0]:
            return False
        return not target.key or _key(target, item) in target.key

    def _enter(self, depth: int, index: int, item: Segment, test: object) -> None:
        frame = self._frames[depth]
        row = frame.layout.rows[index]
        if self._stray is not None and not row.loop and item.id != "SE":
            self._stray.segments.append(item)
            return
        self._stray = None
        while len(self._frames) > depth + 1:
            self._leave(self._frames.pop())
        frame.counts[index] += 1
        if test is _comes_late:
            self._find(rules.ORDER, item, frame.loop.name)
        frame.order = max(frame.order, row.order)
        if not row.loop:
            if frame.counts[index] == row.limit + 1:
                self._find(rules.SEGMENT_REPEATED, item, frame.loop.name)
            self._keep(item, row, frame.loop)
            return
        if row.limit and frame.counts[index] == row.limit + 1:
            self._find(rules.LOOP_REPEATED, item, row.loop)
        inner = Loop(row.loop)
        frame.loop.loops.append(inner)
        opened = _Frame(self._layout[row.loop], inner)
        opened.counts[0] = 1
        opened.order = 1
        self._frames.append(opened)
        self._keep(item, opened.layout.opener, inner)

    def _other_qualifier(self, item: Segment) -> bool:
        """Report a segment that would fit but for its qualifier; swallow what follows a stray opener."""
        for frame in reversed(self._frames):
            for row in frame.layout.rows:
                target = self._layout[row.loop].opener if row.loop else row
                if row is frame.layout.opener and frame.loop is not self.root:
                    continue
                if target.segment != item.id or not target.key or row.order < frame.order:
                    continue
                name = row.loop if row.loop and row.needed else frame.loop.name
                element = f"{item.id}{target.key_number:02d}" + (
                    f"-{target.key_component}" if target.key_component else ""
                )
                self._find(rules.QUALIFIER, item, name, element, value=_key(target, item))
                if row.loop:
                    self._stray = Loop(_STRAY, [item])
                elif self._stray is None:
                    self._keep(item, None, frame.loop)
                return True
        return False

    def _keep(self, item: Segment, row: Row | None, loop: Loop) -> None:
        loop.segments.append(item)
        if len(self.findings) < MAX_FINDINGS:
            self.findings.extend(check_elements(item, row, loop.name))

    def _leave(self, frame: _Frame) -> None:
        for row, count in zip(frame.layout.rows, frame.counts, strict=True):
            if count or not row.needed:
                continue
            last = frame.loop.segments[-1] if frame.loop.segments else Segment(("ST",))
            if row.loop:
                name, opener = row.loop, self._layout[row.loop].opener.segment
                self._add(
                    rules.LOOP_MISSING.at(
                        name,
                        opener,
                        message=f"loop {name} is missing in {frame.loop.name}",
                        position=last.position,
                    )
                )
            elif row.segment != "SE":
                key = "/".join(sorted(row.key))
                named = f"{row.segment} {key}".strip()
                self._add(
                    rules.SEGMENT_MISSING.at(
                        frame.loop.name,
                        row.segment,
                        message=f"{named} is missing in loop {frame.loop.name}",
                        position=last.position,
                    )
                )

    def _find(self, rule: EditRule, item: Segment, loop: str, element: str = "", value: str = "") -> None:
        name = item.id if item.id in segment_specs() else ""
        text = f"{element or name or 'segment ' + str(item.position)}: {rule.says}"
        self._add(rule.at(loop, name, element, message=text, value=value, position=item.position))

    def _add(self, finding: ClaimFinding) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(finding)


def _key(row: Row, item: Segment) -> str:
    return item.part(row.key_number, row.key_component) if row.key_component else item.get(row.key_number)


def _rows(builder: LoopBuilder, frame: _Frame, item: Segment) -> list[int]:
    start = 0 if frame.loop is builder.root else 1
    rows = frame.layout.rows
    return [index for index in range(start, len(rows)) if builder.matches(rows[index], item)]


def _fits(builder: LoopBuilder, frame: _Frame, item: Segment) -> int | None:
    for index in _rows(builder, frame, item):
        row = frame.layout.rows[index]
        if row.order >= frame.order and (row.limit == 0 or frame.counts[index] < row.limit):
            return index
    return None


def _fits_once_more(builder: LoopBuilder, frame: _Frame, item: Segment) -> int | None:
    for index in _rows(builder, frame, item):
        if frame.layout.rows[index].order >= frame.order:
            return index
    return None


def _comes_late(builder: LoopBuilder, frame: _Frame, item: Segment) -> int | None:
    found = _rows(builder, frame, item)
    return found[0] if found else None
