"""A PostgreSQL cluster of the test's own, in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER = "postgres"


def find_programs() -> Path | None:
    """Return the folder of initdb and postgres; ``None`` where they are not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if found:
        return found[0].parent
    there = shutil.which("initdb")
    return Path(there).parent if there else None


def can_run() -> str:
    """Return why no cluster can be started here; empty where one can."""
    if find_programs() is None:
        return "no initdb: apt-get install postgresql"
    if os.getuid() == 0:
        try:
            pwd.getpwnam(OWNER)
        except KeyError:
            return "PostgreSQL does not run as root, and there is no user postgres"
        if shutil.which("runuser") is None:
            return "no runuser"
    return ""


@contextmanager
def private_postgres() -> Iterator[str]:
    """Start a cluster on a free port of this machine and yield its address without a database name."""
    programs = find_programs()
    assert programs is not None
    with tempfile.TemporaryDirectory(prefix="unlisted-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        as_owner: list[str] = []
        if os.getuid() == 0:
            owner = pwd.getpwnam(OWNER)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            as_owner = ["runuser", "-u", OWNER, "--"]
        data, port = folder / "data", _free_port()
        _run(
            [*as_owner, str(programs / "initdb"), "-D", str(data), "-U", "desk", "-A", "trust", "-E", "UTF8"]
        )
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        control = [*as_owner, str(programs / "pg_ctl"), "-D", str(data), "-w"]
        _run([*control, "-l", str(folder / "log"), "-o", options, "start"])
        try:
            yield f"postgres://desk@127.0.0.1:{port}"
        finally:
            _run([*control, "-m", "immediate", "stop"])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
