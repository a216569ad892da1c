"""Small rate files by code, and the shortest ways to read them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from unlisted.formats.container.guarded import GuardedStream
from unlisted.formats.container.members import Member
from unlisted.pipeline.extract import Extraction, extract_file

CODES = ("77499", "77427")


def price(rate: Any = 100, **more: Any) -> dict[str, Any]:
    """One negotiated price of a payer file."""
    return {
        "negotiated_type": "negotiated",
        "negotiated_rate": rate,
        "expiration_date": "9999-12-31",
        "service_code": ["11"],
        "billing_class": "professional",
    } | more


def group(*npis: Any, tin: str = "12-3456789") -> dict[str, Any]:
    """One provider group."""
    return {"npi": list(npis), "tin": {"type": "ein", "value": tin}}


def item(code: str = "77499", *rates: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One in-network item; by default with one inline rate."""
    standard = {"provider_groups": [group(1234567893)], "negotiated_prices": [price()]}
    return {
        "negotiation_arrangement": "ffs",
        "name": "x",
        "billing_code_type": "CPT",
        "billing_code_type_version": "2026",
        "billing_code": code,
        "description": "x",
        "negotiated_rates": list(rates) or [standard],
    } | more


def payer_file(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A payer's in-network file."""
    return {
        "reporting_entity_name": "Example Health",
        "reporting_entity_type": "health insurance issuer",
        "plan_name": "Plan A",
        "last_updated_on": "2026-02-02",
        "version": "2.1.0",
        "in_network": list(items),
    } | more


def hospital_csv(columns: Iterable[str], *rows: Iterable[str], version: str = "3.0.0") -> str:
    """A hospital CSV file with its three header rows; cells must need no quotes."""
    lines = [
        "hospital_name,last_updated_on,version,license_number|TX",
        f"Example Hospital,2026-04-01,{version},100",
        ",".join(columns),
        *(",".join(row) for row in rows),
    ]
    return "\n".join(lines) + "\n"


def as_bytes(content: Any) -> bytes:
    """Text as UTF-8, bytes as they are, anything else as JSON."""
    if isinstance(content, bytes):
        return content
    return (content if isinstance(content, str) else json.dumps(content)).encode()


def extract(tmp_path: Path, content: Any, codes: Iterable[str] = CODES, **options: Any) -> Extraction:
    """Write one file and extract it."""
    path = tmp_path / "rates.file"
    path.write_bytes(as_bytes(content))
    (extraction,) = extract_file(path, codes, **options)
    return extraction


def finding_codes(extraction: Extraction) -> set[str]:
    """The codes of what was remarked."""
    return {found.code for found in extraction.findings}


class Dribble(io.BytesIO):
    """A stream that gives at most ``size`` bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self._size = size

    def read(self, size: int | None = -1, /) -> bytes:
        """Give fewer bytes than asked for."""
        return super().read(self._size if size is None or size < 0 else min(size, self._size))


def member(data: bytes, piece: int = 1 << 20) -> Member:
    """A file in memory, read in pieces of ``piece`` bytes."""
    return Member("rates.json", lambda: GuardedStream(Dribble(data, piece), "rates.json", 0))
