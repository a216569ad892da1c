"""The memory: what came of every service at every payer, and its export without small numbers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from unlisted.desk.permissions import Action
from unlisted.desk.selectors.others import services_of
from unlisted.desk.selectors.outcomes import denials_by_class, memory_of, outcomes_of, overturn_rates
from unlisted.desk.services.work import note_export
from unlisted.desk.views.page import DeskRequest, page
from unlisted.pricing.outcomes import SUPPRESS_BELOW, summaries_csv, summarize


@page(Action.SEE_KNOWLEDGE)
def memory(request: DeskRequest) -> HttpResponse:
    """Show the memory, of one service where the address names one."""
    by, service = request.membership, request.GET.get("service", "")[:80]
    return render(
        request,
        "desk/memory.html",
        {
            "rows": memory_of(by, service=service),
            "classes": [row for row in denials_by_class(by) if not service or row[0] == service],
            "levels": overturn_rates(by),
            "services": services_of(by),
            "chosen": service,
            "least": SUPPRESS_BELOW,
        },
    )


@page(Action.EXPORT_CASES)
def export(request: DeskRequest) -> HttpResponse:
    """Hand out the summaries for use outside the practice: no patient, no small number."""
    by = request.membership
    note_export(by=by, what="memory exported")
    text = summaries_csv(summarize(outcomes_of(by), outside=True))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="memory.csv"'
    return response
