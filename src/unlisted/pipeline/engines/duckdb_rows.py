# ruff: noqa: S608 - statements are put together from names and thresholds of this package only
"""Rows of the SQL engine: observations joined with their classes, in the canonical order.

Classes are worked out by the very functions of ``benchmarks.classes``, once for each distinct text,
and joined: one definition for every engine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from unlisted.benchmarks.classes import (
    CHARGE_KINDS,
    PERCENTAGE,
    basis_of,
    billing_class,
    hospital_of,
    modifier_class,
    place_class,
    source_family,
    stated,
    type_order,
)
from unlisted.benchmarks.context import BenchmarkContext
from unlisted.benchmarks.gates.row_gates import judge_arrangement, judge_code_match, judge_count
from unlisted.benchmarks.rows import payer_text
from unlisted.market.observation import AmountKind, CodeMatch, Observation, SourceKind
from unlisted.market.plan_segments import plan_segment

CREATE_OBSERVATIONS = """
CREATE TABLE seen AS
SELECT
    source_kind, file_name, sha256, locator, publisher, publisher_id, state, billing_code, billing_code_type,
    code_match, revenue_code, arrangement, billing_class, setting, payer, plan, network, amount_kind,
    negotiated_type, algorithm, "count", note, modifiers, place_of_service_codes, file_date, expiration_date,
    amount IS NOT NULL AS has_amount,
    TRY_CAST(round(amount, 6) AS DECIMAL(18, 6)) AS amount,
    TRY_CAST(round(paired_gross_charge, 6) AS DECIMAL(18, 6)) AS gross,
    providers,
    CASE WHEN len(providers) = 1 THEN providers[1].tin_type || ':' || providers[1].tin
        ELSE array_to_string(list_sort(list_distinct(
            list_transform(providers, lambda g: g.tin_type || ':' || g.tin))), ',') END AS provider_key
FROM {relation}
"""

PLACE = "code, file_name, sha256, length(locator), locator, amount_kind"
"""Where a row stands. Most publishers state one amount of a kind at one place, so this is an order."""

REST = """
    billing_code, payer, plan, network, amount IS NOT NULL, coalesce(amount, 0),
    array_to_string(modifiers, '|'), negotiated_type, billing_class, setting,
    array_to_string(place_of_service_codes, '|'), provider_key,
    coalesce(strftime(expiration_date, '%Y-%m-%d'), ''), "count", arrangement, publisher_id,
    billing_code_type, code_match, revenue_code, note, algorithm,
    array_to_string(list_sort(list_distinct(flatten(list_transform(providers, lambda g: g.npis)))), ','),
    coalesce(gross, -1)
"""
"""What decides between rows that stand at one place: ``benchmarks.rows.order_key`` in SQL."""

PLACES_REPEAT = "SELECT count(*) > count(DISTINCT (file_name, sha256, locator, amount_kind)) FROM seen"

NUMBER_ROWS = """
CREATE TABLE numbered AS
SELECT seen_id, code, row_number() OVER (ORDER BY {order}) AS row_id
FROM (
    SELECT seen.rowid AS seen_id, asked.code, seen.* FROM seen
    JOIN asked ON CASE WHEN seen.code_match = 'literal' THEN seen.billing_code = asked.code
                       ELSE seen.billing_code IN (asked.code, 'CSTM-00', 'CSTM-ALL', '') END
)
"""
"""Apart from ``CREATE_ROWS``, because sorting whole rows takes ten times as long as sorting their places."""

CREATE_ROWS = """
CREATE TABLE price_rows AS
SELECT
    row_id, code, file_name, sha256, locator, file_date, expiration_date, publisher, publisher_id, payer,
    plan, code_match, amount_kind, has_amount, amount, gross, provider_key, len(providers) AS provider_count,
    parties.* EXCLUDE (source_kind, publisher, publisher_id, payer, plan, network),
    modifier_classes.* EXCLUDE (modifiers),
    place_classes.place_class,
    amounts.* EXCLUDE (amount_kind, negotiated_type),
    texts.* EXCLUDE (billing_class, setting, state),
    verdicts.* EXCLUDE (code_match, billing_code_type, arrangement, source_kind, "count"),
    CAST(NULL AS VARCHAR) AS gate,
    CAST(NULL AS VARCHAR) AS reason
