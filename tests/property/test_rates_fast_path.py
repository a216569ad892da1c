"""The fast path gives exactly what the exact path gives, or says that it does not read the file."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.csv_variants import csv_variant
from builders.payer_variants import CODES, hospital_variant, payer_variant
from builders.rate_files import as_bytes, group, item, price
from builders.two_paths import read_both
from unlisted.formats.scan.window import NORMAL, Sizes

SIZES = (NORMAL, Sizes(256, 32, 1024), Sizes(1024, 128, 4096), Sizes(4096, 256, 16384))
MAKERS = {"payer": payer_variant, "hospital json": hospital_variant, "hospital csv": csv_variant}
SHARE = {"payer": 150, "hospital json": 60, "hospital csv": 60}


@pytest.mark.parametrize("part", range(8))
@pytest.mark.parametrize("kind", MAKERS)
def test_generated_files_read_alike(kind: str, part: int) -> None:
    fast = 0
    matched: Counter[bool] = Counter()
    for seed in range(part * SHARE[kind], (part + 1) * SHARE[kind]):
        rng = random.Random(seed)
        both = read_both(
            MAKERS[kind](seed),
            kind,
            CODES,
            sizes=rng.choice(SIZES),
            piece=rng.choice((1, 7, 64, 1000, 1 << 20)),
            counted=rng.random() < 0.5,
        )
        assert both.fast == both.exact, f"seed {seed}"
        fast += not both.not_proved
        matched[isinstance(both.exact[0], list) and bool(both.exact[0])] += 1
    assert fast > SHARE[kind] * 3 / 4, "the fast path must read most of these files"
    assert matched[True] > SHARE[kind] / 4, "many of these files must have something to find"


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 2**62),
    kind=st.sampled_from(sorted(MAKERS)),
    run=st.integers(16, 3000),
    first=st.integers(4, 300),
    largest=st.integers(64, 9000),
    piece=st.integers(1, 3000),
)
def test_no_size_or_piece_changes_a_result(
    seed: int, kind: str, run: int, first: int, largest: int, piece: int
) -> None:
    both = read_both(MAKERS[kind](seed), kind, CODES, sizes=Sizes(run, first, largest), piece=piece)
    assert both.fast == both.exact


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**62), kind=st.sampled_from(sorted(MAKERS)), data=st.data())
def test_damaged_files_read_alike(seed: int, kind: str, data: st.DataObject) -> None:
    whole = bytearray(MAKERS[kind](seed))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        if not whole:
            return
    both = read_both(bytes(whole), kind, CODES, sizes=data.draw(st.sampled_from(SIZES)))
    assert both.fast == both.exact


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("key", [{}, {"provider_group_id": None}, {"provider_group_id": [7]}])
def test_a_reference_without_an_id_answers_a_rate_that_names_none(key: dict[str, Any], first: bool) -> None:
    rates = {"negotiated_prices": [price()], "provider_references": [None]}
    references = [{"provider_group_id": n, "provider_groups": [group(n)]} for n in range(1, 40)]
    references.append({"provider_groups": [group(1234567893)]} | key)
    items = [item("99213", rates) for _ in range(40)] + [item("77499", rates)]
    sections = {"provider_references": references, "in_network": items}
    whole = {name: sections[name] for name in sorted(sections, reverse=first)}
    whole = {"reporting_entity_name": "Example Health", "last_updated_on": "2026-02-02"} | whole
    both = read_both(as_bytes(whole), "payer", CODES, sizes=SIZES[1])
    assert both.fast == both.exact
    assert not both.not_proved
    assert [seen.providers[0].npis for seen in both.exact[0]] == [("1234567893",)]
