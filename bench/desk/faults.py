"""``python -m bench.desk.faults [--kills N]``: kill web and job workers at random, take the database away.

People hand in charts and payers' files and draft packets through the pages all the while. Afterwards: what
was acknowledged is there, once; what was not is there once or not at all; every payment stands once and adds
up to the cent; the queue is empty; the trail is whole.
"""

# ruff: noqa: PLC0415 - Django has to be set up first
from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import signal
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from contextlib import suppress
from pathlib import Path

from bench.desk.cluster import Cluster
from bench.desk.postings import compare, prepare
from bench.desk.server import Servers, environment

sys.path.insert(0, "tests")

PEOPLE = 3
PACKETS_FOR = 6
MANY = 8
"""So many cases are seeded for each packet: two in nine are in draft."""
PAUSE = (0.3, 2.5)


class Person(threading.Thread):
    """Someone who hands charts in and drafts packets; remembers what was acknowledged."""

    def __init__(
        self,
        port: int,
        key: str,
        charts: list[dict[str, bytes]],
        cases: list[int],
        answers: list[list[tuple[str, bytes]]],
    ) -> None:
        """Take the charts and the payers' files to hand in, and the cases to draft packets for."""
        super().__init__(daemon=True)
        self.port, self.key, self.charts, self.cases, self.answers = port, key, charts, cases, answers
        self.jobs: list[int] = []
        self.packets: dict[int, list[int]] = {case: [0, 0] for case in cases}  # acknowledged, unanswered
        self.unanswered = 0
        self.statuses: Counter[int] = Counter()

    def run(self) -> None:
        """Work until everything is handed in; a request without an answer is sent again."""
        for place, chart in enumerate(self.charts):
            for files in self.answers[place :: len(self.charts)]:
                for name, data in files:
                    while (posted := self._hand_in({name: data})) is None:
                        time.sleep(0.5)
                    self.jobs.append(posted)
            while (got := self._hand_in(chart)) is None:
                time.sleep(0.5)
            self.jobs.append(got)
            for case in self.cases[:1]:
                status = self._post(f"/p/load/cases/{case}/packet", {})[0]
                if status != 422:  # refused in words: nothing may be there
                    self.packets[case][0 if status == 302 else 1] += 1
                self.statuses[status] += 1
            self.cases = self.cases[1:] + self.cases[:1]

    def _hand_in(self, chart: dict[str, bytes]) -> int | None:
        status, where = self._post("/p/load/imports/hand-in", chart)
        if status != 302:
            self.unanswered += 1
            return None
        return int(where.rstrip("/").rsplit("/", 1)[-1])

    def _post(self, path: str, files: dict[str, bytes]) -> tuple[int, str]:
        mark = uuid.uuid4().hex
        parts = [("csrfmiddlewaretoken", "", b"t" * 32)]
        parts += [("paths", "", name.encode()) for name in files]
        parts += [("files", name.rsplit("/", 1)[-1], data) for name, data in files.items()]
        body = b""
        for name, file, data in parts:
            more = f'; filename="{file}"' if file else ""
            body += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode()
            body += data + b"\r\n"
        body += f"--{mark}--\r\n".encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        head = {
            "Cookie": f"desk={self.key}; desk-csrf={'t' * 32}",
            "Content-Type": f"multipart/form-data; boundary={mark}",
        }
        try:
            connection.request("POST", path, body, head)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()


