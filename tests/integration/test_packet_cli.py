"""One command for the demo case: claim, letters, index; pyx12 accepts, own edits find nothing that blocks."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from builders.packets import EXAMPLES
from unlisted.base.errors import BrokenFileError, UsageError
from unlisted.cli.main import app
from unlisted.pipeline.second_opinion import second_opinion

DOCUMENTS = [
    "cover-sheet",
    "cover-letter",
    "special-report",
    "letter-of-medical-necessity",
    "comparator-worksheet",
    "evidence-index",
]


def command(
    out: Path, *more: str, payer: str = "bcbs_massachusetts", request: Path | None = None
) -> list[str]:
    practice = EXAMPLES / "practice"
    return [
        "packet",
        "build",
        str(EXAMPLES / "sarcoma"),
        "--practice",
        str(practice / "practice.yaml"),
        "--payer",
        payer,
        "--request",
        str(request or practice / "packet.yaml"),
        "--services",
        str(EXAMPLES / "services" / "catalogue.yaml"),
        "--answers",
        str(EXAMPLES / "services" / "answers.yaml"),
        "--as-of",
        "2026-10-01",
        "--out",
        str(out),
        *more,
    ]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    out = tmp_path_factory.mktemp("packet")
    result = CliRunner().invoke(app, command(out, "--json"), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return out, json.loads(result.stdout)


def test_everything_is_there(built: tuple[Path, dict[str, object]]) -> None:
    out, answer = built
    names = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    for document in DOCUMENTS:
        for kind in ("pdf", "docx"):
            assert {f"letters/{document}.{kind}", f"annotated/{document}.{kind}"} <= names
    assert {"claim/837p-000000001.x12", "packet.json", "control-number"} <= names
    assert {"forms/cms1500-overlay.pdf", "forms/cms1500-proof.pdf", "forms/cms1500.json"} <= names
    assert answer["ok"] is True
    assert answer["blanks"] == []
    assert answer["drafts"] == DOCUMENTS


def test_an_independent_validator_accepts_the_claim(built: tuple[Path, dict[str, object]]) -> None:
    data = (built[0] / "claim" / "837p-000000001.x12").read_bytes()
    assert second_opinion(data).accepted is True
    assert b"SV1*HC:77499:::::COMPOSITE REIRRADIATION MANAGEMENT WITH DOSE SUMMATION*976.14" in data
    assert b"PWK" not in data  # this plan takes documents by appeal only


def test_letters_are_the_same_bytes_again(built: tuple[Path, dict[str, object]], tmp_path: Path) -> None:
    result = CliRunner().invoke(app, command(tmp_path), catch_exceptions=False)
    assert result.exit_code == 0
    for path in (*built[0].glob("letters/*"), built[0] / "packet.json"):
        assert (tmp_path / path.relative_to(built[0])).read_bytes() == path.read_bytes(), path.name


def test_a_payer_that_wants_documents_with_the_claim_gets_them_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, command(tmp_path, "--json", payer="cigna"), catch_exceptions=False)
    answer = json.loads(result.stdout)
    assert answer["attachment_plan"]["named_on_claim"] == "SARC0001A1"
    data = (tmp_path / "claim" / "837p-000000001.x12").read_bytes()
    assert b"PWK*OZ*FX***AC*SARC0001A1~" in data
    assert second_opinion(data).accepted is True


def test_a_second_packet_of_the_same_words_is_called_cloned(
    built: tuple[Path, dict[str, object]], tmp_path: Path
) -> None:
    result = CliRunner().invoke(
        app, command(tmp_path, "--json", "--earlier", str(built[0])), catch_exceptions=False
    )
    scores = {item["letter"]: item for item in json.loads(result.stdout)["same_language"]}
    assert scores["special-report"]["suspect"] is True
    assert scores["special-report"]["passages"]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("packet: unlisted.packet/1", "packet: other/1", BrokenFileError),
        ('charges:\n  - {code: "77435"', 'charges:\n  - {code: "77427"', UsageError),
        ("claim:  ", "claim:\n  lines: []\n  #", UsageError),
        ('percent: "40"', 'percent: "4000"', BrokenFileError),
        ("letterhead:", "unknown_key:", BrokenFileError),
    ],
)
def test_a_wrong_request_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, error: type[Exception]
) -> None:
    text = (EXAMPLES / "practice" / "packet.yaml").read_text(encoding="utf-8")
    assert old in text
    request = tmp_path / "packet.yaml"
    request.write_text(text.replace(old, new), encoding="utf-8")
    result = CliRunner().invoke(app, command(tmp_path / "out", request=request))
    assert isinstance(result.exception, error), result.exception
    assert not list((tmp_path / "out").rglob("*.x12"))


def test_a_signed_request_gives_signed_letters(tmp_path: Path) -> None:
    text = (EXAMPLES / "practice" / "packet.yaml").read_text(encoding="utf-8")
    request = tmp_path / "packet.yaml"
    request.write_text(
        text + "signed: {by: Alex Exampleton, role: radiation_oncologist, on: 2026-10-02}\n", encoding="utf-8"
    )
    result = CliRunner().invoke(
        app, command(tmp_path / "out", "--json", request=request), catch_exceptions=False
    )
    assert json.loads(result.stdout)["drafts"] == []


def test_forms_of_any_claim_file(built: tuple[Path, dict[str, object]], tmp_path: Path) -> None:
    file = built[0] / "claim" / "837p-000000001.x12"
    result = CliRunner().invoke(
        app,
        ["packet", "forms", str(file), "--out", str(tmp_path), "--right", "1.5", "--as-of", "2026-10-01"],
        catch_exceptions=False,
    )
    assert result.exit_code == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["001-cms1500-overlay.pdf", "001-cms1500-proof.pdf", "001-cms1500.json", "test-grid.pdf"]
    data = json.loads((tmp_path / "001-cms1500.json").read_bytes())
    assert data["problems"] == []
    assert {"item": "26", "line": 0, "name": "patient account", "text": "SARC0001"} in data["pages"][0]


def test_forms_of_a_hospital_claim(tmp_path: Path) -> None:
    golden = Path(__file__).resolve().parents[1] / "golden" / "x12" / "837i" / "hospital" / "claim.x12"
    result = CliRunner().invoke(
        app, ["packet", "forms", str(golden), "--out", str(tmp_path)], catch_exceptions=False
    )
    assert result.exit_code == 0
    data = json.loads((tmp_path / "001-ub04.json").read_bytes())
    assert [item["text"] for item in data["pages"][0] if item["item"] == "80"]


@pytest.mark.parametrize("shift", ["x", "25"])
def test_a_wrong_shift_is_refused(shift: str, tmp_path: Path) -> None:
    golden = Path(__file__).resolve().parents[1] / "golden" / "x12" / "837p" / "office" / "claim.x12"
    result = CliRunner().invoke(
        app, ["packet", "forms", str(golden), "--out", str(tmp_path), "--right", shift]
    )
    assert isinstance(result.exception, UsageError)


def test_a_folder_with_a_claim_is_not_used_again(built: tuple[Path, dict[str, object]]) -> None:
    result = CliRunner().invoke(app, command(built[0]))
    assert isinstance(result.exception, UsageError)
    assert [path.name for path in (built[0] / "claim").iterdir()] == ["837p-000000001.x12"]


PAYERS = ["noridian", "first_coast", "palmetto", "regence", "unitedhealthcare", "humana", "premera"]


@pytest.mark.parametrize("payer", PAYERS)
def test_packets_for_other_payers(payer: str, tmp_path: Path) -> None:
    text = (EXAMPLES / "practice" / "practice.yaml").read_text(encoding="utf-8")
    filing = "MB" if payer in {"noridian", "first_coast", "palmetto"} else "CI"
    practice = tmp_path / "practice.yaml"
    practice.write_text(
        text + f"  - {{id: {payer}, name: Test payer, electronic_id: TESTID, filing_code: {filing}}}\n",
        encoding="utf-8",
    )
    args = command(tmp_path / "out", "--json", payer=payer)
    args[args.index("--practice") + 1] = str(practice)
    result = CliRunner().invoke(app, args, catch_exceptions=False)
    answer = json.loads(result.stdout)
    assert answer["ok"] is True, answer["findings"]
    plan = answer["attachment_plan"]
    assert plan["documents_go"] or plan["ask"]
    assert plan["named_on_claim"] is None
    (file,) = (tmp_path / "out" / "claim").iterdir()
    assert second_opinion(file.read_bytes()).accepted is True
