"""The time log of the demo case: physician, physicist, dosimetrist. One row was entered nine days late."""

from __future__ import annotations

from datetime import date, timedelta

from unlisted.pipeline.synthetic.chart_files import csv_bytes
from unlisted.pipeline.synthetic.dicom_base import Study
from unlisted.pipeline.synthetic.identity import Person
from unlisted.pipeline.synthetic.sarcoma_story import (
    BOARD,
    CONSULTED,
    FRACTIONS,
    ORDERED,
    PHYSICS_REPORTED,
    PHYSICS_REVIEWED,
    PLAN_A_ON,
    PLAN_B_ON,
    SIMULATED,
    SIMULATED_AGAIN,
    SUMMARIZED,
)

LATE = timedelta(days=9)


def sarcoma_time_log(study: Study) -> bytes:
    """Return the log, in order of time."""
    clinic = study.clinic
    doctor, physicist, planner = clinic.physician, clinic.physicist, clinic.dosimetrist
    work: list[tuple[date, Person, str, str, int, timedelta]] = []

    def add(on: date, person: Person, activity: str, step: str, minutes: int, late: int = 0) -> None:
        """Add one row of work."""
        work.append((on, person, activity, step, minutes, LATE if late else timedelta(0)))

    add(CONSULTED, doctor, "consultation", "consultation", 65)
    add(CONSULTED, doctor, "prior_records_review", "consultation", 40)
    add(BOARD, doctor, "tumor_board_preparation", "tumor_board", 25)
    add(BOARD, doctor, "tumor_board", "tumor_board", 15)
    add(SIMULATED, doctor, "simulation", "unique_plan", 35)
    add(SIMULATED, physicist, "simulation", "unique_plan", 40)
    add(ORDERED, doctor, "contouring", "unique_plan", 110)
    add(ORDERED, planner, "image_registration", "unique_plan", 45)
    add(PHYSICS_REPORTED, physicist, "dose_summation", "unique_plan", 150)
    add(PHYSICS_REPORTED, planner, "planning", "unique_plan", 205)
    add(PHYSICS_REVIEWED, doctor, "plan_review", "unique_plan", 40)
    add(PLAN_A_ON, physicist, "quality_assurance", "unique_plan", 95)
    for on in FRACTIONS:
        add(on, doctor, "image_review_and_presence", "delivery", 35)
        add(on, physicist, "image_review_and_presence", "delivery", 30)
    add(SIMULATED_AGAIN, doctor, "adaptive_review", "delivery", 70)
    add(SIMULATED_AGAIN, planner, "planning", "delivery", 160, late=1)
    add(PLAN_B_ON, physicist, "quality_assurance", "delivery", 90)
    add(PLAN_B_ON, physicist, "dose_summation", "delivery", 75)
    add(PLAN_B_ON, doctor, "plan_review", "delivery", 30)
    add(SUMMARIZED, doctor, "completion_summary", "completion", 30)
    rows = [
        (
            on.isoformat(),
            person.name,
            person.role,
            person.npi,
            person.credentials.split(",", maxsplit=1)[0],
            activity,
            step,
            str(minutes),
            (on + late).isoformat(),
            "",
        )
        for on, person, activity, step, minutes, late in sorted(work, key=lambda row: row[0])
    ]
    return csv_bytes(rows)
