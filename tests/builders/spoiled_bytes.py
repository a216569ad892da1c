"""Spoil a file: bytes, segments and stretches replaced, dropped, doubled or swapped, from a seed."""

from __future__ import annotations

import random

SPLINTERS = (
    b"*",
    b"~",
    b":",
    b"^",
    b"ISA",
    b"IEA*",
    b"\n",
    b"\x00",
    b"\xff",
    b"\xc3",
    b"9" * 25,
    b"SE*1*1~",
    b"ST*837*1~",
    b"HL*1**20*1~",
    b"CLM**~",
    b"SV1*~",
    b"",
    b"-",
    b".",
    b"9" * 60,
    b"\xe2\x80\x99",
    b"LX*1~",
    b"CAS*~",
    b"HI*::~",
    b"DTP*472*RD8*~",
    "\u0663".encode(),
    "\u00b2".encode(),
)


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """Return the file with some bytes, segments or stretches replaced, dropped, doubled or swapped."""
    held = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        if not held:
            break
        place, kind = chance.randrange(len(held)), chance.random()
        if kind < 0.3:
            held[place : place + 1] = chance.choice(SPLINTERS)
        elif kind < 0.5:
            held[place] = chance.randrange(256)
        elif kind < 0.65:
            del held[place : place + chance.randrange(1, 80)]
        elif kind < 0.8:
            other = chance.randrange(len(held))
            held[place:place] = held[other : other + chance.randrange(1, 300)]
        elif kind < 0.95:
            parts = bytes(held).split(b"~")
            one, two = chance.randrange(len(parts)), chance.randrange(len(parts))
            parts[one], parts[two] = parts[two], parts[one]
            held = bytearray(b"~".join(parts))
        else:
            del held[place:]
    return bytes(held)
