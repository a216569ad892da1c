# ruff: noqa: S608 - statements are put together from names and thresholds of this package only
"""The gates as SQL updates: each marks, among the rows still kept, those it drops and why."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pyarrow as pa

from unlisted.benchmarks import thresholds
from unlisted.benchmarks.context import BenchmarkContext
from unlisted.benchmarks.gates import Gate
from unlisted.benchmarks.gates.bounds import fence_from_quartiles, quartile_ranks
from unlisted.benchmarks.gates.placeholders import repeated_values
from unlisted.benchmarks.percentiles import percentile
from unlisted.benchmarks.rows import to_six_places
from unlisted.pipeline.engines.duckdb_rows import insert_table

AMOUNT = pa.decimal128(18, 6)

ROW_GATES = {
    Gate.CODE_MATCH: "code_verdict",
    Gate.ARRANGEMENT: "arrangement_verdict",
    Gate.STATED_AMOUNT: """CASE WHEN amount_kind = 'negotiated_algorithm' THEN 'algorithm'
        WHEN NOT has_amount THEN 'no_amount' END""",
    Gate.DATED: """CASE WHEN file_date IS NULL THEN NULL
        WHEN expiration_date < file_date THEN 'expired'
        WHEN file_date < (SELECT effective_from FROM code_periods p WHERE p.code = price_rows.code)
            THEN 'code_not_yet_in_force'
        WHEN file_date > (SELECT effective_to FROM code_periods p WHERE p.code = price_rows.code)
            THEN 'code_deleted'
        WHEN file_date < (SELECT redefined_on FROM code_periods p WHERE p.code = price_rows.code)
            THEN 'code_redefined' END""",
    Gate.SENTINEL: f"""CASE WHEN amount IS NULL THEN 'out_of_range'
        WHEN amount < 0 THEN 'negative'
        WHEN amount = 0 THEN 'zero'
        WHEN is_percentage AND amount < 1 THEN 'percentage_as_fraction'
        WHEN is_percentage AND amount > 100 THEN 'percentage_above_100'
        WHEN is_percentage THEN NULL
        WHEN amount = {thresholds.ONE_CENT} THEN 'one_cent'
        WHEN regexp_full_match(amount::VARCHAR, '9+[.]9*0*')
             AND length(replace(rtrim(amount::VARCHAR, '0'), '.', '')) >= {thresholds.SENTINEL_NINES}
            THEN 'nines' END""",
    Gate.PLACEHOLDER: f"""CASE
        WHEN family = 'hospital charge rows' THEN CASE
            WHEN (SELECT lines FROM same_price_lines l
                  WHERE l.hospital = price_rows.hospital
                    AND l.amount_kind = price_rows.amount_kind AND l.amount = price_rows.amount)
                 > {thresholds.CHARGE_MAX_SAME_PRICE_LINES} THEN 'repeated_price'
            WHEN amount < {thresholds.CHARGE_MINIMUM} THEN 'below_one_dollar'
            WHEN amount >= {thresholds.CHARGE_MAXIMUM} THEN 'charge_too_high' END
        WHEN is_percentage OR is_charge THEN NULL
        WHEN EXISTS (SELECT 1 FROM repeated_values v
                     WHERE v.sha256 = price_rows.sha256 AND v.payer = price_rows.payer
                       AND v.plan = price_rows.plan AND v.amount = price_rows.amount) THEN 'repeated_value'
        WHEN amount <= {thresholds.TOKEN_AMOUNT}
             AND (SELECT median FROM gross_medians m WHERE m.code = price_rows.code)
                 > {thresholds.TOKEN_GROSS_MEDIAN} THEN 'token_value' END""",
    Gate.GHOST: "ghost_verdict",
    Gate.PROVIDER: """CASE WHEN family <> 'payer files' THEN NULL
        WHEN provider_count = 0 THEN 'no_provider'
        WHEN EXISTS (SELECT 1 FROM row_tins t WHERE t.row_id = price_rows.row_id AND t.counts) THEN NULL
        WHEN EXISTS (SELECT 1 FROM row_tins t WHERE t.row_id = price_rows.row_id AND len(t.npis) > 0)
            THEN 'implausible_provider'
        ELSE 'no_npi_to_check' END""",
}
"""What decides on one row; NULL keeps it."""

_SAME_PRICE = """code, family, hospital, payer_id, payer_name, contract, amount_kind, amount, gross,
            provider_key, modifier_class, billing_class_stated, setting_stated, place_class, type_stated,
            count_zero"""

DUPLICATES = f"""
CREATE TEMP TABLE alike AS
SELECT list(row_id) AS row_ids FROM price_rows WHERE gate IS NULL
GROUP BY hash({_SAME_PRICE}) HAVING count(*) > 1;
UPDATE price_rows SET gate = 'duplicate', reason = 'repeated_row'
FROM (
    SELECT row_id, row_number() OVER (
        PARTITION BY {_SAME_PRICE}
        ORDER BY file_date DESC NULLS LAST, row_id) AS position
    FROM price_rows WHERE row_id IN (SELECT unnest(row_ids) FROM alike)
) AS numbered
WHERE price_rows.row_id = numbered.row_id AND numbered.position > 1
"""
"""Only rows whose hash stands twice can be repeated: the others, nearly all, need not be sorted."""

ROW_TINS = """
CREATE TABLE row_tins AS
SELECT row_id, tin_type || ':' || tin AS tin, npis,
    {counts} AS counts
