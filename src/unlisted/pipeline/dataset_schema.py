"""Observations and value frequencies as Arrow tables, without loss."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal
from itertools import islice
from typing import Any

import pyarrow as pa

from unlisted.formats.values import DECIMAL_PLACES
from unlisted.market.frequency import ValueFrequency
from unlisted.market.observation import AmountKind, CodeMatch, Observation, ProviderGroup, SourceKind

_AMOUNT = pa.decimal128(38, DECIMAL_PLACES)
_PROVIDER = pa.struct(
    [
        ("tin_type", pa.string()),
        ("tin", pa.string()),
        ("npis", pa.list_(pa.string())),
        ("business_name", pa.string()),
    ]
)
_SPECIAL = {
    "file_date": pa.date32(),
    "expiration_date": pa.date32(),
    "amount": _AMOUNT,
    "paired_gross_charge": _AMOUNT,
    "modifiers": pa.list_(pa.string()),
    "place_of_service_codes": pa.list_(pa.string()),
    "providers": pa.list_(_PROVIDER),
    "byte_offset": pa.int64(),
}

_ROWS_AT_A_TIME = 1_024

OBSERVATIONS = pa.schema([(f.name, _SPECIAL.get(f.name, pa.string())) for f in fields(Observation)])
FREQUENCIES = pa.schema(
    [
        ("sha256", pa.string()),
        ("payer", pa.string()),
        ("plan", pa.string()),
        ("amount", _AMOUNT),
        ("codes_at_amount", pa.int64()),
        ("codes_priced", pa.int64()),
    ]
)


def observations_to_table(observations: Iterable[Observation]) -> pa.Table:
    """Return every field of the observations, in order; amounts with 18 decimal places.

    Python's own form of a row takes four times the memory of Arrow's: few rows at a time are turned.
    """
    rows = iter(observations)
    parts = [OBSERVATIONS.empty_table()]
    while records := [_record(seen) for seen in islice(rows, _ROWS_AT_A_TIME)]:
        parts.append(pa.Table.from_pylist(records, schema=OBSERVATIONS))
    return pa.concat_tables(parts).combine_chunks()


def _record(seen: Observation) -> dict[str, Any]:
    record: dict[str, Any] = {name: getattr(seen, name) for name in OBSERVATIONS.names}
    record["source_kind"] = str(seen.source_kind)
    record["code_match"] = str(seen.code_match)
    record["amount_kind"] = str(seen.amount_kind)
    record["providers"] = [
        {
            "tin_type": group.tin_type,
            "tin": group.tin,
            "npis": group.npis,
            "business_name": group.business_name,
        }
        for group in seen.providers
    ]
    return record


def table_to_observations(table: pa.Table) -> list[Observation]:
    """Return the observations of a table written by ``observations_to_table``."""
    return [_observation(record) for record in table.to_pylist()]


def _observation(record: dict[str, Any]) -> Observation:
    record["source_kind"] = SourceKind(record["source_kind"])
    record["code_match"] = CodeMatch(record["code_match"])
    record["amount_kind"] = AmountKind(record["amount_kind"])
    record["amount"] = plain(record["amount"])
    record["paired_gross_charge"] = plain(record["paired_gross_charge"])
    record["modifiers"] = tuple(record["modifiers"])
    record["place_of_service_codes"] = tuple(record["place_of_service_codes"])
    record["providers"] = tuple(
        ProviderGroup(group["tin_type"], group["tin"], tuple(group["npis"]), group["business_name"])
        for group in record["providers"]
    )
    return Observation(**record)


def plain(value: Decimal | None) -> Decimal | None:
    """Drop the zeros that the table's fixed places add; ``100`` stays ``100``."""
    if value is None:
        return None
    short = value.normalize()
    exponent = short.as_tuple().exponent
    return short.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else short


def frequencies_to_table(sha256: str, frequencies: Iterable[ValueFrequency]) -> pa.Table:
    """Return the frequencies of one file as a table."""
    names = [f.name for f in fields(ValueFrequency)]
    records = [{"sha256": sha256} | {name: getattr(row, name) for name in names} for row in frequencies]
    return pa.Table.from_pylist(records, schema=FREQUENCIES)


def table_to_frequencies(table: pa.Table) -> dict[str, tuple[ValueFrequency, ...]]:
    """Return, by the file's sha256, the frequencies of tables written by ``frequencies_to_table``."""
    found: dict[str, list[ValueFrequency]] = {}
    for row in table.to_pylist():
        frequency = ValueFrequency(
            payer=row["payer"],
            plan=row["plan"],
            amount=plain(row["amount"]) or Decimal(0),
            codes_at_amount=row["codes_at_amount"],
            codes_priced=row["codes_priced"],
        )
        found.setdefault(row["sha256"], []).append(frequency)
    return {sha256: tuple(rows) for sha256, rows in found.items()}
