"""The practice file and the claim request: what is read, and every problem named without a value."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from unlisted.base.errors import BrokenFileError, InputError, UnknownNameError, UsageError
from unlisted.claim.model import Claim, ClaimKind, Frequency
from unlisted.claim.practice_file import PracticeFile, read_practice
from unlisted.claim.request import read_request
from unlisted.pipeline.claim_build import build_claims

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "build-and-check-a-claim.md"
PRACTICE, OFFICE, HOSPITAL = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
NOW = datetime(2026, 7, 1, 9, 15, tzinfo=UTC)


def tree(text: str) -> object:
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the base loader makes texts only


@pytest.fixture
def office() -> PracticeFile:
    return read_practice(tree(PRACTICE), "practice.yaml")


def claims(text: str, office: PracticeFile) -> tuple[Claim, ...]:
    return read_request(tree(text), "request.yaml", office, office.payer("aetna"))


def test_the_page_s_request_is_read(office: PracticeFile) -> None:
    (claim,) = claims(OFFICE, office)
    assert claim.kind is ClaimKind.PROFESSIONAL
    assert [d.code for d in claim.diagnoses] == ["C4921", "Z923"]
    assert claim.lines[0].description == "ONLINE ADAPTIVE RT MGMT, 5 FX, MD PRESENT, RECONTOUR, COMPARE 77427"
    assert claim.lines[0].control_number == "CASE0001-001"
    assert claim.practice.tax_id == "000000001"
    assert claim.practice.provider.address is not None
    assert claim.practice.provider.address.zip_code == "627010001"
    assert claim.coverage.payer.id == "60054"
    assert claim.frequency is Frequency.ORIGINAL


def test_the_page_s_hospital_request_is_read(office: PracticeFile) -> None:
    (claim,) = claims(HOSPITAL, office)
    assert (claim.kind, claim.facility_code) == (ClaimKind.INSTITUTIONAL, "13")
    assert claim.lines[0].revenue_code == "0333"
    assert claim.attending is not None


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("code:", "cod:", "claims[1].lines[1].cod", "is no key"),
        ("code:", "cod:", "claims[1].lines[1].code", "is missing"),
        ("from: 2026-06-15", "from: 15.6.2026", "claims[1].lines[1].from", "no day"),
        ('charge: "1500"', 'charge: "1,500"', "claims[1].lines[1].charge", "no amount"),
        ('charge: "1500"', 'charge: "-5"', "claims[1].lines[1].charge", "no amount"),
        ("birth_date: 1962-03-04", "birth_date: 1962-13-04", "claims[1].patient.birth_date", "no day"),
        ("sex: male", "sex: man", "claims[1].patient.sex", "none of the words"),
        ("rendering: dr_example", "rendering: dr_nobody", "claims[1].rendering", "no id"),
        ("diagnoses: [C49.21, Z92.3]", "diagnoses: C49.21", "claims[1].diagnoses", "no list"),
        ("member_id: TST000000001,", "", "claims[1].coverage.member_id", "missing"),
        ("pointers: [1, 2]", "pointers: [0]", "claims[1].lines[1].pointers", "numbers of diagnoses"),
        ("frequency: original", "frequency: again", "claims[1].frequency", "none of the words"),
    ],
)
def test_problems_are_named_by_place(old: str, new: str, where: str, what: str, office: PracticeFile) -> None:
    assert old in OFFICE
    with pytest.raises(BrokenFileError) as caught:
        claims(OFFICE.replace(old, new), office)
    assert where in str(caught.value)
    assert what in str(caught.value)


def test_no_problem_quotes_a_value(office: PracticeFile) -> None:
    broken = OFFICE.replace("birth_date: 1962-03-04", "birth_date: MARCH62").replace(
        "sex: male", "sex: SECRETSEX"
    )
    with pytest.raises(BrokenFileError) as caught:
        claims(broken, office)
    assert "MARCH62" not in str(caught.value)
    assert "SECRETSEX" not in str(caught.value)


def test_a_false_npi_in_the_practice_file_is_refused() -> None:
    with pytest.raises(BrokenFileError, match=r"practice\.yaml") as caught:
        read_practice(tree(PRACTICE.replace("1234567893", "1234567890")), "practice.yaml")
    assert "practice.npi" in str(caught.value)


def test_an_unknown_payer_is_named(office: PracticeFile) -> None:
    with pytest.raises(UnknownNameError, match="nobody"):
        office.payer("nobody")


def files(folder: Path, request: str = OFFICE) -> tuple[Path, Path]:
    (folder / "practice.yaml").write_text(PRACTICE, encoding="utf-8")
    (folder / "request.yaml").write_text(request, encoding="utf-8")
    return folder / "request.yaml", folder / "practice.yaml"


def test_build_writes_one_file_a_kind_and_never_repeats_a_number(tmp_path: Path) -> None:
    request, practice = files(tmp_path, OFFICE + HOSPITAL.replace("claims:\n", ""))
    first = build_claims(request, practice, "aetna", now=NOW, out=tmp_path / "out")
    second = build_claims(request, practice, "aetna", now=NOW, out=tmp_path / "out")
    assert [item.control_number for item in (*first, *second)] == [f"{n:09d}" for n in (1, 2, 3, 4)]
    assert all(
        item.check.ok and item.path and item.path.read_bytes() == item.data for item in (*first, *second)
    )
    assert sorted(p.name for p in (tmp_path / "out").glob("*.x12")) == [
        "837i-000000002.x12", "837i-000000004.x12", "837p-000000001.x12", "837p-000000003.x12",
    ]  # fmt: skip


def test_build_writes_nothing_that_blocks(tmp_path: Path) -> None:
    request, practice = files(
        tmp_path, OFFICE.replace("units", "units").replace('charge: "1500"', 'charge: "0"')
    )
    (item,) = build_claims(request, practice, "aetna", now=NOW, out=tmp_path / "out")
    assert item.path is None
    assert "unlisted.no_charge" in [f.rule for f in item.check.findings]
    assert list((tmp_path / "out").glob("*.x12")) == []


def test_build_refuses_an_unlisted_line_without_description(tmp_path: Path) -> None:
    request, practice = files(
        tmp_path, re.sub(r"description: .*", 'description: "unlisted procedure"', OFFICE)
    )
    with pytest.raises(UsageError, match="77499"):
        build_claims(request, practice, "aetna", now=NOW, out=tmp_path / "out")


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "claims: &a [1]\n", "claims: [\n", "\x00"])
def test_files_that_are_no_request_are_input_errors(text: str, tmp_path: Path) -> None:
    request, practice = files(tmp_path)
    request.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        build_claims(request, practice, "aetna", now=NOW, out=tmp_path / "out")


def test_json_is_read_as_well(tmp_path: Path) -> None:
    import json

    request, practice = files(tmp_path, json.dumps(tree(OFFICE), indent=2))
    (item,) = build_claims(request, practice, "aetna", now=NOW, out=tmp_path / "out")
    assert item.check.ok
