"""Identifiers that check themselves: NPI, tax number, taxonomy, state, ZIP code (SNIP 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unlisted.base.codes import is_npi
from unlisted.claim.code_values import STATES
from unlisted.claim.edits.catalogue import BLOCKING, rule
from unlisted.claim.edits.context import EditContext
from unlisted.claim.edits.finding import ClaimFinding
from unlisted.claim.edits.view import ClaimView
from unlisted.claim.tree import Loop

NPI = rule(
    "snip5.npi",
    5,
    BLOCKING,
    "an NPI's check digit does not fit",
    "look the number up again; a digit may be wrong",
    "45 CFR 162.406",
)
TAX_ID = rule(
    "snip5.tax_id",
    5,
    BLOCKING,
    "the tax number has not nine digits",
    "write nine digits without a hyphen",
    "26 CFR 301.6109-1",
)
TAXONOMY = rule(
    "snip5.taxonomy",
    5,
    BLOCKING,
    "a taxonomy code has not its ten characters",
    "use a code of the current provider taxonomy",
    "NUCC provider taxonomy, shape of the codes",
)
STATE = rule(
    "snip5.state", 5, BLOCKING, "a state code does not exist", "use the two letters of the state", "USPS"
)
ZIP = rule(
    "snip5.zip",
    5,
    BLOCKING,
    "a ZIP code has neither five nor nine digits",
    "write five or nine digits, no hyphen",
    "USPS",
)
ZIP_NINE = rule(
    "snip5.zip_nine",
    5,
    BLOCKING,
    "the ZIP code of a billing provider or facility has not nine digits",
    "add the last four digits",
    "positions of 005010X222A1; samples that pyx12 4.0.0 refuses, 2026-11-23",
)
ZIP_MISSING = rule(
    "snip5.zip_missing",
    5,
    BLOCKING,
    "an address in the United States has no ZIP code or state",
    "add it",
    "USPS",
)
_TAXONOMY = re.compile(r"[0-9A-Z]{9}X")
_ZIP = re.compile(r"\d{5}(\d{4})?", re.ASCII)
_NINE = frozenset({"2010AA", "2310C", "2310E", "2420C"})


def check(view: ClaimView, _: EditContext) -> Iterator[ClaimFinding]:
    """Yield identifiers of the claim itself that cannot be right."""
    for loop in view.claim.walk():
        yield from in_loop(loop, view.institutional)


def shared(loop: Loop, institutional: bool) -> Iterator[ClaimFinding]:
    """Yield those of the loops above the claims: each is looked at once."""
    stack = [loop]
    while stack:
        here = stack.pop()
        if here.name == "2300":
            continue
        yield from in_loop(here, institutional)
        stack.extend(reversed(here.loops))


def in_loop(loop: Loop, institutional: bool) -> Iterator[ClaimFinding]:
    """Yield what is wrong in one loop."""
    for item in loop.segments:
        match item.id:
            case "NM1" if item.get(8) == "XX" and item.get(9) and not is_npi(item.get(9)):
                yield NPI.at(loop.name, "NM1", "NM109", position=item.position)
            case "REF" if item.get(1) == "EI" and not re.fullmatch(r"\d{9}", item.get(2), re.ASCII):
                if loop.name == "2010AA":
                    yield TAX_ID.at(loop.name, "REF", "REF02", position=item.position)
            case "PRV" if item.get(3) and not _TAXONOMY.fullmatch(item.get(3)):
                yield TAXONOMY.at(loop.name, "PRV", "PRV03", position=item.position)
            case "N4":
                yield from _address(loop, item.get(2), item.get(3), item.get(4), item.position, institutional)


def _address(
    loop: Loop, state: str, zip_code: str, country: str, position: int, institutional: bool
) -> Iterator[ClaimFinding]:
    if country not in ("", "US"):
        return
    if not state or not zip_code:
        element = "N403" if state else "N402"
        yield ZIP_MISSING.at(loop.name, "N4", element, position=position)
    if state and state not in STATES:
        yield STATE.at(loop.name, "N4", "N402", value=state, position=position)
    if zip_code and not _ZIP.fullmatch(zip_code):
        yield ZIP.at(loop.name, "N4", "N403", position=position)
    elif zip_code and len(zip_code) != 9 and loop.name in _NINE - ({"2310C"} if institutional else {"2310E"}):
        yield ZIP_NINE.at(loop.name, "N4", "N403", position=position)
