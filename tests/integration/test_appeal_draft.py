"""Appeals of the demo case: only this record, point by point, blanks where it is silent, stops respected."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader
from typer.testing import CliRunner

from builders.denied_packets import denied_file, draft
from builders.packets import EXAMPLES
from unlisted.cli.main import app
from unlisted.formats.x12.claim_reader import read_batch
from unlisted.packet.letter import plain_text
from unlisted.pipeline.appeal_draft import Drafted
from unlisted.pipeline.second_opinion import second_opinion


@pytest.fixture(scope="module")
def listed_code(tmp_path_factory: pytest.TempPathFactory) -> Drafted:
    folder = tmp_path_factory.mktemp("listed")
    return draft(folder, denied_file(folder, "CAS*CO*189*976.14~", "N657"))


def test_a_listed_code_is_answered_code_by_code(listed_code: Drafted) -> None:
    letter = listed_code.letters[0]
    text = plain_text(letter)
    assert "CO-189, N657" in text
    assert "Point 1: A listed code is said to exist" in text
    excluded = {x.code for x in listed_code.appeal.case.decision.candidates if x.state.value == "excluded"}
    named = {code for code in excluded if f"{code} (" in text}
    assert len(named) >= 2
    assert "PCN0001" in text
    assert listed_code.refusal is None


def test_every_statement_of_the_appeal_has_its_source(listed_code: Drafted) -> None:
    for letter in listed_code.letters:
        for one in letter.sentences():
            assert one.standing or one.evidence or one.rules or one.blanks, one.text


def test_the_denial_itself_is_cited_to_its_place_in_the_file(listed_code: Drafted) -> None:
    places = {
        place.locator
        for one in listed_code.letters[0].sentences()
        for place in one.evidence
        if getattr(place, "file_name", "") == "denied.835"
    }
    assert places == {"claim SARC0001, line SARC0001-002"}


def test_enclosures_name_remittance_claim_letters_and_records(listed_code: Drafted) -> None:
    words = [one.text for one in listed_code.letters[0].enclosures]
    assert words[0].startswith("Remittance of September 1, 2026")
    assert words[1] == "The claim as sent, SARC0001"
    assert any("Special report" in word for word in words)


@pytest.mark.parametrize(
    ("cas", "remarks", "title"),
    [
        ("CAS*CO*50*976.14~", ("N661",), "The service is said not to be necessary"),
        ("CAS*PR*55*976.14~", (), "The service is said to be unproven"),
        ("CAS*CO*56*976.14~", (), "The service is said to be unproven"),
        ("CAS*CO*151*976.14~", (), "The record is said not to support what was billed"),
        ("CAS*CO*97*976.14~", ("M15",), "The service is said to be part of another"),
        ("CAS*CO*272*976.14~", (), "Criteria of a policy are said not to be met"),
        ("CAS*CO*193*976.14~", (), "The first decision was kept"),
    ],
)
def test_each_class_has_its_own_points(
    cas: str, remarks: tuple[str, ...], title: str, tmp_path: Path
) -> None:
    drafted = draft(tmp_path, denied_file(tmp_path, cas, *remarks))
    assert f"Point 1: {title}" in plain_text(drafted.letters[0])


def test_what_the_record_does_not_hold_is_a_blank(tmp_path: Path) -> None:
    drafted = draft(tmp_path, denied_file(tmp_path, "CAS*CO*272*976.14~"))
    assert "policy number and criteria the notice refers to" in {x.what for x in drafted.letters[0].blanks}


def test_a_low_payment_as_comparable_is_argued_with_the_worksheet(tmp_path: Path) -> None:
    file = denied_file(tmp_path, "CAS*CO*45*876.14~", "N631", line="100", paid="1100")
    drafted = draft(tmp_path, file)
    text = plain_text(drafted.letters[0])
    assert "We appeal the amount allowed for 77499, $100.00" in text
    assert "Against the fee asked of $976.14: $-876.14." in text


def test_a_payment_as_asked_is_not_appealed(tmp_path: Path) -> None:
    file = denied_file(tmp_path, "", "N631", line="976.14", paid="1976.14")
    assert draft(tmp_path, file).letters == ()


@pytest.mark.parametrize(
    ("cas", "remarks", "why"),
    [
        ("CAS*CO*16*976.14~", ("N350", "MA130"), "unprocessable"),
        ("CAS*CO*189*976.14~", ("N704",), "resubmit only"),
        ("CAS*CO*109*976.14~", (), "wrong payer"),
        ("CAS*CO*286*976.14~", (), "appeal time over"),
        ("CAS*PI*227*976.14~", ("N179",), "asked of patient"),
    ],
)
def test_a_stop_writes_no_letter(cas: str, remarks: tuple[str, ...], why: str, tmp_path: Path) -> None:
    drafted = draft(tmp_path, denied_file(tmp_path, cas, *remarks))
    assert drafted.letters == ()
    assert drafted.refusal is not None
    assert why in drafted.refusal.why


def test_a_missing_description_gives_a_corrected_claim_that_pyx12_accepts(tmp_path: Path) -> None:
    drafted = draft(tmp_path, denied_file(tmp_path, "CAS*CO*16*976.14~", "N350"))
    assert drafted.letters == ()
    assert drafted.claim is not None
    (claim,) = read_batch(drafted.claim).claims
    assert (claim.frequency.value, claim.payer_control_number, claim.control_number) == (
        "7",
        "PCN0001",
        "SARC0001-1",
    )
    assert second_opinion(drafted.claim).accepted is True


def test_an_unprocessable_claim_is_sent_as_a_new_one(tmp_path: Path) -> None:
    drafted = draft(tmp_path, denied_file(tmp_path, "CAS*CO*16*976.14~", "N350", "MA130"))
    assert drafted.claim is not None
    (claim,) = read_batch(drafted.claim).claims
    assert (claim.frequency.value, claim.payer_control_number) == ("1", "")


def test_the_command_writes_pdf_docx_and_call_sheet(tmp_path: Path) -> None:
    file = denied_file(tmp_path, "CAS*CO*50*976.14~")
    practice = EXAMPLES / "practice"
    words = ["appeal", "draft", str(EXAMPLES / "sarcoma"), "--remittance", str(file)]
    words += ["--practice", str(practice / "practice.yaml"), "--payer", "bcbs_massachusetts"]
    words += ["--request", str(practice / "packet.yaml"), "--as-of", "2026-10-01", "--json"]
    words += ["--services", str(EXAMPLES / "services" / "catalogue.yaml"), "--out", str(tmp_path / "out")]
    words += ["--answers", str(EXAMPLES / "services" / "answers.yaml")]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert answer["drafted"] is True
    assert answer["route"]["class"] == "not_necessary"
    letters = tmp_path / "out" / "letters"
    shown = "".join(page.extract_text() for page in PdfReader(letters / "appeal.pdf").pages)
    assert "Point 1" in shown
    assert "DRAFT" in shown.upper()
    words_of_docx = "\n".join(x.text for x in Document(str(letters / "appeal.docx")).paragraphs)
    assert "Point 1" in words_of_docx
    assert (letters / "peer-to-peer.pdf").exists()
    assert (tmp_path / "out" / "appeal.json").exists()
