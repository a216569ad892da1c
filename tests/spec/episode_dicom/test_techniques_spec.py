"""Technique of a beam: what the control points show → what it is called."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pydicom.dataset import Dataset

from builders.dicom_objects import beam, item, plan, point
from builders.dicom_samples import brachy_plan, ion_plan
from unlisted.episode.vocabulary import Modality, Technique
from unlisted.formats.dicomrt import read_dicom

A, B, C, D = (10, 10), (8, 9), (6, 8), (4, 7)


def stepped(*weights: float) -> list[Dataset]:
    """Segments of a stack: leaves move only while the weight stands still."""
    shapes, points, total = [A, B, C, D], [], 0.0
    for n, weight in enumerate(weights):
        shape = tuple(side - n // 4 for side in shapes[n % 4])
        points.append(point(2 * n, total, shape, 0 if n == 0 else None, "NONE" if n == 0 else ""))
        total += weight
        points.append(point(2 * n + 1, total))
    return points


def sliding(
    rotation: str = "NONE", turn: float = 0, weights: tuple[float, ...] = (0, 0.1, 0.5, 1)
) -> list[Dataset]:
    """Leaves move with every control point, and so does the weight; the gantry by ``turn`` degrees."""
    last = len(weights) - 1
    return [
        point(n, weight, (A, B, C, D)[n % 4], turn * n, rotation if n < last else "NONE")
        for n, weight in enumerate(weights)
    ]


def turning(*, leaves: bool) -> list[Dataset]:
    """An arc whose control points do not repeat the leaves, or repeat them unchanged."""
    return [
        point(n, n / 3, A if n == 0 or leaves else None, 40 * n, "CC" if n < 3 else "NONE") for n in range(4)
    ]


PHOTONS = [
    pytest.param(stepped(1), {}, Technique.STATIC, id="two points, nothing moves"),
    pytest.param(stepped(1), {"BeamType": "DYNAMIC"}, Technique.STATIC, id="labelled DYNAMIC, nothing moves"),
    pytest.param(
        [point(0, 0, A, 0, "NONE"), point(1, 1, tuple(x + 0.05 for x in A))],
        {},
        Technique.STATIC,
        id="leaves differ by rounding only",
    ),
    pytest.param(
        [point(0, 0, A, 0, "NONE"), point(1, 0, B), point(2, 1)],
        {},
        Technique.STATIC,
        id="one aperture with weight",
    ),
    pytest.param(
        stepped(0.8, 0.12, 0.08), {}, Technique.FIELD_IN_FIELD, id="open field and two small ones, STATIC"
    ),
    pytest.param(
        stepped(0.8, 0.12, 0.08), {"BeamType": "DYNAMIC"}, Technique.FIELD_IN_FIELD, id="the same, DYNAMIC"
    ),
    pytest.param(
        stepped(0.5, *[0.0625] * 8), {}, Technique.FIELD_IN_FIELD, id="nine segments, one holds half"
    ),
    pytest.param(
        stepped(0.55, *[0.05] * 9), {}, Technique.IMRT_STEP_AND_SHOOT, id="ten segments, one holds half"
    ),
    pytest.param(stepped(*[0.25] * 4), {}, Technique.IMRT_STEP_AND_SHOOT, id="four equal segments"),
    pytest.param(stepped(0.4, 0.3, 0.3), {}, Technique.IMRT_STEP_AND_SHOOT, id="three segments, none leads"),
    pytest.param(
        sliding(), {"BeamType": "DYNAMIC"}, Technique.IMRT_SLIDING_WINDOW, id="leaves move with the weight"
    ),
    pytest.param(sliding("CW", 30), {"BeamType": "DYNAMIC"}, Technique.VMAT, id="gantry and leaves move"),
    pytest.param(
        sliding("", 30), {"BeamType": "DYNAMIC"}, Technique.VMAT, id="angles move, direction not written"
    ),
    pytest.param(
        turning(leaves=False), {"BeamType": "DYNAMIC"}, Technique.ARC, id="gantry moves, leaves stated once"
    ),
    pytest.param(
        turning(leaves=True), {"BeamType": "DYNAMIC"}, Technique.ARC, id="gantry moves, leaves repeated"
    ),
    pytest.param(
        [point(0, 0, A, 359.99, "NONE"), point(1, 1, A, 0)],
        {},
        Technique.STATIC,
        id="359.99 and 0 degrees are one",
    ),
    pytest.param(stepped(1), {"TreatmentDeliveryType": "SETUP"}, Technique.SETUP, id="set-up beam"),
    pytest.param(stepped(1), {"TreatmentDeliveryType": "OPEN_PORTFILM"}, Technique.SETUP, id="port film"),
    pytest.param(stepped(1), {"HighDoseTechniqueType": "TBI"}, Technique.TOTAL_BODY, id="total body"),
    pytest.param(stepped(1), {"RadiationType": "ELECTRON"}, Technique.ELECTRON, id="electrons"),
    pytest.param(stepped(1), {"RadiationType": ""}, Technique.UNKNOWN, id="radiation not stated"),
    pytest.param(
        stepped(1)[:1],
        {"BeamType": "DYNAMIC", "NumberOfControlPoints": 90},
        Technique.UNKNOWN,
        id="cut after one",
    ),
    pytest.param(
        sliding("CW", 30)[:3],
        {"BeamType": "DYNAMIC", "NumberOfControlPoints": 90},
        Technique.VMAT,
        id="cut VMAT",
    ),
    pytest.param(
        turning(leaves=False)[:3],
        {"BeamType": "DYNAMIC", "NumberOfControlPoints": 90},
        Technique.UNKNOWN,
        id="cut arc",
    ),
]


@pytest.mark.parametrize(("points", "values", "expected"), PHOTONS)
def test_external_beams(points: list[Dataset], values: dict[str, object], expected: Technique) -> None:
    part = read_dicom(io.BytesIO(plan(BeamSequence=[beam(1, points, **values)])), "plan.dcm")
    found = part.plans[0].beams[0]
    assert found.technique is expected, found.why_technique
    assert found.why_technique


def test_total_body_by_the_set_up() -> None:
    setup = item(PatientSetupNumber="1", PatientPosition="HFS", SetupTechnique="TBI")
    beams = [beam(1, stepped(1), ReferencedPatientSetupNumber="1")]
    part = read_dicom(io.BytesIO(plan(BeamSequence=beams, PatientSetupSequence=[setup])), "plan.dcm")
    assert part.plans[0].beams[0].technique is Technique.TOTAL_BODY


@pytest.mark.parametrize(
    ("scan_mode", "radiation", "more", "technique", "modality"),
    [
        ("MODULATED", "PROTON", {}, Technique.PROTON_SCANNED, Modality.PROTON),
        ("MODULATED_SPEC", "PROTON", {}, Technique.PROTON_SCANNED, Modality.PROTON),
        ("UNIFORM", "PROTON", {}, Technique.PROTON_SCANNED, Modality.PROTON),
        ("NONE", "PROTON", {}, Technique.PROTON_PASSIVE, Modality.PROTON),
        ("", "PROTON", {}, Technique.UNKNOWN, Modality.PROTON),
        ("MODULATED", "ION", {"RadiationMassNumber": "12"}, Technique.ION_SCANNED, Modality.CARBON),
        ("NONE", "ION", {"RadiationMassNumber": "4"}, Technique.ION_PASSIVE, Modality.ION),
    ],
)
def test_ions(
    scan_mode: str, radiation: str, more: dict[str, str], technique: Technique, modality: Modality
) -> None:
    found = read_dicom(io.BytesIO(ion_plan(scan_mode, radiation, **more)), "plan.dcm").plans[0].beams[0]
    assert (found.technique, found.modality) == (technique, modality)


@pytest.mark.parametrize(
    ("kind", "technique", "expected"),
    [
        ("HDR", "INTRACAVITARY", Technique.BRACHYTHERAPY_HDR),
        ("PDR", "INTERSTITIAL", Technique.BRACHYTHERAPY_PDR),
        ("LDR", "INTERSTITIAL", Technique.BRACHYTHERAPY_LDR),
        ("MANUAL", "INTERSTITIAL", Technique.BRACHYTHERAPY_LDR),
        ("MANUAL", "PERMANENT", Technique.BRACHYTHERAPY_PERMANENT),
        ("MDR", "INTRACAVITARY", Technique.UNKNOWN),
    ],
)
def test_brachytherapy(kind: str, technique: str, expected: Technique) -> None:
    found = read_dicom(io.BytesIO(brachy_plan(kind, technique)), "plan.dcm").plans[0].beams[0]
    assert found.technique is expected
    assert found.modality is Modality.BRACHYTHERAPY


# Written by hand from the control points of each file: rotation direction, gantry angles, cumulative weights,
# leaf positions, Scan Mode. "2 points, fixed": weight 0 to 1, gantry NONE, leaves (or jaws) stated once.
SLIDING = Technique.IMRT_SLIDING_WINDOW  # DYNAMIC, gantry NONE, weight and leaves change with every point
SCANNED = (
    Technique.PROTON_SCANNED
)  # PROTON, Scan Mode MODULATED, weights in pairs (a layer on, a layer change)
FIXED = Technique.STATIC  # 2 points, fixed
REAL = {
    "dicompyler-core/rtplan.dcm": [SLIDING] * 4,  # 92, 94, 103, 95 points, as many leaf shapes
    "synthetic-episode/RP_A_initial.dcm": [SLIDING] * 4,
    "synthetic-episode/RP_B_adapted.dcm": [SLIDING] * 4,
    "pydicom/rtplan.dcm": [FIXED],  # jaws X and Y only
    "pydicom/rtplan_truncated.dcm": [FIXED],  # STATIC, 2 points stated, the first is there
    "pymedphys/06MV_plan.dcm": [FIXED] * 10,
    "pymedphys/24mm_x_20mm_rectangle.dcm": [FIXED],
    "pymedphys/FFF_example.dcm": [FIXED],
    "pymedphys/vmat_example.dcm": [Technique.VMAT] * 2,  # 90→150 CW, 270→210 CC; 32 and 31 leaf shapes
    "aptg-dcpt/plan01_sobp__RN.1.2.246.352.71.5.37402163639.178041.20221206101625.dcm": [SCANNED],
    "aptg-dcpt/plan01_sobp__RN.1.2.246.352.71.5.37402163639.178042.20221206101750.dcm": [SCANNED],
    "aptg-dcpt/plan01_sobp__RN.1.2.246.352.71.5.37402163639.178319.20221207095327.dcm": [SCANNED],
    "aptg-dcpt/plan02_mono__RN.1.2.246.352.71.5.37402163639.178320.20221207095327.dcm": [SCANNED],
    "aptg-dcpt/plan03_ramp_full__ramped_2Gy_ver2_full.dcm": [SCANNED] * 2,
    "aptg-dcpt/plan04_ramp_middle__ramped_2Gy_ver1_middel.dcm": [SCANNED] * 2,
    "aptg-dcpt/plan05_sobp_3d__RP1.2.752.243.1.1.20260105150247782.3480.60047.dcm": [SCANNED],
    "topas-rti/rtip_demo.dcm": [SCANNED],
}


@pytest.mark.real_data
@pytest.mark.parametrize("name", REAL)
def test_real_plans(shared_data: Path, name: str) -> None:
    with (shared_data / "dicom-rt" / name).open("rb") as stream:
        part = read_dicom(stream, name)
    assert [found.technique for found in part.plans[0].beams] == REAL[name]


@pytest.mark.real_data
def test_the_table_has_every_real_plan(shared_data: Path) -> None:
    folder = shared_data / "dicom-rt"
    plans = set()
    for path in folder.rglob("*.dcm"):
        with path.open("rb") as stream:
            if read_dicom(stream, path.name).plans:
                plans.add(path.relative_to(folder).as_posix())
    assert plans == set(REAL)
