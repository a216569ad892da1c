"""``python -m bench.desk.full_disk``: a desk on a small disk of its own that is filled up, and emptied again.

The desk's folder, its SQLite database, uploads and spool files all lie on one ``tmpfs`` of 48 MB; root is
needed to mount it. What is refused must be refused in words, and leave nothing behind.
"""

# ruff: noqa: PLC0415 - Django has to be set up first
from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from bench.desk.faults import Person
from bench.desk.server import Servers, environment

sys.path.insert(0, "tests")
SIZE = 48
MEGABYTE = 1024 * 1024


def main() -> None:
    """Run once and print what was found."""
    with tempfile.TemporaryDirectory(prefix="unlisted-bench-") as name:
        disk = Path(name)
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=0755", "tmpfs", str(disk)], check=True
        )
        try:
            run(disk)
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=True)


def run(disk: Path) -> None:
    """Fill, hand in, make room, hand in again."""
    spool = disk / "tmp"
    spool.mkdir()
    variables = environment(disk / "desk", f"sqlite:///{disk}/desk/desk.sqlite3") | {"TMPDIR": str(spool)}
    os.environ.update(variables)
    import django

    django.setup()
    from bench.desk.seed import sessions
    from unlisted.desk.permissions import Role
    from unlisted.desk.run import bring_up_to_date
    from unlisted.desk.services.people import invite_person, make_practice, make_user
    from unlisted.pipeline.synthetic.charts import generate_chart

    bring_up_to_date()
    boss = make_practice(
        name="Load", administrator=make_user(email="boss@load.test", name="Boss"), slug="load"
    )
    invite_person(by=boss, email="u0@load.test", name="Person 0", role=Role.BILLER)
    servers = Servers(variables, Path("/dev/shm") / f"bench-disk-{os.getpid()}.log", workers=1)
    person = Person(servers.port, sessions()[0], [], [], [])
    chart = dict(generate_chart(7, 0).files)
    try:
        for left in (0, 64 * 1024, MEGABYTE):
            _fill(disk, left)
            before = _standing(disk)
            log = b"day,minutes\n" + b"2026-01-01,5\n" * (4 * MEGABYTE // 13)
            status = person._post("/p/load/imports/hand-in", {"log.csv": log})[0]
            _say(f"{left // 1024} KB left, 4 MB handed in", status, before, _standing(disk), disk)
            _empty(disk)
        status, where = person._post("/p/load/imports/hand-in", chart)
        servers.start_jobs()
        _fill(disk, 0)
        time.sleep(15)
        state = _job(where)
        print(f"disk full under the worker: the job is {state[0]}: {state[1]}")
        _empty(disk)
        if state[0] == "failed":
            status = person._post(where.rstrip("/") + "/retry", {})[0]
            print(f"  tried again after room was made: answer {status}")
        until = time.monotonic() + 60
        while (state := _job(where))[0] in {"queued", "running"} and time.monotonic() < until:
            time.sleep(1)
        print(f"  with room: the job is {state[0]}; {_cases()} case of 1")
        status, where = person._post("/p/load/imports/hand-in", dict(generate_chart(7, 1).files))
        until = time.monotonic() + 60
        while (state := _job(where))[0] in {"queued", "running"} and time.monotonic() < until:
            time.sleep(1)
        print(f"next chart: answer {status}, the job is {state[0]}; {_cases()} cases of 2")
        _last(disk)
    finally:
        servers.stop()


def _fill(disk: Path, left: int) -> None:
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as stream:
        while True:
            stream.write(bytes(MEGABYTE))
    with suppress(OSError), (disk / "filler").open("ab", buffering=0) as stream:
        while True:
            stream.write(bytes(4096))
    if left:
        os.truncate(disk / "filler", max((disk / "filler").stat().st_size - left, 0))


def _empty(disk: Path) -> None:
    (disk / "filler").unlink(missing_ok=True)


def _standing(disk: Path) -> tuple[int, int, int]:
    from unlisted.desk.models import Job, Upload

    files = list((disk / "desk" / "files").iterdir()) if (disk / "desk" / "files").is_dir() else []
    return len(files), Upload.objects.count(), Job.objects.count()


def _say(what: str, status: int, before: tuple[int, ...], after: tuple[int, ...], disk: Path) -> None:
    spooled = sum(1 for _ in (disk / "tmp").iterdir())
    kept = "nothing kept" if before == after else f"KEPT: files, uploads, jobs {before} then {after}"
    print(f"{what}: answer {status}, {kept}; {spooled} spool files left")


def _job(where: str) -> tuple[str, str]:
    from unlisted.desk.models import Job

    found = Job.objects.get(pk=int(where.rstrip("/").rsplit("/", 1)[-1]))
    return found.state, found.says


def _cases() -> int:
    from unlisted.desk.models import Case

    return Case.objects.count()


def _last(disk: Path) -> None:
    from unlisted.desk.audit import verify_chain
    from unlisted.desk.models import Upload

    stored = set(Upload.objects.values_list("stored", flat=True))
    lying = {path.name for path in (disk / "desk" / "files").iterdir()}
    work = list((disk / "desk" / "work").iterdir())
    print(f"files: missing {len(stored - lying)}, left without an entry {len(lying - stored)}; ", end="")
    print(f"work folders left {len(work)}")
    found = verify_chain()
    print(f"trail: {found.entries} entries, {'whole' if found.ok else 'BROKEN: ' + found.why}")


if __name__ == "__main__":
    main()
