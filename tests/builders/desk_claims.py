"""A case of the desk whose claim was sent, and a payer that answers it."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import resources

from django.utils import timezone

from builders.desk_people import Office, enter_details, sarcoma
from unlisted.desk.jobs.worker import work_one
from unlisted.desk.models import Case, Job
from unlisted.desk.permissions import Role
from unlisted.desk.services.claims import build_claim, mark_sent
from unlisted.desk.services.decisions import answer_question, choose_comparator
from unlisted.desk.services.episodes import open_case
from unlisted.desk.services.packets import draft_packet, sign_packet
from unlisted.desk.services.practice import save_service, set_billing
from unlisted.desk.services.uploads import import_records
from unlisted.pipeline.payer_behavior import Behavior
from unlisted.pipeline.payer_simulator import SentAnswer, SimulatedPayer

BILLING = resources.files("unlisted.desk.demo").joinpath("billing.yaml").read_text(encoding="utf-8")
ACTIVITIES = ("dose_summation", "adaptive_review")
SAYS = "own sessions and own notes, apart from the stereotactic management"


def fresh(case: Case) -> Case:
    """Return the case as the database has it."""
    return Case.objects.select_related("practice").get(pk=case.pk)


def ready_to_draft(office: Office, *, details: bool = True, activities: tuple[str, ...] = ACTIVITIES) -> Case:
    """Return the demo patient's case with question, comparator and the claim's details answered."""
    case = decided_case(office)
    if details:
        enter_details(office, case, activities=list(activities))
    return fresh(case)


def sent_case(office: Office, **details: str | list[str]) -> tuple[Case, bytes]:
    """Return the demo patient's case with its claim marked as sent, and the claim file.

    ``details`` are more fields of the claim's form, for example the charge of a listed line.
    """
    biller, clinician = office.members[Role.BILLER], office.members[Role.CLINICIAN]
    case = decided_case(office)
    packet = draft_packet(by=biller, case=fresh(case))
    sign_packet(by=clinician, case=fresh(case), packet=packet)
    return fresh(case), send_claim(office, case, **details)


def decided_case(office: Office) -> Case:
    """Return the demo patient's case with the open question answered and the comparator chosen."""
    biller, clinician = office.members[Role.BILLER], office.members[Role.CLINICIAN]
    practice = set_billing(by=office.members[Role.ADMINISTRATOR], text=BILLING)
    for member in office.members.values():
        member.practice = practice
    save_service(
        by=office.members[Role.MANAGER],
        slug="composite_reirradiation",
        name="Composite reirradiation management",
        code="77499",
        description="Composite reirradiation management with dose summation",
        comparator="77435",
        fee=None,
        evidence=["special_report"],
        review_by=date(timezone.localdate().year + 1, 3, 1),
    )
    case = open_case(by=biller, episode=sarcoma(), source="examples", service="composite_reirradiation")
    answer_question(by=clinician, case=case, question="apart_from_listed", value="yes", says=SAYS)
    choose_comparator(by=clinician, case=case, comparator="77435", percent=Decimal(25), reason="took longer")
    return fresh(case)


def send_claim(office: Office, case: Case, at: datetime | None = None, **details: str | list[str]) -> bytes:
    """Build the claim of a case and mark it as sent; return the file."""
    biller = office.members[Role.BILLER]
    enter_details(office, case, **details)
    claim = build_claim(by=biller, case=fresh(case))
    assert claim.ok, claim.findings
    mark_sent(by=biller, case=fresh(case), claim=claim, proof="receipt SYN-1", at=at)
    return bytes(claim.content)


def payer(behavior: Behavior, *, seed: int = 1, judged: frozenset[str] = frozenset()) -> SimulatedPayer:
    """Return a payer that treats every claim in one way and pays charges in full.

    ``judged``: codes its denials are about, the other lines being paid.
    """
    return SimulatedPayer(
        "EXAMPLE HEALTH", "EXPAYER", seed=seed, drawn=(behavior,), judged=judged, full_share=Decimal(1)
    )


def hand_in(office: Office, *answers: SentAnswer, role: Role = Role.BILLER) -> Job:
    """Hand files in as a person does, and let the worker post them."""
    files = [
        (f"answer-{number}.{answer.kind.lower()}", io.BytesIO(answer.data), len(answer.data))
        for number, answer in enumerate(answers)
    ]
    job = import_records(by=office.members[role], files=files)
    while work_one():
        pass
    job.refresh_from_db()
    return job


def days_ago(count: int) -> date:
    """Return a day before today."""
    return timezone.localdate() - timedelta(days=count)
