# ruff: noqa: S608 - statements are put together from names and thresholds of this package only
"""Strata, chosen values and percentiles in SQL."""

from __future__ import annotations

from unlisted.benchmarks.classes import NOT_STATED
from unlisted.benchmarks.context import BenchmarkContext
from unlisted.benchmarks.strata import STRATUM_FIELDS
from unlisted.benchmarks.thresholds import PERCENTS, SAMPLES_PER_GATE


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def row_strata_sql(context: BenchmarkContext) -> str:
    """Return the SQL that gives each row read its stratum; a pooled dimension is NULL.

    Creates ``strata`` (number and keys) and ``row_strata`` (row and number).
    """
    unstated = _quoted(NOT_STATED)
    split = {
        "payer": "payer_name",
        "payer_id": "payer_id",
        "segment": "segment",
        "plan": f"coalesce(nullif(contract, ''), {unstated})",
        "state": f"coalesce(nullif(state_stated, ''), {unstated})",
        "setting": "setting_stated",
        "negotiated_type": "type_stated",
    }
    asked = set(context.by) | ({"payer_id"} if "payer" in context.by else set())
    columns = [
        "code AS s_code",
        "family AS s_source",
        "amount_kind AS s_amount_kind",
        "basis AS s_basis",
        "billing_class_stated AS s_billing_class",
        "modifier_class AS s_modifier_class",
        "place_class AS s_place_class",
    ]
    for name, expression in split.items():
        if name not in asked:
            columns.append(f"CAST(NULL AS VARCHAR) AS s_{name}")
        elif name in ("state", "setting"):
            columns.append(f"{expression} AS s_{name}")
        else:
            columns.append(f"CASE WHEN payer_name <> '' THEN {expression} END AS s_{name}")
    keys = [f"s_{name}" for name in STRATUM_FIELDS]
    same = " AND ".join(f"strata.{key} IS NOT DISTINCT FROM keyed.{key}" for key in keys)
    return f"""
CREATE VIEW keyed AS SELECT row_id, {", ".join(columns)} FROM price_rows;
CREATE TABLE strata AS
SELECT row_number() OVER () AS stratum_id, {", ".join(keys)}
FROM (SELECT DISTINCT {", ".join(keys)} FROM keyed);
CREATE TABLE row_strata AS SELECT row_id, stratum_id FROM keyed JOIN strata ON {same}
"""


STRATUM_KEYS = f"""
SELECT stratum_id, {", ".join(f"s_{name}" for name in STRATUM_FIELDS)} FROM strata
WHERE stratum_id IN (SELECT stratum_id FROM valued)
"""

VALUED = """
CREATE TABLE valued AS
SELECT stratum_id, FALSE AS is_converted, row_id, amount FROM price_rows JOIN row_strata USING (row_id)
WHERE gate IS NULL
UNION ALL
SELECT stratum_id, TRUE, row_id, CAST(round(
        CAST(amount AS DECIMAL(38, 6)) * CAST(gross AS DECIMAL(38, 6)) * CAST(0.01 AS DECIMAL(3, 2)), 2)
    AS DECIMAL(18, 6))
FROM price_rows JOIN row_strata USING (row_id)
WHERE gate IS NULL AND is_percentage AND gross > 0
"""
"""A percentage with the item's own gross charge counts twice: as it is, and converted, each by itself."""

PROVIDER_VALUES = """
CREATE TABLE provider_values AS
SELECT stratum_id, is_converted, weight, provider, state_stated AS state, type_order, is_charge, valued.amount
FROM valued JOIN price_rows USING (row_id)
JOIN (
    SELECT DISTINCT row_id, 'tin' AS weight, tin AS provider FROM row_tins WHERE counts
    UNION ALL
    SELECT DISTINCT row_id, 'npi', unnest(npis) FROM row_tins WHERE counts
    UNION ALL
    SELECT row_id, 'hospital', hospital FROM price_rows WHERE family <> 'payer files'
) AS counted USING (row_id)
"""

CHOSEN = """
CREATE TABLE chosen AS
SELECT stratum_id, is_converted, weight, provider, state, is_charge, amounts,
    CASE WHEN is_charge THEN amounts[len(amounts)] ELSE amounts[(len(amounts) + 1) // 2] END AS amount
FROM (
    SELECT stratum_id, is_converted, weight, provider, min(state) AS state, bool_or(is_charge) AS is_charge,
        arg_min(amounts, type_order) AS amounts
    FROM (
        SELECT stratum_id, is_converted, weight, provider, type_order, min(state) AS state,
            bool_or(is_charge) AS is_charge,
            CASE WHEN min(amount) = max(amount) THEN [min(amount)]
                ELSE list_sort(list_distinct(list(amount))) END AS amounts
        FROM provider_values GROUP BY stratum_id, is_converted, weight, provider, type_order
    )
    GROUP BY stratum_id, is_converted, weight, provider
)
"""

REPEATS_REMOVED = """
INSERT INTO chosen
SELECT DISTINCT stratum_id, is_converted, 'state_and_price', state, state, is_charge, [amount], amount
FROM chosen WHERE weight = 'hospital' AND is_charge
"""

PERCENTILE = """
CREATE MACRO percentile_of(ordered, percent) AS
CASE WHEN percent * (len(ordered) - 1) % 100 = 0
    THEN CAST(ordered[percent * (len(ordered) - 1) // 100 + 1] AS DECIMAL(25, 8))
    ELSE CAST((CAST(ordered[percent * (len(ordered) - 1) // 100 + 1] AS DECIMAL(38, 6))
               * CAST(100 - percent * (len(ordered) - 1) % 100 AS DECIMAL(3, 0))
             + CAST(ordered[percent * (len(ordered) - 1) // 100 + 2] AS DECIMAL(38, 6))
               * CAST(percent * (len(ordered) - 1) % 100 AS DECIMAL(3, 0)))
             * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(25, 8)) END
"""

DISTRIBUTIONS = f"""
SELECT stratum_id, is_converted, weight, len(ordered) AS n, spread_count,
    {", ".join(f"percentile_of(ordered, {percent}) AS p{percent}" for percent in PERCENTS)}
FROM (
    SELECT stratum_id, is_converted, weight, list_sort(list(amount)) AS ordered,
        count(*) FILTER (WHERE len(amounts) > 1) AS spread_count
    FROM chosen GROUP BY ALL
)
"""

SMALL_CELLS = """
SELECT stratum_id, is_converted, weight, provider, amount FROM chosen
QUALIFY count(*) OVER (PARTITION BY stratum_id, is_converted, weight) < {list_below}
"""

SPREADS = f"""
SELECT stratum_id, is_converted, weight, provider, amount, amounts FROM chosen WHERE len(amounts) > 1
QUALIFY row_number() OVER (PARTITION BY stratum_id, is_converted, weight ORDER BY provider)
    <= {SAMPLES_PER_GATE}
ORDER BY provider
"""

COUNTS = """
SELECT stratum_id, is_converted, count(*), count(DISTINCT sha256), min(file_date), max(file_date),
    count(DISTINCT CASE WHEN family <> 'payer files' THEN hospital END)
FROM valued JOIN price_rows USING (row_id) GROUP BY stratum_id, is_converted
"""

EVIDENCE = """
SELECT stratum_id, is_converted, file_name, sha256, locator
FROM (
    SELECT stratum_id, is_converted, row_id FROM valued
    QUALIFY row_number() OVER (PARTITION BY stratum_id, is_converted ORDER BY row_id) <= {evidence_rows}
) JOIN price_rows USING (row_id) ORDER BY row_id
"""
