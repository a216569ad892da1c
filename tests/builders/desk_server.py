"""A desk served as in production, on a free port, in a folder of its own: for browser tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RUN = "from unlisted.cli.main import run; run()"


def desk_command(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run an ``unlisted`` command to its end."""
    command = [sys.executable, "-c", RUN, *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**_without_django(), **more}
    )


def _without_django() -> dict[str, str]:
    """Return the environment without the settings of the test process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("UNLISTED_DESK_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return kept


@contextmanager
def served(folder: Path, *, demo: bool = False, **more: str) -> Iterator[str]:
    """Serve a folder, with more variables of the environment where given, and yield its address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    words = ["desk", "demo"] if demo else ["serve", "--plain-http", "--workers", "1"]
    command = [sys.executable, "-c", RUN, *words, "--folder", str(folder), "--port", str(port)]
    log = (folder.parent / "served.log").open("wb")
    process = subprocess.Popen(command, stdout=log, stderr=log, env={**_without_django(), **more})
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process, folder.parent / "served.log")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=40)
        log.close()


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise AssertionError(log.read_text(encoding="utf-8", errors="replace"))
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the desk did not answer")
