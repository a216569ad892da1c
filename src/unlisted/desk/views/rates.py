"""Prices at hand: distributions of a code with their waterfall and rows, and the rows themselves."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from unlisted.base.errors import UnknownNameError
from unlisted.desk import knowledge
from unlisted.desk.figures import NARROW, PERCENTS, choices_of, figures_of, narrowed, waterfall_of
from unlisted.desk.permissions import Action, NotThereError
from unlisted.desk.rates import SPLITS, dataset_state, kept_choices, kept_run, rows_file, split_text
from unlisted.desk.rates_files import loaded_files
from unlisted.desk.rates_rows import FILTERS, MOST_CSV, PAGE, SHOWN, read_rows
from unlisted.desk.selectors.others import rates_job_of
from unlisted.desk.services.rates import ask_rates
from unlisted.desk.tables import csv_lines
from unlisted.desk.views.page import DeskRequest, page

FIGURES_PAGE = 25


@page(Action.SEE_KNOWLEDGE)
def rates(request: DeskRequest) -> HttpResponse:
    """Choose a code, and list the files at hand; say plainly where there are none."""
    state = dataset_state()
    files = loaded_files().files if state.there else ()
    shown = Paginator(files, PAGE).get_page(request.GET.get("page"))
    more = {"codes": knowledge.code_names(), "page": shown, "total": len(files)}
    return render(request, "desk/rates.html", {"dataset": state, **more})


@page(Action.SEE_KNOWLEDGE)
def figures(request: DeskRequest, code: str) -> HttpResponse:
    """Show the distributions of a code, or one of them with its waterfall and the rows behind it."""
    _check(code)
    split = split_text(request.GET.getlist("split"))
    run = kept_run(code, split)
    if run is None:
        return _not_yet(request, code, split)
    every = figures_of(run)
    key = request.GET.get("figure", "")
    shared = {"code": code, "run": run, "percents": PERCENTS, "split": split.split(",") if split else []}
    if key:
        one = next((item for item in every if item.key == key), None)
        if one is None:
            raise NotThereError(
                "there is no such figure any more", fix="the price files changed: choose anew"
            )
        rows = urlencode({name: one.stratum[name] for name in ("state", "setting") if one.stratum.get(name)})
        more = {"one": one, "waterfall": waterfall_of(run), "rows_query": rows}
        return render(request, "desk/figure.html", {**shared, **more})
    chosen = {name: request.GET.get(name, "")[:200] for name in NARROW}
    found = narrowed(every, chosen)
    shown = Paginator(found, FIGURES_PAGE).get_page(request.GET.get("page"))
    choices = [(name, values, chosen[name]) for name, values in choices_of(every).items()]
    more = {"page": shown, "total": len(found), "choices": choices, "splits": SPLITS}
    more["waterfall"] = waterfall_of(run)
    return render(request, "desk/figures.html", {**shared, **more})


@page(Action.SEE_KNOWLEDGE, "POST")
def work_out(request: DeskRequest, code: str) -> HttpResponse:
    """Have a code worked out, and lead to the page that waits for it."""
    split = split_text(request.POST.getlist("split"))
    ask_rates(by=request.membership, code=code, split=split)
    slug = request.membership.practice.slug
    name = "rates-code" if request.POST.get("rows") else "rates-figures"
    query = urlencode({"split": split.split(",")}, doseq=True) if split else ""
    return redirect(f"{reverse(f'desk:{name}', kwargs={'slug': slug, 'code': code})}?{query}")


@page(Action.SEE_KNOWLEDGE)
def explore(request: DeskRequest, code: str) -> HttpResponse:
    """Show the rows of a code as the files state them; the address holds the filter."""
    _check(code)
    kept = kept_choices(code)
    if kept is None:
        return _not_yet(request, code, split_text(request.GET.getlist("split")), rows=True)
    chosen = _chosen(request)
    pages = Paginator(range(read_rows(rows_file(code), chosen, start=0, count=0).total), PAGE)
    here = pages.get_page(request.GET.get("page"))
    found = read_rows(rows_file(code), chosen, start=(here.number - 1) * PAGE, count=PAGE)
    return render(
        request,
        "desk/rates_rows.html",
        {
            "code": code,
            "found": found,
            "page": here,
            "filters": [(name, kept["choices"][name], chosen[name]) for name in FILTERS],
            "query": request.GET.urlencode(),
            "most": MOST_CSV,
        },
    )


@page(Action.SEE_KNOWLEDGE)
def explore_csv(request: DeskRequest, code: str) -> StreamingHttpResponse | HttpResponse:
    """Hand out the rows of the filter as CSV."""
    _check(code)
    if kept_choices(code) is None:
        return _not_yet(request, code, "", rows=True)
    found = read_rows(rows_file(code), _chosen(request), start=0, count=MOST_CSV)
    lines = csv_lines(SHOWN, ([row[name] for name in SHOWN] for row in found.rows))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rows-{code}.csv"'
    return response


def _not_yet(request: DeskRequest, code: str, split: str, *, rows: bool = False) -> HttpResponse:
    context: dict[str, Any] = {
        "code": code,
        "split": split.split(",") if split else [],
        "rows": rows,
        "dataset": dataset_state(),
        "job": rates_job_of(request.membership, code, split),
    }
    return render(request, "desk/rates_wait.html", context)


def _chosen(request: DeskRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "")[:200] for name in FILTERS}


def _check(code: str) -> None:
    if code not in {known for known, _ in knowledge.code_names()}:
        raise UnknownNameError("this code is not in the rulebook", fix="choose one of the list")
