"""2,000 seeded stories against the simulated payer, and 50 postings killed at random moments."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from unlisted.pipeline.rulebook import load_rulebook

sys.path.insert(0, "tests")
from builders.killed_postings import kill_and_compare
from builders.stories import run_stories


def main() -> None:
    """Print the counts; anything that is not as it must be stops with an assertion."""
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        told = run_stories(Path(folder), load_rulebook(), count=2000, seed=20261124)
    took = time.process_time() - start
    kinds = Counter(behavior.value for behavior in told.behaviors.values())
    print(
        f"{len(told.stories):,} stories, {told.files:,} files, {took:.0f} s of CPU; all balanced to the cent"
    )
    print("  " + ", ".join(f"{name} {count}" for name, count in sorted(kinds.items())))
    with tempfile.TemporaryDirectory() as folder:
        met = kill_and_compare(Path(folder), claims=300, kills=50, seed=1)
    print(f"killed postings: {met['nothing']} left nothing, {met['everything']} everything; all reruns equal")


if __name__ == "__main__":
    main()
