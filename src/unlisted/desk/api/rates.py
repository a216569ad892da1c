"""Prices at hand: which files are loaded, the figures of a code with their gates, the rows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Path, Query, Router
from pydantic import Field

from unlisted.desk.api.access import member
from unlisted.desk.api.parameters import Code, PagedRows, Text
from unlisted.desk.api.problems import ANY, NotReadyError, Problem
from unlisted.desk.api.rates_shapes import FigurePage, FilePage, RowPage
from unlisted.desk.api.reports import check_code
from unlisted.desk.figures import NARROW, figures_of, narrowed, waterfall_of
from unlisted.desk.models import Membership
from unlisted.desk.permissions import NotThereError
from unlisted.desk.rates import SPLITS, dataset_state, kept_choices, kept_run, rows_file, split_text
from unlisted.desk.rates_files import loaded_files
from unlisted.desk.rates_rows import FILTERS, read_rows
from unlisted.desk.selectors.others import rates_job_of

router = Router(tags=["rates"])
SOME: dict[int, Any] = {**ANY, 404: Problem, 409: Problem}


class FigureQuery(PagedRows):
    """Which figures; a dimension that is pooled fits no value."""

    split: str = Field(
        "",
        pattern=rf"^(({'|'.join(SPLITS)})(,({'|'.join(SPLITS)})){{0,2}})?$",
        description=f"what to split by, separated by commas: {', '.join(SPLITS)}",
    )
    payer: Text = ""
    state: Text = ""
    setting: Text = ""
    billing_class: Text = ""


class RowQuery(PagedRows):
    """Which rows."""

    source_kind: Text = ""
    amount_kind: Text = ""
    payer: Text = ""
    publisher: Text = ""
    state: Text = ""
    setting: Text = ""
    billing_class: Text = ""


@router.get("/rates", response={200: FilePage, **SOME}, operation_id="list_price_files")
def list_price_files(request: HttpRequest, asked: Query[PagedRows]) -> Any:
    """List the price files of the dataset at hand, and the codes all of them were searched for.

    404 says that no dataset is loaded. Scope `rates:read`.
    """
    member(request, "rates:read", PagedRows)
    _check_dataset()
    found = loaded_files()
    files, pages = _page(found.files, asked)
    return {"codes": found.codes, "files": files, **pages}


@router.get("/rates/{code}/figures", response={200: FigurePage, **SOME}, operation_id="read_figures")
def read_figures(request: HttpRequest, code: Path[Code], asked: Query[FigureQuery]) -> Any:
    """Return the distributions of a code, and gate by gate how many rows were kept.

    409 says that they are not worked out yet for this split: a person has that done on the page Rates.
    Scope `rates:read`.
    """
    by = member(request, "rates:read", FigureQuery)
    check_code(code)
    _check_dataset()
    split = split_text(asked.split.split(","))
    run = kept_run(code, split)
    if run is None:
        raise _not_ready(by, code, split)
    chosen = {name: getattr(asked, name) for name in NARROW}
    figures, pages = _page(narrowed(figures_of(run), chosen), asked)
    return {
        "code": code,
        "split": split.split(",") if split else [],
        "percentile_definition": run["percentile_definition"],
        "files": len(run["files"]),
        "waterfall": _waterfall(waterfall_of(run)),
        "figures": [{**item.content, "key": item.key} for item in figures],
        **pages,
    }


@router.get("/rates/{code}/rows", response={200: RowPage, **SOME}, operation_id="read_rows")
def read_price_rows(request: HttpRequest, code: Path[Code], asked: Query[RowQuery]) -> Any:
    """Return rows of a code exactly as the files state them, in the order of file and place.

    409 says that the rows are not gathered yet. Scope `rates:read`.
    """
    by = member(request, "rates:read", RowQuery)
    check_code(code)
    _check_dataset()
    if kept_choices(code) is None:
        raise _not_ready(by, code, "")
    chosen = {name: getattr(asked, name) for name in FILTERS}
    found = read_rows(rows_file(code), chosen, start=(asked.page - 1) * asked.size, count=asked.size)
    return {"code": code, "rows": found.rows, **_where(found.total, asked)}


def _check_dataset() -> None:
    state = dataset_state()
    if not state.there:
        raise NotThereError("no prices are loaded here", why=state.says)


def _not_ready(by: Membership, code: str, split: str) -> NotReadyError:
    job = rates_job_of(by, code, split)
    if job is not None and job.is_open:
        return NotReadyError("the prices are being worked out", fix="ask again in some minutes")
    return NotReadyError(
        "the prices are not worked out yet for the files at hand",
        why="that takes up to some minutes and is done once for everybody",
        fix="have them worked out on the page Rates of the desk, then ask again",
    )


def _waterfall(found: Any) -> dict[str, Any]:
    steps = [
        {
            **step,
            "reasons": [{"says": says, "rows": rows} for says, rows in step["reasons"]],
            "samples": [{**sample, **sample["evidence"]} for sample in step["samples"]],
        }
        for step in found["steps"]
    ]
    return {**found, "steps": steps}


def _page(every: Any, asked: PagedRows) -> tuple[list[Any], dict[str, int]]:
    start = (asked.page - 1) * asked.size
    return list(every[start : start + asked.size]), _where(len(every), asked)


def _where(total: int, asked: PagedRows) -> dict[str, int]:
    return {"total": total, "page": asked.page, "pages": max(1, -(-total // asked.size))}
