"""Packages read from a folder: as published, as a part, broken, hostile."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from builders.fhir_packages import GUIDE, core, profile, replaced
from unlisted.base.errors import BrokenFileError, InputError, MissingDataError
from unlisted.formats.fhir.profiles import validate
from unlisted.pipeline.fhir_packages import read_examples, read_packages, read_resources


def write_tgz(path: Path, members: dict[str, Any]) -> None:
    """Write a package with these members, JSON each."""
    with tarfile.open(path, "w:gz") as archive:
        for name, value in members.items():
            data = json.dumps(value).encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the small core as a part and one guide as published."""
    lines = "\n".join(json.dumps(item) for item in core().resources)
    (tmp_path / "hl7.fhir.r4.core-4.0.1-subset.ndjson.gz").write_bytes(gzip.compress(lines.encode()))
    write_tgz(
        tmp_path / "guide.tgz",
        {
            "package/package.json": {"name": "guide.example", "version": "1.0.0", "dependencies": {}},
            "package/StructureDefinition-p.json": profile("p", "Patient", *replaced()),
            "package/CapabilityStatement-x.json": {"resourceType": "CapabilityStatement"},
            "package/example/Patient-1.json": {"resourceType": "Patient", "meta": {"profile": [f"{GUIDE}p"]}},
            "../../escape.json": {"resourceType": "Patient"},
        },
    )
    return tmp_path


def test_definitions_and_examples(folder: Path) -> None:
    held = read_packages(folder)
    assert {package.id for package in held.packages} == {"hl7.fhir.r4.core@4.0.1", "guide.example@1.0.0"}
    ((name, example),) = read_examples(folder / "guide.tgz")
    assert name == "Patient-1.json"
    assert validate(example, held).profiles == (f"{GUIDE}p|1.0.0",)


def test_without_the_core_nothing_can_be_checked(tmp_path: Path) -> None:
    with pytest.raises(MissingDataError):
        read_packages(tmp_path)
    with pytest.raises(MissingDataError):
        read_packages(tmp_path / "nowhere")


@pytest.mark.parametrize("data", [b"", b"not an archive", gzip.compress(b"not a tar archive", mtime=0)])
def test_a_package_that_is_no_archive(folder: Path, data: bytes) -> None:
    (folder / "broken.tgz").write_bytes(data)
    with pytest.raises(BrokenFileError, match=r"broken\.tgz"):
        read_packages(folder)


def test_a_package_cut_off(folder: Path) -> None:
    whole = (folder / "guide.tgz").read_bytes()
    (folder / "guide.tgz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BrokenFileError):
        read_packages(folder)


def test_a_package_without_its_manifest(folder: Path) -> None:
    write_tgz(folder / "nameless.tgz", {"package/ValueSet-x.json": {"resourceType": "ValueSet"}})
    with pytest.raises(BrokenFileError, match=r"package\.json"):
        read_packages(folder)


def test_resources_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text('{"resourceType": "Patient"}\n\n{"resourceType": "Claim"}\n')
    (tmp_path / "b.json").write_text('{"resourceType": "Patient"}')
    assert [name for name, _ in read_resources(tmp_path / "a.ndjson")] == [
        "a.ndjson line 1",
        "a.ndjson line 3",
    ]
    assert [name for name, _ in read_resources(tmp_path / "b.json")] == ["b.json"]
    with pytest.raises(InputError):
        list(read_resources(tmp_path / "c.json"))
