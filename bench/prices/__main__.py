"""``python -m bench.prices``: make files, read them by this reader and by others, print one table.

``--peers`` also installs and runs other tools; ``--sizes`` in GB of expanded JSON; ``--out FILE`` keeps
the table. The files are written to a temporary folder and removed.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.prices.hospital_files import LAYOUTS, write_hospital_file
from bench.prices.measure import Figures, best, run_own
from bench.prices.payer_files import CODES, KINDS, write_payer_file
from bench.prices.peers import Peers

HOSPITAL_CODES = ("77499", "77299", "77427", "77263", "77301", "77470", "77412", "77385", "77386", "G6015")
_LARGE = 1.0
_FLOOR = "ISA-L inflate alone"
_WORDS = (
    "Best of {repeat} runs for this reader and for inflating; others once. Wall and CPU in seconds; MB of",
    "expanded text per CPU-second; memory is the process's peak. `/ inflate` compares with expanding the",
    "same file by ISA-L, in turns with it. Where other work shares the cores, wall cannot be less than the",
    "CPU time: then CPU is the figure to look at.",
)
_HEAD = [
    "| file | reader | wall | CPU | MB / CPU-s | memory MB | wall / inflate | CPU / inflate | rows |",
    "|---|---|--:|--:|--:|--:|--:|--:|--:|",
]
Run = Callable[[], Figures | str]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print; ``arguments`` instead of the command line's."""
    options = _options(arguments)
    lines = _about(options.repeat)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peers = Peers(folder) if options.peers else None
        for size in options.sizes:
            lines += _payer_table(folder, size, options.repeat, peers)
        lines += _hospital_table(folder, options.hospital_mb, options.repeat, peers)
    lines += ["", f"Load at the end {_load()}."]
    text = "\n".join(lines) + "\n"
    print(text)
    if options.out:
        Path(options.out).write_text(text, encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.prices")
    parser.add_argument("--sizes", type=float, nargs="*", default=[0.4, 4.0], help="GB of JSON")
    parser.add_argument("--hospital-mb", type=int, default=120)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--out")
    return parser.parse_args(arguments)


def _about(repeat: int) -> list[str]:
    cores = f"{os.cpu_count()} cores ({_model()})"
    machine = f"{platform.system()} {platform.machine()}, {cores}, Python {platform.python_version()}"
    words = [line.format(repeat=repeat) for line in _WORDS]
    load = f"load at the start {_load()} (1, 5, 15 minutes)"
    return [
        "# Price-file readers measured",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine}; {load}.",
        "",
        *words,
    ]


def _load() -> str:
    return ", ".join(f"{each:.1f}" for each in os.getloadavg())


def _model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")


def _payer_table(folder: Path, gigabytes: float, repeat: int, peers: Peers | None) -> Iterator[str]:
    yield from ["", f"## Payer in-network files of {gigabytes} GB, gzip, {len(CODES)} codes", "", *_HEAD]
    small = gigabytes < _LARGE
    for kind in KINDS if small else KINDS[:4]:
        path = folder / "payer.json.gz"
        size = write_payer_file(path, int(gigabytes * 1e9), kind)
        runs: dict[str, list[Run]] = {
            _FLOOR: [partial(run_own, "inflate", path, CODES)] * repeat,
            "this reader": [partial(run_own, "fast", path, CODES)] * repeat,
        }
        if kind is KINDS[0]:
            runs["the whole command, Parquet written"] = [partial(run_own, "dataset", path, CODES)]
            if small:
                runs["this project's exact path"] = [partial(run_own, "exact", path, CODES)]
                runs["DuckDB read_json"] = [partial(run_own, "duckdb", path, CODES)]
            if peers:
                runs["cms-mrf-extractor 0.1.2 (no filter)"] = [partial(peers.cms_mrf_extractor, path)]
                if small:
                    runs["mrfkit 0.1.0 (no filter)"] = [partial(peers.mrfkit, path)]
        yield from _rows(f"{kind.name} ({size / 1e6:.0f} MB)", size, runs)
        path.unlink()


def _hospital_table(folder: Path, megabytes: int, repeat: int, peers: Peers | None) -> Iterator[str]:
    yield from ["", f"## Hospital files, gzip, {len(HOSPITAL_CODES)} codes", "", *_HEAD]
    for layout in LAYOUTS:
        path = folder / f"hospital.{'json' if layout == 'json' else 'csv'}.gz"
        size = write_hospital_file(path, megabytes * 1_000_000, layout)
        runs: dict[str, list[Run]] = {
            _FLOOR: [partial(run_own, "inflate", path, HOSPITAL_CODES)] * repeat,
            "this reader": [partial(run_own, "fast", path, HOSPITAL_CODES)] * repeat,
            "this project's exact path": [partial(run_own, "exact", path, HOSPITAL_CODES)],
        }
        yield from _rows(f"{layout} ({size / 1e6:.0f} MB)", size, runs)
        path.unlink()
        if peers:
            share = write_hospital_file(path, 10_000_000, layout)
            alone: dict[str, list[Run]] = {"mrfkit 0.1.0 (no filter)": [partial(peers.mrfkit, path)]}
            yield from _rows(f"{layout} ({share / 1e6:.0f} MB)", share, alone)
            path.unlink()


def _rows(name: str, size: int, runs: dict[str, list[Run]]) -> Iterator[str]:
    """Run in turns, so that what else the machine does falls on all alike; yield the table's rows."""
    results: dict[str, list[Figures | str]] = {reader: [] for reader in runs}
    for turn in range(max(len(each) for each in runs.values())):
        for reader, each in runs.items():
            if turn < len(each):
                results[reader].append(each[turn]())
    floor = best(results[_FLOOR]) if _FLOOR in results else None
    for reader, figures in results.items():
        found = best(figures)
        if isinstance(found, str):
            yield f"| {name} | {reader} | {found} | | | | | | |"
            continue
        ratios = ["", ""]
        if isinstance(floor, Figures) and reader != _FLOOR:
            ratios = [f"{found.wall / floor.wall:.2f}", f"{found.cpu / floor.cpu:.2f}"]
        rows = "" if found.rows is None else str(found.rows)
        yield (
            f"| {name} | {reader} | {found.wall:.2f} | {found.cpu:.2f} | {size / 1e6 / found.cpu:.0f} "
            f"| {found.rss / 1e6:.0f} | {ratios[0]} | {ratios[1]} | {rows} |"
        )


if __name__ == "__main__":
    main()
