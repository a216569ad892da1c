"""Reports, payers and services."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from unlisted.base.errors import UnknownNameError
from unlisted.coding.catalogue import check_service
from unlisted.desk import knowledge
from unlisted.desk.models import ServiceEntry
from unlisted.desk.permissions import Action
from unlisted.desk.rates import dataset_state
from unlisted.desk.selectors.others import service_of, services_of
from unlisted.desk.selectors.outcomes import memory_of
from unlisted.desk.services.practice import as_service, save_service
from unlisted.desk.services.standing import today
from unlisted.desk.views.page import DeskRequest, page
from unlisted.pipeline.case_review import packaged

UNLISTED_CODE = "77499"


@page(Action.SEE_KNOWLEDGE)
def reports(request: DeskRequest) -> HttpResponse:
    """Choose a report; a chosen one is opened."""
    code = request.GET.get("code", "")
    if code in packaged()[0].codes:
        address = reverse(
            "desk:reports-page", kwargs={"slug": request.membership.practice.slug, "code": code}
        )
        return redirect(f"{address}?{request.GET.urlencode()}")
    return render(
        request,
        "desk/reports.html",
        {
            "codes": knowledge.code_names(),
            "payers": knowledge.payers(),
            "today": today(),
            "dataset": dataset_state(),
        },
    )


@page(Action.SEE_KNOWLEDGE)
def report(request: DeskRequest, code: str) -> HttpResponse:
    """Show the report of a code, narrowed by payer and state, as of a day."""
    if code not in packaged()[0].codes:
        raise UnknownNameError("this code is not in the rulebook", fix="choose one of the list")
    known = {name for name, _, _ in knowledge.payers()}
    chosen = tuple(name for name in request.GET.getlist("payer") if name in known)
    states = tuple(s.upper() for s in request.GET.getlist("state") if len(s) == 2 and s.isalpha())
    text, policy = knowledge.report_page(code, _day(request), chosen, states)
    return HttpResponse(text, headers={"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN"})


@page(Action.SEE_KNOWLEDGE)
def payers(request: DeskRequest) -> HttpResponse:
    """Show the matrix of payers and questions."""
    code = _code(request)
    return render(
        request,
        "desk/payers.html",
        {
            "rows": knowledge.payer_matrix(code, _day(request)),
            "questions": [label for _, label in knowledge.MATRIX],
            "code": code,
            "codes": knowledge.UNLISTED,
            "on": _day(request),
        },
    )


@page(Action.SEE_KNOWLEDGE)
def payer(request: DeskRequest, name: str) -> HttpResponse:
    """Show the card of a payer."""
    code, on = _code(request), _day(request)
    return render(
        request,
        "desk/payer.html",
        {
            "card": knowledge.payer_card(name, code, on),
            "changes": knowledge.payer_updates(name),
            "code": code,
            "codes": knowledge.UNLISTED,
            "on": on,
        },
    )


class ServiceForm(forms.Form):
    """One service of the catalogue."""

    name = forms.CharField(max_length=160)
    code = forms.ChoiceField(choices=[(code, code) for code in knowledge.UNLISTED])
    description = forms.CharField(
        max_length=80, help_text="At most 80 characters: it goes on the claim.", label="Description"
    )
    comparator = forms.CharField(max_length=5, help_text="The listed code it is most like.")
    fee = forms.DecimalField(required=False, min_value=Decimal("0.01"), max_digits=10, decimal_places=2)
    evidence = forms.CharField(
        help_text="Documents that have to be at hand, by their slug, separated by commas."
    )
    review_by = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), label="Review by")
    note = forms.CharField(required=False, max_length=400)


@page(Action.SEE_KNOWLEDGE)
def services(request: DeskRequest) -> HttpResponse:
    """List the services with what was remembered of each."""
    book, day = packaged()[0], today()
    rows = [(entry, check_service(as_service(entry), book, day)) for entry in services_of(request.membership)]
    return render(request, "desk/services.html", {"rows": rows, "memory": memory_of(request.membership)})


@page(Action.EDIT_SERVICES, "GET", "POST")
def service(request: DeskRequest, name: str = "") -> HttpResponse:
    """Enter or change a service."""
    entry = service_of(request.membership, name) if name else None
    form = ServiceForm(request.POST or None, initial=_initial(entry))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        evidence = [word.strip() for word in given.pop("evidence").split(",") if word.strip()]
        save_service(by=request.membership, slug=name, evidence=evidence, **given)
        messages.success(request, "The service is saved.")
        return redirect("desk:services", slug=request.membership.practice.slug)
    return render(
        request,
        "desk/service.html",
        {"form": form, "entry": entry},
        status=422 if form.errors else 200,
    )


def _initial(entry: ServiceEntry | None) -> dict[str, Any]:
    if entry is None:
        return {"code": UNLISTED_CODE}
    names = ("name", "code", "description", "comparator", "fee", "review_by", "note")
    return {name: getattr(entry, name) for name in names} | {"evidence": ", ".join(entry.evidence)}


def _code(request: DeskRequest) -> str:
    code = request.GET.get("code", "")
    return code if code in knowledge.UNLISTED else UNLISTED_CODE


def _day(request: DeskRequest) -> date:
    text = request.GET.get("on", "")
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return today()
    return found if knowledge.FIRST_DAY <= found <= knowledge.LAST_DAY else today()
