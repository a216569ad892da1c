"""What changed in the rules between two days, and how much is known of each payer."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from unlisted.desk import knowledge
from unlisted.desk.changes import ANYONE, chosen_changes
from unlisted.desk.permissions import Action
from unlisted.desk.selectors.touched import SHOWN, touched_by
from unlisted.desk.services.standing import today
from unlisted.desk.variability import matrix
from unlisted.desk.views.knowledge import UNLISTED_CODE
from unlisted.desk.views.page import DeskRequest, page

PAGE = 25
FIRST_LOOK = timedelta(days=365)


@page(Action.SEE_KNOWLEDGE)
def updates(request: DeskRequest) -> HttpResponse:
    """Show the difference of the rules between two days, with the open cases each change touches."""
    new = day_of(request, "to", today())
    old = day_of(request, "from", new - FIRST_LOOK)
    names = {name for name, _, _ in knowledge.payers()} | {ANYONE}
    payer = request.GET.get("payer", "")
    payer = payer if payer in names else ""
    stale = request.GET.get("stale") == "1"
    found = chosen_changes(old, new, payer=payer, stale=stale)
    shown = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/updates.html",
        {
            "page": shown,
            "rows": list(zip(shown, touched_by(request.membership, list(shown)), strict=True)),
            "total": len(found),
            "hidden": 0 if stale else len(chosen_changes(old, new, payer=payer, stale=True)) - len(found),
            "old": old,
            "new": new,
            "payer": payer,
            "stale": stale,
            "payers": knowledge.payers(),
            "anyone": ANYONE,
            "most": SHOWN,
        },
    )


@page(Action.SEE_KNOWLEDGE)
def variability(request: DeskRequest) -> HttpResponse:
    """Show how much is known, payer by question; each cell leads to the payer's card."""
    code = request.GET.get("code", "")
    code = code if code in knowledge.UNLISTED else UNLISTED_CODE
    on = day_of(request, "on", today())
    every = request.GET.get("every") == "1"
    found = matrix(code, on)
    rows = [row for row in found.rows if every or row.own]
    return render(
        request,
        "desk/variability.html",
        {
            "matrix": found,
            "rows": rows,
            "left_out": len(found.rows) - len(rows),
            "code": code,
            "codes": knowledge.UNLISTED,
            "on": on,
            "every": every,
        },
    )


def day_of(request: DeskRequest, name: str, default: date) -> date:
    """Return a day of the address; what is no day falls back to the default."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return default
