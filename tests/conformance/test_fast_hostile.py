"""Hostile files: a clear error with a place, in bounded time and memory; the other files are read."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from builders.endless import MIB, Endless, read, scan
from builders.rate_files import item, payer_file
from builders.two_paths import read_both
from unlisted.base.errors import BrokenFileError, InputError, LimitExceededError
from unlisted.formats.container.limits import MAX_CSV_FIELD_CHARACTERS
from unlisted.formats.scan.unproved import NotProvedError
from unlisted.formats.scan.window import NORMAL
from unlisted.pipeline.dataset_build import build_dataset
from unlisted.pipeline.extract import ReadBy, extract_file

SMALL = json.dumps(payer_file(item(), item("99213"), provider_references=[])).encode()


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.json.gz"
    with gzip.open(path, "wb", compresslevel=9) as stream:
        stream.write(SMALL[:-1] + b', "x": [')
        for _ in range(150):
            stream.write(b"0," * (MIB // 2))
        stream.write(b"0]}")
    with pytest.raises(LimitExceededError, match="expands to more than") as caught:
        extract_file(path, ["77499"])
    assert "byte" in caught.value.where


@pytest.mark.parametrize("where", ["item", "root"])
def test_nesting_a_million_deep_is_refused(tmp_path: Path, where: str) -> None:
    deep = b"[" * 1_000_000 + b"]" * 1_000_000
    path = tmp_path / "deep.json"
    if where == "item":
        path.write_bytes(SMALL.replace(b'"name": "x"', b'"name": ' + deep, 1))
    else:
        path.write_bytes(SMALL[:-1] + b', "x": ' + deep + b"}")
    with pytest.raises(LimitExceededError, match="deep") as caught:
        extract_file(path, ["77499"])
    assert "byte" in caught.value.where


@pytest.mark.parametrize("start", [b'{"in_network":[{"name":"', b'{"in_network":[],"x":"', b'{"'])
def test_a_text_of_two_gigabytes_is_given_up_early(start: bytes) -> None:
    stream = Endless(start, b"A" * MIB, 2048 * MIB, b'"}]}')
    with pytest.raises(NotProvedError):
        scan(stream)
    assert stream.given < 32 * MIB
    stream = Endless(start, b"A" * MIB, 2048 * MIB, b'"}]}')
    with pytest.raises(LimitExceededError, match="one JSON text of") as caught:
        read(stream)
    assert f"byte {len(start) - 1} of" in caught.value.where, "where the text starts"
    assert stream.given <= 65 * MIB


def test_an_item_of_any_size_needs_no_memory_of_its_size() -> None:
    rate = (
        b'{"negotiated_prices":[{"negotiated_rate":1,"negotiated_type":"negotiated"}],"provider_groups":[]},'
    )
    head = b'{"in_network":[{"name":"x","negotiated_rates":['
    tail = rate[:-1] + b'],"billing_code_type":"CPT","billing_code":"99213"}],"version":"1"}'
    stream = Endless(head, rate * 10_000, 300 * MIB, tail)
    assert scan(stream) == 0
    assert stream.given > 300 * MIB


@pytest.mark.parametrize("cut", range(10, len(SMALL), 10))
def test_every_cut_is_an_error_with_its_place(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "cut.json"
    path.write_bytes(SMALL[:cut])
    with pytest.raises(InputError) as caught:
        extract_file(path, ["77499"])
    assert "byte" in caught.value.where or "keys at the root" in caught.value.where


def test_every_cut_of_a_gzip_file_is_an_error_with_its_place(tmp_path: Path) -> None:
    data = gzip.compress(SMALL)
    path = tmp_path / "cut.json.gz"
    for cut in range(10, len(data), 10):
        path.write_bytes(data[:cut])
        with pytest.raises(BrokenFileError) as caught:
            extract_file(path, ["77499"])
        assert "byte" in caught.value.where


def test_nul_bytes_are_an_error_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "nul.json"
    place = SMALL.index(b"99213") - 40
    path.write_bytes(SMALL[:place] + b"\x00" * 8 + SMALL[place:])
    try:
        (found,) = extract_file(path, ["77499"])
    except BrokenFileError as error:
        assert "byte" in error.where
    else:
        assert found.observations == extract_file(path, ["77499"], fast=False)[0].observations


def test_the_other_files_of_a_batch_are_read(tmp_path: Path) -> None:
    files = {
        "good.json": SMALL,
        "cut.json": SMALL[:-30],
        "deep.json": SMALL.replace(b'"name": "x"', b'"name": ' + b"[" * 200_000, 1),
        "also-good.json": SMALL.replace(b"Plan A", b"Plan B"),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    result = build_dataset([tmp_path], ["77499"], tmp_path / "out")
    assert sorted(file.name for file in result.added) == ["also-good.json", "good.json"]
    assert sorted(Path(name).name for name, _ in result.failed) == ["cut.json", "deep.json"]


def test_reading_an_item_of_400_megabytes_takes_a_process_of_64_at_most() -> None:
    program = f"""
import re, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent.parent)!r})
from builders.endless import MIB, Endless, scan
rate = (b'{{"negotiated_prices":[{{"negotiated_rate":1.5,"negotiated_type":"negotiated"}}],'
        b'"provider_references":[1,2,3]}},')
head = b'{{"in_network":[{{"name":"x","billing_code":"99213","billing_code_type":"CPT","negotiated_rates":['
scan(Endless(head, rate * 9000, 400 * MIB, rate[:-1] + b']}}]}}'))
print(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])  # of this process alone
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) * 1024 <= 64_000_000, "the whole process, interpreter and imports included"


def test_a_header_whose_quote_stays_open_is_read_by_the_exact_path(tmp_path: Path) -> None:
    head = "hospital_name,last_updated_on,version\nExample,2026-04-01,3.0.0\n"
    columns = 'description,code|1,code|1|type,standard_charge|gross,"open\n'
    path = tmp_path / "open.csv"
    path.write_text(head + columns + 'x\nlast",more')
    (exact,) = extract_file(path, ["77499"], fast=False, frequencies=False)
    (found,) = extract_file(path, ["77499"], frequencies=False)
    assert found.read_by is ReadBy.EXACT
    assert found.read_by_because.startswith("the header rows do not end")
    assert replace(found, read_by_because=exact.read_by_because) == exact


@pytest.mark.parametrize("code", ["77499", "99213"])
def test_a_cell_beyond_the_limit_is_judged_by_the_exact_path(code: str) -> None:
    head = "hospital_name,last_updated_on,version\nExample,2026-04-01,3.0.0\n"
    columns = "description,code|1,code|1|type,standard_charge|gross\n"
    row = "x,77499,CPT,5\n"
    cell = "x" * (MAX_CSV_FIELD_CHARACTERS + 1)
    data = f"{head}{columns}{row}{cell},{code},CPT,5\n{row}".encode()
    both = read_both(data, "hospital csv", frozenset({"77499"}), sizes=NORMAL)
    assert both.not_proved.startswith("a record does not end")
    assert both.exact[0] is BrokenFileError
