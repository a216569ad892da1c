"""What is done on the page of a case: each form has its address, each answer leads back."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from unlisted.base.errors import UsageError
from unlisted.base.money import parse_decimal
from unlisted.claim.case_states import CaseState
from unlisted.desk.numbers import whole
from unlisted.desk.permissions import Action
from unlisted.desk.selectors.cases import answer_of, case_of, claim_of, denial_of, packet_of
from unlisted.desk.selectors.papers import papers_of
from unlisted.desk.selectors.people import colleague
from unlisted.desk.services.appeals import draft_appeal
from unlisted.desk.services.claims import build_claim, mark_sent, set_claim_details
from unlisted.desk.services.decisions import (
    answer_question,
    choose_comparator,
    name_service,
    withdraw_answer,
)
from unlisted.desk.services.follow_up import (
    end_appeal,
    keep_appeal,
    post_remittance,
    record_denial,
    send_appeal,
)
from unlisted.desk.services.lifecycle import move_case
from unlisted.desk.services.packets import draft_packet, sign_packet
from unlisted.desk.services.standing import refresh_review
from unlisted.desk.services.work import (
    add_note,
    assign_cases,
    enter_filing_limit,
    note_access,
    note_waiting,
)
from unlisted.desk.views.page import DeskRequest, back, page
from unlisted.desk.views.proof import proved


def amount(text: str, what: str, *, needed: bool = True) -> Decimal | None:
    """Read an amount of a form; raise with its name where it is none."""
    cleaned = text.replace("$", "").replace(",", "").strip()
    if not cleaned and not needed:
        return None
    value = parse_decimal(cleaned)
    if value is None:
        raise UsageError(f"{what} is no amount", fix="write for example 1284.00")
    return value


def day(text: str, what: str, *, needed: bool = True) -> date | None:
    """Read a day of a form; raise with its name where it is none."""
    if not text and not needed:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{what} is no day", fix="write it as YYYY-MM-DD") from error


@page(Action.SEE_CASES, "POST")
def answer(request: DeskRequest, number: int) -> HttpResponse:
    """Answer an open question."""
    given = request.POST
    answer_question(
        by=request.membership,
        case=case_of(request.membership, number),
        question=given.get("question", ""),
        value=given.get("value", ""),
        says=given.get("says", ""),
    )
    messages.success(request, "The answer is kept, and the decision was made anew.")
    return back(request, "case", number=number)


@page(Action.ENTER_FACTS, "POST")
def withdraw(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    """Take back one's own answer."""
    case, found = answer_of(request.membership, number, pk)
    withdraw_answer(by=request.membership, case=case, answer=found)
    return back(request, "case", number=number)


@page(Action.CHOOSE_COMPARATOR, "POST")
def service(request: DeskRequest, number: int) -> HttpResponse:
    """Name the service the case is about."""
    case = case_of(request.membership, number)
    name_service(by=request.membership, case=case, service=request.POST.get("service", ""))
    messages.success(request, "The service is named, and the decision was made anew.")
    return back(request, "case", number=number)


@page(Action.CHOOSE_COMPARATOR, "POST")
def comparator(request: DeskRequest, number: int) -> HttpResponse:
    """Choose the comparator and state the percentage."""
    percent = amount(request.POST.get("percent", "").replace("%", ""), "the percentage")
    choose_comparator(
        by=request.membership,
        case=case_of(request.membership, number),
        comparator=request.POST.get("comparator", ""),
        percent=percent or Decimal(0),
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, "The comparator is chosen, and the fee follows from it.")
    return back(request, "case", number=number)


@page(Action.ENTER_FACTS, "POST")
def review(request: DeskRequest, number: int) -> HttpResponse:
    """Review the case anew with today's rulebook."""
    refresh_review(by=request.membership, case=case_of(request.membership, number), why="asked for")
    return back(request, "case", number=number)


@page(Action.WORK_CASES, "POST")
def note(request: DeskRequest, number: int) -> HttpResponse:
    """Add a note."""
    case = case_of(request.membership, number)
    add_note(by=request.membership, case=case, text=request.POST.get("text", ""))
    return back(request, "case", number=number)


@page(Action.WORK_CASES, "POST")
def assign(request: DeskRequest, number: int) -> HttpResponse:
    """Give the case to a member."""
    by, owner = request.membership, whole(request.POST.get("owner", ""))
    member = None if owner is None else colleague(by, owner)
    assign_cases(by=by, cases=[case_of(by, number)], owner=member)
    return back(request, "case", number=number)


@page(Action.WORK_CASES, "POST")
def waiting(request: DeskRequest, number: int) -> HttpResponse:
    """Note what is waited for."""
    note_waiting(
        by=request.membership,
        case=case_of(request.membership, number),
        authorization=bool(request.POST.get("authorization")),
        records=bool(request.POST.get("records")),
    )
    return back(request, "case", number=number)


@page(Action.WORK_CASES, "POST")
def filing_limit(request: DeskRequest, number: int) -> HttpResponse:
    """Enter the last day to file as the contract states it."""
    last = day(request.POST.get("last_day", ""), "the last day")
    if last is None:
        raise UsageError("a day is missing", fix="enter it")
    enter_filing_limit(by=request.membership, case=case_of(request.membership, number), last_day=last)
    return back(request, "case", number=number)


@page(Action.SEE_CASES, "POST")
def move(request: DeskRequest, number: int) -> HttpResponse:
    """Move the case one step."""
    to = request.POST.get("to", "")
    if to not in {state.value for state in CaseState}:
        raise UsageError("this is no state of a case", fix="use one of the buttons")
    move_case(by=request.membership, case=case_of(request.membership, number), to=CaseState(to))
    return back(request, "case", number=number)


