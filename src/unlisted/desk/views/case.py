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
from unlisted.desk.selectors.cases import case_of, case_page, comparator_choices, review_of
from unlisted.desk.selectors.claim_form import claim_form
from unlisted.desk.selectors.claim_lines import line_standings
from unlisted.desk.services.lifecycle import BY_HAND, NEEDS
from unlisted.desk.services.standing import today
from unlisted.desk.services.work import note_access
from unlisted.desk.timeline import timeline_of
from unlisted.desk.views.case_parts import PARTS, opened_parts, part_content, step_heads
from unlisted.desk.views.page import DeskRequest, page
from unlisted.pipeline.case_review import packaged


@page(Action.SEE_CASES)
def show(request: DeskRequest, number: int) -> HttpResponse:
    """Show a case; looking at it is recorded. ``open`` in the address opens what is folded.

    A part that is unfolded is asked for at the same address, and answered alone.
    """
    by = request.membership
    wanted = request.GET.getlist("open")
    part = request.headers.get("HX-Target", "").removeprefix("part-")
    if request.headers.get("HX-Request") and part in PARTS and part in wanted:
        return _part(request, number, part)
    found = case_page(by, number)
    note_access(by=by, case=found.case, what="case looked at")
    case, review, choice = found.case, found.review, found.more["choice"]
    decision = review.get("decision")
    state = CaseState(case.state)
    moves = [
        step
        for step in steps_from(state)
        if step.after in BY_HAND and by.can(NEEDS[step.after]) and step.after is not state
    ]
    usual = {
        "episode": bool(case.gaps),
        "comparator": bool(
            review.get("board") and not choice and decision and decision["outcome"] == "unlisted"
        ),
        "packet": bool(case.state == "draft" and choice),
        "claim": bool(found.claims),
        "responses": bool(found.more["remittances"] or found.more["denials"]),
    }
    opened = opened_parts(wanted) | {name for name, is_open in usual.items() if is_open}
    content = {
        "page": found,
        "case": case,
        "opened": opened,
        "here": request.path,
        "decision": decision,
        "said": _said(decision),
        "questions": _questions(decision, by.can(Action.ANSWER_AS_PHYSICIAN), by.can(Action.ENTER_FACTS)),
        "steps": step_heads(review, opened),
        "board": review.get("board"),
        "payer": review.get("payer"),
        "details": json.loads(bytes(case.claim_details)) if case.claim_details else None,
        "claim_form": claim_form(case),
        "lines": line_standings(case, [item for item in found.more["remittances"] if not item.secondary]),
        "people": case.practice.billing.get("providers", []),
        "timeline": timeline_of(found, review),
        "moves": moves,
        "stale": bool(found.decision and found.decision.rulebook_version != packaged()[0].version),
        "overdue": bool(case.due_on and case.due_on < today()),
        "days_left": (case.due_on - today()).days if case.due_on else None,
        "state_words": _state_word(case.state),
        **found.more,
        **part_content(opened, by, case, review),
    }
    return _vary(render(request, "desk/case.html", content))


def _part(request: DeskRequest, number: int, part: str) -> HttpResponse:
    by = request.membership
    case = case_of(by, number)
    note_access(by=by, case=case, what="case looked at")
    review = review_of(case)
    opened = opened_parts([part])
    content = {
        "case": case,
        "opened": opened,
        "here": request.path,
        "decision": review.get("decision"),
        "board": review.get("board"),
        "payer": review.get("payer"),
        **part_content({part}, by, case, review),
    }
    if part == "comparator":
        content |= comparator_choices(case)
    if part.startswith("step-"):
        number_of_step, _, fold = part.removeprefix("step-").partition("-")
        step = step_heads(review, opened)[int(number_of_step) - 1]
        content |= {"step": step, "items": step["elements"][fold] if fold else ()}
    return _vary(render(request, f"desk/parts/{PARTS[part]}", content))


def _vary(answer: HttpResponse) -> HttpResponse:
    answer["Vary"] = "HX-Request, HX-Target"
    return answer


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
