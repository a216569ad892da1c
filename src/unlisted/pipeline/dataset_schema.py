"""Observations and value frequencies as Arrow tables, without loss."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from decimal import Decimal
from itertools import islice
from operator import attrgetter
from typing import Any

import pyarrow as pa

from unlisted.formats.values import DECIMAL_PLACES
from unlisted.market.frequency import ValueFrequency
from unlisted.market.observation import AmountKind, CodeMatch, Observation, ProviderGroup, SourceKind
from unlisted.pipeline.arrow_columns import batch_of

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
    rows = map(to_row, observations)
    parts = []
    while part := list(islice(rows, _ROWS_AT_A_TIME)):
        parts.append(rows_to_batch(list(zip(*part, strict=True))))
    return pa.Table.from_batches(parts, OBSERVATIONS).combine_chunks()


SHA256_AT = OBSERVATIONS.get_field_index("sha256")
_PROVIDERS_AT = OBSERVATIONS.get_field_index("providers")
_VALUES = attrgetter(*OBSERVATIONS.names)
_GROUP = attrgetter(*(field.name for field in _PROVIDER))


def to_row(seen: Observation) -> tuple[Any, ...]:
    """Return an observation's values in the order of the columns; providers as tuples."""
    values: tuple[Any, ...] = _VALUES(seen)
    providers = tuple(map(_GROUP, seen.providers))
    return (*values[:_PROVIDERS_AT], providers, *values[_PROVIDERS_AT + 1 :])


def rows_to_batch(columns: Sequence[Sequence[Any]]) -> pa.RecordBatch:
    """Return columns made of ``to_row`` as a record batch."""
    return batch_of(columns, OBSERVATIONS)


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
    values = attrgetter(*(f.name for f in fields(ValueFrequency)))
    columns = list(zip(*((sha256, *values(row)) for row in frequencies), strict=True))
    return pa.Table.from_batches([batch_of(columns, FREQUENCIES)] if columns else [], FREQUENCIES)


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
