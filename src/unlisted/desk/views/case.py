"""The page of a case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from unlisted.claim.case_states import CaseState, steps_from
from unlisted.coding.questions import Asked
from unlisted.desk.permissions import Action
from unlisted.desk.selectors.cases import case_page
from unlisted.desk.selectors.claim_form import claim_form
from unlisted.desk.selectors.claim_lines import line_standings
from unlisted.desk.selectors.outcomes import MOST_ON_A_CASE, memory_of
from unlisted.desk.services.lifecycle import BY_HAND, NEEDS
from unlisted.desk.services.standing import today
from unlisted.desk.services.work import note_access
from unlisted.desk.timeline import timeline_of
from unlisted.desk.views.page import DeskRequest, page
from unlisted.pipeline.case_review import packaged

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


@page(Action.SEE_CASES)
def show(request: DeskRequest, number: int) -> HttpResponse:
    """Show a case; looking at it is recorded."""
    by = request.membership
    found = case_page(by, number)
    note_access(by=by, case=found.case, what="case looked at")
    review = found.review
    decision = review.get("decision")
    state = CaseState(found.case.state)
    moves = [
        step
        for step in steps_from(state)
        if step.after in BY_HAND and by.can(NEEDS[step.after]) and step.after is not state
    ]
    everything = packaged()[0].version
    return render(
        request,
        "desk/case.html",
        {
            "page": found,
            "case": found.case,
            "decision": decision,
            "said": _said(decision),
            "questions": _questions(decision, by.can(Action.ANSWER_AS_PHYSICIAN), by.can(Action.ENTER_FACTS)),
            "candidates": _candidates(decision),
            "steps": [
                _step(n, step) for n, step in enumerate(review.get("checklist", {}).get("steps", []), 1)
            ],
            "needs": review.get("checklist", {}).get("payer_rules", []),
            "board": review.get("board"),
            "rows": _board_rows(review.get("board")),
            "payer": review.get("payer"),
            "details": json.loads(bytes(found.case.claim_details)) if found.case.claim_details else None,
            "claim_form": claim_form(found.case),
            "lines": line_standings(found.case, [x for x in found.more["remittances"] if not x.secondary]),
            "people": found.case.practice.billing.get("providers", []),
            "timeline": timeline_of(found, review),
            "moves": moves,
            "memory": memory_of(by, service=found.case.service, most=MOST_ON_A_CASE)
            if found.case.service
            else (),
            "stale": bool(found.decision and found.decision.rulebook_version != everything),
            "overdue": bool(found.case.due_on and found.case.due_on < today()),
            "days_left": (found.case.due_on - today()).days if found.case.due_on else None,
            "state_words": _state_word(found.case.state),
            **found.more,
        },
    )


def _state_word(state: str) -> str:
    done = {"paid", "overturned", "closed"}
    blocked = {"rejected", "denied", "underpaid", "upheld"}
    return "done" if state in done else "blocked" if state in blocked else "waiting"


def _said(decision: Mapping[str, Any] | None) -> str:
    if decision is None:
        return "No treatment is on record, so nothing can be decided."
    lines = ", ".join(
        f"{line['code']} × {line['units']}" if line["units"] else line["code"] for line in decision["lines"]
    )
    match decision["outcome"]:
        case "listed":
            return f"Listed codes describe this course: {lines}."
        case "unlisted":
            return f"An unlisted code is among the lines: {lines}."
    if any(item["severity"] == "blocking" for item in decision["edits"]):
        return "Held until a person has reviewed the findings on it." + (
            f" On record: {lines}." if lines else ""
        )
    stands = f" {lines} stands already." if lines else ""
    return f"Held until the open question is answered.{stands}"


def _questions(decision: Mapping[str, Any] | None, physician: bool, anyone: bool) -> list[dict[str, Any]]:
    if decision is None:
        return []
    found = []
    for kind in ("questions", "also_ask"):
        for item in decision[kind]:
            for_physician = item["of"] == Asked.PHYSICIAN.value
            may = not item["by_record"] and (physician if for_physician else anyone)
            found.append(
                {**item, "for_physician": for_physician, "may": may, "blocking": kind == "questions"}
            )
    return found


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


def _step(number: int, step: Mapping[str, Any]) -> dict[str, Any]:
    counts = step["counts"]
    gaps = counts["not_started"] + counts["incomplete"]
    word = ("due", f"{gaps} to do") if gaps else ("done", "complete")
    if not gaps and counts["unknown"]:
        word = ("waiting", f"{counts['unknown']} need a person")
    order = {"not_started": 0, "incomplete": 1, "unknown": 2, "complete": 3, "not_applicable": 4}
    elements = [
        {**item, "shape": STATES[item["state"]][0], "word": STATES[item["state"]][1]}
        for item in sorted(step["elements"], key=lambda item: order[item["state"]])
    ]
    return {
        "number": number,
        "name": STEP_NAMES[step["step"]],
        "shape": word[0],
        "word": word[1],
        "counts": counts,
        "gaps": [item for item in elements if item["state"] in {"not_started", "incomplete", "unknown"}],
        "done": [item for item in elements if item["state"] == "complete"],
        "other": [item for item in elements if item["state"] == "not_applicable"],
    }


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
