"""``unlisted rates plan``: from a payer's table of contents to the files worth reading."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer

from unlisted.base.errors import UsageError
from unlisted.cli.output import print_data, print_json, talk
from unlisted.formats.tic.contents import ListedKind
from unlisted.pipeline.contents import PlannedFile, ReadingPlan, plan_reading
from unlisted.pipeline.contents_match import Wanted
from unlisted.pipeline.download_location import is_url
from unlisted.pipeline.rate_source import DiskSource, RateSource, RemoteSource


class Kinds(StrEnum):
    """Which of the listed files are asked for."""

    IN_NETWORK = "in-network"
    ALLOWED_AMOUNTS = "allowed-amounts"
    ALL = "all"


def register(app: typer.Typer) -> None:
    """Add the command to the ``rates`` noun."""
    app.command(name="plan")(plan)


def plan(
    index: str = typer.Argument(..., help="The payer's table of contents: a file or an address."),
    payer: str = typer.Option("", "--payer", help="Words of the reporting entity's or issuer's name."),
    plan: str = typer.Option("", "--plan", help="A plan id, or words of a plan's or sponsor's name."),
    state: str = typer.Option("", "--state", help="Two letters; by HIOS id, description or file name."),
    network: str = typer.Option("", "--network", help="Words of a file's description or name."),
    kind: Kinds = typer.Option(Kinds.IN_NETWORK, "--kind", help="Which files."),
    strict: bool = typer.Option(False, "--strict", help="Leave out files that nothing places in the state."),
    urls: bool = typer.Option(
        False, "--urls", help="Print addresses only, for: unlisted rates extract --files-from -"
    ),
    as_json: bool = typer.Option(False, "--json", help="Answer in JSON."),
) -> None:
    """Choose the smallest set of files for a payer, plan, state or network, and say why each is in it."""
    wanted = Wanted(payer.strip(), plan.strip(), state.strip(), network.strip())
    kinds = tuple(ListedKind) if kind is Kinds.ALL else (ListedKind(kind.value.replace("-", "_")),)
    source: RateSource = RemoteSource(index) if is_url(index) else DiskSource(_file(Path(index)))
    read = 0

    def on_bytes(count: int) -> None:
        """Say how far the index is read."""
        nonlocal read
        read += count
        status.update(f"reading {source.name}: {read / 1e6:,.0f} MB")

    with talk.status(f"reading {source.name}") as status:
        made = plan_reading(source, wanted, kinds=kinds, strict=strict, on_bytes=on_bytes)
    if urls:
        print_data("\n".join(file.url for file in made.files))
    elif as_json:
        print_json(made)
    else:
        _show(made)


def _file(path: Path) -> Path:
    if not path.is_file():
        raise UsageError(f"{path} is no file", fix="give one table of contents: a file or an address")
    return path


def _show(made: ReadingPlan) -> None:
    lines = [
        f"{made.entity or 'entity not stated'}, version {made.version or 'not stated'}, "
        f"{made.last_updated_on or 'undated'}",
        f"{made.structures:,} structures, {made.plans:,} plans, {made.distinct_files:,} distinct files "
        f"listed {made.mentions:,} times",
        f"{len(made.files):,} files to read, from {made.structures_chosen:,} structures:",
    ]
    if made.without_location:
        lines.append(f"{made.without_location:,} listed files have no address")
    for file in made.files:
        lines += [file.location, f"  {_facts(file)}"]
        if file.because:
            lines.append(f"  because: {'; '.join(file.because)}")
    print_data("\n".join(lines))


def _facts(file: PlannedFile) -> str:
    kind = file.kind.replace("_", " ")
    names = ", ".join(file.plan_names) + (" …" if file.plans > len(file.plan_names) else "")
    return f"{kind}; {file.description or 'no description'}; {file.plans:,} plans: {names or 'not named'}"
