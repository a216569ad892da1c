"""The desk as it is run: one command on a fresh folder, killed and started again, backed up and restored."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from contextlib import closing
from pathlib import Path

import pytest

from builders.desk_server import desk_command, served

KEYS = ("SECRET_KEY", "FILE_KEYS", "AUDIT_KEY")
WORKER = """
import os, sys
from pathlib import Path
from unlisted.desk.run import prepare_folder, start_django
start_django(prepare_folder(Path(sys.argv[1]), {**os.environ, "UNLISTED_DESK_PLAIN_HTTP": "1"}))
"""
CHECK = """
import os, sys
from pathlib import Path
from unlisted.desk.run import prepare_folder, start_django
start_django(prepare_folder(Path(sys.argv[1]), {**os.environ, "UNLISTED_DESK_HOSTS": "desk.example.org"}))
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
"""
HAND_IN = (
    WORKER
    + """
from unlisted.desk.models import Membership
from unlisted.desk.permissions import Role
from unlisted.desk.services.people import invite_person
from unlisted.desk.services.uploads import import_records
from unlisted.pipeline.synthetic.charts import generate_chart
import io
admin = Membership.objects.get(role="administrator")
by, _ = invite_person(by=admin, email="biller@x.test", name="Biller Example", role=Role.BILLER)
for index in range(3):
    files = [(name, io.BytesIO(data), len(data)) for name, data in generate_chart(3, index).files.items()]
    import_records(by=by, files=files)
"""
)
WORK = (
    WORKER
    + """
import threading
from unlisted.desk.jobs import queue, worker
from datetime import timedelta
queue.LEASE = timedelta(seconds=1)
worker.work_until(threading.Event())
"""
)


OVER = "UPDATE desk_job SET attempts = 0, leased_until = '2000-01-01' WHERE state = 'running'"
"""As if the lease had run out: the test need not wait for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    made = desk_command(
        "desk",
        "practice",
        "Nowhere Clinic",
        "--email",
        "ada@x.test",
        "--person",
        "Ada",
        "--folder",
        str(folder),
    )
    assert made.returncode == 0, made.stderr
    return folder


def plain(script: str, folder: Path) -> list[str]:
    return [sys.executable, "-c", script, str(folder)]


def clean() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("UNLISTED_DESK_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return kept


def rows(folder: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "desk.sqlite3", timeout=20)) as database:
        return database.execute(statement).fetchall()


def test_one_command_serves_a_fresh_folder(tmp_path: Path) -> None:
    with served(tmp_path / "desk") as address:
        assert address.startswith("http://127.0.0.1:")
    keys = tmp_path / "desk" / "keys.env"
    assert keys.stat().st_mode & 0o077 == 0
    assert all(f"UNLISTED_DESK_{name}=" in keys.read_text(encoding="ascii") for name in KEYS)


@pytest.mark.parametrize("provider", [False, True])
def test_check_deploy_is_clean(tmp_path: Path, provider: bool) -> None:
    given = (
        {"ISSUER": "https://id.example.org", "CLIENT_ID": "desk", "CLIENT_SECRET": "x"} if provider else {}
    )
    env = clean() | {f"UNLISTED_DESK_OIDC_{name}": value for name, value in given.items()}
    command = plain(CHECK, tmp_path / "desk")
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_a_worker_killed_again_and_again_loses_and_doubles_nothing(folder: Path) -> None:
    done = subprocess.run(plain(HAND_IN, folder), env=clean(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kills = 0
    for _ in range(200):
        if not rows(folder, "SELECT 1 FROM desk_job WHERE state IN ('queued', 'running')"):
            break
        process = subprocess.Popen(plain(WORK, folder), env=clean())
        time.sleep(1.6 + 0.37 * (kills % 7))
        process.send_signal(signal.SIGKILL)
        process.wait()
        with closing(sqlite3.connect(folder / "desk.sqlite3", timeout=20)) as database:
            database.execute(OVER)
            database.commit()
        kills += 1
    assert kills >= 1
    assert rows(folder, "SELECT count(*) FROM desk_job WHERE state = 'done'") == [(3,)]
    assert rows(folder, "SELECT count(*), count(DISTINCT record_number) FROM desk_case") == [(3, 3)]
    assert rows(folder, "SELECT count(*) FROM desk_episoderevision") == [(3,)]
    verified = desk_command("desk", "verify-audit", "--folder", str(folder), "--json")
    assert json.loads(verified.stdout)["ok"] is True


def test_backup_and_restore(folder: Path, tmp_path: Path) -> None:
    subprocess.run(plain(HAND_IN, folder), env=clean(), capture_output=True, check=True)
    archive, fresh = tmp_path / "backup.tar", tmp_path / "restored"
    made = desk_command("desk", "backup", str(archive), "--folder", str(folder))
    assert made.returncode == 0, made.stderr
    assert archive.stat().st_mode & 0o077 == 0
    keys = (folder / "keys.env").read_bytes()
    assert keys.split(b"=")[1][:20] not in archive.read_bytes()
    fresh.mkdir()
    (fresh / "keys.env").write_bytes(keys)
    restored = desk_command("desk", "restore", str(archive), "--folder", str(fresh))
    assert restored.returncode == 0, restored.stderr
    for table in ("desk_job", "desk_upload", "desk_auditevent", "desk_membership"):
        count = f"SELECT count(*) FROM {table}"  # noqa: S608 - our own words
        assert rows(fresh, count) == rows(folder, count)
    names = [sorted(path.name for path in (place / "files").iterdir()) for place in (folder, fresh)]
    assert names[0] == names[1]
    again = desk_command("desk", "restore", str(archive), "--folder", str(fresh))
    assert again.returncode == 2
    assert "not empty" in again.stderr


def test_a_backup_with_a_changed_byte_or_other_keys_is_refused(folder: Path, tmp_path: Path) -> None:
    subprocess.run(plain(HAND_IN, folder), env=clean(), capture_output=True, check=True)
    archive = tmp_path / "backup.tar"
    desk_command("desk", "backup", str(archive), "--folder", str(folder))
    data = bytearray(archive.read_bytes())
    with tarfile.open(archive) as parts:
        largest = max(parts.getmembers(), key=lambda part: part.size)
    data[largest.offset_data + largest.size // 2] ^= 1
    (tmp_path / "changed.tar").write_bytes(data)
    changed = desk_command(
        "desk", "restore", str(tmp_path / "changed.tar"), "--folder", str(tmp_path / "one")
    )
    assert changed.returncode == 3, changed.stderr
    assert re.search(r"is not what was backed up|no backup", changed.stderr)
    other = desk_command("desk", "restore", str(archive), "--folder", str(tmp_path / "two"))
    assert other.returncode == 3
    assert "audit" in other.stderr
