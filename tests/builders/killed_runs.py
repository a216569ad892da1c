"""Extractions that are killed at random moments, and what must be true afterwards."""

from __future__ import annotations

import gzip
import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from builders.rate_files import as_bytes, group, item, payer_file, price
from unlisted.pipeline.dataset import read_dataset

CODES = "77499,77427,77263"
_SCRIPT = """
import sys
from pathlib import Path
from unlisted.pipeline.dataset_build import build_dataset
print("ready", flush=True)
result = build_dataset([Path(sys.argv[1])], sys.argv[3].split(","), Path(sys.argv[2]))
assert result.failed == [], result.failed
"""


def write_files(folder: Path, count: int, seed: int) -> None:
    """Write small payer files, some gzipped, some with no matching code, of a few publishers."""
    rng = random.Random(seed)
    folder.mkdir(parents=True)
    for number in range(count):
        items = [
            item(
                rng.choice(("77499", "77427", "77263", "99213", "CSTM-00")),
                {
                    "provider_groups": [group(1000000000 + rng.randrange(10**8))],
                    "negotiated_prices": [price(rng.randrange(100, 90000) / 100) for _ in range(3)],
                },
            )
            for _ in range(rng.randrange(1, 9))
        ]
        data = as_bytes(payer_file(*items, reporting_entity_name=f"Publisher {number % 5}"))
        if number % 3:
            (folder / f"f{number:04d}.json.gz").write_bytes(gzip.compress(data, mtime=0))
        else:
            (folder / f"f{number:04d}.json").write_bytes(data)


def start(files: Path, out: Path, codes: str = CODES) -> subprocess.Popen[str]:
    """Start an extraction and wait until its modules are loaded."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, str(files), str(out), codes], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def finish(process: subprocess.Popen[str]) -> None:
    """Wait for an extraction that must end well."""
    process.communicate(timeout=300)
    assert process.returncode == 0


def digest(folder: Path) -> dict[str, str]:
    """The hash of every file below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass
class Killed:
    """What a series of kills met: how many runs were stopped, and where they stood."""

    kills: int = 0
    moments: Counter[str] = field(default_factory=Counter)


def kill_and_compare(base: Path, *, files: int, kills: int, seed: int) -> Killed:
    """Kill ``kills`` extractions of the same files at random moments; each must be finished by a rerun.

    After each kill the dataset can be read and holds every committed file; after the rerun it is the
    undisturbed one, byte for byte.
    """
    rng = random.Random(seed)
    write_files(base / "files", files, seed)
    started = time.monotonic()
    process = start(base / "files", base / "whole")
    ready = time.monotonic()
    finish(process)
    work = time.monotonic() - max(ready, started)
    expected = digest(base / "whole")
    observations = read_dataset(base / "whole").observations
    met = Killed()
    while met.kills < kills:
        out = base / f"killed-{met.kills}"
        process = start(base / "files", out)
        time.sleep(rng.uniform(0, work))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
        if process.returncode == 0:
            continue  # it had ended before; another moment
        met.kills += 1
        met.moments[_moment(out)] += 1
        if (out / "dataset.json").exists():
            seen = read_dataset(out).observations
            assert set(seen) <= set(observations)
            assert len(seen) == len(set(seen))
        finish(start(base / "files", out))
        assert digest(out) == expected
    return met


def _moment(out: Path) -> str:
    if not (out / "dataset.json").exists():
        return "before the first file"
    return "while rows were filed" if (out / "packs").exists() else "while files were read"
