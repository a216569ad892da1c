"""Seed the demonstration: a practice, its people, its services, and 40 cases in all states."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib import resources
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from unlisted.claim.case_states import CaseState
from unlisted.desk.demo.charts import other_episodes, sarcoma_episode
from unlisted.desk.demo.payers import DemoPayer
from unlisted.desk.models import Case, ClaimFile, Membership, Practice
from unlisted.desk.permissions import Role
from unlisted.desk.services.appeals import draft_appeal
from unlisted.desk.services.claims import build_claim, mark_sent, set_claim_details
from unlisted.desk.services.decisions import answer_question, choose_comparator
from unlisted.desk.services.episodes import open_case
from unlisted.desk.services.follow_up import keep_appeal, send_appeal
from unlisted.desk.services.lifecycle import move_case
from unlisted.desk.services.packets import draft_packet, sign_packet
from unlisted.desk.services.people import invite_person, make_practice, make_user
from unlisted.desk.services.practice import save_service, set_billing
from unlisted.desk.services.work import (
    add_note,
    assign_cases,
    enter_filing_limit,
    note_waiting,
    snooze_cases,
)

SLUG, CASES = "demo", 40
PEOPLE = {
    Role.ADMINISTRATOR: ("Ada Keeper", ""),
    Role.BILLER: ("Bill Fictional", "CPC"),
    Role.CODER: ("Cody Invented", "CPC, ROCC"),
    Role.CLINICIAN: ("Alex Exampleton", "MD"),
    Role.MANAGER: ("Morgan Pretend", ""),
    Role.AUDITOR: ("Audrey Sample", ""),
}
_ORDER = (
    ("closed",) * 4
    + ("overturned", "upheld", "paid", "paid", "denied", "appealed", "underpaid", "stopped")
    + ("accepted", "rejected", "submitted", "submitted", "records", "ready", "ready", "packet")
    + ("comparator", "authorization", "comparator")
)
"""What becomes of the cases whose question can be answered, the oldest first; the others stay open."""


_NO = frozenset(
    {
        "stereotactic",
        "category_iii_code_found",
        "extra_effort",
        "extra_effort_documented",
        "skin_site",
        "electronic_brachytherapy",
    }
)
"""Questions the made-up clinician answers with no."""

STILL_OPEN = frozenset({"denied", "appealed", "underpaid", "records", "stopped"})
APPEALED = frozenset({"appealed", "overturned", "upheld"})
_ADDRESS: dict[str, Any] = {
    "line": "1 Sample Street",
    "city": "Springfield",
    "state": "IL",
    "zip_code": "62701",
    "place_of_service": "11",
}
MOST_QUESTIONS = 12
OPEN_CASES = 6  # of the newest, whose questions nobody has answered


@dataclass(frozen=True, slots=True)
class Seeded:
    """Who can sign in, and the one password of everybody; it stands in the folder for the next start."""

    people: tuple[tuple[str, str], ...]
    password: str


@transaction.atomic
def seed_demo(say: Callable[[str], None]) -> Seeded:
    """Make the practice once, whole or not at all; a later start finds it and says who is there."""
    secret = settings.DESK.folder / "demo-password"
    if Practice.objects.filter(slug=SLUG).exists():
        return Seeded(_people(), secret.read_text(encoding="ascii").strip())
    password = secrets.token_urlsafe(9)
    secret.write_text(password + "\n", encoding="ascii")
    secret.chmod(0o600)
    members = _members(password)
    _practice(members)
    say("reading the charts")
    episodes = [
        sarcoma_episode(),
        *sorted(other_episodes(CASES - 1, timezone.localdate()), key=lambda e: e.treatment_days[-1]),
    ]
    cases = []
    for number, episode in enumerate(episodes, 1):
        say(f"case {number} of {len(episodes)}")
        service = "composite_reirradiation" if number == 1 else "adaptive_management"
        cases.append(
            open_case(by=members[Role.BILLER], episode=episode, source="demonstration", service=service)
        )
    _work(cases, members)
    return Seeded(_people(), password)


def _people() -> tuple[tuple[str, str], ...]:
    return tuple((f"{role.value}@demo.test", role.value) for role in PEOPLE)


def _members(password: str) -> dict[Role, Membership]:
    made: dict[Role, Membership] = {}
    for role, (name, credentials) in PEOPLE.items():
        user = make_user(
            email=f"{role.value}@demo.test", name=name, password=password, credentials=credentials
        )
        if role is Role.ADMINISTRATOR:
            made[role] = make_practice(name="Synthetic Clinic of Nowhere", administrator=user, slug=SLUG)
        else:
            admin = made[Role.ADMINISTRATOR]
            made[role], _ = invite_person(by=admin, email=user.email, name=name, role=role)
    return made


def _practice(members: dict[Role, Membership]) -> None:
    text = resources.files("unlisted.desk.demo").joinpath("billing.yaml").read_text(encoding="utf-8")
    practice = set_billing(by=members[Role.ADMINISTRATOR], text=text)
    for member in members.values():
        member.practice = practice
    review = date(timezone.localdate().year + 1, 3, 1)
    save_service(
        by=members[Role.MANAGER],
        slug="composite_reirradiation",
        name="Composite reirradiation management",
        code="77499",
        description="Composite reirradiation management with dose summation",
        comparator="77435",
        fee=Decimal("976.14"),
        evidence=["dose_summation_report", "time_log", "special_report"],
        review_by=review,
    )
    save_service(
        by=members[Role.MANAGER],
        slug="adaptive_management",
        name="Adaptive course management",
        code="77499",
        description="Adaptive radiotherapy management beyond weekly visits, with replan",
        comparator="77427",
        fee=Decimal("410.00"),
        evidence=["time_log", "special_report"],
        review_by=review,
    )


def _work(cases: list[Case], members: dict[Role, Membership]) -> None:
    """Bring the cases into every state by the services people use."""
    clinician, biller, coder = members[Role.CLINICIAN], members[Role.BILLER], members[Role.CODER]
    owners = (biller, biller, coder, None)
    for index, case in enumerate(cases):
        assign_cases(by=members[Role.MANAGER], cases=[case], owner=owners[index % len(owners)])
    ends = iter(_ORDER)
    for case in cases[1:-OPEN_CASES]:
        if not _unlisted(case, clinician):
            continue
        end = next(ends, "")
        if not end:
            break
        _advance(_fresh(case), end, clinician=clinician, biller=biller)
    note_waiting(by=biller, case=cases[-1], authorization=True, records=False)
    aside = timezone.localdate() + timedelta(days=9)
    snooze_cases(by=biller, cases=[cases[-2]], until=aside, reason="physicist is away")
    soon = timezone.localdate() + timedelta(days=2)
    enter_filing_limit(by=biller, case=_fresh(cases[0]), last_day=soon)
    add_note(by=biller, case=cases[0], text="Asked Dr. Exampleton about the open question.")


def _unlisted(case: Case, clinician: Membership) -> bool:
    """Answer the questions a person can answer; say whether an unlisted code is the outcome."""
    for _ in range(MOST_QUESTIONS):
        decision = case.decisions.order_by("id").last()
        if decision is None or decision.outcome != "hold":
            return decision is not None and decision.outcome == "unlisted"
        questions = json.loads(bytes(decision.content))["decision"]["questions"]
        if any(question["by_record"] for question in questions):
            return False
        slug = questions[0]["slug"]
        says, value = "as written in the note of the on-treatment visit", "no" if slug in _NO else "yes"
        answer_question(by=clinician, case=case, question=slug, value=value, says=says)
    return False


def _fresh(case: Case) -> Case:
    return Case.objects.select_related("practice").get(pk=case.pk)


def _advance(case: Case, end: str, *, clinician: Membership, biller: Membership) -> None:
    number = case.number
    percent = Decimal(10 + 5 * (number % 6))
    choose_comparator(
        by=clinician,
        case=case,
        comparator="77427",
        percent=percent,
        reason="adaptive review each week took longer than the listed management",
    )
    if end == "authorization":
        note_waiting(by=biller, case=_fresh(case), authorization=True, records=False)
    if end in {"comparator", "authorization"}:
        return
    if end == "packet":  # its letters show as blanks what the chart does not say
        set_claim_details(by=biller, case=_fresh(case), rendering="dr_exampleton", **_ADDRESS)
    packet = draft_packet(by=biller, case=_fresh(case))
    if end == "packet":
        return
    sign_packet(by=clinician, case=_fresh(case), packet=packet)
    if end == "ready":
        return
    set_claim_details(by=biller, case=_fresh(case), rendering="dr_exampleton", **_ADDRESS)
    claim = build_claim(by=biller, case=_fresh(case))
    if not claim.ok:
        return
    served = case.date_of_service or timezone.localdate()
    sent = timezone.make_aware(datetime.combine(served + timedelta(days=12), time(10, 0)))
    mark_sent(by=biller, case=_fresh(case), claim=claim, proof=f"receipt SYN-{number:05d}", at=sent)
    if end != "submitted":
        _answered(_fresh(case), end, claim, biller)


def _answered(case: Case, end: str, claim: ClaimFile, biller: Membership) -> None:
    """Let the simulated payer answer, and do what the end of the story asks for.

    Answers that are still open came lately, so that their clocks run. The made-up charts miss facts an
    appeal needs: the desk's draft shows them as blanks, and the appeals that went out were written by hand.
    """
    sent, now = (claim.sent_at or timezone.now()).date(), timezone.localdate()
    lately = now - timedelta(days=12 + case.number % 17)
    usual = sent + timedelta(days=21 + case.number % 17)
    decided = min(max(usual, lately) if end in STILL_OPEN else usual, now)
    payer = DemoPayer(case, end)
    payer.answer(claim, decided, biller)
    case = _fresh(case)
    if end == "closed":
        move_case(by=biller, case=case, to=CaseState.CLOSED)
    denial = case.denials.filter(open=True).order_by("id").last()
    if denial is None:
        return
    if end == "denied":
        draft_appeal(by=biller, case=case, denial=denial)
    elif end in APPEALED:
        appeal = keep_appeal(by=biller, case=case, denial=denial, content="Written by hand, see the file.")
        send_appeal(by=biller, case=_fresh(case), appeal=appeal)
        if end != "appealed":
            payer.answer_appeal(min(decided + timedelta(days=35), now), biller)
