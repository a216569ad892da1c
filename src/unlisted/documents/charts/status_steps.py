"""Status by year: one lane for each track, one span for each run of years with the same status."""

from __future__ import annotations

from unlisted.documents.charts.svg import (
    ACCENT,
    ACCENT_SOFT,
    CHARACTER_WIDTH,
    INK,
    PAPER,
    WIDTH,
    Row,
    Spec,
    base_spec,
    order_of,
    rows_of,
)
from unlisted.documents.clean import shorten
from unlisted.report.blocks import Chart

_LANE_HEIGHT = 40
_LABEL_ROOM = 150


def status_steps(chart: Chart) -> Spec:
    """Draw spans from year to year; every second span is filled, so a change shows without color."""
    values = rows_of(chart)
    tracks = order_of(values, "track")
    years = sorted({int(row["year"]) for row in values})
    year_width = (WIDTH - _LABEL_ROOM) / max(years[-1] - years[0] + 1, 1) if years else WIDTH
    spans = [span for track in tracks for span in _spans(track, values, year_width)]
    y = {
        "field": "track",
        "type": "nominal",
        "sort": tracks,
        "axis": {"title": None, "domain": False, "ticks": False},
    }
    x_scale = {"domain": [years[0], years[-1] + 1] if years else [0, 1], "nice": False}
    spec = base_spec(spans, height={"step": _LANE_HEIGHT})
    spec["layer"] = [
        {
            "mark": {"type": "bar", "height": 24, "stroke": ACCENT, "strokeWidth": 1},
            "encoding": {
                "y": y,
                "x": {
                    "field": "start",
                    "type": "quantitative",
                    "scale": x_scale,
                    "axis": {
                        "format": "d",
                        "title": None,
                        "tickMinStep": 1,
                        "grid": False,
                        "labelOverlap": "greedy",
                    },
                },
                "x2": {"field": "end"},
                "color": {
                    "field": "even",
                    "type": "nominal",
                    "scale": {"domain": [True, False], "range": [ACCENT_SOFT, PAPER]},
                    "legend": None,
                },
            },
        },
        {
            "mark": {"type": "text", "color": INK},
            "encoding": {
                "y": y,
                "x": {"field": "middle", "type": "quantitative"},
                "text": {"field": "shown", "type": "nominal"},
            },
        },
    ]
    return spec


def _spans(track: str, values: list[Row], year_width: float) -> list[Row]:
    rows = sorted((row for row in values if row["track"] == track), key=lambda row: int(row["year"]))
    spans: list[Row] = []
    for row in rows:
        year, status, label = int(row["year"]), row["status"] or "", row.get("label") or ""
        if spans and spans[-1]["status"] == status and spans[-1]["end"] == year:
            spans[-1]["end"] = year + 1
        else:
            spans.append({"track": track, "status": status, "label": label, "start": year, "end": year + 1})
    for index, span in enumerate(spans):
        width = (span["end"] - span["start"]) * year_width - 6
        full = (
            f"{span['status']}: {span['label']}"
            if span["label"] not in {"", span["status"]}
            else span["status"]
        )
        room = int(width / CHARACTER_WIDTH)
        span["shown"] = full if len(full) <= room else shorten(str(span["status"]), max(room, 2))
        span["middle"] = (span["start"] + span["end"]) / 2
        span["even"] = index % 2 == 0
    return spans
