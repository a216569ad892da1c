"""Cases of one practice, read only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field, WithJsonSchema

from unlisted.claim.case_states import CaseState
from unlisted.desk.api.access import member
from unlisted.desk.api.parameters import Number, Paged, Pages, Text
from unlisted.desk.api.problems import ANY, Problem
from unlisted.desk.models import Case
from unlisted.desk.queues import Queue
from unlisted.desk.selectors.cases import case_page, read_filter, worklist
from unlisted.desk.services.standing import today
from unlisted.desk.services.work import note_access

router = Router(tags=["cases"])


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


class CasePage(Pages):
    """A page of cases."""

    cases: list[CaseRow]


class CaseDetail(CaseRow):
    """A case with its newest review: decision, checklist, payer check and board in the published shapes."""

    outcome: str
    codes: str
    as_of: date | None
    rulebook_version: str
    review: dict[str, Any]


def _one_of(names: list[str]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": names})


class CaseQuery(Paged):
    """Which cases."""

    queue: Annotated[Queue | None, _one_of([item.value for item in Queue])] = None
    state: Annotated[CaseState | None, _one_of([item.value for item in CaseState])] = None
    payer: Text = Field("", description="id of the payer")


@router.get("/cases", response={200: CasePage, **ANY}, operation_id="list_cases")
def list_cases(request: HttpRequest, asked: Query[CaseQuery]) -> Any:
    """List cases in the order of the work: deadline, then value.

    Closed cases are listed where the queue `closed` is asked for. Scope `cases:read`.
    """
    by = member(request, "cases:read", CaseQuery)
    given = {name: str(value) for name, value in asked.dict(exclude_none=True).items()}
    found = worklist(by, read_filter(given), today())
    rows = [_row(case) for case in found.rows] if asked.page <= found.pages else []
    return {"cases": rows, "total": found.total, "page": asked.page, "pages": found.pages}


@router.get("/cases/{number}", response={200: CaseDetail, **ANY, 404: Problem}, operation_id="read_case")
def read_case(request: HttpRequest, number: Path[Number]) -> Any:
    """Return one case with its newest review. The look is recorded in the audit trail. Scope `cases:read`."""
    by = member(request, "cases:read")
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


def _row(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in CaseRow.model_fields}
