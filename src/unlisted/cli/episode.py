"""``unlisted episode``: import the clinic's own records into one episode."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import typer

from unlisted.base.errors import UsageError
from unlisted.cli import episode_check, episode_deidentify
from unlisted.cli.output import print_data, talk

app = typer.Typer(
    no_args_is_help=True, help="Import the clinic's own records, and say what is there and what is missing."
)


@app.callback()
def episode() -> None:
    """Turn DICOM, FHIR, forms and time logs into one episode with evidence."""


@app.command("import")
def import_(
    paths: list[Path] = typer.Argument(
        ..., metavar="PATH…", help="Files, folders, zip archives, DICOMDIR: DICOM, FHIR, forms, time logs."
    ),
    out: Path | None = typer.Option(None, "--out", help="Write the episode file (JSON) here."),
    listen: int | None = typer.Option(
        None, "--listen", help="First receive DICOM objects (C-STORE) on this port into PATH."
    ),
    host: str = typer.Option("127.0.0.1", "--host", help="Address to listen on; 0.0.0.0 for the network."),
    title: str = typer.Option("UNLISTED", "--ae-title", help="Own application entity title."),
    sender: str = typer.Option("", "--from", help="Accept only this calling application entity title."),
    idle: float = typer.Option(0, "--idle", help="Stop listening after so many seconds without an object."),
    dicomweb: str = typer.Option("", "--dicomweb", help="First fetch from this DICOMweb server into PATH."),
    study: str = typer.Option("", "--study", help="Study Instance UID to fetch with --dicomweb."),
    as_json: bool = typer.Option(False, "--json", help="Print the episode file instead of the summary."),
) -> None:
    """Import records into one episode: every fact with its file and element, contradictions kept.

    Nothing is sent anywhere. --listen and --dicomweb need the first PATH to be a folder. A DICOMweb
    server's token is taken from UNLISTED_DICOMWEB_TOKEN.
    """
    from unlisted.cli.episode_text import episode_text
    from unlisted.formats.episode_json import write_episode_json
    from unlisted.pipeline.episode_import import import_episode
    from unlisted.pipeline.whole_files import write_private

    if listen is not None:
        _receive(listen, host, title, sender, idle, paths[0])
    if dicomweb or study:
        _fetch(dicomweb, study, paths[0])
    with talk.status("reading"):
        found = import_episode(paths)
    if out is not None:
        write_private(out, write_episode_json(found))
    if as_json:
        print_data(write_episode_json(found).decode())
        return
    print_data(episode_text(found))
    if out is not None:
        talk.print(f"written: {out}", markup=False)


def _receive(port: int, host: str, title: str, sender: str, idle: float, folder: Path) -> None:
    from unlisted.pipeline.dicom_listen import ListenSettings, receive_objects

    def ready(bound: int) -> None:
        end = f"{idle:g} seconds without an object" if idle else "Ctrl-C"
        talk.print(f"listening as {title} on {host}, port {bound}; ends by {end}", markup=False)

    stop = threading.Event()
    settings = ListenSettings(port, host, title, sender, idle)
    try:
        received = receive_objects(settings, folder, stop, ready)
    except KeyboardInterrupt:
        talk.print("stopped listening; reading what arrived")
        return
    talk.print(f"received {received.objects} objects, refused {received.refused}")


def _fetch(address: str, study: str, folder: Path) -> None:
    from unlisted.pipeline.dicomweb import DicomWeb, fetch_study

    if not (address and study):
        raise UsageError(
            "--dicomweb and --study belong together",
            why="a study is fetched by its identifier only",
            fix="give both: --dicomweb https://server/path --study UID",
        )
    with talk.status("fetching"):
        files = fetch_study(DicomWeb(address, os.environ.get("UNLISTED_DICOMWEB_TOKEN", "")), study, folder)
    talk.print(f"fetched {len(files)} objects")


episode_check.register(app)
episode_deidentify.register(app)
