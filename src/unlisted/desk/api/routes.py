"""The routes: cases and reports, read only, described by OpenAPI at ``/api/v1/openapi.json``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema

from unlisted.base.errors import UnlistedError
from unlisted.desk import knowledge
from unlisted.desk.api.access import Token, member
from unlisted.desk.models import Case
from unlisted.desk.permissions import NotAllowedError, NotThereError
from unlisted.desk.selectors.cases import case_page, read_filter, worklist
from unlisted.desk.services.standing import today
from unlisted.desk.services.work import note_access

api = NinjaAPI(
    title="Unlisted desk",
    version="1",
    description="Cases and code reports of one practice. A token names the practice and the person.",
    auth=Token(),
    urls_namespace="desk-api",
    docs_url=None,
)


class CaseRow(Schema):
    """A case as the worklist shows it. Amounts in US dollars; no name of the patient."""

    number: int
    queue: str
    state: str
    next_step: str
    code: str
    service: str
    payer: str
    date_of_service: date | None
    due_on: date | None
    filing_limit: date | None
    appeal_limit: date | None
    amount: Decimal | None


class CasePage(Schema):
    """A page of cases."""

    cases: list[CaseRow]
    total: int
    pages: int


class CaseDetail(CaseRow):
    """A case with its newest review: decision, checklist, payer check and board in the published shapes."""

    outcome: str
    codes: str
    as_of: date | None
    rulebook_version: str
    review: dict[str, Any]


class Problem(Schema):
    """Why a request was refused."""

    code: str
    what: str
    why: str = ""
    fix: str = ""


@api.get("/cases", response={200: CasePage, 403: Problem}, operation_id="list_cases")
def list_cases(request: HttpRequest, queue: str = "", payer: str = "", state: str = "", page: int = 1) -> Any:
    """List the open cases in the order of the work: deadline, then value."""
    by = member(request, "cases:read")
    chosen = read_filter({"queue": queue, "payer": payer, "state": state, "page": str(page)})
    found = worklist(by, chosen, today())
    return {"cases": [_row(case) for case in found.rows], "total": found.total, "pages": found.pages}


@api.get("/cases/{number}", response={200: CaseDetail, 403: Problem, 404: Problem}, operation_id="read_case")
def read_case(request: HttpRequest, number: int) -> Any:
    """Return one case with its newest review. The look is recorded in the audit trail."""
    by = member(request, "cases:read")
    if not 0 < number < 2**31:
        raise NotThereError("there is no such case here")
    found = case_page(by, number)
    note_access(by=by, case=found.case, what="case read by token")
    decision = found.decision
    return {
        **_row(found.case),
        "outcome": decision.outcome if decision else "",
        "codes": decision.codes if decision else "",
        "as_of": decision.as_of if decision else None,
        "rulebook_version": decision.rulebook_version if decision else "",
        "review": found.review,
    }


@api.get("/reports", response={200: list[dict[str, str]], 403: Problem}, operation_id="list_reports")
def list_reports(request: HttpRequest) -> Any:
    """List the codes a report can be asked for."""
    member(request, "reports:read")
    return [{"code": code, "name": name} for code, name in knowledge.code_names()]


@api.get(
    "/reports/{code}", response={200: dict[str, Any], 403: Problem, 404: Problem}, operation_id="read_report"
)
def read_report(request: HttpRequest, code: str, on: date | None = None) -> Any:
    """Return the report of a code as of a day, in the published JSON shape."""
    member(request, "reports:read")
    if code not in dict(knowledge.code_names()):
        raise NotThereError("this code is not in the rulebook")
    return HttpResponse(knowledge.report_json(code, on or today()), content_type="application/json")


def _row(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in CaseRow.model_fields}


@api.exception_handler(UnlistedError)
def refused(request: HttpRequest, error: UnlistedError) -> HttpResponse:
    """Answer an error with its words."""
    status = 404 if isinstance(error, NotThereError) else 403 if isinstance(error, NotAllowedError) else 422
    body = {"code": error.code, "what": error.what, "why": error.why, "fix": error.fix}
    return api.create_response(request, body, status=status)
