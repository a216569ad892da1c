"""``python -m bench.desk [--cases N] [--seconds S]``: seed, serve, load; print what was measured."""

# ruff: noqa: PLC0415 - Django has to be set up first
from __future__ import annotations

import argparse
import os
import tempfile
import time
from datetime import date
from pathlib import Path

from bench.desk.cluster import Cluster
from bench.desk.load import at, run_load
from bench.desk.server import Servers, environment

TODAY = date(2026, 11, 24)


def main() -> None:
    """Run the load once."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--think", type=float, nargs=2, default=(2.0, 6.0), metavar=("LEAST", "MOST"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="unlisted-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        cluster = Cluster(folder / "pg", settings="-c shared_buffers=256MB -c max_connections=60")
        try:
            run(folder, cluster, given.cases, given.seconds, tuple(given.think))
        finally:
            cluster.stop()


def run(folder: Path, cluster: Cluster, cases: int, seconds: float, think: tuple[float, float]) -> None:
    """Seed the database and measure."""
    variables = environment(folder / "desk", cluster.address)
    os.environ.update(variables)
    import django

    django.setup()
    from bench.desk.seed import seed, sessions
    from unlisted.desk.run import bring_up_to_date

    bring_up_to_date()
    began = time.perf_counter()
    numbers = seed(cases, today=TODAY)
    keys = sessions()
    took = time.perf_counter() - began
    print(f"{cases:,} cases, {len(numbers):,} with a whole record, seeded in {took:.0f} s")
    servers = Servers(variables, folder / "log")
    try:
        run_load(servers.port, keys[:8], numbers, seconds=5, think=(0.0, 0.1))
        print(f"load average before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        spent, began = servers.cpu_seconds(), time.perf_counter()
        seen = run_load(servers.port, keys, numbers, seconds=seconds, think=think)
        took, spent = time.perf_counter() - began, servers.cpu_seconds() - spent
        pages = sum(len(values) for values in seen.seconds.values())
        print(f"load average after: {os.getloadavg()[0]:.1f}; think time {think[0]:g} to {think[1]:g} s")
        print(f"{len(keys)} people, {took:.0f} s, {pages:,} pages, {pages / took:.1f} a second")
        print(
            f"{1000 * spent / pages:.1f} ms of CPU of the web processes for a page; {len(seen.wrong)} errors"
        )
        for kind, values in sorted(seen.seconds.items()):
            line = ", ".join(f"p{p} {at(values, p):.0f} ms" for p in (50, 95, 99))
            print(f"  {kind:9} {len(values):6,} pages: {line}")
        for problem in sorted(set(seen.wrong))[:10]:
            print("  wrong:", problem)
    finally:
        servers.stop()


if __name__ == "__main__":
    main()
