"""50 postings killed at random moments: every rerun gives the undisturbed ledger."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, "tests")
from builders.killed_postings import kill_and_compare


def main() -> None:
    """Print how many kills fell before and after the commit; a difference of ledgers stops it."""
    with tempfile.TemporaryDirectory() as folder:
        met = kill_and_compare(Path(folder), claims=300, kills=50, seed=1)
    print(f"killed postings: {met['nothing']} left nothing, {met['everything']} everything; all reruns equal")


if __name__ == "__main__":
    main()
