"""Run the desk: prepare a folder, bring the tables up to date, serve, work."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path

from unlisted.base.errors import MissingExtraError, OutputError, UsageError
from unlisted.desk.environment import PREFIX, SECRETS

KEYS = "keys.env"
SETTINGS = "unlisted.desk.settings"
PAUSE = 0.5


def check_installed() -> None:
    """Raise ``MissingExtraError`` where the desk's libraries are not installed."""
    from importlib.util import find_spec  # noqa: PLC0415 - only asked for here

    missing = [name for name in ("django", "allauth", "gunicorn", "whitenoise") if find_spec(name) is None]
    if missing:
        raise MissingExtraError(f"the desk needs {', '.join(missing)}", fix="pip install 'unlisted[desk]'")


def prepare_folder(folder: Path, given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of an installation; make folder and keys where there are none.

    Keys of the environment win over those of ``keys.env``, which only its owner can read. The keys must be
    kept with the backup, and apart from it: without them files and second factors cannot be opened.
    """
    from cryptography.fernet import Fernet  # noqa: PLC0415 - loads only when used

    folder = folder.resolve()
    path = folder / KEYS
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "static").mkdir(exist_ok=True)
        if not path.exists() and not all(given.get(PREFIX + name) for name in SECRETS):
            lines = (
                f"{PREFIX}SECRET_KEY={secrets.token_urlsafe(48)}\n"
                f"{PREFIX}FILE_KEYS={Fernet.generate_key().decode()}\n"
                f"{PREFIX}AUDIT_KEY={secrets.token_urlsafe(48)}\n"
            )
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as stream:
                stream.write(lines)
        kept = _read(path) if path.exists() else {}
    except OSError as error:
        raise OutputError(
            f"the folder of the desk cannot be used ({error.strerror})",
            where=str(folder),
            fix="give a folder that this user can write",
        ) from error
    own = {name: value for name, value in given.items() if value or not name.startswith(PREFIX)}
    return {**kept, **own, f"{PREFIX}FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": SETTINGS}


def _read(path: Path) -> dict[str, str]:
    pairs = (line.split("=", 1) for line in path.read_text(encoding="ascii").splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, value in pairs}


def start_django(environment: Mapping[str, str], into: MutableMapping[str, str] | None = None) -> None:
    """Set Django up in this process."""
    (os.environ if into is None else into).update(environment)
    import django  # noqa: PLC0415 - the environment has to be there first

    django.setup()


def bring_up_to_date() -> None:
    """Make or change the tables and put the static files together."""
    from django.core.management import call_command  # noqa: PLC0415 - after Django is set up

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def serve(
    environment: Mapping[str, str], *, host: str, port: int, workers: int, threads: int, jobs: int
) -> int:
    """Serve pages and work off jobs until a signal comes; return the exit code.

    Web and worker are processes of their own; a worker that ends by itself is started again.
    """
    web = [
        sys.executable,
        "-m",
        "gunicorn",
        "unlisted.desk.wsgi",
        "--bind",
        f"{host}:{port}",
        "--workers",
        str(workers),
        "--threads",
        str(threads),
        "--timeout",
        "60",
        "--graceful-timeout",
        "20",
        "--max-requests",
        "20000",
        "--max-requests-jitter",
        "2000",
        "--worker-tmp-dir",
        "/dev/shm",  # noqa: S108 - gunicorn's heartbeat wants memory, and writes no data there
        "--log-level",
        "warning",
    ]
    work = [sys.executable, "-m", "unlisted.desk.run"]
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    env = {**os.environ, **environment}
    serving = subprocess.Popen(web, env=env)  # noqa: S603 - our own command
    working = [subprocess.Popen(work, env=env) for _ in range(jobs)]  # noqa: S603 - our own command
    while not stop.is_set() and serving.poll() is None:
        for number, process in enumerate(working):
            if process.poll() is not None:
                working[number] = subprocess.Popen(work, env=env)  # noqa: S603 - our own command
        stop.wait(PAUSE)
    code = serving.poll()
    for process in (serving, *working):
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
    until = time.monotonic() + 25
    for process in (serving, *working):
        try:
            process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
    return code or 0


def work() -> None:
    """Work off jobs in this process until a signal comes or the parent is gone."""
    if not os.environ.get(f"{PREFIX}SECRET_KEY"):
        raise UsageError("the worker is started by `unlisted serve` or `unlisted desk work`")
    start_django({"DJANGO_SETTINGS_MODULE": SETTINGS})
    from unlisted.desk.jobs.worker import work_until  # noqa: PLC0415 - after Django is set up

    stop, parent = threading.Event(), os.getppid()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())

    def watch() -> None:
        """Stop when the process that started this one is gone."""
        while not stop.wait(2):
            if os.getppid() != parent:
                stop.set()

    threading.Thread(target=watch, daemon=True).start()
    work_until(stop)


if __name__ == "__main__":
    work()
