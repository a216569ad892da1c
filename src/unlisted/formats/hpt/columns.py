"""Find the columns of a hospital CSV file: tall or wide, any case, spaces round pipes."""

from __future__ import annotations

from dataclasses import dataclass

from unlisted.base.errors import BrokenFileError, LimitExceededError
from unlisted.formats.container.limits import MAX_COLUMNS
from unlisted.market.observation import AmountKind

_ITEM_AMOUNTS = {
    "gross": AmountKind.GROSS_CHARGE,
    "discounted_cash": AmountKind.DISCOUNTED_CASH,
    "min": AmountKind.MINIMUM_NEGOTIATED,
    "max": AmountKind.MAXIMUM_NEGOTIATED,
}
_NEGOTIATED: dict[str, str] = {
    "negotiated_dollar": AmountKind.NEGOTIATED_DOLLAR,
    "negotiated_percentage": AmountKind.NEGOTIATED_PERCENTAGE,
    "negotiated_algorithm": "algorithm",
    "methodology": "methodology",
}
_OUTSIDE: dict[str, str] = {
    "estimated_amount": AmountKind.ESTIMATED_ALLOWED,
    "median_amount": AmountKind.MEDIAN_ALLOWED,
    "10th_percentile": AmountKind.PERCENTILE_10_ALLOWED,
    "90th_percentile": AmountKind.PERCENTILE_90_ALLOWED,
    "count": "count",
    "additional_payer_notes": "note",
}
_REQUIRED_OF_A_PLAN = tuple(_NEGOTIATED)
_PLAIN = {
    "modifiers": "modifiers",
    "setting": "setting",
    "billing_class": "billing_class",
    "additional_generic_notes": "note",
    "description": "description",
    "payer_name": "payer",
    "plan_name": "plan",
}
_CHARGE = "standard_charge"


@dataclass(frozen=True, slots=True)
class PlanColumns:
    """Where one payer's plan has its values; the keys are amount kinds and field names."""

    payer: str
    plan: str
    places: dict[str, int]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where everything stands in a row, from 0.

    ``plans`` holds one entry for a tall file (payer and plan are columns) and one per plan for a wide one.
    """

    width: int
    codes: tuple[tuple[int, int], ...]
    fields: dict[str, int]
    amounts: dict[AmountKind, int]
    plans: tuple[PlanColumns, ...]
    tall: bool


def find_columns(names: list[str], file_name: str, row: int) -> Columns:
    """Read the column header; raise ``BrokenFileError`` where a column is missing that others need."""
    if len(names) > MAX_COLUMNS:
        raise LimitExceededError(f"{file_name} has more than {MAX_COLUMNS} columns", where=f"row {row}")
    code_at: dict[str, int] = {}
    type_at: dict[str, int] = {}
    fields: dict[str, int] = {}
    amounts: dict[AmountKind, int] = {}
    tall_places: dict[str, int] = {}
    wide: dict[str, PlanColumns] = {}
    for place, name in enumerate(names):
        words = [word.strip() for word in name.split("|")]
        lowered = [word.lower() for word in words]
        if lowered[0] == "code" and len(words) == 2:
            code_at[lowered[1]] = place
        elif lowered[0] == "code" and lowered[2:] == ["type"]:
            type_at[lowered[1]] = place
        elif len(words) == 1 and lowered[0] in _PLAIN:
            fields[_PLAIN[lowered[0]]] = place
        elif lowered[0] == _CHARGE and len(words) == 2 and lowered[1] in _ITEM_AMOUNTS:
            amounts[_ITEM_AMOUNTS[lowered[1]]] = place
        else:
            _payer_column(words, lowered, place, tall_places, wide)
    tall = "payer" in fields
    if tall:
        plans: tuple[PlanColumns, ...] = (PlanColumns("", "", tall_places),)
    else:
        plans = tuple(wide.values())
    _check(code_at, type_at, plans, file_name, row)
    pairs = tuple((code_at[key], type_at[key]) for key in code_at)
    return Columns(len(names), pairs, fields, amounts, plans, tall)


def _payer_column(
    words: list[str],
    lowered: list[str],
    place: int,
    tall_places: dict[str, int],
    wide: dict[str, PlanColumns],
) -> None:
    """Note a column that belongs to a payer: tall without, wide with the payer's and plan's name.

    One plan's names differ in case between its columns in real files; the first spelling is kept.
    """
    if lowered[0] == _CHARGE and lowered[-1] in _NEGOTIATED:
        meaning, owner = _NEGOTIATED[lowered[-1]], words[1:-1]
    elif lowered[0] in _OUTSIDE:
        meaning, owner = _OUTSIDE[lowered[0]], words[1:]
    else:
        return
    if owner:
        key = "|".join(owner).casefold()
        plan = wide.setdefault(key, PlanColumns(owner[0], "|".join(owner[1:]), {}))
        plan.places[meaning] = place
    else:
        tall_places[meaning] = place


def _check(
    code_at: dict[str, int],
    type_at: dict[str, int],
    plans: tuple[PlanColumns, ...],
    file_name: str,
    row: int,
) -> None:
    missing = ["code|1"] if not code_at else [f"code|{key}|type" for key in code_at if key not in type_at]
    for plan in plans:
        owner = "".join(f"{name}|" for name in (plan.payer, plan.plan) if name)
        for name in _REQUIRED_OF_A_PLAN:
            if _NEGOTIATED[name] not in plan.places:
                missing.append(f"{_CHARGE}|{owner}{name}")
    if missing:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        raise BrokenFileError(
            f"{file_name} lacks the column {', '.join(missing[:3])}{more}",
            where=f"{file_name}, row {row}",
            why="without it the other columns of the same code or plan cannot be understood",
            fix="check that the header row is whole; the publisher's template asks for this column",
        )
