"""``python -m bench.fhir_fuzz [COUNT] [SEED]``: damaged charts and bundles, read, written and validated."""

from __future__ import annotations

import sys
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from builders.fhir_fuzz import damaged
from unlisted.base.errors import UnlistedError
from unlisted.formats.fhir.exporter import export_fhir
from unlisted.formats.fhir.importer import read_fhir
from unlisted.formats.fhir.limits import read_json
from unlisted.formats.fhir.profiles import check_exchange, validate
from unlisted.pipeline.fhir_packages import read_packages

FHIR = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "fhir"
SEEDS = ("codexrt/*.json", "mcode/*.json", "pas/Bundle*.json")
GUIDE = "hl7.fhir.us.codex-radiation-therapy"


def main() -> None:
    """Print the outcomes; anything but a clear error is shown with its traceback."""
    count, seed = (int(word) for word in (*sys.argv[1:], *("20000", "77499")[len(sys.argv) - 1 :]))
    definitions = read_packages(FHIR / "packages")
    seeds = [path.read_bytes() for pattern in SEEDS for path in sorted((FHIR / "examples").glob(pattern))]
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    for data in damaged(seeds, count, seed):
        started = time.perf_counter()
        for what in ("read and write", "validate"):
            try:
                if what == "validate":
                    tree = read_json("f.json", data)
                    validate(tree, definitions, package=GUIDE)
                    check_exchange(tree)
                else:
                    export_fhir(read_fhir({"f.json": data}))
                outcomes[f"{what}: done"] += 1
            except UnlistedError as error:
                outcomes[f"{what}: {error.code}"] += 1
            except Exception:
                outcomes[f"{what}: CRASH"] += 1
                traceback.print_exc()
        slowest = max(slowest, time.perf_counter() - started)
    for outcome, number in outcomes.most_common():
        print(f"{number:7} {outcome}")
    print(f"slowest {slowest:.2f} s")


if __name__ == "__main__":
    main()
