"""``unlisted rates scan`` and ``extract``: what a person sees, what is on the disk, how it ends."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest

from builders.rate_files import as_bytes, group, item, payer_file, price
from unlisted.base.errors import BrokenFileError, MissingDataError, OutputError
from unlisted.market.observation import CodeMatch
from unlisted.pipeline import dataset_build, whole_files
from unlisted.pipeline.dataset import read_dataset
from unlisted.pipeline.dataset_build import build_dataset
from unlisted.pipeline.extract import extract_file

COMMAND = [sys.executable, "-c", "from unlisted.cli.main import run; run()", "rates"]
ROWS = "state,ccn,cpt,type,price\nTX,450001,77499,gross,100.10\nTX,450002,77427,cash,12.5\n"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a payer file, charge rows, and a file that is no rate file."""
    files = tmp_path / "files"
    (files / "sub").mkdir(parents=True)
    whole = payer_file(
        item(
            "77499", {"provider_references": [1], "negotiated_prices": [price(120.25, setting="outpatient")]}
        ),
        item("CSTM-00"),
        provider_references=[
            {"provider_group_id": 1, "network_name": ["N"], "provider_groups": [group(1111111111)]}
        ],
    )
    (files / "payer.json.gz").write_bytes(gzip.compress(as_bytes(whole), mtime=0))
    (files / "sub" / "rows.csv").write_text(ROWS)
    (files / "notes.json").write_text('{"about": "nothing"}')
    return files


def digest(path: Path) -> dict[str, str]:
    """The hash of every file below a folder."""
    return {
        str(p.relative_to(path)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in path.rglob("*")
        if p.is_file()
    }


def test_scan_says_what_each_file_is(folder: Path) -> None:
    ran = run("scan", folder, "--codes", "77499,77427", "--json")
    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)
    payer, rows = answer["files"]
    assert (payer["kind"], payer["schema_version"], payer["publisher"], payer["file_date"]) == (
        "payer_in_network",
        "2.1.0",
        "Example Health",
        "2026-02-02",
    )
    assert payer["rows_by_code"] == {"77427": 0, "77499": 1}
    assert payer["sha256"] == hashlib.sha256((folder / "payer.json.gz").read_bytes()).hexdigest()
    assert payer["bytes"] == (folder / "payer.json.gz").stat().st_size
    assert payer["code_types"] == [{"code_type": "CPT", "codes": 2, "rows": 2}]
    assert rows["kind"] == "hospital_charge_rows"
    assert [entry["file"].rsplit("/", 1)[1] for entry in answer["passed_over"]] == ["notes.json"]


def test_scan_reads_well(folder: Path) -> None:
    ran = run("scan", folder / "payer.json.gz", "--codes", "77499")
    assert ran.returncode == 0
    assert "payer in network" in ran.stdout
    assert "77499 on 1 rows" in ran.stdout


def test_extract_writes_a_dataset_that_reads_back_whole(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = run("extract", folder, "--codes", "77499,77427", "--out", out, "--json")
    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)
    assert answer["observations"] == 5
    dataset = read_dataset(out)
    direct = [  # charge rows come before payer rows, codes in their order, wildcards last
        seen
        for path in (folder / "sub" / "rows.csv", folder / "payer.json.gz")
        for seen in extract_file(path, ["77499", "77427"])[0].observations
    ]
    direct.sort(
        key=lambda seen: (
            seen.source_kind,
            seen.billing_code if seen.code_match is CodeMatch.LITERAL else "any",
        )
    )
    assert dataset.observations == direct
    assert {seen.code_match for seen in direct} == {CodeMatch.LITERAL, CodeMatch.WILDCARD_CODE}
    (payer,) = [file for file in dataset.files if file.name == "payer.json.gz"]
    assert payer.rows_read == 2
    (rows,) = dataset.frequencies.values()
    assert {f.amount for f in rows} == {Decimal("120.25"), Decimal(100)}
    parts = {
        name.rsplit("/", 1)[0] for name in digest(out) if name.startswith(("observations", "frequencies"))
    }
    assert parts == {
        "observations/kind=hospital_charge_rows/code=77427",
        "observations/kind=hospital_charge_rows/code=77499",
        "observations/kind=payer_in_network/code=77499",
        "observations/kind=payer_in_network/code=any",
        "frequencies",
    }
    assert not (out / "new").exists()


def test_the_same_inputs_give_the_same_bytes_in_any_order(folder: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    build_dataset([folder], ["77499", "77427"], one)
    build_dataset([folder / "sub" / "rows.csv", folder / "payer.json.gz"], ["77427", "77499"], two)
    assert digest(one) == digest(two)


def test_a_second_run_reads_nothing_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "notes.json").unlink()
    build_dataset([folder], ["77499", "77427"], tmp_path / "out")
    before = digest(tmp_path / "out")

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the file was read again")

    monkeypatch.setattr(dataset_build, "read_source", never)
    again = build_dataset([folder], ["77499"], tmp_path / "out")
    assert (len(again.added), len(again.present)) == (0, 2)
    assert digest(tmp_path / "out") == before


def test_a_run_for_other_codes_keeps_the_first_ones(folder: Path, tmp_path: Path) -> None:
    build_dataset([folder], ["77499"], tmp_path / "out")
    build_dataset([folder], ["77427"], tmp_path / "out")
    build_dataset([folder], ["77499", "77427"], tmp_path / "both")
    assert digest(tmp_path / "out") == digest(tmp_path / "both")


