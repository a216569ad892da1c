"""Read a payer's table of contents: which plans, and where their files lie. Both schema generations.

An index may be tens of gigabytes: it is walked structure by structure, with memory for one.
Source: CMSgov/price-transparency-guide, schemas/table-of-contents (1.x and 2.x).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from unlisted.base.errors import UnsupportedFormatError
from unlisted.formats.container.members import Member
from unlisted.formats.container.text import TextReader
from unlisted.formats.jsonwalk import JsonCursor, walk
from unlisted.formats.values import read_list, read_object, read_text


class ListedKind(StrEnum):
    """What the index says a file is."""

    IN_NETWORK = "in_network"
    ALLOWED_AMOUNTS = "allowed_amounts"


@dataclass(frozen=True, slots=True)
class ListedPlan:
    """A plan as the index names it. ``issuer`` and ``sponsor`` are new in 2.x; ids are HIOS or EIN."""

    name: str
    id: str
    id_type: str
    market: str
    issuer: str = ""
    sponsor: str = ""


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file as the index names it, its address as given."""

    kind: ListedKind
    location: str
    description: str


@dataclass(frozen=True, slots=True)
class Structure:
    """Plans and the files that hold their rates; ``index`` counts the structures of the file from 0."""

    index: int
    plans: tuple[ListedPlan, ...]
    files: tuple[ListedFile, ...]
    without_location: int = 0


@dataclass(slots=True)
class ContentsHeader:
    """Who publishes the index, and when; filled while it is read, for the keys may stand anywhere."""

    entity: str = ""
    version: str = ""
    last_updated_on: str = ""

    def see(self, key: str, value: object) -> None:
        """Keep a root value that names the index; ignore the others."""
        if key == "reporting_entity_name":
            self.entity = read_text(value)
        elif key == "version":
            self.version = read_text(value)
        elif key == "last_updated_on":
            self.last_updated_on = read_text(value)


def read_contents(member: Member, header: ContentsHeader) -> Iterator[Structure]:
    """Yield the structures in the file's order; ``header`` is complete at the end.

    Raises ``UnsupportedFormatError`` for JSON that is no table of contents, ``BrokenFileError`` for none.
    """
    found = False
    count = 0
    with closing(member.open()) as stream:
        cursor = JsonCursor(TextReader(stream), member.name)
        if cursor.peek() not in ("{", "["):
            raise _no_contents(member.name)
        for key, index, value in walk(cursor):
            if key != "reporting_structure":
                header.see(key, value)
                continue
            found = True
            if value is None:
                continue
            if index < 0 and not isinstance(value, dict):
                raise _no_contents(member.name)
            yield _structure(count, read_object(value))
            count += 1
    if not found:
        raise _no_contents(member.name)


def _structure(index: int, fields: dict[str, Any]) -> Structure:
    plans = tuple(_plan(read_object(entry)) for entry in read_list(fields.get("reporting_plans")))
    files: list[ListedFile] = []
    without = 0
    for kind, key in (
        (ListedKind.IN_NETWORK, "in_network_files"),
        (ListedKind.ALLOWED_AMOUNTS, "allowed_amount_file"),
        (ListedKind.ALLOWED_AMOUNTS, "allowed_amount_files"),
    ):
        for entry in read_list(fields.get(key)):
            listed = read_object(entry)
            location = read_text(listed.get("location"))
            if location:
                files.append(ListedFile(kind, location, read_text(listed.get("description"))))
            else:
                without += 1
    return Structure(index, plans, tuple(files), without)


def _plan(fields: dict[str, Any]) -> ListedPlan:
    return ListedPlan(
        name=read_text(fields.get("plan_name")),
        id=read_text(fields.get("plan_id")),
        id_type=read_text(fields.get("plan_id_type")).lower(),
        market=read_text(fields.get("plan_market_type")).lower(),
        issuer=read_text(fields.get("issuer_name")),
        sponsor=read_text(fields.get("plan_sponsor_name")),
    )


def _no_contents(name: str) -> UnsupportedFormatError:
    return UnsupportedFormatError(
        f"{name} is no table of contents",
        why="a table of contents has plans and files under reporting_structure",
        fix="give the payer's index file; a rate file itself goes to: unlisted rates extract",
    )
