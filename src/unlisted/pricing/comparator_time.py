"""Hold logged minutes against published working times. A figure compares; it never fills a missing minute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from unlisted.base.evidence import Evidence
from unlisted.base.outcome import Answer, Available, Reason, Unavailable
from unlisted.episode.care import TimeEntry
from unlisted.episode.vocabulary import Role
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.tables import WorkTime

STEREOTACTIC = frozenset({"77432", "77435"})
_PHYSICIANS = frozenset({Role.RADIATION_ONCOLOGIST, Role.OTHER_PHYSICIAN})

FIGURES: Mapping[str, str] = {
    "contouring": "target_definition_head_neck",
    "planning": "physics_planning_head_neck",
    "quality_assurance": "patient_specific_qa",
    "tumor_board": "tumor_board_case",
    "image_review_and_presence": "treatment_gate_to_gate",
    "adaptive_review": "adaptation_step",
}
STEREOTACTIC_FIGURES: Mapping[str, str] = {
    **FIGURES,
    "planning": "physics_planning_stereotactic",
    "image_review_and_presence": "stereotactic_routine_session",
}
"""Activity of the log → published working time that comes nearest; the others have no figure here."""


@dataclass(frozen=True, slots=True)
class ActivityTime:
    """Minutes of one activity: as logged, each time on average, and the published figure beside it.

    ``typical`` is minutes each time, with the number it was measured on; ``percent_more`` compares them.
    """

    activity: str
    logged_minutes: int
    times: int
    typical: Answer[Decimal]
    n: str
    setting: str
    percent_more: Answer[Decimal]
    evidence: tuple[Evidence, ...]


def compare_time(
    log: Iterable[TimeEntry], comparator: str, rulebook: Rulebook, *, physicians_only: bool
) -> tuple[tuple[ActivityTime, ...], Answer[Decimal]]:
    """Return each logged activity beside its figure, and per cent more time over those that have one."""
    groups: dict[str, list[TimeEntry]] = {}
    for entry in log:
        if not physicians_only or entry.person.role in _PHYSICIANS:
            groups.setdefault(entry.activity, []).append(entry)
    figures = STEREOTACTIC_FIGURES if comparator in STEREOTACTIC else FIGURES
    known = {item.id: item for item in rulebook.work_times}
    rows = tuple(
        _row(activity, entries, known.get(figures.get(activity, ""))) for activity, entries in groups.items()
    )
    compared = [row for row in rows if isinstance(row.typical, Available)]
    logged = sum(row.logged_minutes for row in compared)
    usual = sum(
        (row.typical.value * row.times for row in compared if isinstance(row.typical, Available)), Decimal(0)
    )
    if not compared:
        searched = "published working times for the logged activities" if rows else "the time log: no minutes"
        return rows, Unavailable(
            Reason.NO_OBSERVATIONS, searched, would_fill="a time log, or a figure with n"
        )
    evidence = tuple(dict.fromkeys(place for row in compared for place in row.evidence))
    return rows, Available(percent_more(Decimal(logged), usual), evidence)


def percent_more(value: Decimal, base: Decimal) -> Decimal:
    """Return per cent more (below zero: less), to the whole per cent, half up."""
    return ((value / base - 1) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def _row(activity: str, entries: list[TimeEntry], figure: WorkTime | None) -> ActivityTime:
    minutes = sum(entry.minutes for entry in entries)
    places = tuple(place for entry in entries for place in entry.evidence)
    middle = None if figure is None else figure.median if figure.median is not None else figure.mean
    if figure is None or middle is None or not figure.n:
        why = Unavailable(
            Reason.NO_OBSERVATIONS,
            f"published working times of {activity.replace('_', ' ')} with a middle value and n",
            would_fill="a study that measured it",
        )
        return ActivityTime(activity, minutes, len(entries), why, "", "", why, places)
    each = Decimal(minutes) / len(entries)
    return ActivityTime(
        activity,
        minutes,
        len(entries),
        Available(middle, figure.citations),
        figure.n,
        figure.setting,
        Available(percent_more(each, middle), (*places, *figure.citations)),
        (*places, *figure.citations),
    )
