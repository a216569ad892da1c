"""Derive how a beam delivers from its control points, and say what decided.

The beam's own label (Beam Type) does not decide: movement is measured. Attributes are those of PS3.3
C.8.8.14 (RT Beams) and C.8.8.25 (RT Ion Beams). Rules, in their order:

1. SETUP and port film beams image, they don't treat.
2. TBI where High Dose Technique Type (300A,00C7) or Setup Technique (300A,01B0) say so.
3. Electrons. 4. Protons and ions by Scan Mode (300A,0308).
5. Photons: gantry and leaves. Gantry moves with leaves: VMAT; without: arc. Gantry stands and leaves
   change: sliding window where at least half of the weight flows while leaves move; else the leaves move
   while the beam is off, and the beam is a stack of segments: field-in-field where fewer than 10
   segments are led by one that holds at least half of the weight (an open field and its small
   corrections), step-and-shoot otherwise. Neither moves: static, whatever the label.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from unlisted.episode.vocabulary import Modality, Technique

LEAF_STILL_MM = Decimal("0.1")
"""Leaves that differ by no more than this stand still (export rounding)."""

GANTRY_STILL_DEGREES = Decimal("0.1")

FIELD_IN_FIELD_SEGMENTS = 10
"""Field-in-field has fewer segments than this."""

HALF = Decimal("0.5")
EVEN_WEIGHT_PER_DEGREE = Decimal("0.05")
FULL_TURN, HALF_TURN = Decimal(360), Decimal(180)

IMAGING = frozenset({"SETUP", "OPEN_PORTFILM", "TRMT_PORTFILM"})
"""Treatment Delivery Types (300A,00CE) that image."""


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """One control point as written; ``None`` stands for an attribute that is not repeated.

    ``weight`` is cumulative; ``leaves`` in mm.
    """

    weight: Decimal | None = None
    rotation: str = ""  # NONE, CW, CC
    gantry: Decimal | None = None
    leaves: tuple[Decimal, ...] | None = None


@dataclass(frozen=True, slots=True)
class BeamShape:
    """What decides the technique of an external beam. ``stated_points`` is (300A,0110)."""

    modality: Modality
    declared_type: str
    delivery_type: str
    stated_points: int | None
    points: tuple[ControlPoint, ...]
    high_dose_technique: str = ""
    setup_technique: str = ""
    scan_mode: str = ""
    has_spots: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """A technique, the sentence that says why, and the control points that decided."""

    technique: Technique
    why: str
    points: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Motion:
    gantry_at: int | None  # control point where the gantry moves, None if it stands
    leaf_changes: int
    first_leaf_change: int
    total: Decimal
    moving: Decimal  # weight that flows while leaves move
    segments: tuple[Decimal, ...]  # weight of each distinct aperture, in order
    even: bool  # the weight per degree is the same all along


def derive_technique(beam: BeamShape) -> Decision:
    """Return the technique of an external beam and why; ``UNKNOWN`` where the points needed are absent."""
    if beam.delivery_type in IMAGING:
        return Decision(
            Technique.SETUP, f"Treatment Delivery Type is {beam.delivery_type}: it images, it does not treat"
        )
    if beam.high_dose_technique == "TBI" or beam.setup_technique == "TBI":
        named = "High Dose Technique Type" if beam.high_dose_technique == "TBI" else "Setup Technique"
        return Decision(Technique.TOTAL_BODY, f"{named} is TBI")
    if beam.modality is Modality.ELECTRON:
        return Decision(Technique.ELECTRON, "Radiation Type is ELECTRON")
    if beam.modality in (Modality.PROTON, Modality.CARBON, Modality.ION):
        return _ion(beam)
    if beam.modality is Modality.UNKNOWN:
        return Decision(Technique.UNKNOWN, "Radiation Type is not stated")
    return _photon(beam)


def _ion(beam: BeamShape) -> Decision:
    proton = beam.modality is Modality.PROTON
    scanned = Technique.PROTON_SCANNED if proton else Technique.ION_SCANNED
    passive = Technique.PROTON_PASSIVE if proton else Technique.ION_PASSIVE
    if beam.scan_mode in ("MODULATED", "MODULATED_SPEC"):
        return Decision(scanned, f"Scan Mode is {beam.scan_mode}: spots of modulated weight")
    if beam.scan_mode == "UNIFORM":
        return Decision(scanned, "Scan Mode is UNIFORM: the beam is scanned, with the same weight everywhere")
    if beam.scan_mode == "NONE":
        return Decision(passive, "Scan Mode is NONE: the beam is spread, not scanned")
    if beam.has_spots:
        return Decision(scanned, "Scan Mode is not stated; the control points hold a map of spots")
    return Decision(Technique.UNKNOWN, "Scan Mode is not stated and no control point holds a map of spots")


def _photon(beam: BeamShape) -> Decision:
    motion = measure(beam.points)
    complete = beam.stated_points is None or len(beam.points) >= beam.stated_points
    read = f"{len(beam.points)} control points"
    if not complete:
        read += f" readable of {beam.stated_points} stated"
    if motion.gantry_at is not None:
        if motion.leaf_changes:
            return _vmat(motion, read)
        if complete:
            return Decision(Technique.ARC, f"{read}: the gantry moves, no leaf does", (motion.gantry_at,))
    elif motion.leaf_changes:
        return _intensity(motion, read)
    elif complete and len(beam.points) > 1:
        return Decision(Technique.STATIC, f"{read}: neither gantry nor leaves move")
    elif beam.declared_type == "STATIC" and (beam.stated_points or 0) <= 2:
        return Decision(Technique.STATIC, f"{read}; Beam Type is STATIC, so nothing can move between them")
    return Decision(Technique.UNKNOWN, f"{read}: too few to see whether gantry and leaves move")


def _vmat(motion: _Motion, read: str) -> Decision:
    why = f"{read}: the gantry moves and the leaves change {motion.leaf_changes} times"
    if motion.even:
        why += "; the weight per degree is even, as in a dynamic conformal arc: a person tells them apart"
    return Decision(Technique.VMAT, why, (motion.gantry_at or 0, motion.first_leaf_change))


def _intensity(motion: _Motion, read: str) -> Decision:
    at = (motion.first_leaf_change,)
    total = motion.total
    if total and motion.moving >= total * HALF:
        return Decision(
            Technique.IMRT_SLIDING_WINDOW,
            f"{read}: the gantry stands, the leaves change {motion.leaf_changes} times while the beam is on",
            at,
        )
    segments = len(motion.segments)
    if segments < 2 or not total:
        return Decision(Technique.STATIC, f"{read}: the leaves change, but only one aperture gets weight", at)
    largest = max(motion.segments)
    share = f"the largest holds {largest / total:.0%} of the weight"
    if segments < FIELD_IN_FIELD_SEGMENTS and largest >= total * HALF:
        return Decision(
            Technique.FIELD_IN_FIELD,
            f"{read}: the gantry stands, {segments} segments, {share}: an open field with small ones in it",
            at,
        )
    return Decision(
        Technique.IMRT_STEP_AND_SHOOT,
        f"{read}: the gantry stands, the leaves change while the beam is off, {segments} segments, {share}",
        at,
    )


def measure(points: tuple[ControlPoint, ...]) -> _Motion:
    """Measure what moves between control points, and how much weight flows meanwhile."""
    gantry_at: int | None = None
    changes, first_change = 0, 0
    moving = Decimal(0)
    segments: list[Decimal] = []
    rates: list[Decimal] = []
    leaves: tuple[Decimal, ...] | None = None
    weight = Decimal(0)
    gantry: Decimal | None = None
    new_aperture = True
    for index, (here, after) in enumerate(pairwise(points)):
        leaves = here.leaves if here.leaves is not None else leaves
        gantry = here.gantry if here.gantry is not None else gantry
        weight = here.weight if here.weight is not None else weight
        step = max((after.weight if after.weight is not None else weight) - weight, Decimal(0))
        turn = _turn(gantry, after.gantry)
        if gantry_at is None and (here.rotation in ("CW", "CC") or turn > GANTRY_STILL_DEGREES):
            gantry_at = index
        if turn > GANTRY_STILL_DEGREES:
            rates.append(step / turn)
        moved = leaves is not None and after.leaves is not None and _moved(leaves, after.leaves)
        if step:
            if new_aperture or not segments:
                segments.append(Decimal(0))
            segments[-1] += step
            new_aperture = False
        if moved:
            first_change = first_change if changes else index + 1
            changes += 1
            new_aperture = True
            moving += step
    return _Motion(
        gantry_at, changes, first_change, sum(segments, Decimal(0)), moving, tuple(segments), _even(rates)
    )


def _moved(before: tuple[Decimal, ...], after: tuple[Decimal, ...]) -> bool:
    if len(before) != len(after):
        return True
    return any(abs(a - b) > LEAF_STILL_MM for a, b in zip(before, after, strict=True))


def _turn(before: Decimal | None, after: Decimal | None) -> Decimal:
    """Return how far the gantry turns between two angles, the short way, in degrees."""
    if before is None or after is None:
        return Decimal(0)
    turn = abs(after - before) % FULL_TURN
    return FULL_TURN - turn if turn > HALF_TURN else turn


def _even(rates: list[Decimal]) -> bool:
    if len(rates) < 3:
        return False
    mean = sum(rates, Decimal(0)) / len(rates)
    return mean > 0 and all(abs(rate - mean) <= mean * EVEN_WEIGHT_PER_DEGREE for rate in rates)


def derive_brachytherapy(kind: str, technique: str) -> Decision:
    """Return the technique of a brachytherapy application (300A,0202 type, 300A,0200 technique)."""
    if technique == "PERMANENT":
        return Decision(Technique.BRACHYTHERAPY_PERMANENT, "Brachy Treatment Technique is PERMANENT")
    by_kind = {
        "HDR": Technique.BRACHYTHERAPY_HDR,
        "PDR": Technique.BRACHYTHERAPY_PDR,
        "LDR": Technique.BRACHYTHERAPY_LDR,
    }
    if kind in by_kind:
        return Decision(by_kind[kind], f"Brachy Treatment Type is {kind}")
    if kind == "MANUAL":
        return Decision(
            Technique.BRACHYTHERAPY_LDR,
            "Brachy Treatment Type is MANUAL: sources placed by hand, at low dose rate",
        )
    return Decision(Technique.UNKNOWN, f"Brachy Treatment Type is {kind or 'not stated'}")
