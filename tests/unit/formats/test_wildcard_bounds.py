"""A wildcard answers every code asked for: rows are made one by one, so memory does not grow with them."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest

from builders.rate_files import as_bytes, group, item, member, payer_file, price
from builders.two_paths import KINDS
from unlisted.formats.reading import CodeQuery, FileIdentity, Tally
from unlisted.formats.tic.header import PayerHeader
from unlisted.market.observation import CodeMatch, SourceKind

CODES = frozenset(f"{number}" for number in range(77_000, 77_400))
RATES = 100


@pytest.mark.parametrize("path", [0, 1], ids=["fast", "exact"])
@pytest.mark.parametrize(
    ("code", "code_type", "how"),
    [("CSTM-00", "CPT", CodeMatch.WILDCARD_CODE), ("x", "CSTM-ALL", CodeMatch.WILDCARD_TYPE)],
)
def test_many_codes_under_a_wildcard_take_no_memory(
    path: int, code: str, code_type: str, how: CodeMatch
) -> None:
    rates: list[dict[str, Any]] = [
        {"provider_groups": [group(1_000_000_000 + n)], "negotiated_prices": [price(n + 1)]}
        for n in range(RATES)
    ]
    data = as_bytes(payer_file(item(code, *rates, billing_code_type=code_type)))
    identity = FileIdentity(SourceKind.PAYER_IN_NETWORK, "x", "")
    tracemalloc.start()
    try:
        rows = 0
        for seen in KINDS["payer"][path](member(data), identity, CodeQuery(CODES), Tally(), PayerHeader()):
            assert seen.code_match is how
            rows += 1
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert rows == len(CODES) * RATES
    assert peak < 4_000_000  # 100 bytes a row; one that is held takes 600 or more
