"""``unlisted rates extract``: put what files say about billing codes into a dataset."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path

import typer

from unlisted.base.errors import UsageError
from unlisted.cli.output import print_data, print_json
from unlisted.cli.rates_output import build_json, end_with, show_build, split_codes
from unlisted.cli.rates_progress import reading_bar
from unlisted.pipeline.dataset_build import BuildOptions, build_dataset
from unlisted.pipeline.memory import keep_small
from unlisted.pipeline.sources import find_all, load_mapping


class ReadingEngine(StrEnum):
    """Where files are read; both write the same bytes."""

    LOCAL = "local"
    SPARK = "spark"


def register(app: typer.Typer) -> None:
    """Add the command to the ``rates`` noun."""
    app.command(name="extract")(extract)


def extract(
    files: list[str] = typer.Argument(
        None, help="Files (JSON, CSV, gzip, zip), folders, or addresses (https, s3, gs)."
    ),
    codes: str = typer.Option("", "--codes", help="Billing codes, separated by commas: 77499,77427."),
    out: Path = typer.Option(Path("rates"), "--out", help="Folder of the dataset."),
    files_from: Path | None = typer.Option(
        None, "--files-from", help="Text file with one file or address a line; - reads stdin."
    ),
    mapping: Path | None = typer.Option(None, "--mapping", help="Mapping file (YAML) of one's own layout."),
    references: Path | None = typer.Option(
        None, "--references", help="Folder of downloaded provider reference files."
    ),
    frequencies: bool | None = typer.Option(
        None,
        "--frequencies/--no-frequencies",
        help="Count how often each amount stands in the whole file. Default: in small files only.",
    ),
    engine: ReadingEngine = typer.Option(ReadingEngine.LOCAL, "--engine", help="Read here, or on Spark."),
    as_json: bool = typer.Option(False, "--json", help="Answer in JSON."),
) -> None:
    """Extract what files say about billing codes into a dataset; what is there already is not read again."""
    asked = split_codes(codes)
    if not asked:
        raise UsageError("no billing code is asked for", fix="give some, for example --codes 77499,77427")
    given = [*(files or ()), *_listed(files_from)]
    if not given:
        raise UsageError("no file is given", fix="name files, folders or addresses, or use --files-from LIST")
    keep_small()
    options = BuildOptions(load_mapping(mapping) if mapping else None, references, frequencies)
    build = build_dataset
    if engine is ReadingEngine.SPARK:
        from unlisted.pipeline.engines.spark_build import build_on_spark

        build = build_on_spark
    with reading_bar(find_all(given)) as bar:
        result = build(given, asked, out, options, on_file=bar.start, on_bytes=bar.advance, on_part=bar.part)
    if as_json:
        print_json(build_json(result, out, asked))
    else:
        show_build(result, out)
        if not result.observations and (result.added or result.present):
            print_data(f"No row of these files has {', '.join(asked)} as a CPT or HCPCS code.")
    end_with(result)


def _listed(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = f"the list {path} cannot be read: {error}"
        raise UsageError(what, fix="give a text file, one file or address a line") from error
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