def main() -> None:
    """Run once and print what was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--charts", type=int, default=24)
    parser.add_argument("--postings", type=int, default=35)
    parser.add_argument("--away", type=float, default=30)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="unlisted-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        cluster = Cluster(folder / "pg")
        try:
            run(folder, cluster, given.kills, given.charts, given.postings, given.away)
        finally:
            with suppress(Exception):
                cluster.stop()


def run(folder: Path, cluster: Cluster, kills: int, charts: int, postings: int, away: float) -> None:
    """Kill, take the database away, and compare."""
    variables = environment(folder / "desk", cluster.address)
    os.environ.update(variables)
    import django

    django.setup()
    from bench.desk.seed import seed, sessions
    from unlisted.desk.run import bring_up_to_date
    from unlisted.pipeline.synthetic.charts import generate_chart

    bring_up_to_date()
    from datetime import date

    from unlisted.desk.models import Case

    whole = seed(PACKETS_FOR * PEOPLE * MANY, today=date(2026, 11, 24))
    drafts = list(
        Case.objects.filter(number__in=whole, state="draft").values_list("number", flat=True)[
            : PACKETS_FOR * PEOPLE
        ]
    )  # a packet is drafted of a case in draft; any other is refused, and rightly
    sent = [number for number in whole if number not in drafts][:postings]
    expected = prepare(sent, date(2026, 11, 24))
    keys = sessions()
    before = _counts()
    servers = Servers(variables, folder / "log")
    servers.start_jobs()
    people = [
        Person(
            servers.port,
            keys[n],
            [dict(generate_chart(7, index).files) for index in range(n, charts, PEOPLE)],
            drafts[n::PEOPLE],
            expected.files[n::PEOPLE],
        )
        for n in range(PEOPLE)
    ]
    for person in people:
        person.start()
    killed = _kill(servers, people, kills)
    cluster.stop()
    gone = time.monotonic()
    page = _look(servers.port, keys[0])
    while time.monotonic() < gone + away:
        time.sleep(1)
    cluster.start()
    back = time.monotonic()
    while _look(servers.port, keys[0])[0] != 200:
        time.sleep(0.5)
    print(f"database away for {away:.0f} s: page {page[0]}, {'clear' if page[1] else 'NOT clear'}; ", end="")
    print(f"answers again {time.monotonic() - back:.1f} s after its return")
    for person in people:
        person.join()
    _drain(servers)
    print(f"kill -9: {killed['web']} web workers, {killed['jobs']} job workers")
    _compare(people, before, folder / "desk" / "files")
    compare(expected)
    for line in sorted({_cause(line) for line in (folder / "log").read_text().splitlines()} - {""}):
        print(f"  log: {line}")
    servers.stop()


def _kill(servers: Servers, people: list[Person], kills: int) -> dict[str, int]:
    rng, killed = random.Random(5), {"web": 0, "jobs": 0}
    for _ in range(kills):
        time.sleep(rng.uniform(*PAUSE))
        if rng.random() < 0.5:
            workers = servers.web_workers()
            if workers:
                with suppress(ProcessLookupError):
                    os.kill(rng.choice(workers), signal.SIGKILL)
                    killed["web"] += 1
        elif servers.jobs is not None:
            servers.jobs.kill()
            servers.jobs.wait()
            killed["jobs"] += 1
            servers.start_jobs()
    return killed


def _look(port: int, key: str) -> tuple[int, bool]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/p/load/worklist/", headers={"Cookie": f"desk={key}"})
        answer = connection.getresponse()
        return answer.status, b"database does not answer" in answer.read()
    except (OSError, http.client.HTTPException):
        return 0, False
    finally:
        connection.close()


def _cause(line: str) -> str:
    """Return a line of the log that names an error; empty for the others."""
    return line[:160] if re.match(r"[A-Za-z.]+(Error|Exception): ", line) else ""


def _drain(servers: Servers) -> None:
    from django.db import connection

    from unlisted.desk.models import Job

    connection.close()
    until = time.monotonic() + 300
    while Job.objects.filter(state__in=["queued", "running"]).exists():
        if servers.jobs is None or servers.jobs.poll() is not None:
            servers.start_jobs()
        if time.monotonic() > until:
            print("the queue did not empty")
            return
        time.sleep(1)


def _counts() -> dict[str, int]:
    from django.db import connection

    from unlisted.desk.models import Case, Packet

    connection.close()
    return {"cases": Case.objects.count(), "packets": Packet.objects.count()}


def _compare(people: list[Person], before: dict[str, int], files: Path) -> None:
    from unlisted.desk.audit import verify_chain
    from unlisted.desk.models import Case, Job, Packet, Upload

    acknowledged = [job for person in people for job in person.jobs]
    states = Counter(Job.objects.values_list("state", flat=True))
    numbers = Counter(
        Case.objects.exclude(record_number__startswith="LOAD").values_list("record_number", flat=True)
    )
    charts = sum(len(person.charts) for person in people)
    there = set(Job.objects.values_list("pk", flat=True))
    print(f"imports: {charts} charts, {len(acknowledged)} acknowledged, ", end="")
    print(f"{sum(p.unanswered for p in people)} requests without an answer, sent again; jobs {dict(states)}")
    for says in sorted(set(Job.objects.filter(state="failed").values_list("says", flat=True))):
        print(f"  failed: {says}")
    print(f"  lost: {len(set(acknowledged) - there)}; ", end="")
    print(f"records with two cases: {sum(n > 1 for n in numbers.values())}; ", end="")
    print(f"new cases {Case.objects.count() - before['cases']} of {charts}")
    wrong, packets, open_ = 0, 0, 0
    for person in people:
        for case, (sure, unsure) in person.packets.items():
            found = Packet.objects.filter(case__number=case).count()
            packets, open_ = packets + sure, open_ + unsure
            wrong += not sure <= found <= sure + unsure
    print(
        f"packets: {packets} acknowledged, {open_} without an answer; cases where the count is wrong: {wrong}"
    )
    print(f"  answers: {dict(sum((person.statuses for person in people), Counter()))}")
    stored = set(Upload.objects.values_list("stored", flat=True))
    lying = {path.name for path in files.iterdir()}
    print(
        f"files: missing {len(stored - lying)}, left without an entry {len(lying - stored)} of {len(lying)}"
    )
    found = verify_chain()
    print(f"trail: {found.entries} entries, {'whole' if found.ok else 'BROKEN: ' + found.why}")


if __name__ == "__main__":
    main()
