"""The practice: billing data, place, tokens."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from unlisted.coding.request import SETTINGS
from unlisted.desk.permissions import Action
from unlisted.desk.selectors.others import token_of, tokens_of
from unlisted.desk.services.practice import set_billing, set_place
from unlisted.desk.services.tokens import SCOPES, make_token, revoke_token
from unlisted.desk.views.page import DeskRequest, back, page
from unlisted.desk.yaml_text import yaml_text


@page(Action.MANAGE_PEOPLE, "GET", "POST")
def practice(request: DeskRequest) -> HttpResponse:
    """Show and change what claims and prices need of the practice."""
    by = request.membership
    if request.method == "POST":
        if "billing" in request.POST:
            set_billing(by=by, text=request.POST["billing"])
        else:
            set_place(
                by=by,
                locality=request.POST.get("locality", ""),
                setting=request.POST.get("setting", ""),
            )
        messages.success(request, "Saved.")
        return back(request, "practice")
    billing = by.practice.billing
    return render(
        request,
        "desk/practice.html",
        {"billing": yaml_text(billing) if billing else "", "settings_": SETTINGS},
    )


@page(Action.USE_API, "GET", "POST")
def tokens(request: DeskRequest) -> HttpResponse:
    """List one's tokens; make one and show it once."""
    secret = ""
    if request.method == "POST":
        given = request.POST
        _, secret = make_token(
            by=request.membership, name=given.get("name", ""), scopes=given.getlist("scopes")
        )
    return render(
        request,
        "desk/tokens.html",
        {"tokens": tokens_of(request.membership), "secret": secret, "scopes": SCOPES},
    )


@page(Action.USE_API, "POST")
def revoke(request: DeskRequest, pk: int) -> HttpResponse:
    """End a token."""
    revoke_token(by=request.membership, token=token_of(request.membership, pk))
    return back(request, "tokens")