def test_a_mapping_of_ones_own_and_another_reading_of_the_same_file(tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("Code,Price,Cash\n77499,100,50\n")
    mapping = (
        "mapping: own\nabout: x\nsource_kind: hospital_legacy\nlayout: csv\nsignature: [Code, Price]\n"
        "codes: [{column: Code, type: CPT}]\namounts: [{column: Price, kind: gross_charge}]\n"
    )
    first, second = tmp_path / "m1.yaml", tmp_path / "m2.yaml"
    first.write_text(mapping)
    second.write_text(
        mapping.replace("column: Price, kind: gross_charge", "column: Cash, kind: discounted_cash")
    )
    out = tmp_path / "out"
    assert run("extract", table, "--codes", "77499", "--out", out).returncode == 3
    for path, amount in ((first, 100), (second, 50)):
        ran = run("extract", table, "--codes", "77499", "--mapping", path, "--out", out)
        assert ran.returncode == 0, ran.stderr
        assert [seen.amount for seen in read_dataset(out).observations] == [amount]


def test_local_reference_files_are_given_with_an_option(tmp_path: Path) -> None:
    remote = {"provider_group_id": 1, "location": "https://example.invalid/a.json"}
    whole = payer_file(
        item("77499", {"provider_references": [1], "negotiated_prices": [price()]}),
        provider_references=[remote],
    )
    (tmp_path / "p.json").write_bytes(as_bytes(whole))
    refs = tmp_path / "refs"
    refs.mkdir()
    (refs / "a.json").write_bytes(as_bytes({"provider_groups": [group(1111111111)]}))
    out = tmp_path / "out"
    assert run("extract", tmp_path / "p.json", "--codes", "77499", "--out", out).returncode == 0
    assert read_dataset(out).observations[0].providers == ()
    run("extract", tmp_path / "p.json", "--codes", "77499", "--out", out, "--references", refs)
    assert read_dataset(out).observations[0].providers[0].npis == ("1111111111",)


def test_a_run_that_finds_no_row_says_so(folder: Path, tmp_path: Path) -> None:
    ran = run("extract", folder / "sub" / "rows.csv", "--codes", "77799", "--out", tmp_path / "out")
    assert ran.returncode == 0
    assert "No row of these files has 77799" in ran.stdout


def test_a_broken_file_does_not_stop_the_others(folder: Path, tmp_path: Path) -> None:
    (folder / "cut.json.gz").write_bytes((folder / "payer.json.gz").read_bytes()[:-20])
    ran = run("extract", folder, "--codes", "77499", "--out", tmp_path / "out", "--json")
    assert ran.returncode == 3
    answer = json.loads(ran.stdout)
    (failure,) = answer["failed"]
    assert failure["code"] == "broken_file"
    assert all(failure[key] for key in ("what", "where", "why", "fix"))
    assert {file.name for file in read_dataset(tmp_path / "out").files} == {"payer.json.gz", "rows.csv"}


@pytest.mark.parametrize(
    ("arguments", "exit_code", "word"),
    [
        (["extract", "FILE"], 2, "no billing code"),
        (["extract", "FILE", "--codes", "7749"], 2, "not a CPT or HCPCS code"),
        (["extract", "FILE.gone", "--codes", "77499"], 3, "there is no file"),
        (["scan", "FILE.gone"], 3, "there is no file"),
        (["scan", "NOTES"], 3, "of no kind that is read here"),
        (["scan", "FILE", "--mapping", "NOTES"], 3, "mapping file"),
    ],
)
def test_errors_end_in_one_screen_and_the_documented_code(
    folder: Path, arguments: list[str], exit_code: int, word: str
) -> None:
    names = {
        "FILE": folder / "sub" / "rows.csv",
        "FILE.gone": folder / "gone",
        "NOTES": folder / "notes.json",
    }
    ran = run(*(names.get(argument, argument) for argument in arguments))
    assert ran.returncode == exit_code
    assert word in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_same_bytes_twice_count_once(folder: Path, tmp_path: Path) -> None:
    (folder / "zcopy.gz").write_bytes((folder / "payer.json.gz").read_bytes())
    result = build_dataset([folder], ["77499"], tmp_path / "out")
    assert [Path(path).name for path, reason in result.passed_over if "same bytes" in reason] == ["zcopy.gz"]


def test_a_write_that_fails_leaves_the_dataset_as_it_was(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    build_dataset([folder / "sub"], ["77499"], out)
    before = digest(out)

    def full_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(whole_files.os, "fsync", full_disk)
        with pytest.raises(OutputError, match="No space"):
            build_dataset([folder], ["77499"], out)
    assert digest(out) == before
    build_dataset([folder], ["77499"], out)
    assert len(read_dataset(out).files) == 2


def test_an_interrupt_leaves_a_dataset_that_can_be_read(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "a.csv").write_text(ROWS)
    whole = payer_file(*[item("99999") for _ in range(60_000)])
    (files / "b.json").write_bytes(as_bytes(whole))
    out = tmp_path / "out"
    with subprocess.Popen(
        [*COMMAND, "extract", str(files), "--codes", "77499", "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        deadline = time.monotonic() + 60
        while not any((out / "new").glob("*.json")) and time.monotonic() < deadline:
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode in (0, 130)
    names = [file.name for file in read_dataset(out).files]
    assert names[0] == "a.csv"
    assert not list(out.rglob("*.part-*"))


def test_no_dataset_and_a_damaged_one_say_so(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingDataError, match="no dataset"):
        read_dataset(tmp_path / "none")
    out = tmp_path / "out"
    build_dataset([folder], ["77499"], out)
    (part,) = (out / "observations" / "kind=payer_in_network" / "code=77499").iterdir()
    part.write_bytes(b"no parquet")
    with pytest.raises(BrokenFileError, match="part of the dataset"):
        read_dataset(out)
    (out / "dataset.json").write_text("{}")
    with pytest.raises(BrokenFileError, match="manifest"):
        read_dataset(out)
