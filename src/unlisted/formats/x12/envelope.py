"""Envelopes: interchanges, groups and transaction sets, any number in a file; wrong ones are findings.

Readers of any transaction (837, 835, 999 …) iterate over ``sets()``, or over ``body()`` where a set is
too large to be held. What is wrong with the envelopes is collected in ``findings``; only a file that
cannot be divided at all raises.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from unlisted.base.errors import LimitExceededError
from unlisted.base.segment import Segment
from unlisted.claim.edits import structure as rules
from unlisted.claim.edits.finding import ClaimFinding, EditRule
from unlisted.formats.x12 import limits
from unlisted.formats.x12.delimiters import Delimiters
from unlisted.formats.x12.tokenizer import Tokenizer

_ENVELOPE = frozenset({"ISA", "IEA", "GS", "GE", "ST", "SE", "TA1"})


@dataclass(slots=True)
class TransactionSet:
    """One transaction set with its envelopes' headers (``None`` where they are missing).

    ``segments`` runs from ST to SE, positions counted from 1 at ST.
    """

    interchange: Segment | None
    group: Segment | None
    segments: list[Segment]
    delimiters: Delimiters

    @property
    def kind(self) -> str:
        """Return the transaction set's code, for example ``837``."""
        return self.segments[0].get(1)

    @property
    def version(self) -> str:
        """Return the version: ST03, else GS08; of an 835 only the group names it."""
        return self.segments[0].get(3) or (self.group.get(8) if self.group else "")


@dataclass(slots=True)
class _Level:
    """An open envelope: its header, and how many of the next smaller ones it holds."""

    header: Segment | None = None
    count: int = 0
    seen: set[str] = field(default_factory=set)


