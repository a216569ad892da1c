"""``python -m bench``: run every measurement once and print its table."""

from __future__ import annotations

from bench import claims, remittances, report, stories
from bench.prices import __main__ as prices

if __name__ == "__main__":
    print("Ratios of one run on one machine; the machine may be busy, so compare rows, not runs.\n")
    prices.main([])
    report.main()
    claims.main()
    remittances.main()
    stories.main()
