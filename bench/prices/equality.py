"""Compare the fast path with the exact one on many files: ``python -m bench.prices.equality 100000``.

Six in ten are payer files, two hospital JSON, two hospital CSV; sizes, pieces and faults vary. Ends with
exit code 1 and the seed at the first difference. ``make test`` runs a sample of the same seeds.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from builders.csv_variants import csv_variant
from builders.payer_variants import CODES, hospital_variant, payer_variant
from builders.two_paths import Both, read_both
from unlisted.formats.scan.window import NORMAL, Sizes

_SIZES = (NORMAL, Sizes(256, 32, 1024), Sizes(1024, 128, 4096), Sizes(4096, 256, 16384))
_PIECES = (1, 7, 64, 64, 1000, 1000, 1 << 20, 1 << 20)
_MAKERS = (
    *(("payer", payer_variant),) * 6,
    *(("hospital json", hospital_variant),) * 2,
    *(("hospital csv", csv_variant),) * 2,
)


def compare(seed: int) -> tuple[str, Both]:
    """Make the file of a seed and read it by both paths; return its kind and what came out."""
    rng = random.Random(seed ^ 0x5EED)
    kind, make = _MAKERS[seed % len(_MAKERS)]
    both = read_both(
        make(seed),
        kind,
        CODES,
        sizes=rng.choice(_SIZES),
        piece=rng.choice(_PIECES),
        counted=rng.random() < 0.5,
    )
    return kind, both


def main(count: int, first: int = 0) -> int:
    """Compare ``count`` files; print how they were read."""
    started = time.perf_counter()
    seen: Counter[tuple[str, str]] = Counter()
    observations = 0
    for seed in range(first, first + count):
        kind, both = compare(seed)
        reason = both.not_proved.split(" (byte")[0]
        seen[kind, f"exact path: {reason}" if reason else "fast path"] += 1
        if isinstance(both.exact[0], list):
            observations += len(both.exact[0])
        if both.fast != both.exact:
            print(f"seed {seed} ({kind}): the paths differ")
            return 1
    for (kind, how), number in sorted(seen.items()):
        print(f"{number:8d}  {kind:14s} {how}")
    print(
        f"{count} files from seed {first}, {observations} observations, no difference, "
        f"{time.perf_counter() - started:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
