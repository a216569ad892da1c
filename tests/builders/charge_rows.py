"""Read the two public tables of posted hospital charges as observations."""

from __future__ import annotations

import csv
import gzip
import hashlib
from decimal import Decimal
from pathlib import Path

from unlisted.market.observation import AmountKind, Observation, SourceKind

KINDS = {"gross": AmountKind.GROSS_CHARGE, "cash": AmountKind.DISCOUNTED_CASH}

Lines = dict[tuple[str, str, Decimal], int]


def read_flagged(path: Path) -> tuple[list[Observation], Lines]:
    """Read the table that states on how many lines of the hospital's file each price stands."""
    raw = path.read_bytes()
    sha256 = hashlib.sha256(raw).hexdigest()
    observations: list[Observation] = []
    lines: Lines = {}
    for number, row in enumerate(csv.DictReader(raw.decode().splitlines()), start=2):
        amount = Decimal(row["price_usd"])
        observations.append(
            _observation(
                path, sha256, number, row["hospital_id"], row["state"], row["code"], row["price_type"], amount
            )
        )
        key = (row["hospital_id"], str(KINDS[row["price_type"]]), amount)
        lines[key] = max(lines.get(key, 0), int(row["times_same_price_in_file"]))
    return observations, lines


def read_unflagged(path: Path, codes: set[str] | None = None) -> list[Observation]:
    """Read the table without such counts; ``codes`` limits the rows."""
    raw = path.read_bytes()
    sha256 = hashlib.sha256(raw).hexdigest()
    text = gzip.decompress(raw).decode().splitlines()
    return [
        _observation(
            path, sha256, number, row["ccn"], row["state"], row["cpt"], row["type"], Decimal(row["price"])
        )
        for number, row in enumerate(csv.DictReader(text), start=2)
        if codes is None or row["cpt"] in codes
    ]


def _observation(
    path: Path, sha256: str, number: int, hospital: str, state: str, code: str, kind: str, amount: Decimal
) -> Observation:
    return Observation(
        source_kind=SourceKind.HOSPITAL_CHARGE_ROWS,
        file_name=path.name,
        sha256=sha256,
        locator=f"row {number}",
        publisher=hospital,
        publisher_id=hospital,
        state=state,
        billing_code=code,
        billing_code_type="CPT",
        amount_kind=KINDS[kind],
        amount=amount,
    )
