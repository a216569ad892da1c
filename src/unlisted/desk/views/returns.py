"""What payers sent back and no rule could post: the queue, and what a person did about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from unlisted.desk.permissions import Action
from unlisted.desk.selectors.remittances import unmatched_of, unmatched_one
from unlisted.desk.services.remittances import settle_unmatched
from unlisted.desk.views.page import DeskRequest, back, page


@page(Action.SEE_CASES)
def unmatched(request: DeskRequest) -> HttpResponse:
    """Show what could not be posted, with what to do about it."""
    return render(request, "desk/unmatched.html", {"rows": unmatched_of(request.membership)})


@page(Action.POST_PAYMENTS, "POST")
def settle(request: DeskRequest, pk: int) -> HttpResponse:
    """Note how an entry was looked after."""
    by = request.membership
    settle_unmatched(by=by, item=unmatched_one(by, pk), how=request.POST.get("how", ""))
    messages.success(request, "It is noted and leaves the queue; the audit trail keeps it.")
    return back(request, "imports-unmatched")
