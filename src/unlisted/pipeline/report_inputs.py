"""Gather what a report is assembled from: rulebook, Medicare's tables, and figures from price files."""

from __future__ import annotations

from pathlib import Path

import unlisted
from unlisted.pricing.embedded import embedded_tables
from unlisted.report.assemble import assemble_report, check_code
from unlisted.report.blocks import InputFile, Report
from unlisted.report.draft import BenchmarkRuns, ReportRequest
from unlisted.rules.rulebook import Rulebook

BY_PAYER = ("payer", "segment", "state", "setting", "negotiated_type")


def build_report(
    request: ReportRequest, rulebook: Rulebook, *, data: Path | None = None, store: Path | None = None
) -> Report:
    """Return the report; ``data`` is a dataset of extracted prices, ``store`` a folder of loaded tables."""
    check_code(rulebook, request.billing_code)
    codes = sorted(rulebook.codes)
    tables = embedded_tables(rulebook, codes)
    if store is not None:
        from unlisted.pipeline.medicare_tables import read_medicare_tables  # noqa: PLC0415 - likewise

        tables = read_medicare_tables(store, codes).over(tables)
    if data is None:
        return assemble_report(request, rulebook, tables)
    return assemble_report(
        request, rulebook, tables, _runs(data, request.billing_code, rulebook), _inputs(data)
    )


def _runs(data: Path, code: str, rulebook: Rulebook) -> BenchmarkRuns:
    from unlisted.pipeline.benchmarks import benchmark_dataset  # noqa: PLC0415 - the engine loads only for data

    return BenchmarkRuns(
        national=benchmark_dataset(data, [code], rulebook, by=()),
        by_state=benchmark_dataset(data, [code], rulebook, by=("state",)),
        by_payer=benchmark_dataset(data, [code], rulebook, by=BY_PAYER),
    )


def _inputs(data: Path) -> tuple[InputFile, ...]:
    from unlisted.pipeline.dataset import read_manifest  # noqa: PLC0415 - likewise

    manifest = read_manifest(data)
    return tuple(
        InputFile(
            file_name=file.name,
            kind=str(file.kind),
            publisher=file.publisher,
            file_date=file.file_date,
            sha256=file.sha256,
            bytes_read=file.bytes,
            rows_read=file.rows_read,
            rows_kept=file.observations,
        )
        for file in (manifest.files if manifest else ())
    )


def software_version() -> str:
    """Return the version that stands in a report."""
    return unlisted.__version__
