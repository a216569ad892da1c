"""The days of the demo case: one calendar, read by its forms, its log and its DICOM objects."""

from __future__ import annotations

from datetime import date

PRIOR_START = date(2021, 3, 1)
PRIOR_END = date(2021, 4, 2)
RECURRENCE = date(2026, 7, 20)
CONSULTED = date(2026, 8, 10)
BOARD = date(2026, 8, 19)
SIMULATED = date(2026, 8, 25)
ORDERED = date(2026, 8, 26)
PHYSICS_ASKED = date(2026, 8, 26)
PHYSICS_REPORTED = date(2026, 9, 1)
PHYSICS_REVIEWED = date(2026, 9, 2)
PLAN_A_ON = date(2026, 9, 3)
FRACTIONS = (
    date(2026, 9, 8),
    date(2026, 9, 9),
    date(2026, 9, 14),
    date(2026, 9, 15),
    date(2026, 9, 16),
)
SIMULATED_AGAIN = date(2026, 9, 10)
PLAN_B_ON = date(2026, 9, 11)
SUMMARIZED = date(2026, 9, 25)
CHECKED = date(2026, 9, 28)
