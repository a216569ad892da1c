"""Make hospital files from a seed in the three federal layouts; invented in content."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path

from isal import igzip

LAYOUTS = ("tall", "wide", "json")
_PLANS = 140
_CHARGE = ("negotiated_dollar", "negotiated_percentage", "negotiated_algorithm", "methodology")
_OUTSIDE = ("median_amount", "10th_percentile", "90th_percentile", "count", "additional_payer_notes")
_CODES = [f"{number:05d}" for number in range(70_000, 80_000)]
_ITEM = ("description", "code|1", "code|1|type", "code|2", "code|2|type", "setting", "modifiers")
_OWN = ("standard_charge|gross", "standard_charge|discounted_cash")
_HEAD = (
    ("hospital_name", "last_updated_on", "version", "license_number|TX"),
    ("Example Hospital", "2026-04-01", "3.0.0", "100"),
)


def write_hospital_file(path: Path, size: int, layout: str, seed: int = 20261124) -> int:
    """Write a gzip file that expands to about ``size`` bytes; return the exact number."""
    rng = random.Random(seed)
    pieces = {"tall": _tall, "wide": _wide, "json": _json}[layout](rng, size)
    written = 0
    with igzip.open(path, "wb", compresslevel=2) as stream:
        for piece in pieces:
            written += len(piece)
            stream.write(piece)
    return written


def _line(cells: list[str], *, quoted: bool) -> bytes:
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(out, quoting=quoting, lineterminator="\n").writerow(cells)
    return out.getvalue().encode()


def _item(rng: random.Random) -> list[str]:
    code = rng.choice(_CODES)
    return [f"Service {code}, in words", code, "CPT", str(rng.randrange(10**8)), "CDM", "outpatient", ""]


def _dollars(rng: random.Random) -> str:
    return f"{rng.randrange(10**6) / 100:.2f}"


def _tall(rng: random.Random, size: int) -> Iterator[bytes]:
    names = [*_ITEM, *_OWN, "payer_name", "plan_name", *(f"standard_charge|{name}" for name in _CHARGE)]
    for row in (*_HEAD, [*names, *_OUTSIDE]):
        yield _line(list(row), quoted=True)
    written = 0
    while written < size:
        item = [*_item(rng), _dollars(rng), _dollars(rng)]
        for plan in range(rng.randrange(1, 30)):
            price = [_dollars(rng), "", "", "fee schedule", _dollars(rng), "", "", "1 through 10", ""]
            line = _line([*item, f"Payer {plan // 3}", f"Plan {plan}", *price], quoted=True)
            written += len(line)
            yield line


def _wide(rng: random.Random, size: int) -> Iterator[bytes]:
    names = [*_ITEM, *_OWN]
    for plan in range(_PLANS):
        owner = f"Payer {plan // 3}|Plan {plan}"
        names += [f"standard_charge|{owner}|{name}" for name in _CHARGE]
        names += [f"{name}|{owner}" for name in _OUTSIDE]
    for row in (*_HEAD, names):
        yield _line(list(row), quoted=False)
    written = 0
    while written < size:
        row = [*_item(rng), _dollars(rng), _dollars(rng)]
        for _ in range(_PLANS):
            filled = [_dollars(rng), "", "", "fee schedule", _dollars(rng), "", "", "0", ""]
            row += filled if rng.random() < 0.4 else [""] * len(filled)
        line = _line(row, quoted=False)
        written += len(line)
        yield line


def _json(rng: random.Random, size: int) -> Iterator[bytes]:
    head = {"hospital_name": "Example Hospital", "last_updated_on": "2026-04-01", "version": "3.0.0"}
    yield json.dumps(head)[:-1].encode() + b', "standard_charge_information": ['
    written = 0
    gap = b""
    while written < size:
        description, code, code_type, own, own_type, setting, _ = _item(rng)
        payers = [
            {
                "payer_name": f"Payer {plan // 3}",
                "plan_name": f"Plan {plan}",
                "standard_charge_dollar": rng.randrange(10**6) / 100,
                "methodology": "fee schedule",
                "median_amount": rng.randrange(10**6) / 100,
                "count": "1 through 10",
            }
            for plan in range(rng.randrange(1, 30))
        ]
        item = {
            "description": description,
            "code_information": [{"code": code, "type": code_type}, {"code": own, "type": own_type}],
            "standard_charges": [{"setting": setting, "gross_charge": 100.5, "payers_information": payers}],
        }
        piece = gap + json.dumps(item).encode()
        gap = b", "
        written += len(piece)
        yield piece
    yield b"]}"
