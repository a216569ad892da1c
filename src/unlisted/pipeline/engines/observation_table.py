"""Observations as an Arrow table, in the columns the SQL engine reads."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pyarrow as pa

from unlisted.benchmarks.rows import to_six_places
from unlisted.benchmarks.thresholds import NO_PRICE_AT_OR_ABOVE
from unlisted.market.observation import Observation

AMOUNT_TYPE = pa.decimal128(38, 6)

_PROVIDER = pa.struct([("tin_type", pa.string()), ("tin", pa.string()), ("npis", pa.list_(pa.string()))])

TEXT_COLUMNS = (
    "source_kind",
    "file_name",
    "sha256",
    "locator",
    "publisher",
    "publisher_id",
    "state",
    "billing_code",
    "billing_code_type",
    "code_match",
    "revenue_code",
    "arrangement",
    "billing_class",
    "setting",
    "payer",
    "plan",
    "network",
    "amount_kind",
    "negotiated_type",
    "algorithm",
    "count",
    "note",
)
LIST_COLUMNS = ("modifiers", "place_of_service_codes")
DATE_COLUMNS = ("file_date", "expiration_date")
AMOUNT_COLUMNS = ("amount", "paired_gross_charge")

SCHEMA = pa.schema(
    [(name, pa.string()) for name in TEXT_COLUMNS]
    + [(name, pa.list_(pa.string())) for name in LIST_COLUMNS]
    + [(name, pa.date32()) for name in DATE_COLUMNS]
    + [(name, AMOUNT_TYPE) for name in AMOUNT_COLUMNS]
    + [("providers", pa.list_(_PROVIDER))]
)


def observation_table(observations: Iterable[Observation]) -> pa.Table:
    """Return the observations as a table; amounts at six decimal places, as every engine counts them."""
    return pa.Table.from_pylist([_record(seen) for seen in observations], schema=SCHEMA)


def _record(seen: Observation) -> dict[str, object]:
    record: dict[str, object] = {name: str(getattr(seen, name)) for name in TEXT_COLUMNS}
    record |= {name: list(getattr(seen, name)) for name in LIST_COLUMNS}
    record |= {name: getattr(seen, name) for name in DATE_COLUMNS}
    record |= {name: _fitting(getattr(seen, name)) for name in AMOUNT_COLUMNS}
    record["providers"] = [
        {"tin_type": group.tin_type, "tin": group.tin, "npis": list(group.npis)} for group in seen.providers
    ]
    return record


def _fitting(value: Decimal | None) -> Decimal | None:
    """Fit the column: what is no price anyway (a trillion or more) becomes exactly a trillion."""
    if value is None:
        return None
    rounded = to_six_places(value)
    return NO_PRICE_AT_OR_ABOVE if rounded is None else rounded
