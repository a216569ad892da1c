"""Opening what publishers post: containers, encodings, limits."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from pathlib import Path

import pytest

from builders.rate_files import Dribble, as_bytes, extract, hospital_csv, item, payer_file
from unlisted.base.errors import BrokenFileError, LimitExceededError, UnsupportedFormatError
from unlisted.formats.container import TextReader, list_members, members
from unlisted.formats.container.guarded import GuardedStream
from unlisted.pipeline.extract import extract_file

PAYER = as_bytes(payer_file(item()))
CSV = hospital_csv(
    [
        "description",
        "code|1",
        "code|1|type",
        "setting",
        "standard_charge|gross",
        "payer_name",
        "plan_name",
        "standard_charge|negotiated_dollar",
        "standard_charge|negotiated_percentage",
        "standard_charge|negotiated_algorithm",
        "standard_charge|methodology",
    ],
    ["x", "77499", "CPT", "outpatient", "500", "Aetna", "PPO", "250.5", "", "", "fee schedule"],
)


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        PAYER,
        gzip.compress(PAYER, mtime=0),
        zipped(("a.json", PAYER)),
        zipped(("a.json.gz", gzip.compress(PAYER, mtime=0))),
    ],
    ids=["plain", "gzip", "zip", "gzip in zip"],
)
def test_the_container_does_not_change_what_is_read(tmp_path: Path, data: bytes) -> None:
    found = extract(tmp_path, data)
    assert [(seen.billing_code, seen.amount) for seen in found.observations] == [("77499", 100)]


def test_gzip_of_several_members_is_read_to_its_end(tmp_path: Path) -> None:
    data = gzip.compress(PAYER[:50]) + gzip.compress(PAYER[50:])
    assert len(extract(tmp_path, data).observations) == 1


def test_a_zip_with_several_rate_files_gives_one_extraction_each_and_remarks_on_the_rest(
    tmp_path: Path,
) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(zipped(("readme.txt", b"hello"), ("p.json", PAYER), ("sub/h.csv", CSV.encode())))
    payer, hospital = extract_file(path, ["77499"])
    assert payer.name == "all.zip/p.json"
    assert hospital.name == "all.zip/sub/h.csv"
    assert "archive_member_passed_over" in {found.code for found in payer.findings}
    assert payer.sha256 == hospital.sha256


@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [PAYER.decode(), CSV], ids=["json", "csv"])
def test_every_encoding_reads_alike(tmp_path: Path, mark: str, text: str) -> None:
    data = text.encode(mark)
    expected = extract(tmp_path, text)
    found = extract(tmp_path, data)
    assert [s.amount for s in found.observations] == [s.amount for s in expected.observations]
    assert found.publisher == expected.publisher


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_a_character_cut_between_two_pieces_stays_whole(size: int) -> None:
    text = "Æther é €, 𝛾\nnext"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        reader = TextReader(GuardedStream(Dribble(text.encode(encoding), size), "x", 0))
        assert "".join(reader.lines()) == text
        assert reader.repaired == 0


def test_windows_bytes_are_read_and_counted(tmp_path: Path) -> None:
    data = CSV.replace("Example Hospital", "St. Mary’s").encode("cp1252")
    found = extract(tmp_path, data)
    assert found.publisher == "St. Mary’s"
    assert "bytes_not_utf8" in {remark.code for remark in found.findings}


def test_crlf_lines_read_like_plain_ones(tmp_path: Path) -> None:
    found = extract(tmp_path, CSV.replace("\n", "\r\n"))
    assert [seen.locator for seen in found.observations] == [
        s.locator for s in extract(tmp_path, CSV).observations
    ]


@pytest.mark.parametrize("data", [b"", b"  \n \n"], ids=["no bytes", "only space"])
def test_an_empty_file_is_broken(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(BrokenFileError) as caught:
        extract(tmp_path, data)
    assert "byte 0" in caught.value.where
    assert caught.value.fix


@pytest.mark.parametrize("keep", [12, 60, -9, -1], ids=["header", "middle", "before trailer", "in trailer"])
def test_a_cut_off_gzip_is_broken_with_its_position(tmp_path: Path, keep: int) -> None:
    with pytest.raises(BrokenFileError, match="cut off or damaged") as caught:
        extract(tmp_path, gzip.compress(PAYER)[:keep])
    assert "byte" in caught.value.where
    assert caught.value.why
    assert caught.value.fix


def test_a_gzip_with_a_wrong_checksum_is_broken(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(PAYER))
    data[-6] ^= 0xFF
    with pytest.raises(BrokenFileError):
        extract(tmp_path, bytes(data))


def test_a_cut_off_zip_is_broken(tmp_path: Path) -> None:
    with pytest.raises(BrokenFileError, match="damaged zip"):
        extract(tmp_path, zipped(("a.json", PAYER))[:-30])


def test_7z_says_to_extract_first(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormatError, match="7z") as caught:
        extract(tmp_path, b"7z\xbc\xaf\x27\x1c" + bytes(40))
    assert "extract it first" in caught.value.fix


def test_deflate64_says_to_extract_first(tmp_path: Path) -> None:
    data = bytearray(zipped(("a.json", PAYER)))
    struct.pack_into("<H", data, 8, 9)
    struct.pack_into("<H", data, data.rindex(b"PK\x01\x02") + 10, 9)
    with pytest.raises(UnsupportedFormatError, match="method") as caught:
        extract(tmp_path, bytes(data))
    assert "deflate64" in caught.value.where


@pytest.mark.parametrize("name", ["../evil.json", "/etc/evil.json", "a/../../evil.json", "C:/evil.json"])
def test_names_that_point_outside_an_archive_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BrokenFileError, match="outside"):
        extract(tmp_path, zipped((name, PAYER)))


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped(("a.json", PAYER)))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnsupportedFormatError, match="password"):
        extract(tmp_path, bytes(data))


def test_a_gzip_bomb_meets_the_ratio_limit() -> None:
    data = gzip.compress(bytes(70 * 1024 * 1024))
    (bomb,) = list_members(lambda: io.BytesIO(data), "bomb.gz")
    stream = bomb.open()
    with pytest.raises(LimitExceededError, match="times its size"):
        while stream.read(1 << 20):
            pass
    stream.close()


def test_too_many_members_meet_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MAX_MEMBERS", 2)
    data = zipped(*((f"{number}.json", PAYER) for number in range(3)))
    with pytest.raises(LimitExceededError, match="at most 2"):
        list_members(lambda: io.BytesIO(data), "many.zip")


def test_archives_that_declare_too_much_meet_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MAX_ARCHIVE_BYTES", len(PAYER))
    data = zipped(("a.json", PAYER), ("b.json", PAYER))
    with pytest.raises(LimitExceededError, match="declares"):
        list_members(lambda: io.BytesIO(data), "big.zip")
