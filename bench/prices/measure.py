"""Run programs and take their time, CPU and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

_GIVE_UP_SECONDS = 1_800


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run took: seconds, bytes; rows found where the program says so."""

    wall: float
    cpu: float
    rss: int
    rows: int | None = None


def run_own(what: str, path: Path, codes: tuple[str, ...]) -> Figures | str:
    """Run a reader of ``one.py``; return its figures, or in words why there are none."""
    command = [sys.executable, "-m", "bench.prices.one", what, str(path), ",".join(codes)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_GIVE_UP_SECONDS, check=False)
    if done.returncode:
        told = [line for line in done.stderr.splitlines() if "Error" in line] or ["no message"]
        return told[-1].replace("|", "/")[:110]
    answer = json.loads(done.stdout.splitlines()[-1])
    if what == "fast" and answer["read_by"] != "fast path":
        return "was not read by the fast path"
    return Figures(answer["wall"], answer["cpu"], answer["rss"], answer.get("rows"))


def run_program(command: list[str]) -> Figures | str:
    """Run another program; CPU includes the processes it waits for, memory is its largest process."""
    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if child.returncode:
        return f"ended with exit code {child.returncode}"
    return Figures(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def best(runs: list[Figures | str]) -> Figures | str:
    """Return the least wall and CPU and the most memory of several runs, or why there are none."""
    good = [run for run in runs if isinstance(run, Figures)]
    if not good:
        return runs[0]
    return Figures(
        min(run.wall for run in good),
        min(run.cpu for run in good),
        max(run.rss for run in good),
        good[0].rows,
    )
