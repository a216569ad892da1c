"""Whatever the order of keys and sections, the space, the escapes and the pieces: the same observations."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from builders.full_parse import hospital_json_amounts, payer_prices
from builders.rate_files import group, item, member, payer_file, price
from unlisted.formats.hpt import read_json
from unlisted.formats.hpt.header import HospitalHeader
from unlisted.formats.reading import CodeQuery, FileIdentity, Tally
from unlisted.formats.tic import read_in_network
from unlisted.formats.tic.header import PayerHeader
from unlisted.market.observation import Observation, SourceKind

CODES = frozenset({"77499", "G6015"})
codes = st.sampled_from(["77499", "77427", "G6015", "774990", "CDM77499"])
rates = st.one_of(st.integers(0, 10**6), st.decimals(0, 10**6, places=2))
names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="@"), max_size=8)


@st.composite
def payer_files(draw: st.DrawFn) -> dict[str, Any]:
    """A payer file with inline groups and references, known and unknown."""
    ids = draw(st.lists(st.integers(1, 99), unique=True, max_size=4))
    references = [
        {
            "provider_group_id": key,
            "network_name": [draw(names)],
            "provider_groups": [group(key, tin=str(key))],
        }
        for key in ids
    ]
    items = []
    for _ in range(draw(st.integers(0, 5))):
        entries = []
        for _ in range(draw(st.integers(0, 3))):
            prices = [
                price(draw(rates), additional_information=draw(names)) for _ in range(draw(st.integers(1, 3)))
            ]
            if draw(st.booleans()):
                entries.append(
                    {"provider_groups": [group(draw(st.integers(1, 9)))], "negotiated_prices": prices}
                )
            else:
                chosen = draw(st.lists(st.sampled_from([*ids, 100]), unique=True, max_size=3))
                entries.append({"provider_references": chosen, "negotiated_prices": prices})
        items.append(item(draw(codes), name=draw(names), negotiated_rates=entries))
    return payer_file(*items, provider_references=references, reporting_entity_name="Example " + draw(names))


def shuffled(draw: st.DrawFn, value: Any) -> Any:
    """The same value with the keys of every object in another order."""
    if isinstance(value, dict):
        keys = draw(st.permutations(list(value)))
        return {key: shuffled(draw, value[key]) for key in keys}
    if isinstance(value, list):
        return [shuffled(draw, entry) for entry in value]
    return value


def written(draw: st.DrawFn, value: Any) -> bytes:
    """One of the ways to write the same JSON."""
    style = draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,\r\n", "\t:\n ")]))
    indent = draw(st.sampled_from([None, 1]))
    text = json.dumps(
        value, separators=style, indent=indent, ensure_ascii=draw(st.booleans()), default=lambda d: f"@{d}@"
    )
    text = text.replace('"@', "").replace('@"', "")
    if draw(st.booleans()):
        text = text.replace("/", "\\/")
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    return text.encode(encoding, "surrogatepass")


def read_payer(data: bytes, piece: int) -> list[Observation]:
    identity = FileIdentity(SourceKind.PAYER_IN_NETWORK, "x", "")
    return list(read_in_network(member(data, piece), identity, CodeQuery(CODES), Tally(), PayerHeader()))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_permuted_payer_files_equal_a_full_parse(data: st.DataObject) -> None:
    whole = data.draw(payer_files())
    permuted = shuffled(data.draw, whole)
    text = written(data.draw, permuted)
    seen = read_payer(text, data.draw(st.sampled_from([1, 2, 3, 7, 64, 1 << 20])))
    found = Counter(
        (s.locator, s.billing_code, s.amount, tuple((g.tin, frozenset(g.npis)) for g in s.providers))
        for s in seen
    )
    assert found == payer_prices(whole, CODES)
    assert {s.publisher for s in seen} <= {whole["reporting_entity_name"].strip()}


@st.composite
def hospital_files(draw: st.DrawFn) -> dict[str, Any]:
    """A hospital JSON file."""
    items = []
    for _ in range(draw(st.integers(0, 4))):
        charges = []
        for _ in range(draw(st.integers(1, 2))):
            payers = [
                {
                    "payer_name": "P" + draw(names),
                    "plan_name": "Q",
                    draw(st.sampled_from(["standard_charge_dollar", "standard_charge_percentage"])): draw(
                        rates
                    ),
                    "median_amount": draw(rates),
                }
                for _ in range(draw(st.integers(0, 3)))
            ]
            charges.append({"setting": "both", "gross_charge": draw(rates), "payers_information": payers})
        pairs = [{"code": draw(codes), "type": draw(st.sampled_from(["CPT", "HCPCS", "CDM", "RC"]))}]
        items.append({"description": draw(names), "code_information": pairs, "standard_charges": charges})
    return {"hospital_name": "Example", "last_updated_on": "2026-04-01", "standard_charge_information": items}


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_permuted_hospital_files_equal_a_full_parse(data: st.DataObject) -> None:
    whole = data.draw(hospital_files())
    text = written(data.draw, shuffled(data.draw, whole))
    piece = data.draw(st.sampled_from([1, 3, 64, 1 << 20]))
    identity = FileIdentity(SourceKind.HOSPITAL_STANDARD_CHARGES, "x", "")
    seen = list(read_json(member(text, piece), identity, CodeQuery(CODES), Tally(), HospitalHeader()))
    found = Counter(
        (s.billing_code, s.setting, s.amount_kind.value, s.payer, s.plan, s.amount)
        for s in seen
        if s.amount is not None
    )
    assert found == hospital_json_amounts(whole, CODES)
    assert {s.publisher for s in seen} <= {"Example"}
