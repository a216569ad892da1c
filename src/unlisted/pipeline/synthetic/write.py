"""Write made-up charts to folders."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from unlisted.pipeline.synthetic.charts import generate_charts

TRUTH_NAME = "truth.json"


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder by their path."""
    for name, data in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def write_charts(folder: Path, seed: int, count: int) -> None:
    """Write ``count`` charts of a seed: a folder each, with its answer key beside it."""
    for chart in generate_charts(seed, count):
        write_files(folder / chart.truth.chart, chart.files)
        (folder / f"{chart.truth.chart}.{TRUTH_NAME}").write_text(chart.truth.to_json(), encoding="utf-8")
