"""Real DICOM files of several planning systems, also cut and without preamble: all are read."""

from __future__ import annotations

import io
from pathlib import Path

import pydicom
import pytest

from unlisted.base.evidence import FileEvidence
from unlisted.episode.episode import Episode
from unlisted.formats.dicomrt import read_dicom
from unlisted.pipeline.episode_import import import_episode

pytestmark = pytest.mark.real_data
FILES = 33


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    """The folder of DICOM files."""
    return shared_data / "dicom-rt"


@pytest.fixture(scope="module")
def parts(folder: Path) -> dict[str, Episode]:
    """Each file, read on its own."""
    found = {}
    for path in sorted(folder.rglob("*.dcm")):
        with path.open("rb") as stream:
            found[path.relative_to(folder).as_posix()] = read_dicom(stream, path.name)
    return found


def test_every_file_is_read(parts: dict[str, Episode]) -> None:
    assert len(parts) == FILES
    assert all(part.sources[0].used for part in parts.values())


def test_kinds(parts: dict[str, Episode]) -> None:
    kinds = [part.sources[0].kind for part in parts.values()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "RTPLAN": 9,
        "RTIONPLAN": 8,
        "RTSTRUCT": 4,
        "RTDOSE": 3,
        "RTBEAMSRECORD": 8,
        "RTSUMMARY": 1,
    }


def test_only_files_with_a_flaw_have_findings(parts: dict[str, Episode]) -> None:
    assert {name: {f.code for f in part.findings} for name, part in parts.items() if part.findings} == {
        "pydicom/rtplan_truncated.dcm": {"truncated", "control_points_differ"},
        "pymedphys/FFF_example.dcm": {"beam_dose_zero"},  # its beam dose is 0.000, as templates write it
        "topas-rti/rtip_demo.dcm": {"malformed_value"},  # its birth date is no date
    }


def test_private_elements_of_two_makers_are_named(parts: dict[str, Episode]) -> None:
    lines = [line for part in parts.values() for line in part.unmapped]
    assert any("Varian Medical Systems VISION 3253" in line for line in lines)
    assert any("RAYSEARCHLABS" in line for line in lines)


def test_phantoms_and_unapproved_plans_are_left_out_with_the_reason(folder: Path) -> None:
    found = import_episode([folder / "aptg-dcpt"])
    assert {plan.excluded for plan in found.plans} == {"the subject is a phantom, not a patient"}
    (only,) = import_episode([folder / "dicompyler-core"]).plans
    assert only.excluded == "Approval Status is UNAPPROVED"
    assert "Breast" in only.targets.value


def test_the_dose_of_beams_adds_up_to_the_prescription(parts: dict[str, Episode]) -> None:
    plan = parts["dicompyler-core/rtplan.dcm"].plans[0]
    doses = [beam.dose_gy for beam in plan.beams if beam.dose_gy is not None]
    assert sum(doses) == plan.dose_per_fraction_gy.value == 2
    assert (plan.fractions_planned.value, plan.dose_gy.value) == (7, 14)


def test_every_locator_is_an_element_of_its_file(folder: Path, parts: dict[str, Episode]) -> None:
    from_plans = 0
    for name, part in parts.items():
        if "truncated" in name:
            continue
        data = pydicom.dcmread(io.BytesIO((folder / name).read_bytes()), force=True, stop_before_pixels=True)
        for plan in part.plans:
            places = {p for beam in plan.beams for p in beam.evidence if isinstance(p, FileEvidence)}
            for place in places:
                at: object = data
                for step in place.locator.split("/"):
                    tag, _, index = step.partition("[")
                    group, element = tag.strip("()").split(",")
                    at = at[int(group, 16), int(element, 16)].value  # type: ignore[index]
                    at = at[int(index.rstrip("]"))] if index else at  # type: ignore[index]
                from_plans += 1
    assert from_plans > 100


def test_a_cut_of_every_real_file_is_survived(folder: Path, parts: dict[str, Episode]) -> None:
    for name in parts:
        data = (folder / name).read_bytes()
        part = read_dicom(io.BytesIO(data[: len(data) * 2 // 3]), name)
        assert part.sources[0].used, name
