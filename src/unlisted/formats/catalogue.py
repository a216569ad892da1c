"""Read and write the service catalogue (YAML), strictly.

It is read like a rule file: mappings, lists and text only; duplicate and unknown keys are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import yaml

from unlisted.base.money import parse_decimal
from unlisted.coding.catalogue import Catalogue, Service, ServiceChange
from unlisted.formats.plain_yaml import broken, check_keys, day_of, head_of, list_of, slug_of, text_of

CATALOGUE_KIND = "unlisted.services/1"
_SLUG = re.compile(r"^[a-z][a-z0-9_]{0,79}$")
_SERVICE_KEYS = {"id", "name", "code", "description", "evidence", "comparator", "review_by", "history"}
_OPTIONAL = {"fee", "note"}
_CHANGE_KEYS = {"on", "by", "role", "change"}


def read_catalogue(name: str, data: bytes) -> Catalogue:
    """Read a catalogue; raise ``BrokenFileError`` with the place of the first thing wrong."""
    tree = head_of(name, data, {"catalogue", "practice", "services"}, "catalogue", CATALOGUE_KIND)
    services = list_of(name, tree["services"], "services")
    return Catalogue(
        text_of(name, tree, "practice", "practice"),
        tuple(_service(name, item, f"services[{n}]") for n, item in enumerate(services)),
    )


def write_catalogue(catalogue: Catalogue) -> bytes:
    """Write a catalogue; reading it back gives the same value."""
    services = []
    for item in catalogue.services:
        entry: dict[str, Any] = {
            "id": item.id,
            "name": item.name,
            "code": item.code,
            "description": item.description,
            "evidence": list(item.evidence),
            "comparator": item.comparator,
            "review_by": item.review_by.isoformat(),
        }
        if item.fee is not None:
            entry["fee"] = format(item.fee, "f")
        if item.note:
            entry["note"] = item.note
        entry["history"] = [
            {"on": x.on.isoformat(), "by": x.by, "role": x.role, "change": x.change} for x in item.history
        ]
        services.append(entry)
    tree = {"catalogue": CATALOGUE_KIND, "practice": catalogue.practice, "services": services}
    text: str = yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=100, default_flow_style=False)
    return text.encode()


def _service(name: str, item: Any, where: str) -> Service:
    check_keys(name, item, where, _SERVICE_KEYS, _OPTIONAL)
    evidence = list_of(name, item["evidence"], f"{where}.evidence")
    if not all(isinstance(x, str) and _SLUG.match(x) for x in evidence):
        raise broken(name, f"{where}.evidence", "an entry is no slug", "write for example time_log")
    history = list_of(name, item["history"], f"{where}.history")
    return Service(
        slug_of(name, item, "id", where),
        text_of(name, item, "name", where),
        text_of(name, item, "code", where),
        text_of(name, item, "description", where),
        tuple(evidence),
        text_of(name, item, "comparator", where),
        _money(name, item, where),
        day_of(name, item, "review_by", where),
        tuple(_change(name, x, f"{where}.history[{n}]") for n, x in enumerate(history)),
        item.get("note", "") if isinstance(item.get("note", ""), str) else "",
    )


def _change(name: str, item: Any, where: str) -> ServiceChange:
    check_keys(name, item, where, _CHANGE_KEYS, set())
    return ServiceChange(
        day_of(name, item, "on", where),
        text_of(name, item, "by", where),
        slug_of(name, item, "role", where),
        text_of(name, item, "change", where),
    )


def _money(name: str, item: Mapping[str, Any], where: str) -> Decimal | None:
    if "fee" not in item:
        return None
    value = parse_decimal(item["fee"]) if isinstance(item["fee"], str) else None
    if value is None or value != value.quantize(Decimal("0.01")):
        raise broken(name, f"{where}.fee", "the fee is no amount in dollars and cents", "write 1450.00")
    return value
