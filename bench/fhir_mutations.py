"""``python -m bench.fhir_mutations [SHARE]``: every mutation of every official example, tried and caught."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from builders.fhir_examples import DEFECTS, is_closed, lookup_in, official_examples
from builders.fhir_mutations import mutations
from unlisted.formats.fhir.profiles import validate
from unlisted.pipeline.fhir_packages import read_packages

FHIR = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "fhir"
CORE = "http://hl7.org/fhir/StructureDefinition/"


def main() -> None:
    """Print tried and caught by kind, and what was missed."""
    share = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    rnd = random.Random(77499)
    definitions = read_packages(FHIR / "packages")
    tried: Counter[str] = Counter()
    missed: Counter[tuple[str, str, str]] = Counter()
    started = time.perf_counter()
    for package, name, resource in official_examples(FHIR):
        if (package, name) in DEFECTS:
            continue
        lookup, closed = lookup_in(definitions, package), is_closed(definitions, package)
        inner = [resource, *(e["resource"] for e in resource.get("entry", []) if "resource" in e)]
        for one in inner if resource["resourceType"] == "Bundle" else [resource]:
            for url in one.get("meta", {}).get("profile") or [f"{CORE}{one['resourceType']}"]:
                profile = lookup(url)
                if profile is None or profile["type"] != one["resourceType"]:
                    continue
                for mutation in mutations(one, profile, lookup, closed):
                    if rnd.random() > share:
                        continue
                    undo = mutation.apply()
                    found = validate(resource, definitions, package=package)
                    undo()
                    tried[mutation.kind] += 1
                    if found.is_valid:
                        missed[mutation.kind, profile["url"].rpartition("/")[2], mutation.element] += 1
    by_kind = Counter({kind: sum(n for key, n in missed.items() if key[0] == kind) for kind in tried})
    print(f"{time.perf_counter() - started:.0f} s")
    for kind, count in sorted(tried.items()):
        print(f"{kind:16} tried {count:6} caught {count - by_kind[kind]:6}")
    caught = tried.total() - missed.total()
    print(f"{'all':16} tried {tried.total():6} caught {caught:6} ({100 * caught / tried.total():.2f} %)")
    for key, count in missed.most_common(30):
        print("missed", count, *key)


if __name__ == "__main__":
    main()
