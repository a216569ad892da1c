"""Read a file of claims into loops with its SNIP 1 and 2 findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from unlisted.claim.edits import structure as rules
from unlisted.claim.edits.finding import ClaimFinding
from unlisted.claim.tree import INSTITUTIONAL_VERSION, PROFESSIONAL_VERSION, Envelope, Loop
from unlisted.formats.x12.delimiters import Delimiters
from unlisted.formats.x12.element_check import check_elements
from unlisted.formats.x12.envelope import InterchangeReader, TransactionSet
from unlisted.formats.x12.layout import layout_of
from unlisted.formats.x12.limits import MAX_FINDINGS
from unlisted.formats.x12.loops import LoopBuilder

CLAIM = "837"


@dataclass(slots=True)
class ClaimSet:
    """One 837: its envelope, its loops, its findings of shape; ``root`` is empty for an unknown version."""

    envelope: Envelope
    delimiters: Delimiters
    source: TransactionSet
    root: Loop
    findings: list[ClaimFinding]


class ClaimFileReader:
    """Read the 837s of a stream one by one; ``findings`` holds what is wrong around them."""

    def __init__(self, stream: BinaryIO) -> None:
        self._reader = InterchangeReader(stream)
        self._own: list[ClaimFinding] = []
        self._headers_seen: set[int] = set()

    @property
    def findings(self) -> list[ClaimFinding]:
        """Return the findings of the envelopes, in the order of the file."""
        return [*self._own, *self._reader.findings]

    def sets(self) -> Iterator[ClaimSet]:
        """Yield each transaction set with its loops; those that are no 837 are found and passed over."""
        for item in self._reader.sets():
            yield self._read(item)
        if self._reader.not_utf8:
            self._own.append(rules.CHARACTERS.at("", "", message="the file holds bytes that are not UTF-8"))

    def _read(self, item: TransactionSet) -> ClaimSet:
        self._check_headers(item)
        usage = item.interchange.get(15) if item.interchange else ""
        envelope = Envelope(item.version, usage, item.segments[0].get(2))
        layout = layout_of(item.version) if item.kind == CLAIM else None
        if layout is None:
            element = "ST03" if item.kind == CLAIM else "ST01"
            version = rules.VERSION.at("", "ST", element, position=1)
            return ClaimSet(envelope, item.delimiters, item, Loop("ST"), [version])
        builder = LoopBuilder(layout)
        root = builder.build(item.segments)
        if item.version not in (PROFESSIONAL_VERSION, INSTITUTIONAL_VERSION):
            builder.findings.insert(0, rules.VERSION.at("", "ST", "ST03", position=1))
        return ClaimSet(envelope, item.delimiters, item, root, builder.findings)

    def _check_headers(self, item: TransactionSet) -> None:
        for header in (item.interchange, item.group):
            if header is None or header.position in self._headers_seen or len(self._own) > MAX_FINDINGS:
                continue
            self._headers_seen.add(header.position)
            self._own.extend(found for found in check_elements(header, None, "") if found.element != "ISA11")
            if header.id == "GS" and header.get(1) != "HC":
                self._own.append(
                    rules.CODE.at("", "GS", "GS01", message="GS01 is not HC", value=header.get(1))
                )
            if header.id == "ISA" and header.get(15) == "T":
                self._own.append(rules.TEST_FILE.at("", "ISA", "ISA15"))
