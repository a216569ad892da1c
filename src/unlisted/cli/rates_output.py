"""Show scans and extractions to a person, or as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from unlisted.base.errors import InputError
from unlisted.cli.output import print_data, talk
from unlisted.pipeline.dataset_build import BuildResult
from unlisted.pipeline.dataset_entry import DatasetFile, as_json
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


def split_codes(text: str) -> list[str]:
    """Return the codes of ``77499,77427``, each once, in the order given."""
    return list(dict.fromkeys(code.strip().upper() for code in text.split(",") if code.strip()))


def build_json(result: BuildResult, out: Path, codes: list[str]) -> dict[str, Any]:
    """Return what an extraction did, as plain values."""
    return {
        "dataset": str(out),
        "codes": codes,
        "observations": result.observations,
        "added": [as_json(file) for file in result.added],
        "present": [as_json(file) for file in result.present],
        "passed_over": reasons_json(result),
        "failed": errors_json(result),
    }


def reasons_json(result: BuildResult) -> list[dict[str, str]]:
    """Return why files were passed over."""
    return [{"file": location, "reason": reason} for location, reason in result.passed_over]


def errors_json(result: BuildResult) -> list[dict[str, str]]:
    """Return why files could not be read."""
    return [
        {
            "file": location,
            "code": error.code,
            "what": error.what,
            "where": error.where,
            "why": error.why,
            "fix": error.fix,
        }
        for location, error in result.failed
    ]


def end_with(result: BuildResult) -> None:
    """Say on stderr what was not read, and end with the exit code of input errors if any file failed."""
    for _location, reason in result.passed_over:
        talk.print(f"passed over: {reason}", markup=False)
    for _location, error in result.failed:
        talk.print(f"error ({error.code}): {error}", markup=False)
    if result.failed:
        raise typer.Exit(InputError.exit_code)
