"""Kill 20 extractions of 200 files: ``python -m bench.prices.kills [FILES] [KILLS] [SEED]``."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from builders.killed_runs import kill_and_compare


def main(files: int = 200, kills: int = 20, seed: int = 1) -> None:
    """Print how many runs were killed, and where."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        met = kill_and_compare(Path(folder), files=files, kills=kills, seed=seed)
    seconds = time.perf_counter() - started
    print(f"{met.kills} extractions of {files} files killed (seed {seed}), {seconds:.0f} s")
    for moment, count in sorted(met.moments.items()):
        print(f"  {count:3d} {moment}")
    print("each finished by one rerun; every dataset equals the undisturbed one byte for byte")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
