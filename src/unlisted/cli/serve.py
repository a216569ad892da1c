"""``unlisted serve``: the desk, for production behind a proxy or on one's own machine."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from unlisted.cli.output import talk

app = typer.Typer(help="Serve the desk: pages, and the worker beside them.")


@app.command()
def serve(
    folder: Path = typer.Option(Path("desk"), help="Folder of keys, files and database."),
    host: str = typer.Option("127.0.0.1", help="Address to listen on."),
    port: int = typer.Option(8000, min=1, max=65535, help="Port to listen on."),
    plain_http: bool = typer.Option(
        False, "--plain-http", help="Without TLS, for one's own machine only; cookies are not secure then."
    ),
    workers: int = typer.Option(2, min=1, max=64, help="Web processes."),
    threads: int = typer.Option(4, min=1, max=64, help="Threads of each web process."),
    jobs: int = typer.Option(1, min=1, max=16, help="Worker processes."),
) -> None:
    """Serve the desk. The first start makes the folder, its keys and the tables; later starts update them.

    Settings come from the environment (docs/how-to/install-the-desk.md). Without --plain-http the desk
    expects a proxy with TLS in front of it, and UNLISTED_DESK_HOSTS with the names it answers to.
    """
    from unlisted.desk.run import bring_up_to_date, check_installed, prepare_folder, serve, start_django

    check_installed()
    given = dict(os.environ)
    if plain_http:
        given["UNLISTED_DESK_PLAIN_HTTP"] = "1"
    environment = prepare_folder(folder, given)
    with talk.status("bringing the tables up to date"):
        start_django(environment)
        bring_up_to_date()
    talk.print(f"serving on http://{host}:{port}, folder {folder}; ends by Ctrl-C", markup=False)
    raise typer.Exit(serve(environment, host=host, port=port, workers=workers, threads=threads, jobs=jobs))
