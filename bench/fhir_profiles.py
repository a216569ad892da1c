"""Validation: packages loaded, a PAS Claim bundle after warm-up (CPU time), all official examples."""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from builders.fhir_examples import official_examples
from unlisted.formats.fhir.profiles import validate
from unlisted.pipeline.fhir_packages import read_packages

FHIR = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "fhir"
PAS = "hl7.fhir.us.davinci-pas@2.2.1"
ROUNDS = 20


def main() -> None:
    """Print one table."""
    started = time.perf_counter()
    definitions = read_packages(FHIR / "packages")
    print(f"packages read: {time.perf_counter() - started:.2f} s")
    bundles = [
        (path.name, json.loads(path.read_bytes()))
        for path in sorted((FHIR / "examples" / "pas").glob("Bundle-*.json"))
    ]
    started = time.perf_counter()
    for _, bundle in bundles:
        validate(bundle, definitions, package=PAS)
    print(f"first round over {len(bundles)} PAS bundles (compiling): {time.perf_counter() - started:.2f} s\n")
    print(f"{'PAS bundle':60} {'entries':>7} {'CPU ms':>9} {'worst ms':>9}")
    for name, bundle in bundles:
        times = []
        for _ in range(ROUNDS):
            started = time.process_time()
            validate(bundle, definitions, package=PAS)
            times.append((time.process_time() - started) * 1000)
        print(f"{name:60} {len(bundle['entry']):7} {statistics.median(times):9.1f} {max(times):9.1f}")
    examples = list(official_examples(FHIR))
    started = time.perf_counter()
    found = [validate(resource, definitions, package=package) for package, _, resource in examples]
    took = time.perf_counter() - started
    alarms = sum(1 for one in found if one.errors)
    invariants = sum(one.invariants for one in found)
    print(f"\n{len(found)} official examples in {took:.1f} s: {alarms} with errors, {invariants} invariants")


if __name__ == "__main__":
    main()
