"""Cross checks of fractions: numbers, repeats, dose over plan, partial fractions, the system's own count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from unlisted.base.outcome import Finding, Severity
from unlisted.episode.delivery import DeliverySummary, Fraction, TreatmentRecord
from unlisted.episode.derive.checks import Course, days_text, finding, numbers_text
from unlisted.episode.derive.doses import treatment_beams
from unlisted.episode.derive.fractions import by_fraction, delivered_meterset
from unlisted.episode.plan import Plan

OVER_SHARE = Decimal("1.01")
"""More than this share of a beam's planned meterset in one fraction is too much."""

REPEAT_SHARE = Decimal("1.9")
"""From here on a fraction was given twice, not a little too long."""

GAP_DAYS = 7
"""A pause of this many days or more is pointed out."""

SECOND_COURSE_DAYS = 90
MAX_RUNS = 10
DOSE_STEP = Decimal("0.001")


def check_fractions(course: Course) -> Iterator[Finding]:
    """Yield what is wrong with the fractions of each plan, and of the course."""
    groups = by_fraction(course.records)
    for plan_uid in dict.fromkeys(fraction.plan_uid for fraction in course.fractions):
        mine = [fraction for fraction in course.fractions if fraction.plan_uid == plan_uid]
        plan = course.plans.get(plan_uid)
        yield from _numbers(course, mine)
        yield from _partial(course, mine)
        if plan is not None:
            yield from _over(course, plan, mine)
            for fraction in mine:
                yield from _over_meterset(course, plan, fraction, groups)
    yield from _one_day(course)
    yield from _gaps(course)
    yield from _summaries(course)


def _numbers(course: Course, mine: list[Fraction]) -> Iterator[Finding]:
    numbers = {fraction.number for fraction in mine}
    missing = _missing(numbers)
    name = course.name(mine[0].plan_uid)
    if missing:
        yield finding(
            "fraction_gap",
            Severity.WARNING,
            f"{name}: no record for fraction {missing}, though later ones are there",
            "find the missing record, or confirm that the fraction was not given and take its charge out",
            tuple(place for fraction in mine for place in fraction.evidence[:1]),
        )
    in_time = [f for f in mine if f.number > 0]
    early = [b for a, b in pairwise(sorted(in_time, key=lambda f: f.number)) if b.days[0] < a.days[0]]
    if early:
        yield finding(
            "fraction_out_of_order",
            Severity.WARNING,
            f"{name}: fraction {numbers_text(f.number for f in early)} was given before the one it follows",
            "see whether fraction numbers were entered by hand",
            tuple(place for fraction in early for place in fraction.evidence[:2]),
        )


def _missing(numbers: set[int]) -> str:
    """Write the runs of numbers missing below the highest; a wild number costs no memory."""
    counted = sorted({0, *(number for number in numbers if number > 0)})
    runs = [(a + 1, b - 1) for a, b in pairwise(counted) if b - a > 1]
    shown = ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in runs[:MAX_RUNS])
    return shown + (f" and {len(runs) - MAX_RUNS} more gaps" if len(runs) > MAX_RUNS else "")


def _partial(course: Course, mine: list[Fraction]) -> Iterator[Finding]:
    for fraction in mine:
        if fraction.complete:
            continue
        dose = f": {fraction.dose_gy.quantize(DOSE_STEP)} Gy given" if fraction.dose_gy is not None else ""
        yield finding(
            "fraction_incomplete",
            Severity.WARNING,
            f"{course.name(fraction.plan_uid)}, fraction {fraction.number} ({days_text(fraction.days)}) "
            f"was not completed{dose}",
            "find the record of its continuation or make-up, or document why the rest was not given",
            fraction.evidence,
        )


def _over(course: Course, plan: Plan, mine: list[Fraction]) -> Iterator[Finding]:
    if plan.fractions_planned.is_known and len(mine) > plan.fractions_planned.value:
        yield finding(
            "delivered_over_planned",
            Severity.BLOCKING,
            f"{course.name(plan.uid)}: {len(mine)} fractions delivered, {plan.fractions_planned.value} "
            "planned",
            "find the order that extended the course, or the fractions that belong to another plan",
            (*plan.fractions_planned.evidence, *(p for f in mine for p in f.evidence[:1])),
        )


