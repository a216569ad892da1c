"""Backup and restore: database and encrypted files in one archive with a manifest of hashes."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unlisted.base.errors import BrokenFileError, InputError, MissingExtraError, OutputError, UsageError
from unlisted.desk.run import bring_up_to_date, start_django

KIND = "unlisted-desk-backup/1"
MANIFEST, SQLITE, DUMP = "manifest.json", "desk.sqlite3", "desk.pgdump"


@dataclass(frozen=True, slots=True)
class Backup:
    """What an archive holds: files beside the database, and the end of the audit trail in it."""

    files: int
    audit_end: str


def write_backup(out: Path) -> Backup:
    """Write the archive whole or not at all. The desk may go on meanwhile: the database is read as one
    moment, and files are only ever added."""
    from django.conf import settings  # noqa: PLC0415 - after Django is set up

    from unlisted.desk.audit import verify_chain  # noqa: PLC0415 - likewise
    from unlisted.desk.files import files_folder  # noqa: PLC0415 - likewise

    found = verify_chain()
    if not found.ok:
        raise OutputError(f"the audit trail is broken: {found.why}", fix="find out why before a backup")
    part = out.with_name(out.name + ".part")
    with tempfile.TemporaryDirectory(dir=settings.DESK.folder) as held:
        database = _dump(Path(held))
        stored = sorted(path for path in files_folder().iterdir() if path.suffix != ".part")
        members = [(database.name, database), *((f"files/{path.name}", path) for path in stored)]
        manifest = {
            "kind": KIND,
            "audit_entries": found.entries,
            "audit_end": found.head,
            "sha256": {name: _digest(path) for name, path in members},
        }
        try:
            with tarfile.open(part, "w") as archive:
                text = json.dumps(manifest, indent=2).encode()
                head = tarfile.TarInfo(MANIFEST)
                head.size = len(text)
                archive.addfile(head, io.BytesIO(text))
                for name, path in members:
                    archive.add(path, arcname=name, recursive=False)
            part.chmod(0o600)
            part.replace(out)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise OutputError(
                f"the backup cannot be written ({error.strerror})", where=str(out), fix="choose another place"
            ) from error
    return Backup(len(stored), found.head)


def restore_backup(source: Path, environment: Mapping[str, str]) -> Backup:
    """Restore into an empty desk; raise where something is there already or a hash differs."""
    folder = Path(environment["UNLISTED_DESK_FOLDER"])
    if (folder / SQLITE).exists() or (folder / "files").exists():
        raise UsageError(
            "this desk is not empty", where=str(folder), fix="restore into a new folder, with the former keys"
        )
    with tempfile.TemporaryDirectory(dir=folder) as held:
        manifest = _unpack(source, Path(held))
        dump = Path(held) / DUMP
        if (Path(held) / SQLITE).exists():
            shutil.copyfile(Path(held) / SQLITE, folder / SQLITE)
        files = Path(held) / "files"
        files.mkdir(exist_ok=True)
        shutil.move(files, folder / "files")
        (folder / "files").chmod(0o700)
        start_django(environment)
        if dump.exists():
            _pg(["pg_restore", "--no-owner", "--exit-on-error", "--single-transaction"], [str(dump)])
    bring_up_to_date()
    from unlisted.desk.audit import verify_chain  # noqa: PLC0415 - after Django is set up

    found = verify_chain()
    if not found.ok or found.entries < manifest["audit_entries"]:
        raise BrokenFileError(
            "the restored audit trail is not whole",
            why=found.why or "entries are missing",
            fix="check that the audit key is the former one",
        )
    return Backup(sum(1 for _ in (folder / "files").iterdir()), manifest["audit_end"])


def _unpack(source: Path, held: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source, "r:") as archive:
            archive.extractall(held, filter="data")
        manifest = json.loads((held / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise InputError("this is no backup of a desk", where=str(source), fix="give another file") from error
    if manifest.get("kind") != KIND:
        raise InputError("this is no backup of a desk", where=str(source), fix="give another file")
    there = {str(path.relative_to(held)) for path in held.rglob("*") if path.is_file()} - {MANIFEST}
    for name, digest in manifest["sha256"].items():
        if name not in there or _digest(held / name) != digest:
            raise BrokenFileError(f"{name} is not what was backed up", fix="use another backup")
    if there != set(manifest["sha256"]):
        raise BrokenFileError("the backup holds files its list does not name", fix="use another backup")
    return dict(manifest)


def _dump(held: Path) -> Path:
    from django.db import connection  # noqa: PLC0415 - after Django is set up

    if connection.vendor == "sqlite":
        target = held / SQLITE
        name = str(connection.settings_dict["NAME"])
        with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return target
    target = held / DUMP
    _pg(["pg_dump", "--format=custom", "--no-owner", f"--file={target}"], [])
    return target


def _pg(command: list[str], rest: list[str]) -> None:
    from django.db import connection  # noqa: PLC0415 - after Django is set up

    given = connection.settings_dict
    if shutil.which(command[0]) is None:
        raise MissingExtraError(f"{command[0]} is not installed", fix="apt-get install postgresql-client")
    names = {"--host": "HOST", "--port": "PORT", "--username": "USER", "--dbname": "NAME"}
    where = [f"{option}={given[key]}" for option, key in names.items() if given.get(key)]
    env = {"PGPASSWORD": str(given.get("PASSWORD") or ""), "PATH": os.environ.get("PATH", "")}
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, *where, *rest],
        env={**env, "PATH": os.environ.get("PATH", "")},
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise OutputError(
            f"{command[0]} ended with {done.returncode}",
            why=done.stderr.decode(errors="replace")[:400],
            fix="check that the database answers and its version fits",
        )


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
