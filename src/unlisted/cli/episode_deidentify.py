"""``unlisted episode deidentify``: DICOM, FHIR, forms and time logs of one patient, together."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from unlisted.cli.output import print_data, print_json, talk


def register(app: typer.Typer) -> None:
    """Add the command to ``unlisted episode``."""
    app.command("deidentify")(deidentify)


def deidentify(
    paths: list[Path] = typer.Argument(..., metavar="PATH…", help="Files or folders of one patient."),
    out: Path = typer.Option(..., "--out", help="New folder for the result."),
    as_json: bool = typer.Option(False, "--json", help="Answer in JSON."),
) -> None:
    """De-identify an episode's files together; the key comes from UNLISTED_DEID_KEY.

    Names, numbers and identifiers become keyed pseudonyms, days move by whole weeks, private elements
    go. Before anything is written, the output is searched for every identifier of the input.
    """
    from unlisted.pipeline.deidentify import deidentify_paths, key_from

    made = deidentify_paths(paths, out, key_from(os.environ))
    for name in made.refused:
        talk.print(f"left out, of no kind that is known here: file {name.split(':', maxsplit=1)[0]}")
    if as_json:
        print_json({"files": len(made.files), "counts": made.counts, "left_out": len(made.refused)})
        return
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(made.counts.items()))
    print_data(f"{len(made.files)} files written ({told}); no identifier of the input found in them")
