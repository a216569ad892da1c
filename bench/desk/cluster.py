"""A PostgreSQL cluster that can be stopped and started again, with its safe settings (fsync on)."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path

OWNER = "postgres"


class Cluster:
    """One cluster in a folder on a free port of this machine."""

    def __init__(self, folder: Path, *, settings: str = "") -> None:
        """Make the cluster and start it; PostgreSQL refuses root, so root hands it to ``postgres``."""
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
        self.programs = found[0].parent if found else Path(str(shutil.which("initdb"))).parent
        self.port = free_port()
        self.data = folder / "data"
        folder.mkdir(parents=True, exist_ok=True)
        self._owner: list[str] = []
        if os.getuid() == 0:
            owner = pwd.getpwnam(OWNER)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            self._owner = ["runuser", "-u", OWNER, "--"]
        self._options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} {settings}"
        )
        self._log = folder / "log"
        self._run(
            str(self.programs / "initdb"), "-D", str(self.data), "-U", "desk", "-A", "trust", "-E", "UTF8"
        )
        self.start()
        self._run(
            str(self.programs / "createdb"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "desk", "desk"
        )

    @property
    def address(self) -> str:
        """Return the address of the database."""
        return f"postgres://desk@127.0.0.1:{self.port}/desk"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._control("-l", str(self._log), "-o", self._options, "start")

    def stop(self) -> None:
        """Stop it at once, as a power cut would."""
        self._control("-m", "immediate", "stop")

    def _control(self, *words: str) -> None:
        self._run(str(self.programs / "pg_ctl"), "-D", str(self.data), "-w", *words)

    def _run(self, *words: str) -> None:
        subprocess.run([*self._owner, *words], check=True, cwd="/", stdout=subprocess.DEVNULL)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