@page(Action.ENTER_FACTS, "POST")
def packet(request: DeskRequest, number: int) -> HttpResponse:
    """Draft the packet."""
    draft_packet(by=request.membership, case=case_of(request.membership, number))
    messages.success(request, "The packet is drafted.")
    return back(request, "case", number=number)


@page(Action.SEE_CASES)
def packet_page(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    """Show a packet: each sentence with the facts behind it."""
    case, found = packet_of(request.membership, number, pk)
    note_access(by=request.membership, case=case, what="packet looked at")
    content = json.loads(bytes(found.content))
    more = {"case": case, "packet": found, "content": content, "papers": papers_of(packet=found)}
    return render(request, "desk/packet.html", more)


@page(Action.SIGN, "POST")
def sign(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    """Sign the packet: the password stands on the form; who has none proves it by the second factor."""
    return proved(request, lambda: _sign(request, number, pk))


def _sign(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    case, packet = packet_of(request.membership, number, pk)
    sign_packet(by=request.membership, case=case, packet=packet)
    messages.success(request, "The packet is signed and locked.")
    return back(request, "case", number=number)


@page(Action.BUILD_CLAIMS, "POST")
def claim_details(request: DeskRequest, number: int) -> HttpResponse:
    """Enter what a claim needs and no record holds."""
    given = request.POST
    listed = [name for name in given if name.startswith("charge-")]
    charges = {
        name.removeprefix("charge-"): amount(given.get(name, ""), "a charge", needed=False) for name in listed
    }
    set_claim_details(
        by=request.membership,
        case=case_of(request.membership, number),
        line=given.get("line", ""),
        city=given.get("city", ""),
        state=given.get("state", ""),
        zip_code=given.get("zip_code", ""),
        place_of_service=given.get("place_of_service", ""),
        rendering=given.get("rendering", ""),
        activities=given.getlist("activities"),
        charges={code: value for code, value in charges.items() if value is not None},
    )
    messages.success(request, "Kept for the claim and the letters.")
    return back(request, "case", number=number)


@page(Action.BUILD_CLAIMS, "POST")
def claim(request: DeskRequest, number: int) -> HttpResponse:
    """Build the claim."""
    built = build_claim(by=request.membership, case=case_of(request.membership, number))
    if built.ok:
        messages.success(request, "The claim is built; nothing blocks it.")
    else:
        messages.error(request, "The claim is built, and findings block it.")
    return back(request, "case", number=number)


@page(Action.BUILD_CLAIMS)
def claim_file(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    """Hand out a claim file."""
    case, found = claim_of(request.membership, number, pk)
    note_access(by=request.membership, case=case, what="claim downloaded")
    response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="837p-{found.control_number}.x12"'
    return response


@page(Action.BUILD_CLAIMS, "POST")
def claim_sent(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    """Note that a claim went out."""
    case, found = claim_of(request.membership, number, pk)
    mark_sent(by=request.membership, case=case, claim=found, proof=request.POST.get("proof", ""))
    return back(request, "case", number=number)


@page(Action.POST_PAYMENTS, "POST")
def remittance(request: DeskRequest, number: int) -> HttpResponse:
    """Post what the payer decided."""
    given = request.POST
    charge, paid = amount(given.get("charge", ""), "the charge"), amount(given.get("paid", ""), "the payment")
    decided = day(given.get("decided_on", ""), "the day of the decision")
    if charge is None or paid is None or decided is None:
        raise UsageError("something is missing", fix="fill in charge, payment and day")
    post_remittance(
        by=request.membership,
        case=case_of(request.membership, number),
        charge=charge,
        paid=paid,
        allowed=amount(given.get("allowed", ""), "the allowed amount", needed=False),
        patient_responsibility=amount(given.get("patient", "") or "0", "patient responsibility")
        or Decimal(0),
        decided_on=decided,
        payer_claim_control_number=given.get("payer_number", "")[:80],
    )
    return back(request, "case", number=number)


@page(Action.POST_PAYMENTS, "POST")
def denial(request: DeskRequest, number: int) -> HttpResponse:
    """Record a denial."""
    given = request.POST
    can_appeal = bool(given.get("can_appeal"))
    record_denial(
        by=request.membership,
        case=case_of(request.membership, number),
        reason_code=given.get("reason_code", ""),
        remark_codes=given.get("remark_codes", "").split(),
        can_appeal=can_appeal,
        deadline=day(given.get("deadline", ""), "the last day", needed=can_appeal),
        says=given.get("says", ""),
        next_action=given.get("next_action", ""),
    )
    return back(request, "case", number=number)


@page(Action.APPEAL, "POST")
def appeal(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    """Draft, send or end the appeal of a denial."""
    by = request.membership
    case, found, last = denial_of(by, number, pk)
    do = request.POST.get("do", "")
    if do == "draft" and found.route:
        drafted = draft_appeal(by=by, case=case, denial=found)
        return back(request, "case-appeal-page", number=number, pk=drafted.pk)
    if do == "draft":
        keep_appeal(by=by, case=case, denial=found, content=request.POST.get("text", ""))
    elif last is None:
        raise UsageError("there is no appeal yet", fix="draft it first")
    elif do == "send":
        send_appeal(by=by, case=case, appeal=last)
    else:
        end_appeal(by=by, case=case, appeal=last, overturned=do == "overturned")
    return back(request, "case", number=number)
