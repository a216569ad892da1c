"""``unlisted episode import``: folders, zips, DICOMDIR, hostile files; what is printed and what never is."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

from builders.dicom_objects import delivery, item, plan, record, sequence_bomb
from unlisted.formats.episode_json import read_episode_json

FILES = {
    "RP_A.dcm": plan(),
    "RT_1.dcm": record("1", "20260914", delivery(fraction=1)),
    "sub/RT_2.dcm": record("2", "20260915", delivery(fraction=2)),
}
PATIENT = ("MADEUP", "NOBODY", "T-0001")


def run(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    command = [sys.executable, "-c", "from unlisted.cli.main import run; run()", "episode", "import"]
    return subprocess.run(
        [*command, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
    )


def put(folder: Path, files: dict[str, bytes]) -> Path:
    """Write files into a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    """Write files into a zip archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def imported(*paths: Path) -> dict[str, object]:
    """Import and return the printed episode file's content."""
    done = run(*paths, "--json")
    assert done.returncode == 0, done.stderr
    tree: dict[str, object] = json.loads(done.stdout)["episode"]
    return tree


def unused(tree: dict[str, object]) -> dict[str, str]:
    """The files that were not used, and why."""
    return {s["name"]: s["note"] for s in tree["sources"] if not s["used"]}  # type: ignore[attr-defined]


@pytest.mark.real_data
def test_the_synthetic_episode_as_a_person_reads_it(shared_data: Path) -> None:
    done = run(shared_data / "dicom-rt" / "synthetic-episode")
    assert done.returncode == 0
    for words in (
        "7 of 7 delivered, 14.000 Gy of 14.000 Gy",
        "8 records on 7 dates",
        "1 machine stop, 1 continued, 1 override, 1 plan change",
        "1.725 Gy + 0.275 Gy",
        "BOOST_A_ADAPT1",
        "evidence: RT_A_03_20260916.dcm (3008,0020)[1]/(3008,002A)",
        "evidence: RT_B_02_20260921.dcm (3008,0020)[0]/(3008,0040)[0]/(3008,0060)[0]/(3008,0062)",
        "Missing: coverage, diagnosis",
    ):
        assert words in done.stdout
    assert "SYNTHETIC^EPISODE" not in done.stdout + done.stderr
    assert "SYN-0001" not in done.stdout + done.stderr


