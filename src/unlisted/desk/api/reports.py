"""Code reports, in their published JSON shape."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema

from unlisted.desk import knowledge
from unlisted.desk.api.access import member
from unlisted.desk.api.parameters import Code, Day
from unlisted.desk.api.problems import ANY, Problem
from unlisted.desk.permissions import NotThereError
from unlisted.desk.services.standing import today

router = Router(tags=["reports"])


class CodeName(Schema):
    """A code with its name in our own words."""

    code: str
    name: str


class ReportQuery(Schema):
    """As of which day."""

    on: Day = None


@router.get("/reports", response={200: list[CodeName], **ANY}, operation_id="list_reports")
def list_reports(request: HttpRequest) -> Any:
    """List the codes a report can be asked for. Scope `reports:read`."""
    member(request, "reports:read")
    return [{"code": code, "name": name} for code, name in knowledge.code_names()]


@router.get(
    "/reports/{code}", response={200: dict[str, Any], **ANY, 404: Problem}, operation_id="read_report"
)
def read_report(request: HttpRequest, code: Path[Code], asked: Query[ReportQuery]) -> Any:
    """Return the report of a code as of a day. Scope `reports:read`."""
    member(request, "reports:read", ReportQuery)
    check_code(code)
    return HttpResponse(knowledge.report_json(code, asked.on or today()), content_type="application/json")


def check_code(code: str) -> None:
    """Raise ``NotThereError`` for a code the rulebook does not have."""
    if code not in dict(knowledge.code_names()):
        raise NotThereError("this code is not in the rulebook", fix="list the codes at /api/v1/reports")
