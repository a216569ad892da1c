"""The slow, obvious way to read rate files: whole in memory, by the standard library. The tests' oracle."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

PROCEDURE = ("CPT", "HCPCS")
PAYER_AMOUNTS = {
    "standard_charge_dollar": "negotiated_dollar",
    "standard_charge_percentage": "negotiated_percentage",
    "estimated_amount": "estimated_allowed",
    "median_amount": "median_allowed",
    "10th_percentile": "percentile_10_allowed",
    "90th_percentile": "percentile_90_allowed",
}
ITEM_AMOUNTS = {
    "gross_charge": "gross_charge",
    "discounted_cash": "discounted_cash",
    "minimum": "minimum_negotiated",
    "maximum": "maximum_negotiated",
}
CSV_AMOUNTS = {
    "negotiated_dollar": "negotiated_dollar",
    "negotiated_percentage": "negotiated_percentage",
    "estimated_amount": "estimated_allowed",
    "median_amount": "median_allowed",
    "10th_percentile": "percentile_10_allowed",
    "90th_percentile": "percentile_90_allowed",
}
CSV_ITEM = {
    "gross": "gross_charge",
    "discounted_cash": "discounted_cash",
    "min": "minimum_negotiated",
    "max": "maximum_negotiated",
}


def load_bytes(path: Path) -> bytes:
    """The file's text, expanded."""
    data = path.read_bytes()
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def load_json(path: Path) -> Any:
    """The whole file, fractions exact."""
    return json.loads(load_bytes(path).decode("utf-8-sig"), parse_float=Decimal)


def payer_prices(whole: dict[str, Any], codes: Iterable[str]) -> Counter[tuple[Any, ...]]:
    """(pointer, code, rate, tins) of every literal in-network price."""
    references = {str(r["provider_group_id"]): r for r in whole.get("provider_references", [])}
    found: Counter[tuple[Any, ...]] = Counter()
    for i, item in enumerate(whole["in_network"]):
        if item["billing_code"] not in codes or item["billing_code_type"] not in PROCEDURE:
            continue
        for r, rate in enumerate(item["negotiated_rates"]):
            groups = list(rate.get("provider_groups", []))
            for key in rate.get("provider_references", []):
                groups += references.get(str(key), {}).get("provider_groups", [])
            tins = tuple((g["tin"]["value"], frozenset(str(n) for n in g["npi"]) - {"0"}) for g in groups)
            for p, price in enumerate(rate["negotiated_prices"]):
                pointer = f"/in_network/{i}/negotiated_rates/{r}/negotiated_prices/{p}"
                found[pointer, item["billing_code"], Decimal(price["negotiated_rate"]), tins] += 1
    return found


Amount = tuple[str, str, str, str, str, Decimal]
"""Code, setting, kind, payer, plan, amount."""


def hospital_json_amounts(whole: dict[str, Any], codes: Iterable[str]) -> Counter[Amount]:
    """Every numeric amount of the codes."""
    found: Counter[Amount] = Counter()
    for item in whole["standard_charge_information"]:
        matched = {
            c["code"]
            for c in item["code_information"]
            if c["code"] in codes and c["type"].upper() in PROCEDURE
        }
        for code in matched:
            for charge in item["standard_charges"]:
                for name, kind in ITEM_AMOUNTS.items():
                    if name in charge:
                        found[code, charge["setting"], kind, "", "", Decimal(charge[name])] += 1
                for price in charge.get("payers_information", []):
                    for name, kind in PAYER_AMOUNTS.items():
                        if name in price:
                            owner = (price["payer_name"].strip(), price["plan_name"].strip())
                            found[code, charge["setting"], kind, *owner, Decimal(price[name])] += 1
    return found


def hospital_csv_amounts(data: bytes, codes: Iterable[str]) -> tuple[Counter[Amount], set[Amount]]:
    """Payer amounts (counted) and item amounts (as a set: a tall file repeats them)."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    names = [[word.strip() for word in name.split("|")] for name in rows[2]]
    payer: Counter[Amount] = Counter()
    items: set[Amount] = set()
    for row in rows[3:]:
        cell = dict(zip(("|".join(words).lower() for words in names), row, strict=False))
        matched = {
            value.strip()
            for name, value in cell.items()
            if name.startswith("code|")
            and not name.endswith("type")
            and value.strip() in codes
            and cell[f"{name}|type"].strip().upper() in PROCEDURE
        }
        for code in matched:
            for words, text_value in zip(names, row, strict=False):
                _amount(code, words, text_value.strip(), cell, payer, items)
    return payer, items


def _amount(
    code: str, words: list[str], text: str, cell: dict[str, str], payer: Counter[Amount], items: set[Amount]
) -> None:
    try:
        amount = Decimal(text.replace("$", "").replace(",", ""))
    except ArithmeticError:
        return
    first, last = words[0].lower(), words[-1].lower()
    setting = cell["setting"].strip()
    if first == "standard_charge" and len(words) == 2 and last in CSV_ITEM:
        items.add((code, setting, CSV_ITEM[last], "", "", amount))
        return
    name = last if first == "standard_charge" else first
    if name not in CSV_AMOUNTS or (first == "standard_charge") != name.startswith("negotiated"):
        return
    owner = words[1:-1] if first == "standard_charge" else words[1:]
    if not owner:
        owner = [cell["payer_name"].strip(), cell["plan_name"].strip()]
    payer[code, setting, CSV_AMOUNTS[name], owner[0], "|".join(owner[1:]), amount] += 1
