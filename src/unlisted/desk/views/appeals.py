"""The page of an appeal: every sentence with its sources, and the signature."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from unlisted.desk.permissions import Action
from unlisted.desk.selectors.appeals import appeal_of
from unlisted.desk.selectors.papers import papers_of
from unlisted.desk.services.appeals import sign_appeal
from unlisted.desk.services.work import note_access
from unlisted.desk.views.page import DeskRequest, back, page
from unlisted.desk.views.proof import proved


@page(Action.SEE_CASES)
def show(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    """Show an appeal; looking at it is recorded."""
    case, found = appeal_of(request.membership, number, pk)
    note_access(by=request.membership, case=case, what="appeal looked at")
    drafted = bool(found.sha256)
    content = json.loads(bytes(found.content)) if drafted else {"documents": [], "blanks": []}
    plain = "" if drafted else bytes(found.content).decode()
    more = {"content": content, "plain": plain, "papers": papers_of(appeal=found)}
    return render(request, "desk/appeal.html", {"case": case, "appeal": found, **more})


@page(Action.SIGN, "POST")
def sign(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    """Sign the appeal, after the person has proved again who they are."""
    return proved(request, lambda: _sign(request, number, pk))


def _sign(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    case, found = appeal_of(request.membership, number, pk)
    sign_appeal(by=request.membership, case=case, appeal=found)
    messages.success(request, "The appeal is signed and locked.")
    return back(request, "case", number=number)
