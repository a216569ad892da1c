"""Provider references set aside: an id defined more than once holds all its groups, at linear cost."""

from __future__ import annotations

from io import BytesIO

from unlisted.formats.reading import Tally
from unlisted.formats.tic.providers import ReferenceTable

ID = "7"


def definition(npi: int, network: str) -> dict[str, object]:
    groups = [{"npi": [npi], "tin": {"type": "ein", "value": "00-0000000"}}]
    return {"provider_group_id": 7, "provider_groups": groups, "network_name": [network]}


def table(tally: Tally, stream: BytesIO) -> ReferenceTable:
    return ReferenceTable({ID}, None, tally, lambda: stream)


def test_every_definition_of_an_id_counts_and_the_repetition_is_said() -> None:
    tally = Tally()
    found = table(tally, BytesIO())
    for npi, network in ((1, "A"), (2, "B"), (3, "A")):
        found.see(definition(npi, network), npi)
        found.resolve((ID,), "/in_network/0")  # asking in between changes nothing
    groups, networks = found.resolve((ID,), "/in_network/0")
    assert [group.npis for group in groups] == [("1",), ("2",), ("3",)]
    assert networks == ("A", "B")
    assert any(item.code == "provider_reference_repeated" for item in tally.findings())


def test_an_id_defined_thousands_of_times_takes_room_once_for_each() -> None:
    one, many = BytesIO(), BytesIO()
    first, found = table(Tally(), one), table(Tally(), many)
    first.see(definition(1, "A"), 0)
    for number in range(3_000):
        found.see(definition(number, "A"), number)
    assert len(many.getvalue()) < 2 * 3_000 * len(one.getvalue())
    assert len(found.resolve((ID,), "/in_network/0")[0]) == 3_000
