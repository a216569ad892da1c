"""One element of the checklist: what is on record for it, and the forms that fill or correct it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from unlisted.base.errors import UsageError
from unlisted.desk.entry import action_for, groups_for
from unlisted.desk.models import Case
from unlisted.desk.permissions import Action, NotThereError
from unlisted.desk.selectors.cases import case_of, newest_record, review_of
from unlisted.desk.services.facts import enter_facts, settle_conflict, state_element
from unlisted.desk.services.work import note_access
from unlisted.desk.templatetags.desk import day
from unlisted.desk.views.page import DeskRequest, page
from unlisted.episode.completeness_probe import contradicts
from unlisted.episode.enter import read_place
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Role
from unlisted.formats.episode_json import read_episode_json
from unlisted.formats.forms.ask import PATIENT_AND_COVERAGE, Asked, ask_for, wanted_documents
from unlisted.formats.forms.entry import TOXICITY_ROWS, shown
from unlisted.formats.forms.form import CHECKLIST_STATES
from unlisted.formats.forms.problems import FormProblem
from unlisted.formats.forms.shape import FieldShape, Kind
from unlisted.pipeline.coding_data import evidence_data

_LABELS = {
    "on": "Day",
    "by": "By whom",
    "says": "In one sentence",
    "icd10cm": "Diagnosis code (ICD-10-CM)",
    "dose_gy": "Dose (Gy)",
    "dose_per_fraction_gy": "Dose per fraction (Gy)",
    "id": "Name of the prescription",
    "slug": "Short name, for example adaptive",
    "activity": "Activity, for example dose_summation",
    "payer_id": "Payer's name in the rulebook, for example aetna",
    "order": "Order of payment (1 pays first)",
    "is_recurrence": "It is a recurrence",
    "specialties": "Specialties present",
    "reirradiation": "Earlier radiation of this region",
    "targets": "Target volumes",
}
_INPUTS = {
    Kind.DAY: "date",
    Kind.WHOLE: "whole",
    Kind.NUMBER: "number",
    Kind.YES_NO: "choice",
    Kind.PERSON: "person",
    Kind.TEXTS: "lines",
    Kind.TOXICITIES: "toxicities",
}
_LONG = frozenset({"question", "recommendation", "reason", "detail", "says", "repeat_reason"})


@page(Action.SEE_CASES)
def element(request: DeskRequest, number: int, name: str) -> HttpResponse:
    """Show what is on record for an element; who may fills it in here."""
    case = case_of(request.membership, number)
    note_access(by=request.membership, case=case, what="case looked at")
    return _shown(request, case, name)


@page(Action.ENTER_FACTS, "POST")
def enter(request: DeskRequest, number: int, name: str) -> HttpResponse:
    """Enter facts and documents; with something wrong the form comes back with what was typed."""
    by, case, given = request.membership, case_of(request.membership, number), request.POST
    kept = enter_facts(
        by=by,
        case=case,
        revision=_revision(request),
        element=_known(case, name),
        given=given.dict(),
        documents=given.getlist("document"),
        why=given.get("why", ""),
    )
    if kept.revision is None:
        return _shown(request, case, name, kept.problems)
    return _done(request, case, name, "The facts are kept, and the case was reviewed anew.")


@page(Action.ENTER_CLINICAL_FACTS, "POST")
def state(request: DeskRequest, number: int, name: str) -> HttpResponse:
    """Keep a statement on an element."""
    case, given = case_of(request.membership, number), request.POST
    if name == PATIENT_AND_COVERAGE:
        raise NotThereError("this is no element of the checklist")
    state_element(
        by=request.membership,
        case=case,
        revision=_revision(request),
        element=_known(case, name),
        state=given.get("state", ""),
        says=given.get("says", ""),
    )
    return _done(request, case, name, "The statement is kept, and the case was reviewed anew.")


@page(Action.ENTER_FACTS, "POST")
def settle(request: DeskRequest, number: int, name: str) -> HttpResponse:
    """Settle a contradiction."""
    case, given = case_of(request.membership, number), request.POST
    choice = given.get("choice", "")
    settle_conflict(
        by=request.membership,
        case=case,
        revision=_revision(request),
        element=_known(case, name),
        place=read_place(given.get("place", "")),
        choice=int(choice) if choice.isascii() and choice.isdigit() and len(choice) < 4 else -1,
        why=given.get("why", ""),
    )
    return _done(request, case, name, "The contradiction is settled, and the case was reviewed anew.")


def _revision(request: DeskRequest) -> int:
    text = request.POST.get("revision", "")
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise UsageError("the form does not say which record it belongs to", fix="load the case anew")
    return int(text)


def _known(case: Case, name: str) -> str:
    if name != PATIENT_AND_COVERAGE and _element(review_of(case), name) is None:
        raise NotThereError("this is no element of the checklist", fix="choose one on the page of the case")
    return name


def _element(review: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    for number, step in enumerate(review.get("checklist", {}).get("steps", []), 1):
        for item in step["elements"]:
            if item["slug"] == name:
                return {**item, "step": number}
    return None


def _done(request: DeskRequest, case: Case, name: str, said: str) -> HttpResponse:
    """Lead back to the case with the step open; a swapped form is told to load it."""
    messages.success(request, said)
    found = _element(review_of(case), name)
    fold = {"complete": "-done", "not_applicable": "-other"}.get(found["state"], "") if found else ""
    step = f"?open=step-{found['step']}{fold}#element-{name}" if found else ""
    slug = request.membership.practice.slug
    target = reverse("desk:case", kwargs={"slug": slug, "number": case.number}) + step
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponse(status=302, headers={"Location": target})


def _shown(
    request: DeskRequest, case: Case, name: str, problems: Mapping[str, FormProblem] | None = None
) -> HttpResponse:
    by = request.membership
    found = _element(review_of(case), name)
    if found is None and name != PATIENT_AND_COVERAGE:
        raise NotThereError("this is no element of the checklist", fix="choose one on the page of the case")
    revision = newest_record(case)
    episode = read_episode_json("episode", bytes(revision.content))
    typed = request.POST if problems else {}
    content = {
        "case": case,
        "element": found,
        "name": name,
        "revision": revision.number,
        "problems": len(problems or ()),
        "groups": [
            {
                "title": group.title,
                "day": group.day,
                "new": group.new,
                "decides": group.decides,
                "fields": [_field(item, typed, problems or {}) for item in group.asked],
                "open": any(item.name in (problems or {}) for item in group.asked),
            }
            for group in groups_for(by, episode, name)
        ],
        "conflicts": _conflicts(request, episode, name),
        "documents": [{"slug": slug, "there": slug in episode.documents} for slug in wanted_documents(name)],
        "roles": [(role.value, role.value.replace("_", " ")) for role in Role],
        "states": CHECKLIST_STATES,
        "typed": typed,
        "closed": any(not by.can(action_for(group.section)) for group in ask_for(episode, name)),
        "may_enter": by.can(Action.ENTER_FACTS),
        "may_state": by.can(Action.ENTER_CLINICAL_FACTS) and found is not None,
    }
    status = 422 if problems else 200
    part = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    template = "desk/parts/entry.html" if part else "desk/element.html"
    answer = render(request, template, content, status=status)
    answer["Vary"] = "HX-Request"
    if problems and part:
        answer["Desk-Form"] = "again"  # a refused form comes back in its place
    return answer


def _field(item: Asked, typed: Mapping[str, str], problems: Mapping[str, FormProblem]) -> dict[str, Any]:
    shape = item.shape
    choices = [(value, str(value).replace("_", " ")) for value in shape.choices]
    if shape.kind is Kind.YES_NO:
        choices = [("yes", "yes"), ("no", "no")]
    kind = "choice" if choices else _INPUTS.get(shape.kind, "text")
    problem = problems.get(item.name)
    return {
        "name": item.name,
        "label": label_of(shape),
        "kind": "long" if kind == "text" and shape.name in _LONG else kind,
        "choices": choices,
        "required": shape.required and not item.held.is_known,
        "facts": [_fact(shape, fact) for fact in item.held.facts],
        "value": typed.get(item.name, ""),
        "person": {key: typed.get(f"{item.name}.{key}", "") for key in ("name", "role", "npi")},
        "rows": [
            {
                key: typed.get(f"{item.name}.{n}.{key}", "")
                for key in ("term", "grade", "version", "attribution", "action")
            }
            for n in range(TOXICITY_ROWS)
        ],
        "problem": f"{problem.what}: {problem.fix}" if problem else "",
    }


def _conflicts(request: DeskRequest, episode: Episode, name: str) -> list[dict[str, Any]]:
    return [
        {
            "place": item.name,
            "label": f"{group.title}: {label_of(item.shape)}",
            "facts": [_fact(item.shape, fact) for fact in item.held.facts],
            "may": request.membership.can(action_for(group.section)),
        }
        for group in ask_for(episode, name)
        for item in group.asked
        if contradicts(item.held)
    ]


def _fact(shape: FieldShape, fact: Any) -> dict[str, Any]:
    aside = fact.set_aside
    return {
        "value": day(fact.value) if isinstance(fact.value, date) else shown(shape, fact.value),
        "evidence": [evidence_data(item) for item in fact.evidence[:6]],
        "aside": evidence_data(aside) if aside else None,
    }


def label_of(shape: FieldShape) -> str:
    """Return how a form calls a field."""
    words = shape.name.replace("_", " ")
    return _LABELS.get(shape.name, words[:1].upper() + words[1:])
