"""A case from record to memory, by the pages people use."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from importlib import resources

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from builders.desk_people import Office, enter_details, sarcoma_case, signed_in
from unlisted.base.errors import UsageError
from unlisted.claim.case_states import STEPS, CaseState, state_diagram
from unlisted.desk.models import Case
from unlisted.desk.permissions import Role
from unlisted.desk.services.decisions import answer_question
from unlisted.desk.services.lifecycle import move_case
from unlisted.desk.services.standing import today

BILLING = resources.files("unlisted.desk.demo").joinpath("billing.yaml").read_text(encoding="utf-8")
SAYS = "own sessions and own notes, apart from the stereotactic management"


def answer(client: Client, number: int, value: str = "yes") -> int:
    given = {"question": "apart_from_listed", "value": value, "says": SAYS}
    return client.post(f"/p/riverside/cases/{number}/answer", given).status_code


def page(client: Client, number: int) -> str:
    return client.get(f"/p/riverside/cases/{number}/?open=all").content.decode()


def test_a_new_case_waits_for_its_question(office: Office) -> None:
    case = sarcoma_case(office)
    assert (case.family_name, case.payer, case.record_number) == (
        "Syntheticson",
        "bcbs_massachusetts",
        "SYN-77499",
    )
    case.refresh_from_db()
    assert (case.queue, case.next_step, case.state) == ("decision due", "Answer the open question", "draft")
    shown = page(office.client(Role.CLINICIAN), case.number)
    assert "Held until the open question is answered. 77435 × 1 stands already." in shown
    assert "Was the work that no listed code describes a service apart" in shown
    assert "Step 3 of 5" in shown
    assert "dicom/RP_BOOST_B.dcm" in shown


def test_only_a_clinician_answers_for_the_physician(office: Office) -> None:
    case = sarcoma_case(office)
    assert answer(office.client(Role.BILLER), case.number) == 403
    assert answer(office.client(Role.CLINICIAN), case.number) == 302
    shown = page(office.client(Role.BILLER), case.number)
    assert "An unlisted code is among the lines: 77435 × 1, 77499 × 1." in shown
    assert "Clinician Example" in shown


def test_the_other_answer_leads_to_listed_codes_only(office: Office) -> None:
    case = sarcoma_case(office)
    answer(office.client(Role.CLINICIAN), case.number, "no")
    case.refresh_from_db()
    assert case.decisions.latest("id").outcome == "listed"
    assert case.next_step == "Close: listed codes only"


def test_an_answer_is_taken_back_and_stays_visible(office: Office) -> None:
    case, client = sarcoma_case(office), office.client(Role.CLINICIAN)
    answer(client, case.number)
    pk = case.answers.get().pk
    other = office.client(Role.MANAGER)
    assert other.post(f"/p/riverside/cases/{case.number}/answer/{pk}/withdraw").status_code == 422
    assert client.post(f"/p/riverside/cases/{case.number}/answer/{pk}/withdraw").status_code == 302
    assert case.decisions.latest("id").outcome == "hold"
    assert "taken back" in page(client, case.number)


@pytest.mark.parametrize(
    "given",
    [
        {"question": "apart_from_listed", "value": "maybe", "says": SAYS},
        {"question": "apart_from_listed", "value": "yes", "says": "  "},
        {"question": "fractions", "value": "5", "says": SAYS},
        {"question": "no_such_question", "value": "yes", "says": SAYS},
    ],
)
def test_an_answer_that_is_none_is_refused(office: Office, given: dict[str, str]) -> None:
    case = sarcoma_case(office)
    answer = office.client(Role.CLINICIAN).post(f"/p/riverside/cases/{case.number}/answer", given)
    assert answer.status_code == 422
    assert case.answers.count() == 0


def compared(office: Office, case: Case) -> None:
    answer(office.client(Role.CLINICIAN), case.number)
    given = {"comparator": "77435", "percent": "25", "reason": "dose summation took longer"}
    office.client(Role.CLINICIAN).post(f"/p/riverside/cases/{case.number}/comparator", given)
    case.refresh_from_db()


def test_the_fee_follows_from_the_comparator(office: Office) -> None:
    case = sarcoma_case(office)
    compared(office, case)
    choice = case.choices.get()
    board = re.findall(r"\$[\d,]+\.\d\d", page(office.client(Role.BILLER), case.number))
    assert case.amount == choice.asked
    assert f"${choice.asked:,}" in board
    assert choice.asked == choice.floor  # no practice fee: both rest on the Medicare price


def test_a_percentage_needs_its_reason(office: Office) -> None:
    case, client = sarcoma_case(office), office.client(Role.CLINICIAN)
    answer(client, case.number)
    given = {"comparator": "77435", "percent": "25", "reason": ""}
    assert client.post(f"/p/riverside/cases/{case.number}/comparator", given).status_code == 422
    assert case.choices.count() == 0


def test_every_step_of_the_table_and_no_other(office: Office) -> None:
    case = sarcoma_case(office)
    by = office.members[Role.MANAGER]
    allowed = {(step.before, step.after) for step in STEPS}
    for before in CaseState:
        for after in CaseState:
            Case.objects.filter(pk=case.pk).update(state=before.value)
            case.refresh_from_db()
            if (before, after) in allowed:
                assert move_case(by=by, case=case, to=after).state == after.value
            else:
                with pytest.raises(UsageError):
                    move_case(by=by, case=case, to=after)


def test_the_diagram_names_every_state() -> None:
    drawn = state_diagram()
    assert all(state.value in drawn for state in CaseState)


def test_the_worklist_orders_by_deadline_then_value(office: Office) -> None:
    cases = [sarcoma_case(office) for _ in range(4)]
    plan = ((5, 100), (2, 50), (2, 900), (None, 5000))
    for case, (days, amount) in zip(cases, plan, strict=True):
        due = today() + timedelta(days=days) if days is not None else None
        Case.objects.filter(pk=case.pk).update(due_on=due, amount=amount)
    text = office.client(Role.BILLER).get("/p/riverside/worklist/").content.decode()
    shown = [int(number) for number in re.findall(r'aria-label="Mark case (\d+)"', text)]
    assert shown == [3, 2, 1, 4]


def test_filters_make_addresses_and_files_hold_what_is_shown(office: Office) -> None:
    first, second = sarcoma_case(office), sarcoma_case(office)
    Case.objects.filter(pk=first.pk).update(amount=100, given_name="=cmd()", service="=1+1")
    Case.objects.filter(pk=second.pk).update(amount=900)
    client = office.client(Role.BILLER)
    text = client.get("/p/riverside/worklist.csv?least=500").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["case"] for row in rows] == ["2"]
    every = client.get("/p/riverside/worklist.xlsx").content
    sheet = load_workbook(io.BytesIO(every)).active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [2, 1]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert "'=1+1" in client.get("/p/riverside/worklist.csv").content.decode()


def test_many_cases_are_assigned_and_put_aside_at_once(office: Office) -> None:
    for _ in range(3):
        sarcoma_case(office)
    client, coder = office.client(Role.MANAGER), office.members[Role.CODER]
    client.post("/p/riverside/worklist/bulk", {"case": ["1", "3"], "do": "assign", "owner": coder.pk})
    assert list(Case.objects.filter(owner=coder).values_list("number", flat=True)) == [1, 3]
    until = (today() + timedelta(days=3)).isoformat()
    given = {"case": ["2"], "do": "snooze", "until": until, "reason": "physicist is away"}
    client.post("/p/riverside/worklist/bulk", given)
    assert "Mark case 2" not in client.get("/p/riverside/worklist/").content.decode()
    assert "Mark case 1" in client.get("/p/riverside/worklist/").content.decode()
    assert client.post("/p/riverside/worklist/bulk", {"case": ["999"], "do": "assign"}).status_code == 404


def test_a_view_is_saved_with_known_keys_only(office: Office) -> None:
    client = office.client(Role.BILLER)
    given = {"name": "Big ones", "query": "least=500&evil=1&queue=denied"}
    client.post("/p/riverside/worklist/views", given)
    shown = client.get("/p/riverside/worklist/").content.decode()
    assert "?least=500&amp;queue=denied" in shown
    assert "evil" not in shown
    assert "Big ones" not in office.client(Role.CODER).get("/p/riverside/worklist/").content.decode()


def test_a_search_finds_by_what_never_stands_in_an_address(office: Office) -> None:
    case, other = sarcoma_case(office), sarcoma_case(office)
    Case.objects.filter(pk=other.pk).update(family_name="Otherperson", record_number="SYN-2")
    client = office.client(Role.BILLER)
    for words in ("Synthet", "SYN-77499", "examplus synth"):
        answer = client.post("/p/riverside/search", {"q": words})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/p/riverside/cases/{case.number}/")
    assert b"Nothing fits" in client.post("/p/riverside/search", {"q": "Nobody"}).content
    assert client.get("/p/riverside/search?q=Synthet").status_code == 405


def test_pages_ask_a_fixed_number_of_questions(office: Office) -> None:
    client = office.client(Role.MANAGER)
    case = sarcoma_case(office)
    client.get(f"/p/riverside/cases/{case.number}/")  # a process reads a review once
    counts = {}
    for size in (1, 12):
        while Case.objects.count() < size:
            sarcoma_case(office)
        for path in ("worklist/", f"cases/{case.number}/", "imports/", "services/", "audit/"):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(f"/p/riverside/{path}").status_code == 200
            counts.setdefault(path, []).append(len(asked))
    assert all(few == many for few, many in counts.values()), counts
    assert counts["worklist/"][0] <= 16
    assert counts[f"cases/{case.number}/"][0] <= 30


def test_text_of_people_is_never_script(office: Office) -> None:
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{ 7*7 }}'
    case = sarcoma_case(office)
    Case.objects.filter(pk=case.pk).update(
        family_name=evil,
        given_name=evil,
        payer_name=evil,
        payer="",
        service=evil[:80],
        record_number=evil[:80],
    )
    client = office.client(Role.CLINICIAN)
    client.post(f"/p/riverside/cases/{case.number}/note", {"text": evil})
    given = {"question": "apart_from_listed", "value": "yes", "says": evil}
    client.post(f"/p/riverside/cases/{case.number}/answer", given)
    client.post("/p/riverside/worklist/views", {"name": evil, "query": f"payer={evil}"})
    for answer in (
        client.get(f"/p/riverside/cases/{case.number}/"),
        client.get("/p/riverside/worklist/"),
        client.post("/p/riverside/search", {"q": "77499"}, follow=True),
    ):
        text = answer.content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;alert(1)" in text
        assert "{{ 7*7 }}" in text or "7*7" not in text


def sign_as_clinician(office: Office, case: Case) -> None:
    """Draft and sign the packet; a wrong password and another role sign nothing."""
    user = office.members[Role.CLINICIAN].user
    user.set_password("a long enough secret")
    user.save()
    base = f"/p/riverside/cases/{case.number}/packet"
    office.client(Role.BILLER).post(base)
    packet = case.packets.get()
    signer = signed_in(user)
    shown = signer.get(f"{base}/{packet.pk}/").content.decode()
    assert "facts behind it" in shown
    for client, password, status in (
        (office.client(Role.BILLER), "a long enough secret", 403),
        (signer, "wrong", 422),
        (signer, "", 422),
        (signer, "a long enough secret", 302),
    ):
        assert client.post(f"{base}/{packet.pk}/sign", {"password": password}).status_code == status
        packet.refresh_from_db()
        assert (packet.signed_at is not None) == (status == 302)
    assert packet.signed_name == "Clinician Example"
    assert signer.post(f"{base}/{packet.pk}/sign", {"password": "a long enough secret"}).status_code == 422


def test_a_claim_is_built_from_the_case_and_sent_with_proof(office: Office) -> None:
    case = sarcoma_case(office)
    compared(office, case)
    admin, biller = office.client(Role.ADMINISTRATOR), office.client(Role.BILLER)
    assert biller.post(f"/p/riverside/cases/{case.number}/claim").status_code == 422  # no billing data yet
    assert admin.post("/p/riverside/practice/", {"billing": BILLING}).status_code == 302
    service = {
        "name": "Composite reirradiation management",
        "code": "77499",
        "description": "Composite reirradiation management with dose summation",
        "comparator": "77435",
        "evidence": "dose_summation_report, time_log",
        "review_by": "2030-01-01",
    }
    manager = office.client(Role.MANAGER)
    assert manager.post("/p/riverside/services/new", service).status_code == 302
    Case.objects.filter(pk=case.pk).update(service="composite_reirradiation_management")
    refused = biller.post(f"/p/riverside/cases/{case.number}/claim")
    assert "the patient&#x27;s address" in refused.content.decode()
    assert case.claims.count() == 0
    enter_details(office, case, activities=["dose_summation"])
    biller.post(f"/p/riverside/cases/{case.number}/claim")
    claim = case.claims.get()
    text = bytes(claim.content).decode("ascii")
    assert "COMPOSITE REIRRADIATION MANAGEMENT WITH DOSE SUMMATION" in text
    assert "77499" in text
    assert "HC:77435" not in text  # the listed lines are billed where they always were
    assert "N3*1 SAMPLE ST" in text
    assert f"*{case.amount}*" in text
    assert claim.ok, claim.findings
    sign_as_clinician(office, case)
    path = f"/p/riverside/cases/{case.number}/claim/{claim.pk}/sent"
    assert biller.post(path, {"proof": " "}).status_code == 422
    assert biller.post(path, {"proof": "receipt 1"}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.queue) == ("submitted", "sent")
    assert biller.post(path, {"proof": "receipt 2"}).status_code == 422


def test_denial_appeal_and_memory(office: Office) -> None:
    case = sarcoma_case(office)
    compared(office, case)
    Case.objects.filter(pk=case.pk).update(state="accepted")
    biller, base = office.client(Role.BILLER), f"/p/riverside/cases/{case.number}"
    last = (today() + timedelta(days=30)).isoformat()
    given = {"reason_code": "16", "remark_codes": "N706", "can_appeal": "1", "deadline": last}
    biller.post(f"{base}/denial", given)
    case.refresh_from_db()
    assert (case.state, case.queue, case.due_on.isoformat()) == ("denied", "appeal due", last)
    pk = case.denials.get().pk
    for do, state in (("draft", "denied"), ("send", "appealed"), ("overturned", "overturned")):
        biller.post(f"{base}/denial/{pk}/appeal", {"do": do, "text": "x"})
        case.refresh_from_db()
        assert case.state == state
    shown = office.client(Role.MANAGER).get("/p/riverside/services/").content.decode()
    memory = shown.split("<h2>Memory</h2>")[1]
    assert "Blue Cross Blue Shield of Massachusetts" in memory
    assert "77435" in memory


def test_the_same_remittance_counts_once(office: Office) -> None:
    case = sarcoma_case(office)
    compared(office, case)
    Case.objects.filter(pk=case.pk).update(state="accepted")
    biller = office.client(Role.BILLER)
    given = {
        "charge": "1,000.00",
        "allowed": "600",
        "paid": "500",
        "patient": "100",
        "decided_on": "2026-11-02",
    }
    for _ in range(2):
        assert biller.post(f"/p/riverside/cases/{case.number}/remittance", given).status_code == 302
    case.refresh_from_db()
    assert (case.remittances.count(), case.state, case.queue) == (1, "underpaid", "underpaid")
    assert (
        biller.post(f"/p/riverside/cases/{case.number}/remittance", given | {"paid": "2000"}).status_code
        == 422
    )


def test_knowledge_pages_answer(office: Office) -> None:
    client = office.client(Role.AUDITOR)
    assert "77499" in client.get("/p/riverside/reports/").content.decode()
    matrix = client.get("/p/riverside/payers/?code=77499&on=2026-11-24").content.decode()
    assert "Aetna" in matrix
    assert "not known" in matrix
    card = client.get("/p/riverside/payers/aetna/").content.decode()
    assert "120 days" in card
    assert client.get("/p/riverside/payers/nobody/").status_code == 422
    report = client.get("/p/riverside/reports/77499/?payer=aetna&on=2026-11-24")
    assert "sha256-" in report.headers["Content-Security-Policy"]
    assert "77499" in report.content.decode()


def test_a_limit_of_the_contract_stands_before_public_rules(office: Office) -> None:
    case, client = sarcoma_case(office), office.client(Role.BILLER)
    last = (today() + timedelta(days=3)).isoformat()
    path = f"/p/riverside/cases/{case.number}/filing-limit"
    assert client.post(path, {"last_day": "soon"}).status_code == 422
    assert client.post(path, {"last_day": last}).status_code == 302
    answer(office.client(Role.CLINICIAN), case.number)  # a new review keeps it
    case.refresh_from_db()
    assert (str(case.filing_limit), str(case.due_on)) == (last, last)
    assert "by contract" in page(client, case.number)


def test_withdrawn_answers_do_not_count(office: Office) -> None:
    case = sarcoma_case(office)
    by = office.members[Role.CLINICIAN]
    answer_question(by=by, case=case, question="apart_from_listed", value="yes", says=SAYS)
    assert case.decisions.latest("id").codes == "77435 77499"
