"""``unlisted rates``: say what rate files are, and extract what they say about billing codes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from unlisted.base.errors import InputError, UnsupportedFormatError, UsageError
from unlisted.cli import rates_benchmark
from unlisted.cli.output import print_data, print_json, progress_bar, talk
from unlisted.cli.rates_output import show_build, show_scans
from unlisted.pipeline.dataset_build import BuildOptions, BuildResult, build_dataset
from unlisted.pipeline.dataset_write import as_json as manifest_entry
from unlisted.pipeline.extract import FileScan, scan_file
from unlisted.pipeline.sources import FoundFile, find_files, load_mapping

app = typer.Typer(no_args_is_help=True, help="Read payer and hospital price files.")
rates_benchmark.register(app)

_FILES = typer.Argument(..., help="JSON, CSV, gzip or zip files; folders are searched.")
_MAPPING = typer.Option(None, "--mapping", help="Mapping file (YAML) of a hospital's own layout.")
_CODES = typer.Option("", "--codes", help="Billing codes, separated by commas: 77499,77427.")
_JSON = typer.Option(False, "--json", help="Answer in JSON.")
_PASSES = 2  # hash and read; further passes over a file move its bar no further


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
    failed: list[tuple[Path, InputError]] = []
    passed_over: list[tuple[Path, str]] = []
    with _progress(found_files) as bar:
        for found in found_files:
            bar.start(found)
            try:
                scans.extend(scan_file(found.path, asked, mapping=own, on_bytes=bar.advance))
            except UnsupportedFormatError as error:
                if found.named:
                    failed.append((found.path, error))
                else:
                    passed_over.append((found.path, error.what))
            except InputError as error:
                failed.append((found.path, error))
    if as_json:
        print_json({"files": scans, "passed_over": _reasons(passed_over), "failed": _errors(failed)})
    else:
        show_scans(scans)
    _end(passed_over, failed)


@app.command()
def extract(
    files: list[Path] = _FILES,
    codes: str = _CODES,
    out: Path = typer.Option(Path("rates"), "--out", help="Folder of the dataset."),
    mapping: Path | None = _MAPPING,
    references: Path | None = typer.Option(
        None, "--references", help="Folder of downloaded provider reference files."
    ),
    as_json: bool = _JSON,
) -> None:
    """Extract what files say about billing codes into a dataset; what is there already is not read again."""
    asked = split_codes(codes)
    if not asked:
        raise UsageError("no billing code is asked for", fix="give some, for example --codes 77499,77427")
    options = BuildOptions(load_mapping(mapping) if mapping else None, references)
    with _progress(find_files(files)) as bar:
        result = build_dataset(files, asked, out, options, on_file=bar.start, on_bytes=bar.advance)
    if as_json:
        print_json(_build_json(result, out, asked))
    else:
        show_build(result, out)
        if not result.observations and (result.added or result.present):
            print_data(f"No row of these files has {', '.join(asked)} as a CPT or HCPCS code.")
    _end(result.passed_over, result.failed)


def split_codes(text: str) -> list[str]:
    """Return the codes of ``77499,77427``, each once, in the order given."""
    return list(dict.fromkeys(code.strip().upper() for code in text.split(",") if code.strip()))


class _Bar:
    """A bar by bytes that ends where it should, however often a file is read."""

    def __init__(self, progress: Any, files: tuple[FoundFile, ...]) -> None:
        self._sizes = {found.path: found.path.stat().st_size * _PASSES for found in files}
        self._progress = progress
        self._task = progress.add_task("reading", total=sum(self._sizes.values()) or 1)
        self._floor = self._at = self._ceiling = 0

    def start(self, found: FoundFile) -> None:
        """Begin the next file."""
        self._floor = self._at = self._ceiling
        self._ceiling = self._floor + self._sizes.get(found.path, 0)
        self._progress.update(self._task, description=found.path.name[-40:], completed=self._floor)

    def advance(self, count: int) -> None:
        """Move on by bytes read, not beyond the file."""
        self._at = min(self._at + count, self._ceiling)
        self._progress.update(self._task, completed=self._at)


@contextmanager
def _progress(files: tuple[FoundFile, ...]) -> Iterator[_Bar]:
    with progress_bar() as progress:
        yield _Bar(progress, files)


def _build_json(result: BuildResult, out: Path, codes: list[str]) -> dict[str, Any]:
    return {
        "dataset": str(out),
        "codes": codes,
        "observations": result.observations,
        "added": [manifest_entry(file) for file in result.added],
        "present": [manifest_entry(file) for file in result.present],
        "passed_over": _reasons(result.passed_over),
        "failed": _errors(result.failed),
    }


def _reasons(passed_over: list[tuple[Path, str]]) -> list[dict[str, str]]:
    return [{"file": str(path), "reason": reason} for path, reason in passed_over]


def _errors(failed: list[tuple[Path, InputError]]) -> list[dict[str, str]]:
    return [
        {
            "file": str(path),
            "code": error.code,
            "what": error.what,
            "where": error.where,
            "why": error.why,
            "fix": error.fix,
        }
        for path, error in failed
    ]


def _end(passed_over: list[tuple[Path, str]], failed: list[tuple[Path, InputError]]) -> None:
    """Say on stderr what was not read, and end with the exit code of input errors if any file failed."""
    for _path, reason in passed_over:
        talk.print(f"passed over: {reason}", markup=False)
    for _path, error in failed:
        talk.print(f"error ({error.code}): {error}", markup=False)
    if failed:
        raise typer.Exit(InputError.exit_code)