def test_a_folder_and_its_file(tmp_path: Path) -> None:
    folder, out = put(tmp_path / "chart", FILES), tmp_path / "out" / "episode.json"
    done = run(folder, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "2 of 5 delivered, 4.000 Gy of 10.000 Gy" in done.stdout
    found = read_episode_json("episode.json", out.read_bytes())
    assert [source.name for source in found.sources] == ["RT_1.dcm", "sub/RT_2.dcm", "RP_A.dcm"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert not any(word in done.stdout + done.stderr for word in PATIENT)
    again = run(out)
    assert again.returncode == 0
    assert "2 of 5 delivered" in again.stdout


def test_a_zip_gives_the_same(tmp_path: Path) -> None:
    tree = imported(zipped(tmp_path / "chart.zip", FILES))
    assert len(tree["fractions"]) == 2  # type: ignore[arg-type]
    assert tree["plans"][0]["evidence"][0]["file_name"] == "chart.zip/RP_A.dcm"  # type: ignore[index]


def test_single_files_and_copies(tmp_path: Path) -> None:
    put(tmp_path, {**FILES, "copy.dcm": FILES["RP_A.dcm"]})
    tree = imported(tmp_path / "RP_A.dcm", tmp_path / "copy.dcm", tmp_path / "RT_1.dcm")
    assert len(tree["plans"]) == 1  # type: ignore[arg-type]
    assert unused(tree) == {"copy.dcm": "the same bytes as RP_A.dcm"}


def test_one_bad_file_never_stops_the_others(tmp_path: Path) -> None:
    bad = {
        "bomb.dcm": sequence_bomb(300_000),
        "note.pdf": b"%PDF-1.7",
        "head.dcm": b"\0" * 128 + b"DICM",
        "empty.dcm": b"",
        "broken.zip": b"PK\x03\x04 and nothing more",
        ".hidden": b"x",
    }
    tree = imported(put(tmp_path / "chart", {**FILES, **bad}))
    assert len(tree["fractions"]) == 2  # type: ignore[arg-type]
    assert set(unused(tree)) == set(bad)
    assert "more than 200,000 items" in unused(tree)["bomb.dcm"]
    codes = [f["code"] for f in tree["findings"]]  # type: ignore[attr-defined]
    assert codes.count("file_not_used") == len(bad)


def test_a_zip_that_reaches_out_of_itself(tmp_path: Path) -> None:
    names = ["../evil.dcm", "/etc/evil.dcm", "C:/evil.dcm", "a\\..\\..\\evil.dcm"]
    tree = imported(zipped(tmp_path / "chart.zip", {**FILES, **dict.fromkeys(names, FILES["RP_A.dcm"])}))
    refused = unused(tree)
    assert len(refused) == len(names)
    assert all("outside of itself" in note for note in refused.values())
    assert not list(tmp_path.parent.glob("evil.dcm"))


def test_a_zip_bomb_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    tree = imported(zipped(tmp_path / "chart.zip", {**FILES, "zeros.dcm": b"\0" * (64 * 1024 * 1024)}))
    assert len(tree["fractions"]) == 2  # type: ignore[arg-type]
    assert "times its size" in unused(tree)["chart.zip/zeros.dcm"]


def test_a_zip_in_a_zip_is_not_opened(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("RT.dcm", FILES["RT_1.dcm"])
    tree = imported(zipped(tmp_path / "chart.zip", {"RP.dcm": FILES["RP_A.dcm"], "in.zip": inner.getvalue()}))
    assert list(unused(tree)) == ["chart.zip/in.zip"]


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    folder = put(tmp_path / "chart", FILES)
    outside = put(tmp_path / "other", {"RT_3.dcm": record("3", "20260916", delivery(fraction=3))})
    (folder / "RT_3.dcm").symlink_to(outside / "RT_3.dcm")
    (folder / "all").symlink_to(outside, target_is_directory=True)
    tree = imported(folder)
    assert len(tree["fractions"]) == 2  # type: ignore[arg-type]
    assert list(unused(tree)) == ["RT_3.dcm"]


def directory(*names: list[str]) -> bytes:
    """A DICOMDIR that lists some files."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.1.3.10"
    meta.MediaStorageSOPInstanceUID = "1.2.3"
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    made.DirectoryRecordSequence = Sequence([item(ReferencedFileID=name) for name in names])
    out = io.BytesIO()
    made.save_as(out, enforce_file_format=True)
    return out.getvalue()


def test_a_dicomdir_leads_to_its_files_and_no_further(tmp_path: Path) -> None:
    listed = directory(["RT", "ONE"], ["RT", "TWO"], ["RT", "GONE"], ["XX", "SECRET"])
    listed = listed.replace(b"XX\\SECRET", b"..\\SECRET")
    files = {
        "DICOMDIR": listed,
        "RT/ONE": FILES["RP_A.dcm"],
        "RT/TWO": FILES["RT_1.dcm"],
        "RT/OTHER": FILES["sub/RT_2.dcm"],
    }
    folder = put(tmp_path / "disc", files)
    put(tmp_path, {"SECRET": FILES["sub/RT_2.dcm"]})
    tree = imported(folder / "DICOMDIR")
    assert len(tree["fractions"]) == 1  # type: ignore[arg-type]
    assert "which is not there" in unused(tree)["RT/GONE"]
    assert "outside of itself" in unused(tree)["../SECRET"]
    whole = imported(folder)
    assert len(whole["fractions"]) == 2  # type: ignore[arg-type]
    assert set(unused(whole)) == {"RT/GONE", "../SECRET"}


@pytest.mark.parametrize(
    ("files", "words"), [({}, "no file to read"), ({"scan.pdf": b"%PDF-1.7"}, "scan.pdf is of no kind")]
)
def test_nothing_to_read_is_an_error_with_its_own_exit_code(
    tmp_path: Path, files: dict[str, bytes], words: str
) -> None:
    (tmp_path / "chart").mkdir()
    done = run(put(tmp_path / "chart", files))
    assert (done.returncode, done.stdout) == (3, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    done = run(tmp_path / "nowhere")
    assert done.returncode == 3
    assert "nowhere is not there" in done.stderr


def test_an_output_that_cannot_be_written(tmp_path: Path) -> None:
    put(tmp_path, {"RP.dcm": FILES["RP_A.dcm"], "taken": b""})
    done = run(tmp_path / "RP.dcm", "--out", tmp_path / "taken" / "episode.json")
    assert done.returncode == 8
    assert "cannot be written" in done.stderr


def test_fetching_needs_both_address_and_study(tmp_path: Path) -> None:
    done = run(tmp_path, "--dicomweb", "https://example.org/dicom")
    assert done.returncode == 2
    assert "--study" in done.stderr


def test_nothing_of_the_patient_in_any_error(tmp_path: Path) -> None:
    broken = record("1", "20260914").replace(b"20260914", b"20269999")
    done = run(put(tmp_path / "chart", {"RT.dcm": broken}))
    assert done.returncode == 3
    assert "(3008,0250)" in done.stderr
    assert not any(word in done.stderr for word in (*PATIENT, "20269999"))