def _over_meterset(
    course: Course, plan: Plan, fraction: Fraction, groups: dict[tuple[str, int], list[TreatmentRecord]]
) -> Iterator[Finding]:
    records = groups.get((fraction.plan_uid, fraction.number), [])
    shares = [
        delivered_meterset(records, beam.number) / beam.meterset
        for beam in treatment_beams(plan)
        if beam.meterset
    ]
    if not shares or max(shares) <= OVER_SHARE:
        return
    again = min(shares) >= REPEAT_SHARE
    said = "was given more than once" if again else "gave a beam more than its planned meterset"
    yield finding(
        "fraction_repeated" if again else "meterset_over_planned",
        Severity.BLOCKING,
        f"{course.name(plan.uid)}, fraction {fraction.number} ({days_text(fraction.days)}) {said}; "
        "it counts as one fraction",
        "see whether a fraction number was entered twice, and correct it at its source",
        fraction.evidence,
    )


def _one_day(course: Course) -> Iterator[Finding]:
    by_day: dict[date, list[Fraction]] = {}
    for fraction in course.fractions:
        for day in fraction.days:
            by_day.setdefault(day, []).append(fraction)
    for day, fractions in sorted(by_day.items()):
        plans = [fraction.plan_uid for fraction in fractions]
        repeated = [f for f in fractions if plans.count(f.plan_uid) > 1]
        if repeated:
            yield finding(
                "two_fractions_one_day",
                Severity.ADVICE,
                f"{day}: fractions {numbers_text(f.number for f in repeated)} of one plan on one day",
                "document the order for two fractions a day, or that one makes up for a missed day; "
                "charges by day count the day once",
                tuple(place for fraction in repeated for place in fraction.evidence[:2]),
            )


def _gaps(course: Course) -> Iterator[Finding]:
    days = sorted({day for fraction in course.fractions for day in fraction.days})
    for before, after in pairwise(days):
        pause = after - before
        places = tuple(
            place for f in course.fractions if before in f.days or after in f.days for place in f.evidence[:1]
        )
        if pause >= timedelta(days=SECOND_COURSE_DAYS):
            yield finding(
                "second_course",
                Severity.WARNING,
                f"{pause.days} days between {before} and {after}: these look like two courses",
                "import each course on its own, and enter the earlier one as prior radiation",
                places,
            )
        elif pause >= timedelta(days=GAP_DAYS):
            yield finding(
                "treatment_gap",
                Severity.ADVICE,
                f"no treatment for {pause.days} days between {before} and {after}",
                "document the reason for the break",
                places,
            )


def _summaries(course: Course) -> Iterator[Finding]:
    for summary in course.summaries:
        mine = [f for f in course.fractions if f.plan_uid == summary.plan_uid]
        reported = summary.fractions_delivered
        if reported.is_known and mine and reported.value != len(mine):
            yield finding(
                "summary_fractions_differ",
                Severity.BLOCKING,
                f"{course.name(summary.plan_uid)}: the treatment summary reports {reported.value} fractions, "
                f"the records hold {len(mine)}",
                "find the records that are missing or too many before anything is charged",
                (*reported.evidence, *(p for f in mine for p in f.evidence[:1])),
            )
        yield from _after_completed(course, summary)


def _after_completed(course: Course, summary: DeliverySummary) -> Iterator[Finding]:
    if not (summary.status.is_known and summary.last_treated_on.is_known):
        return
    last = summary.last_treated_on.value
    late = [record for record in course.records_of(summary.plan_uid) if record.on > last]
    if summary.status.value == "COMPLETED" and late:
        yield finding(
            "record_after_completed",
            Severity.BLOCKING,
            f"{course.name(summary.plan_uid)} is reported as completed on {last}, and records follow on "
            f"{days_text(record.on for record in late)}",
            "see whether the course was reopened by an order, or the records name the wrong plan",
            (*summary.status.evidence, *(p for record in late for p in record.evidence[:1])),
        )
