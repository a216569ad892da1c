"""The episode file: stable, complete, strict; an error names the place, never the value."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest

from builders.dicom_objects import plan, record
from unlisted.base.errors import BrokenFileError
from unlisted.base.evidence import Citation, Confidence, EnteredEvidence, FileEvidence, Source
from unlisted.episode.episode import Episode
from unlisted.episode.fact import held
from unlisted.episode.person import Patient
from unlisted.formats.dicomrt import read_dicom
from unlisted.formats.episode_json import is_episode_json, read_episode_json, write_episode_json
from unlisted.pipeline.episode_import import combine_parts

SOURCE = Source("s", "T", "P", "policy", "https://example.org", "2026", date(2026, 1, 2))


@pytest.fixture
def found() -> Episode:
    """An episode of a plan and a record."""
    files = [plan(), record("1", "20260914")]
    return combine_parts(read_dicom(io.BytesIO(data), f"{n}.dcm") for n, data in enumerate(files))


def test_what_is_written_is_read_back(found: Episode) -> None:
    data = write_episode_json(found)
    assert is_episode_json(data)
    assert read_episode_json("e.json", data) == found
    assert write_episode_json(read_episode_json("e.json", data)) == data


def test_the_three_kinds_of_evidence() -> None:
    evidence = (
        FileEvidence("f", "aa", "(0010,0010)"),
        EnteredEvidence("Doctor", "physician", date(2026, 1, 2), "form"),
        Citation(SOURCE, "p. 3", Confidence.HIGH),
    )
    one = Episode(id="x", patient=Patient(sex=held("female", *evidence)))
    assert read_episode_json("e.json", write_episode_json(one)) == one


def test_decimals_are_text_and_defaults_are_left_out(found: Episode) -> None:
    tree = json.loads(write_episode_json(found))
    assert tree["unlisted_file"] == "episode/1"
    assert tree["episode"]["fractions"][0]["dose_gy"] == "2"
    assert "tumor_board" not in tree["episode"]
    assert list(tree["episode"])[:3] == ["id", "patient", "plans"]
    beam = tree["episode"]["plans"][0]["beams"][0]
    assert (beam["dose_gy"], beam["technique"]) == ("2", "static")


def change(data: bytes, path: list[str | int], value: object) -> bytes:
    """Replace one value of the file."""
    tree = json.loads(data)
    at = tree["episode"]
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return json.dumps(tree).encode()


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (["fractions", 0, "dose_gy"], 2.5, "/episode/fractions/0/dose_gy"),
        (["fractions", 0, "dose_gy"], "SECRET", "/episode/fractions/0/dose_gy"),
        (["fractions", 0, "dose_gy"], "NaN", "/episode/fractions/0/dose_gy"),
        (["fractions", 0, "days"], ["SECRET"], "/episode/fractions/0/days/0"),
        (["fractions", 0, "complete"], 1, "/episode/fractions/0/complete"),
        (["fractions", 0, "number"], True, "/episode/fractions/0/number"),
        (["plans", 0, "SECRET"], "x", "/episode/plans/0"),
        (["plans", 0, "beams", 0, "technique"], "SECRET", "/episode/plans/0/beams/0/technique"),
        (["patient", "sex"], {"SECRET": 1}, "/episode/patient/sex"),
        (["patient", "sex"], [{"value": "SECRET"}], "/episode/patient/sex/0"),
        (
            ["patient", "sex"],
            [{"value": "x", "evidence": [{"SECRET": 1}]}],
            "/episode/patient/sex/0/evidence/0",
        ),
        (["patient", "sex"], [{"value": "x", "evidence": [{"file_name": "x"}]}], "sha256, locator missing"),
        (["patient"], "SECRET", "/episode/patient"),
    ],
)
def test_what_is_wrong_is_named_without_its_value(
    found: Episode, path: list[str | int], value: object, where: str
) -> None:
    with pytest.raises(BrokenFileError) as caught:
        read_episode_json("e.json", change(write_episode_json(found), path, value))
    assert where in str(caught.value)
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b'{"unlisted_file": "episode/2", "episode": {"id": ""}}', b"[" * 200_000, b"\xff\xfe"],
)
def test_what_is_no_episode_file(data: bytes) -> None:
    with pytest.raises(BrokenFileError):
        read_episode_json("e.json", data)


def test_half_a_surrogate_pair_survives() -> None:
    one = Episode(id="x", patient=Patient(given_name=held("\ud800")))
    assert read_episode_json("e.json", write_episode_json(one)) == one
