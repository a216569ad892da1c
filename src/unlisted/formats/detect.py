"""Tell what kind of rate file this is, from what it holds, never from its name."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum

from unlisted.base.errors import BrokenFileError, UnsupportedFormatError
from unlisted.formats.charges.mapping import ChargeMapping
from unlisted.formats.charges.table import first_rows, matches_signature
from unlisted.formats.container.members import Member
from unlisted.formats.container.text import TextReader
from unlisted.formats.jsonwalk import JsonCursor, first_object_keys
from unlisted.market.observation import SourceKind


class Layout(StrEnum):
    """Which codec reads the file."""

    TIC_IN_NETWORK = "tic_in_network"
    TIC_ALLOWED_AMOUNTS = "tic_allowed_amounts"
    HPT_CSV = "hpt_csv"
    HPT_JSON = "hpt_json"
    MAPPED = "mapped"


@dataclass(frozen=True, slots=True)
class Detected:
    """The layout, the kind of source, and the mapping of a layout that is not federal."""

    layout: Layout
    kind: SourceKind
    mapping: ChargeMapping | None = None


_BY_KEY = {
    "in_network": Detected(Layout.TIC_IN_NETWORK, SourceKind.PAYER_IN_NETWORK),
    "provider_references": Detected(Layout.TIC_IN_NETWORK, SourceKind.PAYER_IN_NETWORK),
    "out_of_network": Detected(Layout.TIC_ALLOWED_AMOUNTS, SourceKind.PAYER_ALLOWED_AMOUNTS),
    "standard_charge_information": Detected(Layout.HPT_JSON, SourceKind.HOSPITAL_STANDARD_CHARGES),
}
_OTHER_KEYS = {
    "reporting_structure": "a table of contents; it lists files, it holds no rates",
    "provider_groups": "a provider reference file of an in-network file (give its folder with --references)",
    "$schema": "a JSON schema, not data",
}
_HOSPITAL_COLUMNS = {"hospital_name", "last_updated_on", "version"}


def detect(member: Member, mappings: Iterable[ChargeMapping]) -> Detected:
    """Return what ``member`` is; raise ``UnsupportedFormatError`` where nothing here reads it."""
    with closing(member.open()) as stream:
        reader = TextReader(stream)
        cursor = JsonCursor(reader, member.name)
        if cursor.peek() in ("{", "["):
            return _detect_json(cursor, member.name, mappings)
    with closing(member.open()) as stream:
        return _detect_csv(TextReader(stream), member.name, mappings)


def _detect_json(cursor: JsonCursor, name: str, mappings: Iterable[ChargeMapping]) -> Detected:
    keys: list[str] = []
    other = ""
    for key in first_object_keys(cursor):
        if key in _BY_KEY:
            return _BY_KEY[key]
        other = other or _OTHER_KEYS.get(key, "")
        keys.append(key)
    for mapping in mappings:
        if mapping.layout == "json_records" and matches_signature(keys, mapping):
            return Detected(Layout.MAPPED, SourceKind(mapping.source_kind), mapping)
    raise UnsupportedFormatError(
        f"{name} is {other}" if other else f"{name} is JSON, but of no kind that is read here",
        where=f"keys at the root: {', '.join(sorted(keys)[:8]) or 'none'}",
        why="rates stand under in_network, out_of_network or standard_charge_information",
        fix="give the rate file itself, or describe a hospital's own layout with --mapping FILE",
    )


def _detect_csv(reader: TextReader, name: str, mappings: Iterable[ChargeMapping]) -> Detected:
    rows = first_rows(reader, name)
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        raise BrokenFileError(
            f"{name} holds nothing but space", where=f"{name}, byte 0", fix="download the file again"
        )
    names = {cell.strip().lower() for cell in filled[0]}
    if len(_HOSPITAL_COLUMNS & names) >= 2:
        return Detected(Layout.HPT_CSV, SourceKind.HOSPITAL_STANDARD_CHARGES)
    for mapping in mappings:
        place = mapping.header_row - 1
        if mapping.layout == "csv" and place < len(rows) and matches_signature(rows[place], mapping):
            return Detected(Layout.MAPPED, SourceKind(mapping.source_kind), mapping)
    raise UnsupportedFormatError(
        f"{name} has no columns that are known here",
        where=f"first row: {', '.join(cell.strip()[:30] for cell in filled[0][:6])}",
        why="amounts can only be read from columns whose meaning is known",
        fix="describe the layout in a file for --mapping (docs/reference/charge-mapping.md)",
    )
