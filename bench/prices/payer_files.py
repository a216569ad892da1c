"""Make large payer files from a seed: realistic in shape, size and compression; invented in content.

About 10,800 codes, each in many items; rates with provider references; ids, NPIs and amounts at random,
so that gzip makes about a tenth of it, as with published files.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from isal import igzip

CODES = ("77499", "77427", "77263", "77301", "77470", "77412", "G6015")
_GROUPS = 60_000
_POOL = 60_000
_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to lay out a payer file."""

    name: str
    references_first: bool = True
    pretty: bool = False
    shuffled: bool = False
    items: str = "many"


KINDS = (
    Kind("references first"),
    Kind("references last", references_first=False),
    Kind("pretty-printed, CRLF", references_first=False, pretty=True),
    Kind("keys in random order", shuffled=True),
    Kind("one rate per item", items="small"),
    Kind("items of 24 MB", items="large"),
)


def write_payer_file(path: Path, size: int, kind: Kind, seed: int = 20261124) -> int:
    """Write a gzip file that expands to about ``size`` bytes; return the exact number."""
    rng = random.Random(seed)
    written = 0
    with igzip.open(path, "wb", compresslevel=_LEVEL) as stream:
        for piece in _pieces(rng, size, kind):
            data = piece.encode()
            written += len(data)
            stream.write(data)
    return written


def _pieces(rng: random.Random, size: int, kind: Kind) -> Iterator[str]:
    dump = _dumper(rng, kind)
    head = {
        "reporting_entity_name": "Example Health",
        "reporting_entity_type": "health insurance issuer",
        "last_updated_on": "2026-11-01",
        "version": "2.1.0",
    }
    yield dump(head, 0)[:-1].rstrip() + ","
    groups = min(_GROUPS, max(500, size // 8_000))
    sections = [lambda: _references(rng, dump, groups), lambda: _items(rng, dump, size, kind, groups)]
    if not kind.references_first:
        sections.reverse()
    yield from sections[0]()
    yield ","
    yield from sections[1]()
    yield "}"


Dump = Callable[[object, int], str]


def _dumper(rng: random.Random, kind: Kind) -> Dump:
    def dump(value: object, depth: int) -> str:
        """Write a value at a depth of the file."""
        if kind.shuffled:
            value = _shuffled(rng, value)
        if not kind.pretty:
            return json.dumps(value, separators=(",", ":"))
        text = json.dumps(value, indent=2).replace("\n", "\r\n")
        return text.replace("\r\n", "\r\n" + "  " * depth)

    return dump


def _shuffled(rng: random.Random, value: object) -> object:
    if isinstance(value, dict):
        keys = list(value)
        rng.shuffle(keys)
        return {key: _shuffled(rng, value[key]) for key in keys}
    if isinstance(value, list):
        return [_shuffled(rng, entry) for entry in value]
    return value


def _list(name: str, elements: Iterator[str]) -> Iterator[str]:
    yield f'"{name}":['
    first = True
    for element in elements:
        yield element if first else "," + element
        first = False
    yield "]"


def _references(rng: random.Random, dump: Dump, groups: int) -> Iterator[str]:
    def one(key: int) -> str:
        """One provider reference."""
        npis = [rng.randrange(10**9, 2 * 10**9) for _ in range(rng.randrange(1, 12))]
        tin = {"type": "ein", "value": f"{rng.randrange(10**9):09d}", "business_name": f"Clinic {key}"}
        return dump(
            {
                "provider_group_id": key,
                "network_name": ["Choice"],
                "provider_groups": [{"npi": npis, "tin": tin}],
            },
            2,
        )

    return _list("provider_references", (one(key) for key in range(groups)))


def _rate(rng: random.Random, groups: int) -> dict[str, object]:
    prices = [
        {
            "negotiated_type": rng.choice(("negotiated", "negotiated", "fee schedule", "derived")),
            "negotiated_rate": rng.randrange(1_000_000) / 100,
            "expiration_date": rng.choice(("9999-12-31", "2027-12-31")),
            "service_code": rng.sample(("11", "19", "21", "22", "24", "49"), rng.randrange(1, 4)),
            "billing_class": rng.choice(("professional", "institutional")),
            "setting": rng.choice(("inpatient", "outpatient", "both")),
            "billing_code_modifier": rng.choice(([], [], ["26"], ["TC"])),
        }
        for _ in range(rng.randrange(1, 4))
    ]
    references = [rng.randrange(groups) for _ in range(rng.randrange(1, 12))]
    return {"negotiated_prices": prices, "provider_references": references}


def _items(rng: random.Random, dump: Dump, size: int, kind: Kind, groups: int) -> Iterator[str]:
    pool = [dump(_rate(rng, groups), 4) for _ in range(min(_POOL, max(2_000, size // 8_000)))]
    names = [f"{number:05d}" for number in range(70_000, 80_793)] + ["G6015"]
    count = {"small": 1, "many": 60, "large": 40_000}[kind.items]

    def items() -> Iterator[str]:
        """Items until the size is reached, each code about as often as the others."""
        written = 0
        while written < size:
            rates = rng.randrange(1, 2 * count) if count > 1 else 1
            start = rng.randrange(len(pool))
            chosen = [pool[(start + step) % len(pool)] for step in range(rates)]
            code = rng.choice(names)
            item = {
                "negotiation_arrangement": "ffs",
                "name": f"Service {code}",
                "billing_code_type": "HCPCS" if code[0] == "G" else "CPT",
                "billing_code_type_version": "2026",
                "billing_code": code,
                "description": f"Service {code}, as described [in words]",
                "negotiated_rates": ["@"],
            }
            text = dump(item, 2).replace('"@"', ",".join(chosen))
            written += len(text) + 1
            yield text

    return _list("in_network", items())
