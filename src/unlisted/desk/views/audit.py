"""The audit trail."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from unlisted.desk.audit import verify_chain
from unlisted.desk.numbers import whole
from unlisted.desk.permissions import Action
from unlisted.desk.selectors.others import audit_of
from unlisted.desk.selectors.people import people_of
from unlisted.desk.tables import csv_lines
from unlisted.desk.views.page import DeskRequest, page

PAGE = 100
HEAD = ("sequence", "at", "actor", "role", "verb", "case", "detail", "hash")


@page(Action.SEE_AUDIT)
def audit(request: DeskRequest) -> HttpResponse:
    """Show who did what to which case; ``check=1`` verifies the whole chain."""
    case = request.GET.get("case", "")
    number = whole(case)
    actor = request.GET.get("actor", "")[:254]
    found = audit_of(request.membership, case=number, actor=actor)
    return render(
        request,
        "desk/audit.html",
        {
            "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
            "verified": verify_chain() if request.GET.get("check") else None,
            "case": case,
            "actor": actor,
            "people": people_of(request.membership),
        },
    )


@page(Action.SEE_AUDIT)
def audit_csv(request: DeskRequest) -> StreamingHttpResponse:
    """Hand out the trail of the practice."""
    rows = (
        (e.sequence, e.at.isoformat(), e.actor, e.role, e.verb, e.case_number or "", e.detail, e.hash)
        for e in audit_of(request.membership).iterator(chunk_size=2000)
    )
    response = StreamingHttpResponse(csv_lines(HEAD, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response