class InterchangeReader:
    """Read a stream of bytes as interchanges. Raises what ``Tokenizer`` raises."""

    def __init__(self, stream: BinaryIO) -> None:
        self._tokens = Tokenizer(stream)
        self.findings: list[ClaimFinding] = []
        self._isa = _Level()
        self._gs = _Level()
        self._st = _Level()
        self._interchanges: set[str] = set()
        self.acknowledgements: list[Segment] = []
        """TA1 segments met so far; they stand between ISA and GS, in no transaction set."""

    @property
    def delimiters(self) -> Delimiters:
        """Return the delimiters in force."""
        return self._tokens.delimiters

    @property
    def interchange(self) -> Segment | None:
        """Return the open interchange's header."""
        return self._isa.header

    @property
    def group(self) -> Segment | None:
        """Return the open group's header."""
        return self._gs.header

    @property
    def not_utf8(self) -> bool:
        """Say whether bytes were met that are not UTF-8."""
        return self._tokens.not_utf8

    def sets(self) -> Iterator[TransactionSet]:
        """Yield each transaction set as soon as it is complete."""
        held: TransactionSet | None = None
        for item in self.body():
            if item.id == "ST" or held is None:
                if held is not None:
                    yield held
                held = TransactionSet(self.interchange, self.group, [], self.delimiters)
            held.segments.append(item)
            if len(held.segments) > limits.MAX_SET_SEGMENTS:
                raise LimitExceededError(
                    f"a transaction set of more than {limits.MAX_SET_SEGMENTS:,} segments",
                    where="after ST",
                    why="it would fill the memory",
                    fix="divide the file",
                )
            if item.id == "SE":
                yield held
                held = None
        if held is not None:
            yield held

    def body(self) -> Iterator[Segment]:
        """Yield the segments from ST to SE of every set, positions from 1 at ST; check the envelopes."""
        for token in self._tokens:
            name = token[0][0]
            if name not in _ENVELOPE and self._st.header is not None:
                yield token
                continue
            item = token if name == "SE" else self._in_file(token)
            match name:
                case "ISA":
                    self._close_interchange(None)
                    self._isa = _Level(item)
                    self._repeat(self._interchanges, item.get(13), "ISA", "ISA13")
                case "IEA":
                    self._close_group(None)
                    self._close_interchange(item)
                case "GS":
                    self._close_group(None)
                    self._open(self._isa, "ISA", item, item.get(6), "GS06")
                    self._gs = _Level(item)
                case "GE":
                    self._close_set(None)
                    self._close_group(item)
                case "TA1":
                    if len(self.acknowledgements) < limits.MAX_ACKNOWLEDGEMENTS:
                        self.acknowledgements.append(item)
                case "ST":
                    self._close_set(None)
                    self._open(self._gs, "GS", item, item.get(2), "ST02")
                    self._st = _Level(item)
                    self._tokens.base = item.position - 1
                    self._compare_versions(item)
                    yield item._replace(position=1)
                case "SE":
                    if self._st.header is None:
                        self._find(rules.OUTSIDE, "SE")
                        continue
                    self._st.count = item.position
                    self._close_set(item)
                    yield item
                case _:
                    text = f"segment {item.position} of the file stands outside ST and SE"
                    self._find(rules.OUTSIDE, name[:3], message=text)
        self._close_group(None)
        self._close_interchange(None)

    def _in_file(self, item: Segment) -> Segment:
        """Return a segment with its number in the file, whatever set it stands in."""
        base = self._tokens.base
        return item._replace(position=item.position + base) if base else item

    def _open(self, level: _Level, name: str, item: Segment, control: str, element: str) -> None:
        if level.header is None:
            self._find(rules.HEADER_MISSING, name, message=f"{item.id} stands without {name} before it")
        level.count += 1
        self._repeat(level.seen, control, item.id, element)

    def _repeat(self, seen: set[str], control: str, name: str, element: str) -> None:
        if control in seen:
            self._find(rules.CONTROL_REPEATED, name, element)
        seen.add(control)

    def _compare_versions(self, item: Segment) -> None:
        group = self._gs.header
        if group is not None and item.get(3) and group.get(8) != item.get(3):
            self._find(rules.VERSIONS_DIFFER, "ST", "ST03")

    def _close_set(self, trailer: Segment | None) -> None:
        level, self._st = self._st, _Level()
        self._tokens.base = 0
        if level.header is None:
            return
        if trailer is None:
            self._find(rules.TRAILER_MISSING, "SE", message="a transaction set has no SE")
            return
        self._count(rules.SEGMENT_COUNT, trailer, level.count)
        if trailer.get(2) != level.header.get(2):
            self._find(rules.SET_CONTROL, "SE", "SE02")

    def _close_group(self, trailer: Segment | None) -> None:
        self._close_set(None)
        level, self._gs = self._gs, _Level()
        if level.header is None:
            if trailer is not None:
                self._find(rules.OUTSIDE, "GE")
            return
        if trailer is None:
            self._find(rules.TRAILER_MISSING, "GE", message="a group has no GE")
            return
        self._count(rules.SET_COUNT, trailer, level.count)
        if trailer.get(2) != level.header.get(6):
            self._find(rules.GROUP_CONTROL, "GE", "GE02")

    def _close_interchange(self, trailer: Segment | None) -> None:
        level, self._isa = self._isa, _Level()
        if level.header is None:
            if trailer is not None:
                self._find(rules.OUTSIDE, "IEA")
            return
        if trailer is None:
            self._close_group(None)
            self._find(rules.TRAILER_MISSING, "IEA", message="an interchange has no IEA")
            return
        self._count(rules.GROUP_COUNT, trailer, level.count)
        if trailer.get(2) != level.header.get(13):
            self._find(rules.INTERCHANGE_CONTROL, "IEA", "IEA02")

    def _count(self, rule: EditRule, trailer: Segment, counted: int) -> None:
        said = trailer.get(1)
        if not (said.isascii() and said.isdigit()) or len(said) > 10 or int(said) != counted:
            self._find(
                rule,
                trailer.id,
                f"{trailer.id}01",
                message=f"{trailer.id}01 does not say {counted:,}, which are there",
            )

    def _find(self, rule: EditRule, segment: str, element: str = "", message: str = "") -> None:
        if len(self.findings) < limits.MAX_FINDINGS:
            self.findings.append(rule.at("", segment if segment.isalnum() else "", element, message=message))
