"""What payers sent back and no rule could post: the queue, and what a person did about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from unlisted.desk.permissions import Action
from unlisted.desk.selectors.remittances import assigned_of, last_claim_of, unmatched_of, unmatched_one
from unlisted.desk.services.assigning import assign_unmatched, take_back_assignment
from unlisted.desk.services.remittances import settle_unmatched
from unlisted.desk.services.work import note_unmatched_access
from unlisted.desk.views.page import DeskRequest, back, page


@page(Action.SEE_CASES)
def unmatched(request: DeskRequest) -> HttpResponse:
    """Show what could not be posted, with what to do about it."""
    by = request.membership
    rows = unmatched_of(by)
    if rows:
        note_unmatched_access(by=by, entries=len(rows))
    return render(request, "desk/unmatched.html", {"rows": rows, "assigned": assigned_of(by)})


@page(Action.POST_PAYMENTS, "POST")
def settle(request: DeskRequest, pk: int) -> HttpResponse:
    """Note how an entry was looked after."""
    by = request.membership
    settle_unmatched(by=by, item=unmatched_one(by, pk), how=request.POST.get("how", ""))
    messages.success(request, "It is noted and leaves the queue; the audit trail keeps it.")
    return back(request, "imports-unmatched")


@page(Action.POST_PAYMENTS, "POST")
def assign(request: DeskRequest, pk: int) -> HttpResponse:
    """Give an entry to a line of a claim: one of the list, or the last claim of a case a person names."""
    by, given = request.membership, request.POST
    item = unmatched_one(by, pk)
    control, _, line = given.get("line", "").partition("|")
    number = given.get("case", "").strip()
    if not control and number.isascii() and number.isdigit() and len(number) < 9:
        control, line = last_claim_of(by, int(number))
    case = assign_unmatched(
        by=by, item=item, control_number=control, line=line, reason=given.get("reason", "")
    )
    messages.success(request, f"It belongs to case {case.number} now, which is {case.state}.")
    return back(request, "imports-unmatched")


@page(Action.POST_PAYMENTS, "POST")
def take_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Undo an assignment."""
    by = request.membership
    case = take_back_assignment(by=by, item=unmatched_one(by, pk), reason=request.POST.get("reason", ""))
    messages.success(request, f"It is taken back from case {case.number} and waits again.")
    return back(request, "imports-unmatched")
