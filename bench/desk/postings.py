"""Claims that were sent, what a made-up payer answers, and what must stand in the ledger afterwards."""

# ruff: noqa: PLC0415 - Django has to be set up first
from __future__ import annotations

import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

sys.path.insert(0, "tests")
ADDRESS = {
    "line": "1 Sample St",
    "city": "Springfield",
    "state": "IL",
    "zip_code": "62701",
    "place_of_service": "11",
}


@dataclass
class Expected:
    """What the payer sent: its files in their order, and by claim how many decisions and how much money."""

    files: list[list[tuple[str, bytes]]] = field(default_factory=list)
    decisions: dict[str, int] = field(default_factory=dict)
    paid: dict[str, Decimal] = field(default_factory=dict)
    payments: int = 0
    cash: Decimal = Decimal(0)


def prepare(cases: list[int], today: date) -> Expected:
    """Send one real claim for the first case, and the same under other numbers for the others.

    Every claim has a payer of its own, so that no two traces are alike. Returns the files to hand in.
    """
    from unlisted.desk.models import Case, Membership
    from unlisted.desk.services.claims import build_claim, mark_sent, set_claim_details
    from unlisted.desk.services.decisions import answer_question, choose_comparator
    from unlisted.desk.services.packets import draft_packet, sign_packet
    from unlisted.pipeline.payer_behavior import Behavior
    from unlisted.pipeline.payer_simulator import SimulatedPayer

    people = Membership.objects.select_related("practice", "user").filter(practice__slug="load")
    boss, biller = people.filter(role="administrator").get(), people.filter(role="biller").first()
    clinician = _clinician(boss)
    _practice(boss)
    for member in (boss, biller, clinician):
        member.practice.refresh_from_db()
    model = Case.objects.select_related("practice").get(number=1)
    model.service = "composite_reirradiation"
    model.save()
    answer_question(
        by=clinician, case=model, question="apart_from_listed", value="yes", says="own sessions, own notes"
    )
    choose_comparator(by=clinician, case=model, comparator="77435", percent=Decimal(25), reason="longer")
    model.refresh_from_db()
    sign_packet(by=clinician, case=model, packet=draft_packet(by=biller, case=model))
    model.refresh_from_db()
    set_claim_details(by=biller, case=model, rendering="dr_exampleton", **ADDRESS)
    model.refresh_from_db()
    claim = build_claim(by=biller, case=model)
    mark_sent(by=biller, case=model, claim=claim, proof="receipt SYN")
    first = bytes(claim.content)
    own = model.sent_claims.get().control_number
    expected = Expected()
    kinds = (Behavior.PAID, Behavior.LISTED_CODE, Behavior.UNDERPAID_COMPARABLE, Behavior.TAKE_BACK)
    for place, number in enumerate([model.number, *cases]):
        name = own if number == model.number else f"{own[:-6]}{900000 + place}"
        data = first.replace(own.encode(), name.encode())
        if number != model.number:
            _send(biller, Case.objects.get(practice=boss.practice, number=number), model, data)
        payer = SimulatedPayer(
            "EXAMPLE HEALTH", f"EXPAY{place:03}", seed=place, drawn=(kinds[place % 4],), full_share=Decimal(1)
        )
        answers = payer.receive(data, today - timedelta(days=9)) + payer.later(today - timedelta(days=2))
        expected.files.append([(f"{name}-{n}.{x.kind.lower()}", x.data) for n, x in enumerate(answers)])
        held = next(iter(payer.claims.values()))
        again = kinds[place % 4] is Behavior.TAKE_BACK
        expected.decisions[name] = 3 if again else 1
        expected.paid[name] = held.paid
        expected.payments += 2 if again else 1
        expected.cash += payer.paid_out
    return expected


def compare(expected: Expected) -> None:
    """Print what stands in the ledger beside what was sent."""
    from unlisted.desk.models import LedgerRow, PaymentRow, Remittance, ReturnFile, SentClaim, Unmatched

    sums: dict[str, Decimal] = defaultdict(Decimal)
    accounts: dict[str, Decimal] = defaultdict(Decimal)
    for row in LedgerRow.objects.all():
        sums[row.payment] += row.amount
        accounts[row.account] += row.amount
    paid: dict[str, Decimal] = defaultdict(Decimal)
    decisions: Counter[str] = Counter()
    case_of = dict(SentClaim.objects.values_list("case_id", "control_number"))
    for item in Remittance.objects.all():
        decisions[case_of[item.case_id]] += 1
        paid[case_of[item.case_id]] += item.paid_amount
    wrong = sum(decisions[name] != count for name, count in expected.decisions.items())
    money = sum(paid[name] != amount for name, amount in expected.paid.items())
    files = sum(len(one) for one in expected.files)
    print(f"postings: {files} payers' files, {ReturnFile.objects.count()} taken in; ", end="")
    print(
        f"payments {PaymentRow.objects.count()} of {expected.payments}; unmatched {Unmatched.objects.count()}"
    )
    print(f"  claims whose decisions are too many or too few: {wrong} of {len(expected.decisions)}; ", end="")
    print(f"with another sum paid: {money}")
    wrong = sum(total != 0 for total in sums.values())
    print(f"  ledger: {len(sums)} sums (each payment, and the charges), {wrong} out of balance; ", end="")
    print(f"cash {accounts['cash']} of {expected.cash}; all accounts together {sum(accounts.values())}")


def _clinician(boss):
    from unlisted.desk.permissions import Role
    from unlisted.desk.services.people import invite_person

    return invite_person(by=boss, email="doctor@load.test", name="Alex Exampleton", role=Role.CLINICIAN)[0]


def _practice(boss) -> None:
    from builders.desk_claims import BILLING
    from unlisted.desk.permissions import Role
    from unlisted.desk.services.people import invite_person
    from unlisted.desk.services.practice import save_service, set_billing

    set_billing(by=boss, text=BILLING)
    manager, _ = invite_person(by=boss, email="manager@load.test", name="Manager", role=Role.MANAGER)
    save_service(
        by=manager,
        slug="composite_reirradiation",
        name="Composite reirradiation management",
        code="77499",
        description="Composite reirradiation management with dose summation",
        comparator="77435",
        fee=None,
        evidence=["special_report"],
        review_by=date(2028, 3, 1),
    )


def _send(biller, case, model, data: bytes) -> None:
    """Put a case where one stands whose claim went out."""
    import hashlib

    from django.utils import timezone

    from unlisted.desk.models import ClaimFile
    from unlisted.desk.services.remittances import record_sent

    case.state, case.amount, case.payer, case.service = "submitted", model.amount, model.payer, model.service
    case.save()
    claim = ClaimFile.objects.create(
        case=case,
        control_number=str(case.number),
        kind="professional",
        content=data,
        sha256=hashlib.sha256(data).hexdigest(),
        ok=True,
        made_by=biller,
        sent_at=timezone.now(),
        proof="receipt SYN",
    )
    record_sent(by=biller, case=case, claim=claim)
