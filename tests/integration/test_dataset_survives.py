"""A dataset survives kills, two writers and readers at once; the rows are filed as described."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from builders.killed_runs import CODES, digest, finish, kill_and_compare, start, write_files
from unlisted.base.errors import BrokenFileError
from unlisted.pipeline import dataset_build
from unlisted.pipeline.dataset import open_dataset, read_dataset
from unlisted.pipeline.dataset_build import build_dataset


def test_kills_at_random_moments_leave_a_dataset_that_a_rerun_finishes(tmp_path: Path) -> None:
    """A sample; ``python -m bench.prices.kills`` kills 20 extractions of 200 files."""
    met = kill_and_compare(tmp_path, files=40, kills=5, seed=77499)
    assert met.kills == 5


def test_two_processes_at_once_give_the_union(tmp_path: Path) -> None:
    files = tmp_path / "files"
    write_files(files, 60, 1)
    finish(start(files, tmp_path / "alone"))
    two = [start(files, tmp_path / "both") for _ in range(2)]
    for process in two:
        finish(process)
    finish(start(files, tmp_path / "both"))
    assert digest(tmp_path / "both") == digest(tmp_path / "alone")


def test_two_processes_with_unlike_files_and_codes_give_the_union(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    write_files(one, 30, 2)
    write_files(two, 30, 3)
    for name in sorted(one.iterdir())[:10]:  # ten files are asked of both, for other codes
        (two / f"same-{name.name}").write_bytes(name.read_bytes())
    out = tmp_path / "both"
    for process in [start(one, out, "77499"), start(two, out, "77427")]:
        finish(process)
    expected: set[object] = set()
    for folder, code in ((one, "77499"), (two, "77427")):
        build_dataset([folder], [code], tmp_path / code)
        for seen in read_dataset(tmp_path / code).observations:
            expected.add((seen.sha256, seen.locator, seen.billing_code, seen.code_match))
    found = read_dataset(out)
    assert {(s.sha256, s.locator, s.billing_code, s.code_match) for s in found.observations} == expected
    shared = [file for file in found.files if file.codes == ("77427", "77499")]
    assert len(shared) == 10


def test_a_reader_sees_whole_files_while_a_writer_works(tmp_path: Path) -> None:
    files, out = tmp_path / "files", tmp_path / "out"
    write_files(files, 60, 4)
    finish(start(files, tmp_path / "alone"))
    whole = {file.sha256: file.observations for file in read_dataset(tmp_path / "alone").files}
    process = start(files, out)
    reads = 0
    while process.poll() is None or not reads:
        if (out / "dataset.json").exists():
            found = read_dataset(out)
            assert len(found.observations) == sum(whole[file.sha256] for file in found.files)
            reads += 1
    finish(process)


def test_rows_not_filed_yet_count_like_filed_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = tmp_path / "files"
    write_files(files, 12, 5)
    build_dataset([files], ["77499"], tmp_path / "out")
    with monkeypatch.context() as patched:  # as if the second run was killed before it filed anything
        patched.setattr(dataset_build, "file_rows", lambda *_: None)
        build_dataset([files], CODES.split(","), tmp_path / "out")
    snapshot = open_dataset(tmp_path / "out")
    assert snapshot is not None
    assert len(snapshot.new) == 12
    build_dataset([files], CODES.split(","), tmp_path / "whole")
    whole = open_dataset(tmp_path / "whole")
    assert whole is not None
    for codes in (None, ["77427"], ["77499", "77263"]):
        rows = {tuple(map(str, row.values())) for row in snapshot.rows(codes).read_all().to_pylist()}
        assert rows == {tuple(map(str, row.values())) for row in whole.rows(codes).read_all().to_pylist()}
    assert snapshot.frequencies() == whole.frequencies()
    assert snapshot.files == whole.files
    build_dataset([files], ["77499"], tmp_path / "out")
    assert digest(tmp_path / "out") == digest(tmp_path / "whole")


def test_a_code_is_read_from_its_own_files(tmp_path: Path) -> None:
    write_files(tmp_path / "files", 20, 6)
    build_dataset([tmp_path / "files"], CODES.split(","), tmp_path / "out")
    for path in (tmp_path / "out" / "observations").rglob("*.parquet"):
        code = path.parent.name.removeprefix("code=")
        table = pq.read_table(path, partitioning=None)
        match = set(table.column("code_match").to_pylist())
        assert match == {"wildcard_code"} if code == "any" else match == {"literal"}
        assert code == "any" or set(table.column("billing_code").to_pylist()) == {code}
        publishers = table.column("publisher").to_pylist()
        assert publishers == sorted(publishers)
        assert str(table.schema.field("amount").type) == "decimal128(38, 18)"
        assert None not in table.column("byte_offset").to_pylist()


def test_a_dataset_of_an_older_layout_says_so(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(BrokenFileError, match="manifest"):
        read_dataset(tmp_path)
