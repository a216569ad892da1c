"""The worklist: one page of cases, what is done with many at once, files of what is shown."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from unlisted.base.errors import UsageError
from unlisted.claim.case_states import CaseState
from unlisted.desk.models import Case
from unlisted.desk.numbers import whole
from unlisted.desk.permissions import Action
from unlisted.desk.queues import FILLED_BY, Queue
from unlisted.desk.selectors.cases import (
    TABS,
    Worklist,
    cases_of,
    choices_of_filter,
    filtered,
    read_filter,
    saved_view,
    saved_views,
    search_cases,
    worklist,
)
from unlisted.desk.selectors.people import colleague, people_of
from unlisted.desk.services.standing import today
from unlisted.desk.services.work import assign_cases, delete_view, note_access, save_view, snooze_cases
from unlisted.desk.tables import csv_lines, xlsx_bytes
from unlisted.desk.views.page import DeskRequest, back, page

HEAD = (
    "case",
    "queue",
    "due on",
    "filing limit",
    "appeal limit",
    "patient initials",
    "service",
    "code",
    "payer",
    "amount asked (USD)",
    "state",
    "next step",
    "owner",
)
MOST_ROWS = 20_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(Action.SEE_CASES)
def show(request: DeskRequest) -> HttpResponse:
    """Show the worklist; the address holds everything that was chosen."""
    by, day = request.membership, today()
    chosen = read_filter(request.GET.dict())
    found = worklist(by, chosen, day)
    return render(
        request,
        "desk/worklist.html",
        {
            "work": found,
            "chosen": chosen,
            "tabs": TABS,
            "queues": [(queue.value, found.counts[queue.value]) for queue in Queue],
            "rows": [(case, _clock(case, day)) for case in found.rows],
            "empty": _empty(found),
            "views": saved_views(by),
            "members": people_of(by).filter(active=True),
            "states": [state.value for state in CaseState],
            "query": request.GET.urlencode(),
            "today": day,
            **choices_of_filter(by),
        },
    )


@page(Action.WORK_CASES, "POST")
def bulk(request: DeskRequest) -> HttpResponse:
    """Assign or snooze the marked cases."""
    by = request.membership
    numbers = [n for n in map(whole, request.POST.getlist("case")) if n is not None]
    cases = cases_of(by, numbers)
    if not cases:
        raise UsageError("no case is marked", fix="mark at least one row, then choose what to do")
    if request.POST.get("do") == "assign":
        owner = whole(request.POST.get("owner", ""))
        member = None if owner is None else colleague(by, owner)
        changed = assign_cases(by=by, cases=cases, owner=member)
        messages.success(request, f"{changed} assigned.")
    else:
        until = _day(request.POST.get("until", ""))
        changed = snooze_cases(by=by, cases=cases, until=until, reason=request.POST.get("reason", ""))
        messages.success(request, f"{changed} put aside.")
    return back(request, "worklist")


@page(Action.SEE_CASES, "POST")
def views(request: DeskRequest) -> HttpResponse:
    """Save the filter under a name, or delete a saved one."""
    by = request.membership
    gone = whole(request.POST.get("delete", ""))
    if gone is not None:
        delete_view(by=by, view=saved_view(by, gone))
    else:
        save_view(by=by, name=request.POST.get("name", ""), query=request.POST.get("query", ""))
        messages.success(request, "The view is saved.")
    return back(request, "worklist")


@page(Action.SEE_CASES, "POST")
def search(request: DeskRequest) -> HttpResponse:
    """Search by what must not stand in an address: the words come in the body."""
    text = request.POST.get("q", "")
    found = search_cases(request.membership, text)
    if len(found) == 1:
        note_access(by=request.membership, case=found[0], what="case found by search")
        return back(request, "case", number=found[0].number)
    return render(request, "desk/search.html", {"found": found, "text": text})


@page(Action.EXPORT_CASES)
def export(request: DeskRequest, kind: str) -> HttpResponse:
    """Hand out what is shown, as CSV or XLSX."""
    found = filtered(request.membership, read_filter(request.GET.dict()), today())[:MOST_ROWS]
    rows = [
        (
            case.number,
            case.queue,
            case.due_on.isoformat() if case.due_on else "",
            case.filing_limit.isoformat() if case.filing_limit else "",
            case.appeal_limit.isoformat() if case.appeal_limit else "",
            case.initials,
            case.service,
            case.code,
            case.payer_name,
            case.amount,
            case.state,
            case.next_step,
            case.owner.user.name if case.owner else "",
        )
        for case in found
    ]
    if kind == "csv":
        response = HttpResponse("".join(csv_lines(HEAD, rows)), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(xlsx_bytes("worklist", HEAD, rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="worklist.{kind}"'
    return response


def _clock(case: Case, day: date) -> tuple[str, str, str]:
    """Return the nearer clock as state, words and which clock it is."""
    if case.due_on is None:
        filed = case.state not in {"draft", "ready", "rejected"}
        return "", "no clock runs" if filed else "no limit known", ""
    which = "appeal" if case.due_on == case.appeal_limit else "filing"
    days = (case.due_on - day).days
    if days < 0:
        return "blocked", f"{-days} {'day' if days == -1 else 'days'} overdue", which
    if days == 0:
        return "blocked", "today", which
    return ("due" if days <= 14 else "waiting"), f"{days} {'day' if days == 1 else 'days'}", which


def _empty(found: Worklist) -> str:
    if found.rows:
        return ""
    if found.chosen.queue:
        return FILLED_BY[Queue(found.chosen.queue)]
    if not found.everything:
        return "There is no case yet. Hand in a chart under Imports, and its case appears here."
    return "No case fits this filter."


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError("this is no day", fix="write it as YYYY-MM-DD") from error
