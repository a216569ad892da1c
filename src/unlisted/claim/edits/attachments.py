"""Attachments named on the claim (PWK): control number, channel, and what Medicare takes (SNIP 4 and 7)."""

from __future__ import annotations

from collections.abc import Iterator

from unlisted.base.segment import Segment
from unlisted.claim.edits.catalogue import BLOCKING, WARNING, rule
from unlisted.claim.edits.context import EditContext
from unlisted.claim.edits.finding import ClaimFinding
from unlisted.claim.edits.view import ClaimView
from unlisted.claim.tree import Loop

_SENT = frozenset({"BM", "EL", "EM", "FX", "FT"})
_CERTIFICATE = frozenset({"AB", "AD", "AF", "AG", "NS"})
_MEDICARE = frozenset({"BM", "FX"})

NO_CONTROL_NUMBER = rule(
    "pwk.control_number_missing",
    4,
    BLOCKING,
    "an attachment is sent, but has no control number",
    "give it a control number (PWK05 AC, PWK06), and write the same one on its cover sheet",
    "PWK06 with PWK02 BM, EL, EM, FX, FT; missed by all five validators tried, 2026-11-23",
)
AVAILABLE_WITH_NUMBER = rule(
    "pwk.available_with_control_number",
    4,
    BLOCKING,
    "an attachment kept for a request has a control number",
    "empty PWK05 and PWK06 where PWK02 is AA",
    "Stedi changelog, edit on attachments available on request",
)
CERTIFICATE_WAY = rule(
    "pwk.certificate_channel",
    4,
    BLOCKING,
    "this way of sending belongs to equipment certificates",
    "use BM, EL, EM, FT, FX or AA",
    "positions of 005010X222A1, loop 2400",
)
MEDICARE_WAY = rule(
    "pwk.medicare_channel",
    7,
    BLOCKING,
    "Medicare takes paperwork by mail or fax only",
    "use BM or FX in PWK02",
    "rulebook medicare.contractors.noridian.pwk_fields (2013-09-24)",
)
MEDICARE_ONE = rule(
    "pwk.medicare_one_cover_sheet",
    7,
    WARNING,
    "Medicare accepts one cover sheet for a claim",
    "send everything under one control number",
    "rulebook medicare.contractors.noridian.overflow",
)
TWICE = rule(
    "pwk.twice", 4, WARNING, "the same attachment is named twice", "name it once", "shape of the claim"
)


def named(view: ClaimView) -> Iterator[tuple[Loop, Segment, int]]:
    """Yield every PWK with its loop and the number of its line (0: the claim's)."""
    for item in view.claim.all("PWK"):
        yield view.claim, item, 0
    for line in view.lines:
        for item in line.loop.all("PWK"):
            yield line.loop, item, line.number


def check(view: ClaimView, _: EditContext) -> Iterator[ClaimFinding]:
    """Yield what is wrong with the attachments named."""
    seen: set[tuple[int, tuple[str, ...]]] = set()
    numbers: set[str] = set()
    for loop, item, line in named(view):
        way, control = item.get(2), item.get(6)
        if way in _SENT and not control:
            yield view.at(NO_CONTROL_NUMBER, loop, item, "PWK06", line=line)
        if way == "AA" and control:
            yield view.at(AVAILABLE_WITH_NUMBER, loop, item, "PWK06", line=line)
        if way in _CERTIFICATE and item.get(1) != "CT":
            yield view.at(CERTIFICATE_WAY, loop, item, "PWK02", line=line, value=way)
        if view.is_medicare and way and way not in _MEDICARE and item.get(1) != "CT":
            yield view.at(MEDICARE_WAY, loop, item, "PWK02", line=line, value=way)
        if view.is_medicare and control and numbers and control not in numbers:
            yield view.at(MEDICARE_ONE, loop, item, "PWK06", line=line)
        numbers |= {control} if control else set()
        key = (line, item.elements)
        if key in seen:
            yield view.at(TWICE, loop, item, line=line)
        seen.add(key)
