"""Read what payers send back: any mix of TA1, 999, 277 and 835, event by event, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from unlisted.base.errors import BrokenFileError, LimitExceededError
from unlisted.base.outcome import Finding, Severity
from unlisted.base.segment import Segment
from unlisted.claim.acknowledgement import (
    FunctionalAcknowledgement,
    InterchangeAcknowledgement,
    StatusReport,
)
from unlisted.formats.x12 import limits
from unlisted.formats.x12.answer_reader import (
    build_functional_answer,
    build_interchange_answer,
    build_status_report,
)
from unlisted.formats.x12.envelope import InterchangeReader
from unlisted.formats.x12.lead_in import skip_lead_in
from unlisted.formats.x12.remittance_claim import build_claim
from unlisted.formats.x12.remittance_payment import build_end, build_payment
from unlisted.remittance.model import Payment, PaymentEnd, Remittance, RemittanceClaim

REMITTANCE, STATUS = "835", "277"
FUNCTIONAL = ("999", "997")
_BREAKS = frozenset({"ST", "SE", "CLP", "LX", "PLB"})
_OPENERS = ("CLP", "ST")
"""Segments that open something to build; what stands after LX and before CLP (TS2, TS3) is passed over."""
KNOWN_VERSION = "005010X221A1"
Event = (
    Payment
    | RemittanceClaim
    | PaymentEnd
    | FunctionalAcknowledgement
    | StatusReport
    | InterchangeAcknowledgement
)


class ReturnReader:
    """Read a stream of bytes as answers of payers.

    ``events()`` yields, for an 835, a ``Payment``, its claims one by one, and a ``PaymentEnd``; every other
    transaction as one value; a TA1 as one. What is wrong with the file is collected in ``findings``, and
    reading goes on. Raises what ``Tokenizer`` raises for a file that cannot be divided from the start.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.findings: list[Finding] = []
        skipped = skip_lead_in(stream)
        if skipped:
            self._find(
                "return.lead_in",
                f"{skipped} bytes of other text stand before the first interchange",
                "nothing to do: they were passed over",
            )
        self._reader = InterchangeReader(stream)
        self._oddities: set[str] = set()

    def events(self) -> Iterator[Event]:
        """Yield what the file holds, in its order."""
        try:
            yield from self._walk()
        except BrokenFileError as error:
            if not self._started:
                raise
            self._find("return.cut", error.what, "ask the sender for the whole file", Severity.BLOCKING)
            if self._in_payment:
                yield from self._finish(complete=False)
        yield from self._acknowledgements()
        self._envelope_findings()

    def _walk(self) -> Iterator[Event]:
        self._started = False
        self._in_payment = False
        self._held: list[Segment] = []
        self._ends: list[Segment] = []
        kind = ""
        held = self._held
        limit = limits.MAX_CLAIM_SEGMENTS
        for item in self._reader.body():
            name = item[0][0]
            if name not in _BREAKS:
                held.append(item)
                if len(held) > limit:
                    raise self._too_many()
            elif name == "ST":
                yield from self._close(kind, complete=False)
                kind = item.get(1)
                self._started = True
                held = self._held = [item]
                limit = limits.MAX_CLAIM_SEGMENTS if kind == REMITTANCE else limits.MAX_ANSWER_SEGMENTS
            elif name == "SE":
                yield from self._close(kind, complete=True)
                kind = ""
                held = self._held
            elif kind == REMITTANCE:
                if held and held[0][0][0] in _OPENERS:
                    yield self._part()
                if name == "PLB":
                    self._ends.append(item)
                held = self._held = [item] if name == "CLP" else []
            else:
                held.append(item)

    def _part(self) -> Event:
        """Turn the segments held into the payment or a claim."""
        held, self._held = self._held, []
        if held[0].id == "CLP":
            return build_claim(held, self._oddities)
        return self._payment(held)

    def _payment(self, held: list[Segment]) -> Payment:
        self._in_payment = True
        version = held[0].get(3) or (self._reader.group.get(8) if self._reader.group else "")
        control = self._reader.interchange.get(13) if self._reader.interchange else ""
        if version != KNOWN_VERSION:
            self._find(
                "return.version",
                f"the remittance says version {version[:12] or 'none'}, not {KNOWN_VERSION}",
                "check the figures: it was read as 005010X221A1",
            )
        payment = build_payment(held, version, control)
        names = {item.id for item in held}
        for needed in ("BPR", "TRN"):
            if needed not in names:
                self._find(
                    f"return.no_{needed.lower()}",
                    f"the payment has no {needed}",
                    "ask the payer for the whole remittance",
                    Severity.BLOCKING,
                )
        return payment

    def _close(self, kind: str, *, complete: bool) -> Iterator[Event]:
        if not kind:
            self._held = []
            return
        if kind == REMITTANCE:
            yield from self._finish(complete=complete)
        elif kind in FUNCTIONAL:
            yield build_functional_answer(self._held)
        elif kind == STATUS:
            version = self._held[0].get(3) or (self._reader.group.get(8) if self._reader.group else "")
            yield build_status_report(self._held, version)
        else:
            self._find(
                "return.other_set",
                f"a transaction set {kind[:3] if kind.isalnum() else '?'} is no answer to a claim",
                "give 837 files to `unlisted claim check`",
            )
        self._held = []

    def _finish(self, *, complete: bool) -> Iterator[Event]:
        if self._held and self._held[0].id in _OPENERS:
            yield self._part()
        self._held = []
        ends, self._ends = self._ends, []
        self._in_payment = False
        yield build_end(ends, complete=complete)

    def _acknowledgements(self) -> Iterator[Event]:
        for item in self._reader.acknowledgements:
            yield build_interchange_answer(item)

    def _envelope_findings(self) -> None:
        if self._reader.not_utf8:
            self._find(
                "return.characters", "the file holds bytes that are not UTF-8", "nothing: read as Latin-1"
            )
        if "component_mark" in self._oddities:
            self._find(
                "return.component_mark",
                "codes are divided by another mark than the header states",
                "nothing: they were read; tell the payer",
                where="ISA16",
            )
        for found in self._reader.findings:
            where = found.element or found.segment
            self._find(f"return.{found.rule.removeprefix('snip1.')}", found.message, found.fix, where=where)

    def _find(
        self,
        code: str,
        message: str,
        fix: str,
        severity: Severity = Severity.WARNING,
        where: str = "",
    ) -> None:
        if len(self.findings) < limits.MAX_FINDINGS:
            self.findings.append(Finding(code, severity, message, where, fix))

    def _too_many(self) -> LimitExceededError:
        return LimitExceededError(
            f"more than {limits.MAX_CLAIM_SEGMENTS:,} segments without a new claim",
            where="in a transaction set",
            why="it would fill the memory",
            fix="check that this is an X12 file; ask the sender if it is",
        )


def read_remittances(stream: BinaryIO) -> tuple[list[Remittance], list[Finding]]:
    """Read every 835 of a file whole, with the file's findings; other answers in it are passed over."""
    reader = ReturnReader(stream)
    found: list[Remittance] = []
    payment: Payment | None = None
    claims: list[RemittanceClaim] = []
    for event in reader.events():
        if isinstance(event, Payment):
            payment, claims = event, []
        elif isinstance(event, RemittanceClaim):
            claims.append(event)
        elif isinstance(event, PaymentEnd) and payment is not None:
            found.append(Remittance(payment, tuple(claims), event))
            payment = None
    return found, reader.findings
