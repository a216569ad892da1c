"""Time a Python snippet in a process of its own: wall, CPU and peak memory."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from dataclasses import dataclass

_HARNESS = r"""
import json, re, sys, time
started, cpu = time.perf_counter(), time.process_time()
{body}
wall, cpu = time.perf_counter() - started, time.process_time() - cpu
peak = int(re.search(r"VmHWM:\s*(\d+)", open("/proc/self/status").read())[1])  # since exec, unlike ru_maxrss
json.dump([wall, cpu, peak / 1024], sys.stderr)
"""


@dataclass(frozen=True)
class Measured:
    """Seconds of wall and CPU time, peak memory in MB: the quickest of several runs."""

    name: str
    wall: float
    cpu: float
    peak_mb: float


def measure(name: str, body: str, repeat: int = 3) -> Measured:
    """Run the snippet ``repeat`` times and keep the quickest run."""
    runs = []
    for _ in range(repeat):
        done = subprocess.run(
            [sys.executable, "-c", _HARNESS.format(body=textwrap.dedent(body))],
            capture_output=True,
            text=True,
            check=True,
        )
        runs.append(json.loads(done.stderr[done.stderr.rindex("[") :]))
    wall, cpu, peak = min(runs)
    return Measured(name, wall, cpu, peak)


def print_table(title: str, rows: list[Measured], megabytes: float | None = None) -> None:
    """Print a table; the first row is the one the others are compared with."""
    base = rows[0]
    print(title)
    print(f"{'what':44} {'wall s':>8} {'CPU s':>8} {'x first':>8} {'MB/CPU-s':>9} {'peak MB':>8}")
    for row in rows:
        speed = f"{megabytes / row.cpu:9.0f}" if megabytes and row.cpu else " " * 9
        ratio = row.cpu / base.cpu
        print(f"{row.name:44} {row.wall:8.2f} {row.cpu:8.2f} {ratio:8.2f} {speed} {row.peak_mb:8.0f}")
    print()
