"""Break DICOM files in the ways files break, and in ways only an attacker would think of."""

from __future__ import annotations

import random
from collections.abc import Callable

INTERESTING = (
    b"\xff\xff\xff\xff",  # undefined length
    b"\x00\x00\x00\x00",
    b"\xfe\xff\x00\xe0",  # item
    b"\xfe\xff\x0d\xe0",  # end of item
    b"\xfe\xff\xdd\xe0",  # end of sequence
    b"\xff\xff\xff\x7f",
    b"\x0a\x30\xb0\x00SQ",
    b"\x08\x00\x05\x00CS\x0a\x00ISO_IR 192",
    b"1.2.840.10008.1.2.1.99",
    b"1.2.840.10008.1.2.2",
    b"9" * 16,
    b"1e999999",
    b"NaN",
    b"-0",
)
Mutation = Callable[[bytearray, random.Random], None]


def _flip(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.randint(1, 16)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _overwrite(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.randint(1, 4)):
        piece = rng.choice(INTERESTING)
        at = rng.randrange(len(data))
        data[at : at + len(piece)] = piece


def _insert(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data))
    data[at:at] = rng.choice(INTERESTING) * rng.randint(1, 20)


def _cut(data: bytearray, rng: random.Random) -> None:
    del data[rng.randrange(len(data)) :]


def _drop(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data))
    del data[at : at + rng.randint(1, 64)]


def _repeat(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data))
    data[at:at] = data[at : at + rng.randint(1, 256)] * rng.randint(1, 8)


def _noise(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data))
    size = rng.randint(1, 128)
    data[at : at + size] = rng.randbytes(size)


def _without_preamble(data: bytearray, _: random.Random) -> None:
    if data[128:132] == b"DICM":
        del data[:132]


MUTATIONS: tuple[Mutation, ...] = (
    _flip,
    _overwrite,
    _insert,
    _cut,
    _drop,
    _repeat,
    _noise,
    _without_preamble,
)


def mutate(data: bytes, rng: random.Random) -> bytes:
    """Return a broken copy: one to three mutations."""
    broken = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        if not broken:
            break
        rng.choice(MUTATIONS)(broken, rng)
    return bytes(broken)
