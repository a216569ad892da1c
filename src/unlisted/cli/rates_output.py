"""Show scans and extractions to a person."""

from __future__ import annotations

from pathlib import Path

from unlisted.cli.output import print_data
from unlisted.pipeline.dataset import DatasetFile
from unlisted.pipeline.dataset_build import BuildResult
from unlisted.pipeline.extract import FileScan


def show_scans(scans: list[FileScan]) -> None:
    """Print a paragraph for each file."""
    for scan in scans:
        day = scan.file_date.isoformat() if scan.file_date else "undated"
        types = ", ".join(
            f"{count.code_type or 'no type'} {count.codes:,} codes on {count.rows:,} rows"
            for count in scan.code_types
        )
        lines = [
            scan.name,
            f"  {scan.kind.replace('_', ' ')} ({scan.layout}, version {scan.schema_version or 'not stated'})",
            f"  {scan.publisher or 'publisher not stated'}, {day}",
            f"  {scan.bytes:,} bytes, sha256 {scan.sha256}",
            f"  {scan.rows:,} rows, {scan.prices:,} payer amounts",
            f"  codes: {types or 'none'}",
        ]
        if scan.rows_by_code:
            asked = ", ".join(f"{code} on {rows:,} rows" for code, rows in scan.rows_by_code.items())
            lines.append(f"  asked for: {asked}")
        lines += [f"  {found.severity}: {found.message} {found.where}".rstrip() for found in scan.findings]
        print_data("\n".join(lines))


def show_build(result: BuildResult, out: Path) -> None:
    """Print a line for each file, its findings below, and the sum."""
    for file in result.added:
        print_data(_line(file, "read"))
        for found in file.findings:
            print_data(f"  {found.severity}: {found.message} {found.where}".rstrip())
    for file in result.present:
        print_data(_line(file, "already there"))
    count = len(result.added) + len(result.present)
    print_data(f"{result.observations:,} observations of {count:,} files in {out}")


def _line(file: DatasetFile, what: str) -> str:
    day = file.file_date.isoformat() if file.file_date else "undated"
    publisher = file.publisher or "publisher not stated"
    return (
        f"{file.name} ({what}; {file.kind.replace('_', ' ')}; {publisher}, {day}): "
        f"{file.rows_matched:,} of {file.rows_read:,} rows, {file.observations:,} observations"
    )
