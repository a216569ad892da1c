"""Read the beams of RT Plans and RT Ion Plans, technique and all (PS3.3 C.8.8.14, C.8.8.25)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from unlisted.base.evidence import Evidence
from unlisted.episode.derive.technique import BeamShape, ControlPoint, derive_technique
from unlisted.episode.plan import Beam
from unlisted.episode.vocabulary import Modality
from unlisted.formats.dicomrt.element import Element

_MODALITIES = {
    "PHOTON": Modality.PHOTON,
    "ELECTRON": Modality.ELECTRON,
    "NEUTRON": Modality.NEUTRON,
    "PROTON": Modality.PROTON,
}
_CARBON = 12
_COUCH_DIGITS = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class BeamSetting:
    """What the fraction group says of a beam: its dose in Gy, its meterset, its group."""

    dose_gy: Decimal | None
    meterset: Decimal | None
    group: int | None
    evidence: tuple[Evidence, ...]


NO_SETTING = BeamSetting(None, None, None, ())


def read_beam(item: Element, setting: BeamSetting, setup_technique: str) -> Beam:
    """Return one beam of a plan. Energies in MV or MeV as written; couch angles to 0.1 degree."""
    points = item.items("ControlPointSequence") or item.items("IonControlPointSequence")
    modality = read_modality(item)
    stated = item.integer("NumberOfControlPoints")
    if stated is not None and stated != len(points):
        item.file.note(
            "control_points_differ",
            f"{stated} control points are stated and {len(points)} can be read",
            item.place("NumberOfControlPoints"),
            "export the plan again: a technique is derived only from what is there",
        )
    shape = BeamShape(
        modality=modality,
        declared_type=item.code("BeamType"),
        delivery_type=item.code("TreatmentDeliveryType"),
        stated_points=stated,
        points=_control_points(points),
        high_dose_technique=item.code("HighDoseTechniqueType"),
        setup_technique=setup_technique,
        scan_mode=item.code("ScanMode"),
        has_spots=any(point.has("ScanSpotPositionMap") for point in points[:4]),
    )
    decision = derive_technique(shape)
    fluence = item.first("PrimaryFluenceModeSequence")
    return Beam(
        number=item.integer("BeamNumber") or 0,
        name=item.text("BeamName"),
        technique=decision.technique,
        why_technique=decision.why,
        modality=modality,
        energy=_energy(points),
        fluence_mode=fluence.code("FluenceMode") if fluence else "",
        machine=item.text("TreatmentMachineName"),
        meterset=setting.meterset,
        dose_gy=setting.dose_gy,
        control_points=len(points),
        couch_angles=_couch_angles(points),
        delivery_type=shape.delivery_type or "TREATMENT",
        declared_type=shape.declared_type,
        scan_mode=shape.scan_mode,
        fraction_group=setting.group,
        evidence=(*_technique_evidence(item, points, shape, decision.points), *setting.evidence),
    )


def read_modality(item: Element) -> Modality:
    """Return the radiation of a beam: Radiation Type (300A,00C6), ions by Radiation Mass Number."""
    kind = item.code("RadiationType")
    if kind == "ION":
        return Modality.CARBON if item.integer("RadiationMassNumber") == _CARBON else Modality.ION
    return _MODALITIES.get(kind, Modality.UNKNOWN)


def _control_points(points: tuple[Element, ...]) -> tuple[ControlPoint, ...]:
    leaves: dict[str, tuple[Decimal, ...]] = {}
    read = []
    for point in points:
        stated = False
        for device in point.items("BeamLimitingDevicePositionSequence"):
            kind = device.code("RTBeamLimitingDeviceType")
            positions = device.decimals("LeafJawPositions") if kind.startswith("MLC") else None
            if positions is not None:
                leaves[kind] = positions
                stated = True
        together = tuple(position for kind in sorted(leaves) for position in leaves[kind])
        read.append(
            ControlPoint(
                weight=point.decimal("CumulativeMetersetWeight"),
                rotation=point.code("GantryRotationDirection"),
                gantry=point.decimal("GantryAngle"),
                leaves=together if stated else None,
            )
        )
    return tuple(read)


def _energy(points: tuple[Element, ...]) -> Decimal | None:
    """Return the beam's energy: the first control point's; of ions, the highest (layers go down from it)."""
    energies = [e for e in (point.decimal("NominalBeamEnergy") for point in points) if e is not None]
    return max(energies) if energies else None


def _couch_angles(points: tuple[Element, ...]) -> tuple[Decimal, ...]:
    angles = (point.decimal("PatientSupportAngle") for point in points)
    rounded = {angle.quantize(_COUCH_DIGITS).normalize() + 0 for angle in angles if angle is not None}
    return tuple(sorted(rounded))


def _technique_evidence(
    item: Element, points: tuple[Element, ...], shape: BeamShape, deciding: tuple[int, ...]
) -> tuple[Evidence, ...]:
    found: list[Evidence] = []
    for keyword in (
        "RadiationType",
        "BeamType",
        "ScanMode",
        "HighDoseTechniqueType",
        "NumberOfControlPoints",
    ):
        if item.code(keyword):
            found += item.evidence(keyword)
    for index in dict.fromkeys(deciding):
        if index >= len(points):
            continue
        if shape.points[index].rotation in ("CW", "CC"):
            found += points[index].evidence("GantryRotationDirection")
        if shape.points[index].leaves is not None:
            found += points[index].evidence("BeamLimitingDevicePositionSequence")
    return tuple(found)
