"""What the folds of the page of a case hold: worked out only where one is open."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from unlisted.desk.models import Case, Membership
from unlisted.desk.selectors.files import files_of
from unlisted.desk.selectors.outcomes import MOST_ON_A_CASE, memory_of

STATES = {
    "complete": ("done", "complete"),
    "incomplete": ("due", "looked at, incomplete"),
    "not_started": ("blocked", "not started"),
    "unknown": ("waiting", "needs a person"),
    "not_applicable": ("", "not applicable"),
}
STEP_NAMES = {
    "consultation": "Referral and consultation",
    "tumor_board": "Tumor board",
    "unique_plan": "Unique plan",
    "delivery": "Delivery and on-treatment care",
    "completion": "Documentation",
}
_ORDER = {"not_started": 0, "incomplete": 1, "unknown": 2, "complete": 3, "not_applicable": 4}
_FOLDS = {
    "done": ("complete", "complete, with their evidence"),
    "other": ("not_applicable", "not applicable"),
}
_STEPS = range(1, len(STEP_NAMES) + 1)
PARTS: Mapping[str, str] = {
    **{f"step-{n}": "case_step.html" for n in _STEPS},
    **{f"step-{n}-{fold}": "case_elements.html" for n in _STEPS for fold in _FOLDS},
    "reasons": "case_reasons.html",
    "codes": "case_codes.html",
    "comparator": "case_comparator.html",
    "payer": "case_payer.html",
    "files": "case_files.html",
}
"""Folds by name, each with its template."""

SECTIONS = ("episode", "packet", "claim", "responses")
"""Sections that are there in any case; ``open`` only unfolds them."""


def opened_parts(wanted: Iterable[str]) -> set[str]:
    """Return what an address opens: the named folds and those around them; ``all`` opens everything."""
    names = set(wanted)
    if "all" in names:
        return {*PARTS, *SECTIONS}
    found = names & {*PARTS, *SECTIONS}
    inside = {"files"} & found
    steps = {"-".join(name.split("-")[:2]) for name in found if name.startswith("step-")}
    return found | steps | ({"episode"} if steps or inside else set())


def part_content(
    opened: Collection[str], by: Membership, case: Case, review: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what the templates of the open folds need beside the review itself."""
    content: dict[str, Any] = {}
    if "codes" in opened:
        content["candidates"] = _candidates(review.get("decision"))
    if "comparator" in opened:
        content["rows"] = _board_rows(review.get("board"))
        content["memory"] = memory_of(by, service=case.service, most=MOST_ON_A_CASE) if case.service else ()
    if "files" in opened:
        content["files"] = files_of(case)
    if "payer" in opened:
        content["needs"] = review.get("checklist", {}).get("payer_rules", [])
    return content


def step_heads(review: Mapping[str, Any], opened: Collection[str]) -> list[dict[str, Any]]:
    """Return the five steps with their counts; elements only where a step is open."""
    steps = review.get("checklist", {}).get("steps", [])
    return [_step(n, step, opened) for n, step in enumerate(steps, 1)]


def _step(number: int, step: Mapping[str, Any], opened: Collection[str]) -> dict[str, Any]:
    counts, key = step["counts"], f"step-{number}"
    gaps = counts["not_started"] + counts["incomplete"]
    word = ("due", f"{gaps} to do") if gaps else ("done", "complete")
    if not gaps and counts["unknown"]:
        word = ("waiting", f"{counts['unknown']} need a person")
    found = {
        "number": number,
        "key": key,
        "name": STEP_NAMES[step["step"]],
        "shape": word[0],
        "word": word[1],
        "counts": counts,
        "gap_count": gaps + counts["unknown"],
    }
    if key not in opened:
        return found
    elements = [
        {**item, "shape": STATES[item["state"]][0], "word": STATES[item["state"]][1]}
        for item in sorted(step["elements"], key=lambda item: _ORDER[item["state"]])
    ]
    inside = {
        name: [item for item in elements if item["state"] == state] for name, (state, _) in _FOLDS.items()
    }
    return {
        **found,
        "gaps": [item for item in elements if item["state"] not in {"complete", "not_applicable"}],
        "elements": inside,
        "folds": [
            {"key": f"{key}-{name}", "count": len(inside[name]), "words": words, "items": inside[name]}
            for name, (_, words) in _FOLDS.items()
            if inside[name]
        ],
    }


def _candidates(decision: Mapping[str, Any] | None) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Group the codes considered: the stage asked about first, then the rest."""
    if decision is None:
        return []
    stage = decision["request"]["stage"]
    mine = [item for item in decision["candidates"] if item["stage"] == stage]
    rest = [item for item in decision["candidates"] if item["stage"] != stage]
    order = {"fits": 0, "unknown": 1, "excluded": 2}
    return [
        (f"Codes of {stage}", sorted(mine, key=lambda item: order[item["state"]])),
        ("Codes of other stages", sorted(rest, key=lambda item: order[item["state"]])),
    ]


def _board_rows(board: Mapping[str, Any] | None) -> list[tuple[str, list[Any]]]:
    """Turn the columns of the board into rows of the table: one for each kind of figure."""
    if board is None:
        return []
    columns = board["columns"]
    rows: list[tuple[str, list[Any]]] = []
    for key, label in (("work", "Work RVU"), ("practice_expense", "Practice expense RVU")):
        rows.append((label, [_value(c["relative_values"], key) for c in columns]))
    rows.append(("Malpractice RVU", [_value(c["relative_values"], "malpractice") for c in columns]))
    rows.append(("Total RVU", [_value(c["relative_values"], "total") for c in columns]))
    names = [item["dimension"] for item in columns[0]["dimensions"]] if columns else []
    for n, name in enumerate(names):
        rows.append((name.replace("_", " ").capitalize(), [_dimension(c["dimensions"][n]) for c in columns]))
    return rows


def _value(answer: Mapping[str, Any], key: str) -> dict[str, Any]:
    if answer["available"]:
        return {"text": answer["value"][key]}
    return {"unavailable": answer.get("searched", "not published")}


def _dimension(item: Mapping[str, Any]) -> dict[str, Any]:
    percent = item["percent_more"]
    return {"text": item["reason"], "percent": percent.get("value") if percent["available"] else None}
