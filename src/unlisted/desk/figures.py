"""The figures of a run as a page lists them: filtered, each under a key of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from unlisted.benchmarks.gates import DROP_REASONS, DropReason

PERCENTS = (10, 25, 50, 75, 90)
NARROW = ("payer", "state", "setting", "billing_class")


@dataclass(frozen=True, slots=True)
class Figure:
    """One stratum of a run with its distributions, each a line of percentiles (text, or empty)."""

    key: str
    stratum: Mapping[str, Any]
    unit: str
    content: Mapping[str, Any]
    lines: tuple[Mapping[str, Any], ...]


def figures_of(run: Mapping[str, Any]) -> list[Figure]:
    """Return every figure, dollars first, then percent of charges."""
    return [_figure(item) for item in (*run["benchmarks"], *run["percentages"])]


def narrowed(found: Iterable[Figure], chosen: Mapping[str, str]) -> list[Figure]:
    """Return the figures of the values chosen; a dimension that is pooled fits none."""
    return [
        item
        for item in found
        if all(item.stratum.get(name) == value for name, value in chosen.items() if value)
    ]


def choices_of(found: Iterable[Figure]) -> dict[str, list[str]]:
    """Return the values there are, by dimension; only those a reader can choose from."""
    every = list(found)
    values = {name: sorted({str(item.stratum.get(name) or "") for item in every} - {""}) for name in NARROW}
    return {name: named for name, named in values.items() if named}


def waterfall_of(run: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the waterfall with the reasons in words."""
    (found,) = run["waterfalls"]
    steps = [
        {
            **step,
            "dropped": step["rows_in"] - step["rows_kept"],
            "reasons": [(DROP_REASONS[DropReason(slug)], n) for slug, n in step["reasons"]],
            "samples": [
                {**sample, "says": DROP_REASONS[DropReason(sample["reason"])]} for sample in step["samples"]
            ],
        }
        for step in found["steps"]
    ]
    return {**found, "steps": steps}


def _figure(item: Mapping[str, Any]) -> Figure:
    text = json.dumps(item["stratum"], sort_keys=True)
    lines = tuple(
        {
            "weight": one["weight"],
            "count": one["count"],
            "percentiles": [
                next((p["amount"] for p in one["percentiles"] if p["percent"] == percent), "")
                for percent in PERCENTS
            ],
            "listed": one["listed"],
            "spread_count": one["spread_count"],
        }
        for one in item["distributions"]
    )
    return Figure(hashlib.sha256(text.encode()).hexdigest()[:12], item["stratum"], item["unit"], item, lines)
