"""Provider groups of a payer file: inline, by reference, or by reference to another file."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from sys import intern
from typing import Any

from unlisted.base.errors import InputError
from unlisted.formats.aside import Aside, OpenStream
from unlisted.formats.container.members import Member
from unlisted.formats.container.text import TextReader
from unlisted.formats.jsonwalk import JsonCursor, walk
from unlisted.formats.reading import Tally
from unlisted.formats.values import read_list, read_object, read_text, read_texts
from unlisted.market.observation import ProviderGroup

Groups = tuple[ProviderGroup, ...]

OpenReference = Callable[[str], Member | None]
"""Find the local copy of a reference file by its location, or say there is none. Never the network."""


def reference_key(value: object) -> str:
    """Return one spelling of a group id: ``1``, ``1.0`` and ``"1"`` are the same, ``690.64470`` too.

    Ids are integers of any length, fractions or texts (schema 1.x has "number", 2.x "integer").
    """
    if isinstance(value, Decimal):
        normal = value.normalize()
        exponent = normal.as_tuple().exponent
        if isinstance(exponent, int) and 0 < exponent <= 40:
            return str(int(normal))
        return str(normal)
    return read_text(value)


def read_groups(value: object) -> Groups:
    """Read ``provider_groups``. The NPI 0 stands for a contract with the whole tax id, so no NPI is kept."""
    groups = []
    for entry in read_list(value):
        fields = read_object(entry)
        tin = read_object(fields.get("tin"))
        npis = dict.fromkeys(intern(npi) for npi in read_texts(fields.get("npi")) if npi != "0")
        groups.append(
            ProviderGroup(
                tin_type=intern(read_text(tin.get("type"))),
                tin=intern(read_text(tin.get("value"))),
                npis=tuple(npis),
                business_name=read_text(tin.get("business_name") or fields.get("business_name")),
            )
        )
    return tuple(groups)


Reference = tuple[Groups, tuple[str, ...]]
"""The groups and network names of one provider reference."""

PlainGroups = tuple[tuple[str, str, tuple[str, ...], str], ...]
"""Provider groups as plain values that can be set aside."""

_NPIS_AT_HAND = 20_000


def plain_groups(groups: Groups) -> PlainGroups:
    """Return groups as plain values."""
    return tuple((group.tin_type, group.tin, group.npis, group.business_name) for group in groups)


def groups_of(plain: PlainGroups) -> Groups:
    """Return the groups that ``plain_groups`` turned."""
    return tuple(ProviderGroup(*fields) for fields in plain)


class ReferenceTable:
    """The provider references that matching items need, and no others, set aside but for the last used."""

    def __init__(
        self, needed: set[str], open_reference: OpenReference | None, tally: Tally, open_stream: OpenStream
    ) -> None:
        self._needed = needed
        self._open_reference = open_reference
        self._tally = tally
        self._aside = Aside(open_stream)
        self._places: dict[str, int] = {}
        self._more: dict[str, list[int]] = {}  # further definitions of an id, joined when used
        self._at_hand: dict[str, Reference] = {}
        self._npis = 0

    def report_to(self, tally: Tally) -> None:
        """Remark in another tally from now on."""
        self._tally = tally

    def see(self, entry: object, index: int) -> None:
        """Keep one item of ``provider_references`` if it is needed."""
        fields = read_object(entry)
        key = reference_key(fields.get("provider_group_id"))
        if key not in self._needed:
            return
        pointer = f"/provider_references/{index}"
        groups = read_groups(fields.get("provider_groups"))
        location = read_text(fields.get("location"))
        if not groups and location:
            groups = self._from_location(location, pointer)
        networks = read_texts(fields.get("network_name"))
        place = self._aside.put((plain_groups(groups), networks))
        if key in self._places:
            self._tally.note(
                "provider_reference_repeated", "a provider group id is defined twice; both are kept", pointer
            )
            self._more.setdefault(key, []).append(place)
            self._at_hand.pop(key, None)
        else:
            self._places[key] = place

    def resolve(self, keys: tuple[str, ...], pointer: str) -> tuple[Groups, tuple[str, ...]]:
        """Return groups and networks of the references of one rate; unknown ids are findings."""
        groups: list[ProviderGroup] = []
        networks: dict[str, None] = {}
        for key in keys:
            found = self._read(key)
            if found is None:
                self._tally.note(
                    "provider_reference_unknown",
                    "a rate refers to a provider group id that the file does not define",
                    pointer,
                )
                continue
            groups.extend(found[0])
            networks.update(dict.fromkeys(found[1]))
        return tuple(groups), tuple(networks)

    def close(self) -> None:
        """Forget what was set aside."""
        self._aside.close()

    def _read(self, key: str) -> Reference | None:
        known = self._at_hand.get(key)
        place = self._places.get(key)
        if known is not None or place is None:
            return known
        parts = [self._aside.get(each) for each in (place, *self._more.get(key, ()))]
        known = (
            tuple(group for plain, _ in parts for group in groups_of(plain)),
            tuple(dict.fromkeys(name for _, names in parts for name in names)),
        )
        self._npis += 1 + sum(len(group.npis) for group in known[0])
        if self._npis > _NPIS_AT_HAND:
            self._at_hand.clear()
            self._npis = 0
        self._at_hand[key] = known
        return known

    def _from_location(self, location: str, pointer: str) -> Groups:
        member = self._open_reference(location) if self._open_reference else None
        if member is None:
            self._tally.note(
                "provider_reference_remote",
                "providers stand in another file that is not at hand; their rates are kept without providers",
                pointer,
                fix="download the reference files into a folder and give it with --references",
            )
            return ()
        try:
            return _read_reference_file(member)
        except InputError as error:
            self._tally.note(
                "provider_reference_broken", f"a reference file cannot be read: {error.what}", pointer
            )
            return ()


def _read_reference_file(member: Member) -> Groups:
    stream = member.open()
    try:
        entries: list[Any] = []
        for key, index, value in walk(JsonCursor(TextReader(stream), member.name)):
            if key == "provider_groups" and index >= 0:
                entries.append(value)
        return read_groups(entries)
    finally:
        stream.close()
