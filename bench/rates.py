"""Code-filtered reading of a payer file, beside inflating it and beside parsing all of it."""

from __future__ import annotations

import gzip
import json
import random
import tempfile
from pathlib import Path

from bench.measure import measure, print_table

ITEMS, GROUPS, SEED = 4_000, 3_000, 77499


def write_file(path: Path) -> float:
    """Write a seeded in-network file (schema 2) and return its size in MB before compression."""
    rng = random.Random(SEED)
    groups = [
        {
            "provider_group_id": n,
            "network_name": ["made up"],
            "provider_groups": [
                {
                    "npi": [1_000_000_000 + rng.randrange(10**8) for _ in range(rng.randrange(1, 30))],
                    "tin": {"type": "ein", "value": f"{rng.randrange(10, 99)}-{rng.randrange(10**6, 10**7)}"},
                }
            ],
        }
        for n in range(GROUPS)
    ]
    codes = [f"{70_000 + n:05d}" for n in range(ITEMS)]
    items = [
        {
            "negotiation_arrangement": "ffs",
            "name": "made up",
            "billing_code_type": "CPT",
            "billing_code_type_version": "2026",
            "billing_code": code,
            "description": "made up",
            "negotiated_rates": [
                {
                    "provider_references": [rng.randrange(GROUPS) for _ in range(20)],
                    "negotiated_prices": [
                        {
                            "negotiated_type": "negotiated",
                            "negotiated_rate": rng.randrange(1000, 99999) / 100,
                            "expiration_date": "9999-12-31",
                            "service_code": ["11", "22"],
                            "billing_class": "professional",
                            "setting": "outpatient",
                        }
                    ],
                }
                for _ in range(30)
            ],
        }
        for code in codes
    ]
    text = json.dumps(
        {
            "reporting_entity_name": "Made Up Health",
            "reporting_entity_type": "health insurance issuer",
            "last_updated_on": "2026-11-01",
            "version": "2.0.0",
            "provider_references": groups,
            "in_network": items,
        }
    )
    path.write_bytes(gzip.compress(text.encode(), 6))
    return len(text) / 1e6


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made-up.json.gz"
        size = write_file(path)
        rows = [
            measure(
                "inflate alone (ISA-L)",
                f"""
                from isal import igzip
                with igzip.open({str(path)!r}) as stream:
                    while stream.read(1 << 20): pass
                """,
            ),
            measure(
                "unlisted rates extract, 2 codes",
                f"""
                from pathlib import Path
                from unlisted.pipeline.extract import extract_file
                (found,) = extract_file(Path({str(path)!r}), ("73499", "73427"))
                assert len(list(found.observations)) == 60
                """,
            ),
            measure(
                "json.loads of the whole file",
                f"""
                import gzip, json
                json.loads(gzip.open({str(path)!r}).read())
                """,
            ),
        ]
        print_table(f"Payer in-network file, {size:.0f} MB of JSON, {ITEMS:,} items", rows, size)
