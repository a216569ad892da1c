"""Read and write the service catalogue (YAML) and the answers to a decision (YAML), strictly.

Both are read like rule files: mappings, lists and text only; duplicate and unknown keys are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from unlisted.base.dates import parse_day
from unlisted.base.errors import BrokenFileError, UnlistedError
from unlisted.base.money import parse_decimal
from unlisted.coding.answers import GivenAnswer
from unlisted.coding.catalogue import Catalogue, Service, ServiceChange
from unlisted.coding.questions import QUESTIONS
from unlisted.rules.problems import Problem
from unlisted.rules.strict_yaml import read_tree

CATALOGUE_KIND = "unlisted.services/1"
ANSWERS_KIND = "unlisted.answers/1"
MAX_ENTRIES = 2_000
_SLUG = re.compile(r"^[a-z][a-z0-9_]{0,79}$")
_SERVICE_KEYS = {"id", "name", "code", "description", "evidence", "comparator", "review_by", "history"}
_OPTIONAL = {"fee", "note"}
_CHANGE_KEYS = {"on", "by", "role", "change"}
_ANSWER_KEYS = {"question", "answer", "by", "role", "on"}


def read_catalogue(name: str, data: bytes) -> Catalogue:
    """Read a catalogue; raise ``BrokenFileError`` with the place of the first thing wrong."""
    tree = _tree(name, data, {"catalogue", "practice", "services"}, "catalogue", CATALOGUE_KIND)
    services = _list(name, tree["services"], "services")
    return Catalogue(
        _text(name, tree, "practice", "practice"),
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


def read_answers(name: str, data: bytes) -> tuple[GivenAnswer, ...]:
    """Read answers to open questions: ``yes``, ``no`` or a whole number, each with person, role and day."""
    tree = _tree(name, data, {"answers", "entries"}, "answers", ANSWERS_KIND)
    return tuple(
        _answer(name, item, f"entries[{n}]") for n, item in enumerate(_list(name, tree["entries"], "entries"))
    )


def _answer(name: str, item: Any, where: str) -> GivenAnswer:
    _keys(name, item, where, _ANSWER_KEYS, {"says"})
    question = _text(name, item, "question", where)
    if question not in QUESTIONS:
        raise _broken(
            name, f"{where}.question", "no question of that name is asked", "see docs/explanation/decision.md"
        )
    word = _text(name, item, "answer", where).lower()
    values: Mapping[str, bool] = {"yes": True, "no": False, "true": True, "false": False}
    if word not in values and not (word.isascii() and word.isdigit() and len(word) < 6):
        raise _broken(
            name, f"{where}.answer", "the answer is neither yes, no nor a number", "write yes or no"
        )
    value: bool | int = values[word] if word in values else int(word)
    return GivenAnswer(
        question,
        value,
        _text(name, item, "by", where),
        _slug(name, item, "role", where),
        _day(name, item, "on", where),
        item.get("says", ""),
        name,
    )


def _service(name: str, item: Any, where: str) -> Service:
    _keys(name, item, where, _SERVICE_KEYS, _OPTIONAL)
    evidence = _list(name, item["evidence"], f"{where}.evidence")
    if not all(isinstance(x, str) and _SLUG.match(x) for x in evidence):
        raise _broken(name, f"{where}.evidence", "an entry is no slug", "write for example time_log")
    history = _list(name, item["history"], f"{where}.history")
    return Service(
        _slug(name, item, "id", where),
        _text(name, item, "name", where),
        _text(name, item, "code", where),
        _text(name, item, "description", where),
        tuple(evidence),
        _text(name, item, "comparator", where),
        _money(name, item, where),
        _day(name, item, "review_by", where),
        tuple(_change(name, x, f"{where}.history[{n}]") for n, x in enumerate(history)),
        item.get("note", "") if isinstance(item.get("note", ""), str) else "",
    )


def _change(name: str, item: Any, where: str) -> ServiceChange:
    _keys(name, item, where, _CHANGE_KEYS, set())
    return ServiceChange(
        _day(name, item, "on", where),
        _text(name, item, "by", where),
        _slug(name, item, "role", where),
        _text(name, item, "change", where),
    )


def _money(name: str, item: Mapping[str, Any], where: str) -> Decimal | None:
    if "fee" not in item:
        return None
    value = parse_decimal(item["fee"]) if isinstance(item["fee"], str) else None
    if value is None or value != value.quantize(Decimal("0.01")):
        raise _broken(name, f"{where}.fee", "the fee is no amount in dollars and cents", "write 1450.00")
    return value


def _tree(name: str, data: bytes, keys: set[str], head: str, kind: str) -> Any:
    tree = read_tree(name, data)
    if isinstance(tree, Problem):
        raise _broken(tree.where, "", tree.what, tree.fix)
    _keys(name, tree, "the file", keys, set())
    if tree[head] != kind:
        raise _broken(name, head, f"not of kind {kind}", f"start the file with `{head}: {kind}`")
    return tree


def _keys(name: str, item: Any, where: str, wanted: set[str], optional: set[str]) -> None:
    if not isinstance(item, dict):
        raise _broken(name, where, "no mapping of keys", "write `key: value` lines")
    missing, extra = wanted - set(item), set(item) - wanted - optional
    if missing or extra:
        said = [f"missing: {', '.join(sorted(missing))}"] * bool(missing)
        said += [f"not known: {', '.join(sorted(extra))}"] * bool(extra)
        raise _broken(name, where, "; ".join(said), f"the keys are {', '.join(sorted(wanted | optional))}")


def _list(name: str, value: Any, where: str) -> list[Any]:
    if not isinstance(value, list) or len(value) > MAX_ENTRIES:
        raise _broken(
            name, where, f"no list of at most {MAX_ENTRIES:,} entries", "write lines that start with -"
        )
    return value


def _text(name: str, item: Mapping[str, Any], key: str, where: str) -> str:
    value = item[key]
    if not isinstance(value, str) or not value.strip():
        raise _broken(name, f"{where}.{key}", "no text", "write plain text")
    return value


def _slug(name: str, item: Mapping[str, Any], key: str, where: str) -> str:
    value = _text(name, item, key, where)
    if not _SLUG.match(value):
        raise _broken(name, f"{where}.{key}", "no slug", "use small letters, digits and underscores")
    return value


def _day(name: str, item: Mapping[str, Any], key: str, where: str) -> date:
    try:
        return parse_day(_text(name, item, key, where))
    except UnlistedError as error:
        raise _broken(name, f"{where}.{key}", "no day", "write YYYY-MM-DD") from error


def _broken(name: str, where: str, what: str, fix: str) -> BrokenFileError:
    return BrokenFileError(
        f"{name} cannot be read: {what}",
        where=f"{name}, {where}" if where else name,
        why="a service or an answer that is misread would end in a claim",
        fix=fix,
    )
