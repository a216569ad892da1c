"""The JSON of a report fits its published schema, and the schema refuses what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from builders.sample_report import rich_report, small_report
from unlisted.base.outcome import Reason
from unlisted.documents.json import render_json, report_schema
from unlisted.report.blocks import ChartKind, Known, Report, Table


def _validator() -> Draft202012Validator:
    schema = report_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("build", [small_report, rich_report])
def test_a_report_fits_the_schema(build: Callable[[], Report]) -> None:
    assert list(_validator().iter_errors(json.loads(render_json(build())))) == []


def test_the_closed_lists_of_the_schema_are_those_of_the_code() -> None:
    parts = report_schema()["$defs"]
    assert parts["reason"]["enum"] == [one.value for one in Reason]
    assert parts["known"]["enum"] == [one.value for one in Known]
    assert parts["chart"]["properties"]["kind"]["enum"] == [one.value for one in ChartKind]


def _rename(data: dict[str, Any]) -> None:
    data["billing_codes"] = data.pop("billing_code")


def _number_for_decimal(data: dict[str, Any]) -> None:
    table = next(b for b in data["sections"][0]["blocks"] if b["type"] == "table")
    table["rows"][0][1]["value"] = 1.5


def _unknown_reason(data: dict[str, Any]) -> None:
    next(b for b in data["sections"][0]["blocks"] if b["type"] == "gap")["reason"] = "because"


def _mark_zero(data: dict[str, Any]) -> None:
    data["findings"][0]["marks"] = [0]


def _american_day(data: dict[str, Any]) -> None:
    data["as_of"] = "11/23/2026"


@pytest.mark.parametrize("spoil", [_rename, _number_for_decimal, _unknown_reason, _mark_zero, _american_day])
def test_the_schema_refuses_a_wrong_report(spoil: Callable[[dict[str, Any]], None]) -> None:
    data = json.loads(render_json(small_report()))
    spoil(data)
    assert list(_validator().iter_errors(data))


def test_decimals_are_text_and_days_are_iso() -> None:
    report = small_report()
    data = json.loads(render_json(report))
    assert data["as_of"] == "2026-11-23"
    table = next(block for block in report.sections[0].blocks if isinstance(block, Table))
    plain = next(block for block in data["sections"][0]["blocks"] if block["type"] == "table")
    assert isinstance(table.rows[0][1].value, Decimal)
    assert plain["rows"][0][1]["value"] == "137.25"


def test_the_keys_stand_in_one_order() -> None:
    text = render_json(small_report())
    assert text == render_json(small_report())
    assert list(json.loads(text))[:4] == ["schema", "billing_code", "name", "as_of"]
