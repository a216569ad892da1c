"""Every real file and every example of the government reads alike by both paths."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import py7zr
import pytest

from unlisted.base.errors import UnlistedError
from unlisted.pipeline.extract import Extraction, ReadBy, extract_file

pytestmark = pytest.mark.real_data

CODES = ("77499", "77299", "77427", "77263", "77301", "77470", "77412", "77385", "77386", "G6015", "99214")
HOW = ("read_by", "read_by_because")


def alike(path: Path, *, frequencies: bool | None) -> tuple[Extraction, ...]:
    """Extract by both paths, assert that they agree, and return the fast result."""
    exact = extract_file(path, CODES, fast=False, frequencies=frequencies)
    fast = extract_file(path, CODES, frequencies=frequencies)
    assert len(fast) == len(exact)
    for one, other in zip(fast, exact, strict=True):
        for name in (field.name for field in fields(Extraction) if field.name not in HOW):
            left, right = getattr(one, name), getattr(other, name)
            if name == "observations" and one.layout == "hpt_csv":
                left = tuple(replace(seen, byte_offset=None) for seen in left)
            if name == "prices_read" and left is None:
                continue
            assert left == right, f"{path.name}: {name}"
    return fast


def rate_files(shared_data: Path) -> list[Path]:
    """Every file of the rates folder that is meant to hold rates."""
    found = [
        path
        for path in sorted((shared_data / "rates").rglob("*"))
        if path.is_file() and path.name.endswith((".json", ".csv", ".gz")) and ".meta." not in path.name
    ]
    assert len(found) > 40
    return found


def test_every_file_reads_alike(shared_data: Path) -> None:
    fast = refused = 0
    for path in rate_files(shared_data):
        try:
            found = alike(path, frequencies=False)
        except UnlistedError:
            with pytest.raises(UnlistedError):
                extract_file(path, CODES, fast=False)
            refused += 1
        else:
            fast += all(each.read_by is ReadBy.FAST for each in found)
    assert fast >= 30
    assert refused <= 25


def test_payer_files_of_evry_health_read_alike(shared_data: Path, tmp_path: Path) -> None:
    for archive in sorted((shared_data / "rates/payer-tic/evry-health").glob("*.7z")):
        with py7zr.SevenZipFile(archive) as packed:
            packed.extractall(tmp_path)
    paths = sorted(tmp_path.glob("*.json"))
    assert len(paths) == 4
    for path in paths:
        (found,) = alike(path, frequencies=None)
        assert found.read_by is ReadBy.FAST, found.read_by_because
        assert found.observations
        assert found.prices_read


def test_byte_offsets_point_at_the_items(shared_data: Path, tmp_path: Path) -> None:
    (archive, *_) = sorted((shared_data / "rates/payer-tic/evry-health").glob("*.7z"))
    with py7zr.SevenZipFile(archive) as packed:
        packed.extractall(tmp_path)
    (path,) = tmp_path.glob("*.json")
    data = path.read_bytes()
    (found,) = extract_file(path, ("77412",), frequencies=False)
    assert found.observations
    for seen in found.observations:
        assert seen.byte_offset is not None
        assert data[seen.byte_offset : seen.byte_offset + 1] == b"{"
        assert b'"77412"' in data[seen.byte_offset : seen.byte_offset + 1000]
