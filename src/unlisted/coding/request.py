"""What is to be decided, beside the episode: stage of care, bill, place, other lines of the day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from unlisted.rules.tables import CodeEntry


class Stage(StrEnum):
    """The stages of care that have an unlisted code, and delivery, which has none."""

    PLANNING = "planning"
    PHYSICS = "physics"
    DELIVERY = "delivery"
    MANAGEMENT = "management"
    BRACHYTHERAPY = "brachytherapy"


UNLISTED_OF = {
    Stage.PLANNING: "77299",
    Stage.PHYSICS: "77399",
    Stage.MANAGEMENT: "77499",
    Stage.BRACHYTHERAPY: "77799",
}
"""The unlisted code of each stage (rule ``unlisted_reporting.stage_of_care``)."""

PROFESSIONAL, INSTITUTIONAL = "professional", "institutional"
HOSPITAL_SETTINGS = frozenset({"outpatient_hospital", "off_campus_outpatient_hospital"})
"""Places of service 22 and 19."""

SETTINGS = (
    "office",
    "freestanding_center",
    "outpatient_hospital",
    "off_campus_outpatient_hospital",
    "inpatient_hospital",
    "ambulatory_surgery_center",
)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked. Empty texts are not known.

    ``units_billed`` are units of 77427 already billed for this course; ``other_codes`` stand on the same
    date beside what is decided.
    """

    stage: Stage = Stage.MANAGEMENT
    setting: str = ""
    billing_class: str = ""
    units: int = 1
    units_billed: int | None = None
    other_codes: tuple[str, ...] = ()


def stage_of(entry: CodeEntry) -> Stage:
    """Return the stage of care a code belongs to."""
    if entry.family == "management":
        return Stage.MANAGEMENT
    if entry.family == "brachytherapy":
        return Stage.BRACHYTHERAPY
    if entry.kind in {"planning", "simulation"} or entry.family == "clinical_planning":
        return Stage.PLANNING
    return Stage.PHYSICS if entry.family == "physics" else Stage.DELIVERY