FROM seen
JOIN numbered ON numbered.seen_id = seen.rowid
JOIN parties USING (source_kind, publisher, publisher_id, payer, plan, network)
JOIN modifier_classes USING (modifiers)
JOIN place_classes USING (place_of_service_codes)
JOIN amounts USING (amount_kind, negotiated_type)
JOIN texts USING (billing_class, setting, state)
JOIN verdicts USING (code_match, billing_code_type, arrangement, source_kind, "count")
"""

CREATE_FILES = """
CREATE TABLE files_seen AS
SELECT file_name, sha256, first.source_kind, first.publisher, first.file_date, rows FROM (
    SELECT file_name, sha256, count(*) AS rows,
        min({'source_kind': source_kind, 'publisher': publisher, 'is_dated': file_date IS NOT NULL,
             'file_date': file_date}) AS first
    FROM seen WHERE rowid IN (SELECT seen_id FROM numbered) GROUP BY file_name, sha256
)
"""
"""Files with rows read, each described by its first row in a fixed order."""


def create_rows(connection: duckdb.DuckDBPyConnection, relation: str, context: BenchmarkContext) -> None:
    """Create ``seen`` (every row of ``relation``) and ``price_rows`` (those read for the codes asked)."""
    connection.execute(CREATE_OBSERVATIONS.format(relation=relation))
    _create_lookups(connection, context)
    (repeat,) = connection.execute(PLACES_REPEAT).fetchone() or (True,)
    connection.execute(NUMBER_ROWS.format(order=f"{PLACE}, {REST}" if repeat else PLACE))
    connection.execute(CREATE_ROWS)
    connection.execute(CREATE_FILES)


def insert_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: dict[str, pa.DataType],
    rows: Sequence[Sequence[Any]],
) -> None:
    """Create the table ``name`` with typed columns and these rows."""
    arrays = [pa.array([row[index] for row in rows], kind) for index, kind in enumerate(columns.values())]
    table = pa.table(arrays, names=list(columns))
    connection.register("given_rows", table)
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given_rows")
    connection.unregister("given_rows")


def _create_lookups(connection: duckdb.DuckDBPyConnection, context: BenchmarkContext) -> None:
    text, texts, flag, number = pa.string(), pa.list_(pa.string()), pa.bool_(), pa.int32()
    insert_table(connection, "asked", {"code": text}, [[code] for code in context.codes])

    def lookup(
        name: str,
        given: dict[str, pa.DataType],
        found: dict[str, pa.DataType],
        function: Callable[..., tuple[Any, ...]],
    ) -> None:
        """Work ``function`` out once for each distinct combination of the columns in ``given``."""
        columns = ", ".join(f'"{column}"' for column in given)
        distinct = connection.execute(f"SELECT DISTINCT {columns} FROM seen").fetchall()
        insert_table(connection, name, given | found, [(*row, *function(*row)) for row in distinct])

    party = ("source_kind", "publisher", "publisher_id", "payer", "plan", "network")
    found = ("family", "hospital", "payer_id", "payer_name", "contract", "segment")
    lookup("parties", dict.fromkeys(party, text), dict.fromkeys(found, text), _parties(context))
    lookup(
        "modifier_classes",
        {"modifiers": texts},
        {"modifier_class": text},
        lambda modifiers: (modifier_class(tuple(modifiers)),),
    )
    lookup(
        "place_classes",
        {"place_of_service_codes": texts},
        {"place_class": text},
        lambda codes: (place_class(tuple(codes)),),
    )
    lookup(
        "amounts",
        {"amount_kind": text, "negotiated_type": text},
        {"basis": text, "type_order": number, "type_stated": text, "is_percentage": flag, "is_charge": flag},
        _amounts,
    )
    lookup(
        "texts",
        {"billing_class": text, "setting": text, "state": text},
        {"billing_class_stated": text, "setting_stated": text, "state_stated": text},
        lambda billing, setting, state: (billing_class(billing), stated(setting), state.strip().upper()),
    )
    lookup(
        "verdicts",
        {
            "code_match": text,
            "billing_code_type": text,
            "arrangement": text,
            "source_kind": text,
            "count": text,
        },
        {"code_verdict": text, "arrangement_verdict": text, "ghost_verdict": text, "count_zero": flag},
        lambda match, code_type, arrangement, kind, count: (
            judge_code_match(CodeMatch(match), code_type),
            judge_arrangement(arrangement),
            judge_count(SourceKind(kind), count),
            count.strip() == "0",
        ),
    )


def _parties(context: BenchmarkContext) -> Callable[..., tuple[Any, ...]]:
    def work_out(
        kind: str, publisher: str, publisher_id: str, payer: str, plan: str, network: str
    ) -> tuple[str, ...]:
        """Name family, hospital, payer, contract and segment of one publisher, payer and plan."""
        seen = Observation(
            source_kind=SourceKind(kind),
            file_name="",
            sha256="",
            locator="",
            publisher=publisher,
            publisher_id=publisher_id,
            payer=payer,
            plan=plan,
            network=network,
        )
        match = context.payer_names.match(payer_text(seen))
        return (
            source_family(seen.source_kind),
            hospital_of(seen),
            match.id,
            match.name,
            network.strip() or plan.strip(),
            plan_segment(payer, plan),
        )

    return work_out


def _amounts(kind: str, negotiated_type: str) -> tuple[Any, ...]:
    basis = basis_of(AmountKind(kind), negotiated_type)
    return (
        basis,
        type_order(negotiated_type),
        stated(negotiated_type),
        basis == PERCENTAGE,
        AmountKind(kind) in CHARGE_KINDS,
    )