FROM (
    SELECT row_id, code, g.tin_type AS tin_type, g.tin AS tin, g.npis AS all_npis,
        list_filter(g.npis, lambda npi: trim(npi, '0 ') <> '') AS npis
    FROM (SELECT row_id, code, unnest(providers) AS g
          FROM price_rows JOIN numbered USING (row_id, code) JOIN seen ON seen.rowid = seen_id
          WHERE family = 'payer files')
) AS groups
"""

PLAUSIBLE = """EXISTS (SELECT 1 FROM plausible_npis p
    WHERE p.code = groups.code AND list_contains(groups.all_npis, p.npi))"""

SAME_PRICE_LINES = """
CREATE TABLE same_price_lines AS
SELECT hospital, amount_kind, amount, max(lines) AS lines FROM (
    SELECT hospital, amount_kind, amount, count(*) AS lines
    FROM seen JOIN parties USING (source_kind, publisher, publisher_id, payer, plan, network)
    WHERE family = 'hospital charge rows' AND amount IS NOT NULL
    GROUP BY sha256, hospital, amount_kind, amount
    UNION ALL SELECT * FROM given_lines
) GROUP BY ALL
"""

HIGHEST_CHARGES = f"""
SELECT billing_code, max(seen.amount) AS highest
FROM seen JOIN parties USING (source_kind, publisher, publisher_id, payer, plan, network)
LEFT JOIN same_price_lines l ON l.hospital = parties.hospital
    AND l.amount_kind = seen.amount_kind AND l.amount = seen.amount
WHERE seen.amount_kind = 'gross_charge' AND code_match = 'literal'
    AND billing_code IN (SELECT code FROM asked)
    AND seen.amount >= {thresholds.CHARGE_MINIMUM} AND seen.amount < {thresholds.CHARGE_MAXIMUM}
    AND coalesce(lines, 0) <= {thresholds.CHARGE_MAX_SAME_PRICE_LINES}
GROUP BY billing_code, parties.hospital
"""

MEDICARE_BOUNDS = f"""
UPDATE price_rows SET gate = 'bounds', reason = CASE
    WHEN amount < {thresholds.MEDICARE_LOWEST_SHARE} * price THEN 'below_medicare_bound'
    ELSE 'above_medicare_bound' END
FROM medicare_prices
WHERE medicare_prices.code = price_rows.code AND medicare_prices.class = CASE
        WHEN billing_class_stated = 'not stated' AND family = 'hospital files' THEN 'institutional'
        ELSE billing_class_stated END
    AND gate IS NULL AND NOT is_charge AND basis = 'per service'
    AND (amount < {thresholds.MEDICARE_LOWEST_SHARE} * price
         OR amount > {thresholds.MEDICARE_HIGHEST_SHARE} * price)
"""

FENCE_VALUES = f"""
CREATE TABLE fence_values AS
SELECT stratum_id, list_sort(list(amount)) AS amounts FROM (
    SELECT DISTINCT stratum_id, coalesce(tin, hospital) AS provider, amount
    FROM price_rows JOIN row_strata USING (row_id)
    LEFT JOIN (SELECT row_id, tin FROM row_tins WHERE counts) AS t USING (row_id)
    WHERE gate IS NULL AND NOT is_charge
) GROUP BY stratum_id HAVING count(*) >= {thresholds.BOUNDS_MIN_VALUES}
"""

FENCES = """
UPDATE price_rows SET gate = 'bounds',
    reason = CASE WHEN amount < lowest THEN 'below_fence' ELSE 'above_fence' END
FROM row_strata JOIN fences USING (stratum_id)
WHERE row_strata.row_id = price_rows.row_id AND gate IS NULL AND NOT is_charge
    AND (amount < lowest OR amount > highest)
