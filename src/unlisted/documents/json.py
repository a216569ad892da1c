"""The report as JSON: stable key order, decimals as text, days as ISO 8601.

The published schema is ``schema/unlisted-code-report-1.schema.json`` (JSON Schema 2020-12).
"""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Any

from unlisted.documents.clean import clean_report
from unlisted.report.blocks import (
    Bullets,
    Card,
    Chart,
    Conflict,
    Gap,
    Heading,
    Paragraph,
    Report,
    Sentence,
    Table,
)

_BLOCK_NAMES: dict[type, str] = {
    Heading: "heading",
    Paragraph: "paragraph",
    Bullets: "bullets",
    Gap: "gap",
    Table: "table",
    Chart: "chart",
    Card: "card",
    Conflict: "conflict",
    Sentence: "sentence",
}


def render_json(report: Report) -> str:
    """Write the report as JSON, two spaces, one newline at the end."""
    return json.dumps(report_as_plain(clean_report(report)), indent=2, ensure_ascii=False) + "\n"


def report_as_plain(report: Report) -> dict[str, Any]:
    """Return the report as objects, lists, text and whole numbers; ``schema`` stands first."""
    plain: dict[str, Any] = _plain(report)
    return {"schema": plain.pop("schema"), **plain}


def report_schema() -> dict[str, Any]:
    """Return the published JSON Schema of ``render_json``."""
    text = (
        resources.files("unlisted.documents")
        .joinpath("schema/unlisted-code-report-1.schema.json")
        .read_text(encoding="utf-8")
    )
    schema: dict[str, Any] = json.loads(text)
    return schema


def _plain(value: Any) -> Any:
    if isinstance(value, Chart):
        chart = {"type": "chart"} | {
            f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)
        }
        chart["data"] = [{name: _plain(item) for name, item in row} for row in value.data]
        return chart
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        name = _BLOCK_NAMES.get(type(value))
        head = {"type": name} if name else {}
        return head | {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
