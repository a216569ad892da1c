"""Hand records in, watch the import, see what was understood."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from unlisted.desk.jobs.queue import cancel_job, retry_job
from unlisted.desk.numbers import whole
from unlisted.desk.permissions import Action
from unlisted.desk.selectors.cases import case_of
from unlisted.desk.selectors.others import job_of, jobs_of
from unlisted.desk.services.uploads import import_records
from unlisted.desk.views.page import DeskRequest, back, page

SHOWN = 50


@page(Action.SEE_CASES)
def imports(request: DeskRequest) -> HttpResponse:
    """List the imports, with the place to hand files in."""
    return render(
        request,
        "desk/imports.html",
        {"jobs": jobs_of(request.membership)[:SHOWN], "case": request.GET.get("case", "")},
    )


@page(Action.IMPORT_RECORDS, "POST")
def hand_in(request: DeskRequest) -> HttpResponse:
    """Take files in and lead to the import's page."""
    by, number = request.membership, whole(request.POST.get("case", ""))
    case = None if number is None else case_of(by, number)
    files = request.FILES.getlist("files")
    names = request.POST.getlist("paths")
    if len(names) != len(files):
        names = [_name(file) for file in files]
    given = [(name, file.file, file.size or 0) for name, file in zip(names, files, strict=True) if file.file]
    job = import_records(by=by, files=given, case=case)
    return redirect("desk:imports-job", slug=by.practice.slug, pk=job.pk)


@page(Action.SEE_CASES)
def job(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one import: how far it is, or what came of it. While it runs the page asks anew by itself."""
    found = job_of(request.membership, pk)
    return render(request, "desk/job.html", {"job": found, "result": found.result})


@page(Action.IMPORT_RECORDS, "POST")
def cancel(request: DeskRequest, pk: int) -> HttpResponse:
    """Stop an import."""
    cancel_job(by=request.membership, job=job_of(request.membership, pk))
    return back(request, "imports-job", pk=pk)


@page(Action.IMPORT_RECORDS, "POST")
def retry(request: DeskRequest, pk: int) -> HttpResponse:
    """Try an import again."""
    retry_job(by=request.membership, job=job_of(request.membership, pk))
    return back(request, "imports-job", pk=pk)


def _name(file: Any) -> str:
    return str(file.name or "file")
