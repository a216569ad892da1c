"""1,000 claims built and edited, and pyx12 with cached maps beside pyx12 as shipped."""

from __future__ import annotations

from bench.measure import measure, print_table

_CLAIMS = """
import sys
sys.path.insert(0, 'tests')
from datetime import date
from builders.claims import batch, random_claim
from unlisted.formats.x12.write import write_batch
from unlisted.pipeline.claim_check import check_bytes, edit_context
"""
_THOUSAND = (
    _CLAIMS + "claims = [c for n in range(1600) if (c := random_claim(n)).kind == 'professional'][:1000]\n"
)
_WRITTEN = _THOUSAND + "data = write_batch(batch(*claims))\n"
_SHIPPED = """
import io
import pyx12.params, pyx12.x12n_document
for n in range(5):
    text = write_batch(batch(random_claim(n))).decode()
    assert pyx12.x12n_document.x12n_document(pyx12.params.ParamsBase(), io.StringIO(text), None, None)
"""
_CACHED = """
from unlisted.pipeline.second_opinion import second_opinion
for n in range({count}):
    assert second_opinion(write_batch(batch(random_claim(n)))).accepted
"""


def main() -> None:
    """Print two tables; in the first each row includes the one above it."""
    rows = [
        measure("make 1,000 synthetic claims (10 lines each)", _THOUSAND),
        measure("and write them as one 837P", _WRITTEN),
        measure(
            "and run every edit on the file", _WRITTEN + "check_bytes(data, edit_context(date(2026, 7, 1)))\n"
        ),
    ]
    print_table("1,000 claims (target: built and edited under 5 s)", rows)
    rows = [
        measure("pyx12 as shipped, 5 claims", _CLAIMS + _SHIPPED, repeat=1),
        measure("pyx12 with cached maps, 5 claims", _CLAIMS + _CACHED.format(count=5), repeat=1),
        measure("pyx12 with cached maps, all 500 claims", _CLAIMS + _CACHED.format(count=500), repeat=1),
    ]
    print_table("Second opinion (target: under 0.1 s a claim; the first call loads the maps)", rows)


if __name__ == "__main__":
    main()
