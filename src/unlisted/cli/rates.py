"""``unlisted rates``: say what rate files are, and extract what they say about billing codes."""

from __future__ import annotations

from pathlib import Path

import typer

from unlisted.base.errors import InputError
from unlisted.cli import rates_benchmark, rates_extract, rates_plan
from unlisted.cli.output import print_json
from unlisted.cli.rates_output import end_with, errors_json, reasons_json, show_scans, split_codes
from unlisted.cli.rates_progress import reading_bar
from unlisted.pipeline.dataset_build import BuildResult
from unlisted.pipeline.extract import FileScan, scan_file
from unlisted.pipeline.sources import find_files, load_mapping

app = typer.Typer(no_args_is_help=True, help="Read payer and hospital price files.")
for _command in (rates_benchmark, rates_extract, rates_plan):
    _command.register(app)

_FILES = typer.Argument(..., help="JSON, CSV, gzip or zip files; folders are searched.")
_MAPPING = typer.Option(None, "--mapping", help="Mapping file (YAML) of a hospital's own layout.")
_CODES = typer.Option("", "--codes", help="Billing codes, separated by commas: 77499,77427.")
_JSON = typer.Option(False, "--json", help="Answer in JSON.")


@app.command()
def scan(
    files: list[Path] = _FILES,
    codes: str = _CODES,
    mapping: Path | None = _MAPPING,
    as_json: bool = _JSON,
) -> None:
    """Say of each file what it is, who publishes it, when, and how many codes it has."""
    own = load_mapping(mapping) if mapping else None
    asked = split_codes(codes)
    found_files = find_files(files)
    scans: list[FileScan] = []
    outcome = BuildResult()
    with reading_bar(found_files) as bar:
        for found in found_files:
            bar.start(found)
            try:
                scans.extend(scan_file(found.path, asked, mapping=own, on_bytes=bar.advance))
            except InputError as error:
                outcome.refuse(found, error)
    if as_json:
        refused = {"passed_over": reasons_json(outcome), "failed": errors_json(outcome)}
        print_json({"files": scans} | refused)
    else:
        show_scans(scans)
    end_with(outcome)
