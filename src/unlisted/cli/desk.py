"""``unlisted desk``: what whoever runs the desk does at the command line."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import typer

from unlisted.cli.output import print_data, print_json, talk

app = typer.Typer(no_args_is_help=True, help="Look after the desk: first practice, demo, backup, audit.")
_FOLDER = typer.Option(Path("desk"), "--folder", help="Folder of the desk.")


@app.callback()
def desk() -> None:
    """Look after the desk."""


def _start(folder: Path, **more: str) -> dict[str, str]:
    from unlisted.desk.run import bring_up_to_date, check_installed, prepare_folder, start_django

    check_installed()
    given = {"UNLISTED_DESK_PLAIN_HTTP": "1", **os.environ, **more}
    environment = prepare_folder(folder, given)
    start_django(environment)
    bring_up_to_date()
    return environment


@app.command()
def practice(
    name: str = typer.Argument(..., help="Name of the practice."),
    email: str = typer.Option(..., help="E-mail address of its first administrator."),
    person: str = typer.Option(..., help="Name of the first administrator."),
    folder: Path = _FOLDER,
) -> None:
    """Make a practice with its first administrator, and print the first password once."""
    _start(folder)
    from unlisted.desk.models import User
    from unlisted.desk.services.people import make_practice, make_user

    known = User.objects.filter(email=email.lower()).first()
    password = secrets.token_urlsafe(12)
    user = known or make_user(email=email, name=person, password=password)
    member = make_practice(name=name, administrator=user)
    print_data(f"practice: {member.practice.slug}\nadministrator: {user.email}")
    if known is None:
        print_data(f"first password (change it after signing in): {password}")


@app.command()
def demo(
    folder: Path = typer.Option(Path("out/desk-demo"), "--folder", help="Folder of the demonstration."),
    host: str = typer.Option("127.0.0.1", help="Address to listen on."),
    port: int = typer.Option(8077, min=1, max=65535, help="Port to listen on."),
    seed_only: bool = typer.Option(False, "--seed-only", help="Make the practice, do not serve it."),
) -> None:
    """Open the desk with a made-up practice of 40 cases in all states, the sarcoma patient first."""
    environment = _start(folder, UNLISTED_DESK_DEMO="1", UNLISTED_DESK_PLAIN_HTTP="1")
    from unlisted.desk.demo.seed import seed_demo
    from unlisted.desk.run import serve

    with talk.status("making the practice") as status:
        made = seed_demo(status.update)
    for email, role in made.people:
        print_data(f"{role:14} {email}")
    print_data(f"password       {made.password}")
    if seed_only:
        return
    talk.print(f"open http://{host}:{port} and sign in; ends by Ctrl-C", markup=False)
    raise typer.Exit(serve(environment, host=host, port=port, workers=1, threads=4, jobs=1))


@app.command()
def work(folder: Path = _FOLDER) -> None:
    """Work off jobs only, beside a desk that is served elsewhere."""
    os.environ.update(_start(folder))
    from unlisted.desk.run import work

    work()


@app.command("verify-audit")
def verify_audit(
    folder: Path = _FOLDER, as_json: bool = typer.Option(False, "--json", help="Answer in JSON.")
) -> None:
    """Verify the audit trail from its first entry; exit 1 where it is broken.

    Keep the printed end (number and hash) somewhere else: it shows later that nothing was cut off.
    """
    _start(folder)
    from unlisted.desk.audit import verify_chain

    found = verify_chain()
    if as_json:
        print_json({"ok": found.ok, "entries": found.entries, "head": found.head, "why": found.why})
    elif found.ok:
        print_data(f"whole: {found.entries} entries, end {found.head}")
    else:
        print_data(f"broken at entry {found.broken}: {found.why}")
    raise typer.Exit(0 if found.ok else 1)


@app.command()
def backup(out: Path = typer.Argument(..., help="File to write (.tar)."), folder: Path = _FOLDER) -> None:
    """Write database and files into one archive. The keys are not in it: keep them apart."""
    _start(folder)
    from unlisted.desk.backup import write_backup

    made = write_backup(out)
    print_data(f"written: {out} ({made.files} files, audit end {made.audit_end[:16]})")
    talk.print("the keys are not in it; keep keys.env or your environment apart", markup=False)


@app.command()
def restore(
    source: Path = typer.Argument(..., help="Archive of `unlisted desk backup`."), folder: Path = _FOLDER
) -> None:
    """Restore an archive into an empty desk, then verify files and audit trail."""
    from unlisted.desk.backup import restore_backup
    from unlisted.desk.run import check_installed, prepare_folder

    check_installed()
    environment = prepare_folder(folder, {"UNLISTED_DESK_PLAIN_HTTP": "1", **os.environ})
    made = restore_backup(source, environment)
    print_data(f"restored: {made.files} files, audit trail whole, end {made.audit_end[:16]}")
