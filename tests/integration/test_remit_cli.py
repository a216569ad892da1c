"""``unlisted remit`` as a person runs it: read, sent, post, status, report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from builders.claims import batch, line, professional
from builders.remittances import PAID_CLAIM, interchange, payment, usual
from unlisted.base.errors import UnlistedError
from unlisted.cli.main import app
from unlisted.formats.x12.write import write_batch


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["remit", *words])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    from dataclasses import replace
    from datetime import date

    first = replace(line(), control_number="LINE1", modifiers=("26",), service_from=date(2026, 8, 3))
    second = replace(line(), control_number="LINE2", service_from=date(2026, 8, 4))
    claims = (
        professional(control_number="CASE1", lines=(first,)),
        professional(control_number="CASE2", lines=(second,)),
    )
    (tmp_path / "claims.x12").write_bytes(write_batch(batch(*claims)))
    (tmp_path / "paid.835").write_text(usual(), encoding="ascii")
    return tmp_path


def test_read_gives_what_a_poster_needs_and_no_patient(folder: Path) -> None:
    done = run("read", str(folder / "paid.835"), "--json")
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    (paid,) = answer["payments"]
    claim = paid["claims"][1]
    assert (claim["patient_control_number"], claim["payer_claim_control_number"]) == ("CASE2", "PAYER002")
    assert (claim["status_code"], claim["charge_amount"], claim["paid_amount"]) == ("4", "1500", "0")
    (shown,) = claim["lines"]
    assert shown["adjustments"] == [
        {"group": "CO", "claim_adjustment_reason_code": "16", "amount": "1500", "quantity": None}
    ]
    assert shown["remarks"] == ["N350", "MA130"]
    first = paid["claims"][0]
    assert (first["allowed_amount"], first["patient_responsibility_amount"]) == ("1000", "100")
    assert "TESTPATIENT" not in done.stdout
    assert "TST0" not in done.stdout


def test_a_file_that_does_not_add_up_ends_with_one(folder: Path) -> None:
    path = folder / "wrong.835"
    path.write_text(interchange(payment(PAID_CLAIM, "901")), encoding="ascii")
    done = run("read", str(path))
    assert done.exit_code == 1
    assert "balance.payment" in done.stdout


def test_sent_post_status_and_report(folder: Path) -> None:
    ledger = str(folder / "ledger.sqlite")
    assert "2 new claim(s)" in run("sent", str(folder / "claims.x12"), "--ledger", ledger).stdout
    assert "0 new claim(s)" in run("sent", str(folder / "claims.x12"), "--ledger", ledger).stdout
    posted = run("post", str(folder / "paid.835"), "--ledger", ledger)
    assert posted.exit_code == 0, posted.output
    assert "1 payment(s) of $900.00 posted" in posted.stdout
    again = run("post", str(folder / "paid.835"), "--ledger", ledger)
    assert "nothing changed" in again.stdout
    status = json.loads(run("status", "--ledger", ledger, "--json").stdout)
    assert [(x["claim"], x["status"], x["receivable"], x["denied"]) for x in status["claims"]] == [
        ("CASE1", "paid", "0", "0"),
        ("CASE2", "denied", "1500", "1500"),
    ]
    report = run(
        "report",
        "--ledger",
        ledger,
        "--payer",
        "aetna",
        "--service",
        "77499=lattice:77435",
        "--log",
        str(folder / "log.jsonl"),
    )
    assert report.exit_code == 0, report.output
    assert "lattice, aetna: n 2" in report.stdout
    assert "denied: unprocessable 1" in report.stdout
    assert (folder / "log.jsonl").exists()


def test_open_denials_are_listed_and_an_ended_deadline_is_shouted(folder: Path) -> None:
    ledger = str(folder / "ledger.sqlite")
    run("sent", str(folder / "claims.x12"), "--ledger", ledger)
    path = folder / "denied.835"
    text = PAID_CLAIM.replace("*1500*900*100*", "*1500*0*0*").replace("*1500*900**1", "*1500*0**1")
    text = text.replace("CAS*CO*45*500~CAS*PR*2*100", "CAS*CO*50*1500").replace("LQ*HE*N631", "LQ*HE*N661")
    text = text.replace("AMT*B6*1000~", "")
    path.write_text(interchange(payment(text, "0")), encoding="ascii")
    run("post", str(path), "--ledger", ledger)
    words = ["denial", "list", "--ledger", ledger, "--payer", "aetna", "--as-of"]
    early = CliRunner().invoke(app, [*words, "2026-10-01"])
    assert (early.exit_code, early.stdout) == (
        0,
        "CASE1 $1,500.00 CO-50, N661, MA01: not_necessary, appeal_clinical; due 2027-02-28 (open)\n",
    )
    soon = CliRunner().invoke(app, [*words, "2027-02-20"])
    assert (soon.exit_code, "(soon)" in soon.stdout) == (0, True)
    late = CliRunner().invoke(app, [*words, "2027-03-01"])
    assert (late.exit_code, "(over)" in late.stdout) == (1, True)


def test_variance_says_how_much_less_and_ends_with_one(folder: Path) -> None:
    file = str(folder / "paid.835")
    fine = run("variance", file, "--expect", "77499:floor=900", "--expect", "77499:comparator=800")
    assert fine.exit_code == 0
    assert "CASE1 LINE1 77499: below asked, allowed $1,000.00" in fine.stdout
    assert "priced like a comparable service, share 1.2500" in fine.stdout
    low = run("variance", file, "--expect", "77499:contract=1100")
    assert (low.exit_code, "contract $1,100.00, -100.00" in low.stdout) == (1, True)
    assert run("variance", file, "--expect", "77499=1100").exit_code != 0


def test_a_step_is_kept_and_an_unknown_one_refused(folder: Path) -> None:
    ledger = str(folder / "ledger.sqlite")
    run("sent", str(folder / "claims.x12"), "--ledger", ledger)
    run("post", str(folder / "paid.835"), "--ledger", ledger)
    words = ["appeal", "filed", "CASE2", "--ledger", ledger, "--on", "2026-09-10", "--what"]
    assert CliRunner().invoke(app, [*words, "new_claim"]).exit_code == 0
    assert CliRunner().invoke(app, [*words, "prayer"]).exit_code != 0
    report = run("report", "--ledger", ledger, "--payer", "aetna", "--service", "77499=lattice")
    assert "new claim: taken 1, overturned 0" in report.stdout


@pytest.mark.parametrize("command", ["read", "post", "sent"])
def test_a_file_that_is_not_there_or_no_x12_is_refused_in_our_words(command: str, folder: Path) -> None:
    other = folder / "page.html"
    other.write_text("<html>nothing</html>", encoding="ascii")
    for path in (folder / "missing.835", other):
        words = (
            [command, str(path)] if command == "read" else [command, str(path), "--ledger", str(folder / "l")]
        )
        done = run(*words)
        assert isinstance(done.exception, UnlistedError), done.output


def test_money_of_an_unknown_claim_ends_with_one_and_waits(folder: Path) -> None:
    ledger = str(folder / "empty.sqlite")
    done = run("post", str(folder / "paid.835"), "--ledger", ledger)
    assert done.exit_code == 1
    assert "2 unmatched" in done.stdout
    assert "unknown_claim" in run("status", "--ledger", ledger).stdout


def test_a_refused_set_marks_its_claims(folder: Path) -> None:
    ledger = str(folder / "ledger.sqlite")
    run("sent", str(folder / "claims.x12"), "--ledger", ledger)
    answer = (
        interchange(
            "ST*999*0001*005010X231A1~AK1*HC*1*005010X222A1~AK2*837*0001*005010X222A1~IK5*R*5~"
            "AK9*R*1*1*0~SE*6*0001~"
        )
        .replace("GS*HP*", "GS*FA*")
        .replace("005010X221A1", "005010X231A1")
    )
    path = folder / "refused.999"
    path.write_text(answer, encoding="ascii")
    done = run("post", str(path), "--ledger", ledger)
    assert "2 refused" in done.stdout
    assert "rejected" in run("status", "--ledger", ledger).stdout


def test_a_refused_interchange_marks_its_claims(folder: Path) -> None:
    ledger = str(folder / "ledger.sqlite")
    run("sent", str(folder / "claims.x12"), "--ledger", ledger)
    start = usual()[: usual().index("GS*")]
    path = folder / "refused.ta1"
    path.write_text(f"{start}TA1*000000001*260701*0915*R*006~IEA*0*000000001~", encoding="ascii")
    assert "2 refused" in run("post", str(path), "--ledger", ledger).stdout
    assert "rejected" in run("status", "--ledger", ledger).stdout


def test_a_file_that_is_no_ledger_is_not_overwritten(folder: Path) -> None:
    path = folder / "claims.x12"
    before = path.read_bytes()
    done = run("status", "--ledger", str(path))
    assert done.exit_code != 0
    assert path.read_bytes() == before
