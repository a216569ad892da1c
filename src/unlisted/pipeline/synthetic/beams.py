"""Beams of each technique, as small as they can be: a few control points, three pairs of leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pydicom.dataset import Dataset

from unlisted.episode.vocabulary import Technique
from unlisted.pipeline.synthetic.dicom_base import item, items, number

LEAF_PAIRS = 3
BOUNDARIES = ["-15", "-5", "5", "15"]
SCANNED_SPOTS = 4


@dataclass(frozen=True, slots=True)
class Segment:
    """One control point: cumulative weight, leaf opening in mm to each side, gantry angle in degrees."""

    weight: Decimal
    opening: int
    gantry: int


@dataclass(frozen=True, slots=True)
class Beam:
    """A beam as it is to be written. Dose in Gy and meterset in MU, both per fraction."""

    number: int
    name: str
    technique: Technique
    dose: Decimal
    meterset: Decimal
    energy: Decimal
    gantry: int = 0
    couch: int = 0


def _static(gantry: int) -> list[Segment]:
    return [Segment(Decimal(0), 10, gantry), Segment(Decimal(1), 10, gantry)]


def _stepped(gantry: int, weights: list[str]) -> list[Segment]:
    """Leaves move only while the weight stands still."""
    made, at = [], Decimal(0)
    for n, weight in enumerate(weights):
        opening = 12 - 2 * (n % 4) if n else 14
        made.append(Segment(at, opening, gantry))
        at += Decimal(weight)
        made.append(Segment(at, opening, gantry))
    return made


def _field_in_field(gantry: int) -> list[Segment]:
    return _stepped(gantry, ["0.80", "0.12", "0.08"])


def _step_and_shoot(gantry: int) -> list[Segment]:
    return _stepped(gantry, ["0.125"] * 8)


def _sliding(gantry: int) -> list[Segment]:
    return [Segment(Decimal(n) / 8, 4 + n % 5 + n // 2, gantry) for n in range(9)]


def _vmat(gantry: int) -> list[Segment]:
    return [Segment(Decimal(n) / 8, 5 + n % 3 * 2, (gantry + 40 * n) % 360) for n in range(9)]


def _arc(gantry: int) -> list[Segment]:
    return [Segment(Decimal(n) / 4, 10, (gantry + 60 * n) % 360) for n in range(5)]


_SEGMENTS: Mapping[Technique, Callable[[int], list[Segment]]] = {
    Technique.STATIC: _static,
    Technique.ELECTRON: _static,
    Technique.FIELD_IN_FIELD: _field_in_field,
    Technique.IMRT_STEP_AND_SHOOT: _step_and_shoot,
    Technique.IMRT_SLIDING_WINDOW: _sliding,
    Technique.VMAT: _vmat,
    Technique.ARC: _arc,
    Technique.SETUP: _static,
}
_ROTATING = {Technique.VMAT, Technique.ARC}
_FIXED_LEAVES = {Technique.STATIC, Technique.ELECTRON, Technique.SETUP, Technique.ARC}


def photon_beam(beam: Beam, machine: str) -> Dataset:
    """Return an item of the Beam Sequence for photons or electrons."""
    segments = _SEGMENTS[beam.technique](beam.gantry)
    electron = beam.technique is Technique.ELECTRON
    static = beam.technique in {Technique.STATIC, Technique.ELECTRON, Technique.SETUP}
    limits = [item(RTBeamLimitingDeviceType=kind, NumberOfLeafJawPairs="1") for kind in ("ASYMX", "ASYMY")]
    if not electron:
        limits.append(
            item(
                RTBeamLimitingDeviceType="MLCX",
                NumberOfLeafJawPairs=str(LEAF_PAIRS),
                LeafPositionBoundaries=BOUNDARIES,
            )
        )
    made = item(
        Manufacturer="SYNTHETIC",
        TreatmentMachineName=machine,
        PrimaryDosimeterUnit="MU",
        SourceAxisDistance="1000",
        BeamLimitingDeviceSequence=items(limits),
        BeamNumber=str(beam.number),
        BeamName=beam.name,
        BeamType="STATIC" if static else "DYNAMIC",
        RadiationType="ELECTRON" if electron else "PHOTON",
        TreatmentDeliveryType="SETUP" if beam.technique is Technique.SETUP else "TREATMENT",
        NumberOfWedges="0",
        NumberOfCompensators="0",
        NumberOfBoli="0",
        NumberOfBlocks="0",
        FinalCumulativeMetersetWeight="1",
        NumberOfControlPoints=str(len(segments)),
        ControlPointSequence=items(_point(beam, n, s, segments) for n, s in enumerate(segments)),
        ReferencedPatientSetupNumber="1",
    )
    if electron:
        made.ApplicatorSequence = items([item(ApplicatorID="SYN10", ApplicatorType="ELECTRON_SQUARE")])
    return made


def _point(beam: Beam, n: int, segment: Segment, segments: list[Segment]) -> Dataset:
    rotates = beam.technique in _ROTATING
    last = n == len(segments) - 1
    made = item(ControlPointIndex=str(n), CumulativeMetersetWeight=number(segment.weight))
    positions = []
    if n == 0:
        made.NominalBeamEnergy = number(beam.energy)
        made.DoseRateSet = "600"
        positions += [
            item(RTBeamLimitingDeviceType=kind, LeafJawPositions=["-20", "20"]) for kind in ("ASYMX", "ASYMY")
        ]
    with_leaves = beam.technique is not Technique.ELECTRON and (n == 0 or beam.technique not in _FIXED_LEAVES)
    if with_leaves:
        opening = [str(segment.opening)] * LEAF_PAIRS
        leaves = [f"-{value}" for value in opening] + opening
        positions.append(item(RTBeamLimitingDeviceType="MLCX", LeafJawPositions=leaves))
    if positions:
        made.BeamLimitingDevicePositionSequence = items(positions)
    if n == 0 or rotates:
        made.GantryAngle = str(segment.gantry)
        made.GantryRotationDirection = "CW" if rotates and not last else "NONE"
    if n == 0:
        made.BeamLimitingDeviceAngle = "0"
        made.BeamLimitingDeviceRotationDirection = "NONE"
        made.PatientSupportAngle = str(beam.couch)
        made.PatientSupportRotationDirection = "NONE"
        made.TableTopEccentricAngle = "0"
        made.TableTopEccentricRotationDirection = "NONE"
        made.IsocenterPosition = ["0", "0", "0"]
    return made


def ion_beam(beam: Beam, machine: str) -> Dataset:
    """Return an item of the Ion Beam Sequence: protons, scanned spot by spot or passively spread."""
    scanned = beam.technique is Technique.PROTON_SCANNED
    made = item(
        Manufacturer="SYNTHETIC",
        TreatmentMachineName=machine,
        PrimaryDosimeterUnit="MU",
        BeamNumber=str(beam.number),
        BeamName=beam.name,
        BeamType="STATIC",
        RadiationType="PROTON",
        ScanMode="MODULATED" if scanned else "NONE",
        TreatmentDeliveryType="TREATMENT",
        NumberOfWedges="0",
        NumberOfCompensators="0",
        NumberOfBoli="0",
        NumberOfBlocks="0",
        NumberOfRangeShifters="0",
        NumberOfLateralSpreadingDevices="0" if scanned else "1",
        NumberOfRangeModulators="0" if scanned else "1",
        VirtualSourceAxisDistances=[2000.0, 2000.0],
        PatientSupportType="TABLE",
        FinalCumulativeMetersetWeight="1",
        NumberOfControlPoints="2",
        IonControlPointSequence=items(_ion_point(beam, n, scanned=scanned) for n in (0, 1)),
        ReferencedPatientSetupNumber="1",
    )
    if scanned:
        made.ModulatedScanModeType = "STATIONARY"
    return made


def _ion_point(beam: Beam, n: int, *, scanned: bool) -> Dataset:
    made = item(ControlPointIndex=str(n), CumulativeMetersetWeight=str(n))
    if n == 0:
        made.NominalBeamEnergy = number(beam.energy)
        made.GantryAngle = str(beam.gantry)
        made.GantryRotationDirection = "NONE"
        made.PatientSupportAngle = str(beam.couch)
        made.PatientSupportRotationDirection = "NONE"
        made.IsocenterPosition = ["0", "0", "0"]
    if scanned:
        made.NominalBeamEnergy = number(beam.energy)
        made.ScanSpotTuneID = "1.0"
        made.NumberOfScanSpotPositions = str(SCANNED_SPOTS)
        made.ScanSpotPositionMap = [-5.0, 0.0, 5.0, 0.0, 0.0, 5.0, 0.0, -5.0]
        share = 0.0 if n else 0.25
        made.ScanSpotMetersetWeights = [share] * SCANNED_SPOTS
        made.NumberOfPaintings = "1"
    return made
