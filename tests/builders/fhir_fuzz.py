"""Damage FHIR JSON at random but repeatably: bytes, values, structure, sizes."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    10**30,
    1.5e300,
    "",
    " ",
    "\x00\ud800",
    "../../etc",
    [],
    {},
    [[]],
    [None],
    {"": None},
    {"resourceType": "Bundle"},
    {"resourceType": 7},
    {"reference": "#"},
    {"coding": "x"},
    {"coding": [1, None, {"code": 3}]},
    "urn:uuid:0",
    "2026-99-99",
    "9999-12-31T99:99:99Z",
)


def damaged(seeds: list[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Return ``count`` damaged files, the same for the same seed."""
    rnd = random.Random(seed)
    for _ in range(count):
        data = rnd.choice(seeds)
        kind = rnd.random()
        if kind < 0.25:
            yield _bytes(data, rnd)
        elif kind < 0.95:
            yield _tree(data, rnd)
        else:
            yield _extreme(data, rnd)


def _bytes(data: bytes, rnd: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(rnd.randint(1, 5)):
        at = rnd.randrange(len(found))
        found[at : at + rnd.randint(0, 3)] = rnd.randbytes(rnd.randint(0, 3))
    return bytes(found[: rnd.randrange(1, len(found))] if rnd.random() < 0.3 else found)


def _tree(data: bytes, rnd: random.Random) -> bytes:
    tree = json.loads(data)
    for _ in range(rnd.randint(1, 3)):
        places = list(_places(tree))
        if not places:
            break
        parent, key = rnd.choice(places)
        choice = rnd.random()
        if choice < 0.5:
            parent[key] = copy.deepcopy(rnd.choice(ODD))
        elif choice < 0.7:
            parent[key] = [parent[key]]
        elif choice < 0.85:
            other, name = rnd.choice(places)
            parent[key] = copy.deepcopy(other[name])
        elif isinstance(parent, dict):
            parent[rnd.choice(("value", "extension", "contained", "_id", "id", "x" * 300))] = parent.pop(key)
        else:
            del parent[key]
    return json.dumps(tree).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield value, key
        yield from _places(item)


def _extreme(data: bytes, rnd: random.Random) -> bytes:
    depth = rnd.choice((60, 500, 100_000))
    return rnd.choice(
        (
            b'{"resourceType":"Patient","x":' + b"[" * depth + b"]" * depth + b"}",
            b'{"a":' * depth,
            b'{"resourceType":"Patient","x":' + b"9" * depth + b"}",
            b'{"resourceType":"Patient","x":1e' + b"9" * 5 + b"}",
            b'{"resourceType":"Patient","resourceType":"Bundle"}',
            b'{"resourceType":"Patient","birthDate":NaN}',
            b"\xff\xfe" + data[:100],
            b"",
            b"null",
            data + data,
        )
    )