"""


SUPERSEDED = """
UPDATE price_rows SET gate = 'current', reason = 'superseded'
FROM (
    SELECT row_id, max(file_date) OVER (
        PARTITION BY code, family, publisher, publisher_id, payer_id, payer_name, contract) AS latest
    FROM price_rows WHERE gate IS NULL
) AS dated
WHERE price_rows.row_id = dated.row_id AND file_date < latest
"""


def load_evidence(connection: duckdb.DuckDBPyConnection, context: BenchmarkContext) -> dict[str, Decimal]:
    """Create the tables the gates look things up in; return the median gross charges used.

    What was seen is dropped then: rows and look-ups hold what is needed of it.
    """
    text, day, number = pa.string(), pa.date32(), pa.int64()
    insert_table(
        connection,
        "code_periods",
        {"code": text, "effective_from": day, "effective_to": day, "redefined_on": day},
        [
            (code, p.effective_from, p.effective_to, p.redefined_on)
            for code, p in context.code_periods.items()
        ],
    )
    insert_table(
        connection,
        "repeated_values",
        {"sha256": text, "payer": text, "plan": text, "amount": AMOUNT},
        sorted(repeated_values(context.frequencies)),
    )
    given = [
        (hospital, kind, amount, lines)
        for (hospital, kind, price), lines in context.same_price_lines.items()
        if (amount := to_six_places(price)) is not None
    ]
    columns = {"hospital": text, "amount_kind": text, "amount": AMOUNT, "lines": number}
    insert_table(connection, "given_lines", columns, given)
    connection.execute(SAME_PRICE_LINES)
    medians = _gross_medians(connection) | dict(context.gross_charge_medians)
    insert_table(
        connection, "gross_medians", {"code": text, "median": pa.decimal128(26, 8)}, list(medians.items())
    )
    insert_table(
        connection,
        "medicare_prices",
        {"code": text, "class": text, "price": pa.decimal128(18, 6)},
        [(code, kind, price) for (code, kind), price in context.medicare_prices.items()],
    )
    plausible = [(code, npi) for code, npis in (context.plausible_npis or {}).items() for npi in sorted(npis)]
    insert_table(connection, "plausible_npis", {"code": text, "npi": text}, plausible)
    counts = "TRUE" if context.plausible_npis is None else PLAUSIBLE
    connection.execute(ROW_TINS.format(counts=counts))
    connection.execute("DROP TABLE seen; DROP TABLE numbered")
    return medians


def apply_gates(connection: duckdb.DuckDBPyConnection) -> None:
    """Mark the dropped rows gate by gate; ``row_strata`` must exist before the bounds."""
    for gate in Gate:
        if gate is Gate.DUPLICATE:
            connection.execute(DUPLICATES)
        elif gate is Gate.CURRENT:
            connection.execute(SUPERSEDED)
        elif gate is Gate.BOUNDS:
            connection.execute(MEDICARE_BOUNDS)
            _create_fences(connection)
            connection.execute(FENCES)
        else:
            connection.execute(
                f"UPDATE price_rows SET gate = '{gate}', reason = verdict "
                f"FROM (SELECT row_id AS id, {ROW_GATES[gate]} AS verdict "
                "FROM price_rows WHERE gate IS NULL) WHERE row_id = id AND verdict IS NOT NULL"
            )


def _gross_medians(connection: duckdb.DuckDBPyConnection) -> dict[str, Decimal]:
    highest: dict[str, list[Decimal]] = {}
    for code, amount in connection.execute(HIGHEST_CHARGES).fetchall():
        highest.setdefault(code, []).append(amount)
    return {code: percentile(sorted(values), 50) for code, values in highest.items()}


def _create_fences(connection: duckdb.DuckDBPyConnection) -> None:
    """Work out each stratum's fences from the four values beside its quartiles, as the reference does."""
    connection.execute(FENCE_VALUES)
    counts: list[tuple[int, int]] = connection.execute(
        "SELECT stratum_id, len(amounts) FROM fence_values"
    ).fetchall()
    ranks = [(stratum_id, list(quartile_ranks(count))) for stratum_id, count in counts]
    insert_table(connection, "fence_ranks", {"stratum_id": pa.int64(), "ranks": pa.list_(pa.int64())}, ranks)
    beside: list[tuple[int, int, list[Decimal]]] = connection.execute(
        "SELECT stratum_id, len(amounts), list_transform(ranks, lambda rank: amounts[rank + 1]) "
        "FROM fence_values JOIN fence_ranks USING (stratum_id)"
    ).fetchall()
    fences = []
    for stratum_id, count, amounts in beside:
        fence = fence_from_quartiles(count, amounts)
        fences.append((stratum_id, fence.lowest, fence.highest))
    columns = {"stratum_id": pa.int64(), "lowest": pa.decimal128(38, 6), "highest": pa.decimal128(38, 6)}
    insert_table(connection, "fences", columns, fences)
