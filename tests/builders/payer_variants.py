"""Payer and hospital files by seed, in every way of writing that JSON and CSV allow and publishers use."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from typing import Any

CODES = frozenset({"77499", "77427", "G6015"})
_STRANGERS = ("99213", "774990", "7749", "CDM77499", "27200001_77499", "470", "x")
_TYPES = ("CPT", "CPT", "CPT", "HCPCS", "cpt", "RC", "MS-DRG", "LOCAL", "")
_NAMES = (
    "a",
    "b {",
    '} ,{"billing_code":"77499"',
    "[1]",
    "é",
    "😀",
    '"',
    "\\",
    "a/b",
    "\t",
    '},{"name":"x',
    "",
)


class Raw(str):
    """A number as it is to be written."""

    __slots__ = ()


def payer_variant(seed: int) -> bytes:
    """One payer in-network file."""
    rng = random.Random(seed)
    return write(rng, _payer(rng))


def hospital_variant(seed: int) -> bytes:
    """One hospital JSON file."""
    rng = random.Random(seed)
    return write(rng, _hospital(rng))


def _payer(rng: random.Random) -> Any:
    ids = [_id(rng) for _ in range(rng.randrange(5))]
    fixed = rng.random() < 0.7
    first = list(_item(rng, ids))
    items = [_item(rng, ids) for _ in range(rng.choice((0, 1, 2, 3, 8, 20)))]
    if fixed:
        items = [{key: item[key] for key in first if key in item} | item for item in items]
    if rng.random() < 0.05:
        items.insert(rng.randrange(len(items) + 1), rng.choice((None, 5, "x", [], {}, [1])))
    references = [_reference(rng, key) for key in ids for _ in range(2 if rng.random() < 0.05 else 1)]
    whole: dict[str, Any] = {
        "reporting_entity_name": "Example " + rng.choice(_NAMES),
        "reporting_entity_type": "issuer",
        "last_updated_on": rng.choice(("2026-02-02", "2/4/2026", "later")),
        "version": rng.choice(("1.0.0", "2.1.0")),
        "in_network": items,
    }
    if references or rng.random() < 0.5:
        whole["provider_references"] = references
    if rng.random() < 0.3:
        whole["reporting_plans"] = [{"plan_name": f"P{n}"} for n in range(rng.randrange(4))]
    if rng.random() < 0.1:
        whole["other"] = {"in_network": items[:1], "provider_references": references[:1]}
    keys = list(whole)
    rng.shuffle(keys)
    whole = {key: whole[key] for key in keys}
    return [whole] if rng.random() < 0.05 else whole


def _id(rng: random.Random) -> Any:
    number = rng.randrange(1, 60)
    return rng.choice(
        (number, number, number, f"A-{number}", str(number), Raw(f"{number}.0"), Raw(f"{number}.64470"))
        + ((Raw(f"18446744073709551{number:03d}"), Raw(f"{number}e2")) if rng.random() < 0.2 else ())
    )


def _group(rng: random.Random) -> dict[str, Any]:
    npis = [rng.choice((0, rng.randrange(10**9, 2 * 10**9), "1609348119")) for _ in range(rng.randrange(3))]
    return {"npi": npis, "tin": {"type": "ein", "value": f"{rng.randrange(99)}"}}


def _reference(rng: random.Random, key: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {"provider_group_id": key, "provider_groups": [_group(rng)]}
    if rng.random() < 0.3:
        entry["network_name"] = ["N", rng.choice(_NAMES)]
    if rng.random() < 0.05:
        entry = {"provider_group_id": key, "location": "https://example.invalid/a.json"}
    return entry


def _item(rng: random.Random, ids: list[Any]) -> dict[str, Any]:
    code: Any = rng.choice((*sorted(CODES), *_STRANGERS, "CSTM-00"))
    if rng.random() < 0.05:
        code = rng.choice((77499, Raw("77499.0"), Raw("7.7499e4"), None, " 77427 ", ["77499"]))
    rates: Any = [_rate(rng, ids) for _ in range(rng.choice((0, 1, 1, 2, 5)))]
    if rng.random() < 0.03:
        rates = rng.choice((None, 5, {}, "x", [None, 3]))
    item: dict[str, Any] = {
        "negotiation_arrangement": rng.choice(("ffs", "ffs", "bundle", "capitation")),
        "name": rng.choice(_NAMES),
        "billing_code_type": rng.choice(_TYPES)
        if rng.random() < 0.95
        else rng.choice(("CSTM-ALL", "cstm-all")),
        "billing_code_type_version": "2026",
        "billing_code": code,
        "negotiated_rates": rates,
    }
    if rng.random() < 0.1:
        entry = {"billing_code_type": "CPT", "billing_code": rng.choice(("77499", "99213"))}
        item[rng.choice(("bundled_codes", "covered_services"))] = rng.choice((None, [], [entry], entry))
    if rng.random() < 0.05:
        item["provider_references"] = [_reference(rng, 1)]
        item["in_network"] = [{"billing_code": "77499"}]
    if rng.random() < 0.3:
        keys = list(item)
        rng.shuffle(keys)
        item = {key: item[key] for key in keys}
    return item


def _rate(rng: random.Random, ids: list[Any]) -> dict[str, Any]:
    prices: Any = [
        {
            "negotiated_type": rng.choice(("negotiated", "percentage", "fee schedule")),
            "negotiated_rate": rng.choice(
                (0, rng.randrange(500), Raw(f"{rng.randrange(10**6) / 100}"), "12.5")
            ),
            "expiration_date": rng.choice(("9999-12-31", "2024-12-31T00:00:00", "at renewal")),
            "billing_class": "professional",
            "service_code": rng.choice((["11"], ["CSTM-00"], [])),
            "billing_code_modifier": rng.choice(([], ["26"])),
            "additional_information": rng.choice(_NAMES),
        }
        for _ in range(rng.choice((0, 1, 1, 2)))
    ]
    if rng.random() < 0.5 and ids:
        references = [rng.choice((*ids, 100)) for _ in range(rng.randrange(3))]
        return {"provider_references": references, "negotiated_prices": prices}
    return {"negotiated_prices": prices, "provider_groups": [_group(rng) for _ in range(rng.randrange(2))]}


def _hospital(rng: random.Random) -> Any:
    items = []
    for _ in range(rng.choice((0, 1, 3, 12, 12, 12))):
        pairs: Any = [
            {
                "code": rng.choice((*sorted(CODES), *_STRANGERS, 77499, " 77427 ", Raw("7.7499e4"))),
                "type": rng.choice(_TYPES),
            }
            for _ in range(rng.choice((0, 1, 1, 2)))
        ]
        charges = [
            {
                "setting": "both",
                "gross_charge": rng.choice((Raw("100.10"), "N/A", 5, None)),
                "modifiers": rng.choice(("26|TC", ["26"], None)),
                "payers_information": [
                    {
                        "payer_name": "P" + rng.choice(_NAMES),
                        "plan_name": "Q",
                        rng.choice(("standard_charge_dollar", "standard_charge_percentage")): rng.randrange(
                            99
                        ),
                        "standard_charge_algorithm": rng.choice(_NAMES),
                        "count": rng.choice(("0", "1 through 10", 12)),
                    }
                    for _ in range(rng.randrange(3))
                ],
            }
            for _ in range(rng.choice((0, 1, 2, 2)))
        ]
        item = {
            "description": rng.choice(_NAMES),
            "code_information": pairs[0] if len(pairs) == 1 and rng.random() < 0.1 else pairs,
            "standard_charges": charges,
        }
        items.append(item if rng.random() < 0.97 else rng.choice((None, 5, [], {})))
    whole = {
        "hospital_name": rng.choice(_NAMES),
        "last_updated_on": "2026-04-01",
        "version": "3.0.0",
        "type_2_npi": ["1", "2"],
        "license_information": {"license_number": "1", "state": "TX"},
        "standard_charge_information": items,
    }
    keys = list(whole)
    rng.shuffle(keys)
    whole = {key: whole[key] for key in keys}
    return [whole] if rng.random() < 0.05 else whole


def write(rng: random.Random, value: Any) -> bytes:
    """Write a value in one of the ways that mean the same."""
    space = rng.choice(("", "", "", " ", "\n", "\r\n  ", "mixed"))
    escapes = rng.choice((0.0, 0.0, 0.0, 0.05, 1.0))
    writer = _Writer(rng, space, escapes, shuffle=rng.random() < 0.2)
    text = writer.text(value)
    mark = b"\xef\xbb\xbf" if rng.random() < 0.05 else b""
    data = mark + text.encode()
    fault = rng.random()
    if fault < 0.02:
        place = rng.randrange(len(data) + 1)
        data = data[:place]
    elif fault < 0.04:
        place = rng.randrange(len(data))
        data = data[:place] + rng.choice((b"\x00", b"\xff", b"\\", b'"', b"}", b",")) + data[place + 1 :]
    return data + (b"\r\n" if rng.random() < 0.2 else b"")


class _Writer:
    def __init__(self, rng: random.Random, space: str, escapes: float, *, shuffle: bool) -> None:
        self._rng = rng
        self._space = space
        self._escapes = escapes
        self._shuffle = shuffle

    def text(self, value: Any) -> str:
        """Return the JSON text of a value."""
        if isinstance(value, Raw):
            return str(value)
        if isinstance(value, dict):
            keys = list(value)
            if self._shuffle:
                self._rng.shuffle(keys)
            inner = (f"{self._string(k)}{self._gap()}:{self._gap()}{self.text(value[k])}" for k in keys)
            return self._between("{", inner, "}")
        if isinstance(value, list):
            return self._between("[", (self.text(entry) for entry in value), "]")
        if isinstance(value, str):
            return self._string(value)
        return str(value) if isinstance(value, Decimal) else json.dumps(value)

    def _between(self, opening: str, inner: Any, closing: str) -> str:
        gap = self._gap
        return opening + gap() + (gap() + "," + gap()).join(inner) + gap() + closing

    def _gap(self) -> str:
        if self._space != "mixed":
            return self._space
        return self._rng.choice(("", "", " ", "\n", "\t\r\n"))

    def _string(self, text: str) -> str:
        if not self._escapes:
            return json.dumps(text, ensure_ascii=self._rng.random() < 0.5)
        out = []
        for character in text:
            if self._rng.random() < self._escapes and ord(character) < 0x10000:
                out.append(f"\\u{ord(character):04x}")
            elif character == "/" and self._rng.random() < 0.5:
                out.append("\\/")
            else:
                out.append(json.dumps(character)[1:-1])
        return '"' + "".join(out) + '"'
