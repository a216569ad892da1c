"""The servers of production on this machine: gunicorn and the worker, as ``unlisted serve`` starts them."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from cryptography.fernet import Fernet

from bench.desk.cluster import free_port


def environment(folder: Path, database: str) -> dict[str, str]:
    """Return the variables of an installation with fresh keys."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "static").mkdir(exist_ok=True)
    prefix = "UNLISTED_DESK_"
    return {
        f"{prefix}SECRET_KEY": secrets.token_hex(32),
        f"{prefix}FILE_KEYS": Fernet.generate_key().decode(),
        f"{prefix}AUDIT_KEY": secrets.token_hex(32),
        f"{prefix}FOLDER": str(folder),
        f"{prefix}PLAIN_HTTP": "1",
        f"{prefix}HOSTS": "127.0.0.1",
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "unlisted.desk.settings",
    }


class Servers:
    """Web workers below one gunicorn, and job workers; each can be killed."""

    def __init__(self, given: dict[str, str], log: Path, *, workers: int = 2, threads: int = 4) -> None:
        """Start gunicorn and wait until it answers."""
        self.port = free_port()
        self.environment = {**os.environ, **given}
        self._log = log.open("ab")
        command = [sys.executable, "-m", "gunicorn", "unlisted.desk.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", str(workers), "--threads", str(threads), "--timeout", "60"]
        command += ["--keep-alive", "30", "--log-level", "warning", "--worker-tmp-dir", "/dev/shm"]
        self.web = subprocess.Popen(command, env=self.environment, stderr=self._log)
        self.jobs: subprocess.Popen[bytes] | None = None
        until = time.monotonic() + 120
        while not self.answers():
            if time.monotonic() > until:
                raise TimeoutError("the web server does not answer")
            time.sleep(0.3)

    def answers(self) -> bool:
        """Say whether the server is healthy."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as got:
                return bool(got.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def start_jobs(self) -> subprocess.Popen[bytes]:
        """Start a job worker."""
        self.jobs = subprocess.Popen(
            [sys.executable, "-m", "unlisted.desk.run"], env=self.environment, stderr=self._log
        )
        return self.jobs

    def web_workers(self) -> list[int]:
        """Return the process ids of gunicorn's workers."""
        path = Path(f"/proc/{self.web.pid}/task/{self.web.pid}/children")
        return [int(word) for word in path.read_text().split()]

    def cpu_seconds(self) -> float:
        """Return the CPU time of the web workers so far."""
        ticks = 0
        for pid in self.web_workers():
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End everything that was started here."""
        for process in (self.web, self.jobs):
            if process is not None and process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in (self.web, self.jobs):
            if process is not None:
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
        self._log.close()
