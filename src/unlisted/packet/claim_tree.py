"""Write the claim request of an episode: what the record knows, with what only the practice knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from unlisted.base.errors import UsageError
from unlisted.claim.model import Attachment
from unlisted.coding.decision import Decision
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held

T = TypeVar("T")
FROM_THE_RECORD = frozenset({"patient", "coverage", "lines", "kind", "authorization"})
MOST_POINTERS = 4


def claim_request(
    episode: Episode,
    decision: Decision,
    extra: dict[str, object],
    *,
    code: str,
    description: str,
    charge: Decimal,
    charges: dict[str, Decimal],
    note: str = "",
    attachment: Attachment | None = None,
) -> dict[str, object]:
    """Return the tree of a claim request with one claim: a line for each code of the decision.

    ``extra`` adds what no record holds (control number, address, place of service, people, further
    diagnoses); it may not state what the record states. ``charges`` are those of the listed lines. Raises
    ``UsageError`` for a key that the record answers, and for a listed line without a charge.
    """
    both = sorted(FROM_THE_RECORD & set(extra))
    if both:
        raise UsageError(
            f"the packet request may not state {', '.join(both)}",
            why="the claim and the letters have to say the same, so both take it from the record",
            fix="correct the record, and import it again",
        )
    first = min(episode.coverages, key=lambda item: item.order) if episode.coverages else None
    further = [item for item in _list(extra.get("diagnoses")) if isinstance(item, str)]
    diagnoses = list(dict.fromkeys([*_diagnoses(episode), *further]))
    claim: dict[str, object] = {
        "kind": "professional",
        **{key: value for key, value in extra.items() if key not in {"address", "diagnoses"}},
        "patient": {**_patient(episode), "address": extra.get("address")},
        "coverage": _coverage(first) if first else {},
        "diagnoses": diagnoses,
        "lines": [
            _line(
                item.code, item.units, decision.on, code, description, charge, charges, note, len(diagnoses)
            )
            for item in decision.lines
        ],
    }
    if first is not None and first.authorization_number.is_known:
        claim["authorization"] = first.authorization_number.value
    if attachment is not None:
        claim["attachments"] = [
            {
                "report_type": attachment.report_type,
                "transmission": attachment.transmission,
                "control_number": attachment.control_number,
            }
        ]
    return {"claims": [_without_empty(claim)]}


def _line(
    item: str,
    units: int | None,
    on: date,
    code: str,
    description: str,
    charge: Decimal,
    charges: dict[str, Decimal],
    note: str,
    diagnoses: int,
) -> dict[str, Any]:
    pointers = [str(number) for number in range(1, min(diagnoses, MOST_POINTERS) + 1)]
    line: dict[str, Any] = {"code": item, "from": on.isoformat(), "pointers": pointers}
    if item == code:
        line |= {"description": description, "charge": format(charge, "f")}
        if note:
            line["notes"] = [{"kind": "ADD", "text": note}]
        return line
    if item not in charges:
        raise UsageError(
            f"the packet request has no charge for {item}",
            why="the decision reports this code on the same claim",
            fix=f"add it under `charges:`, for example {{code: \"{item}\", charge: '1250.00'}}",
        )
    return line | {"charge": format(charges[item], "f"), "units": str(units or 1)}


def _patient(episode: Episode) -> dict[str, object]:
    who = episode.patient
    sex = who.sex.value if who.sex.is_known else "unknown"
    return {
        "family": _value(who.family_name, str),
        "given": _value(who.given_name, str),
        "birth_date": _value(who.birth_date, date.isoformat),
        "sex": sex if sex in {"female", "male"} else "unknown",
    }


def _coverage(first: Any) -> dict[str, object]:
    found = {
        "member_id": _value(first.member_id, str),
        "group_number": _value(first.group_number, str),
    }
    return {key: value for key, value in found.items() if value}


def _diagnoses(episode: Episode) -> list[str]:
    ordered = sorted(episode.diagnoses, key=lambda item: not item.is_primary)
    return [item.icd10cm.value for item in ordered if item.icd10cm.is_known]


def _value(held: Held[T], words: Callable[[T], str]) -> str | None:
    return words(held.value) if held.is_known else None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _without_empty(tree: dict[str, object]) -> dict[str, object]:
    return {
        key: _without_empty(value) if isinstance(value, dict) else value
        for key, value in tree.items()
        if value is not None
    }
