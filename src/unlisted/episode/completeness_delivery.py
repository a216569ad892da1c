"""Computed checks on delivery: units of five, examinations, records, overrides, images."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from unlisted.base.evidence import Evidence
from unlisted.episode.completeness_applies import orders as orders_of
from unlisted.episode.completeness_result import count, plain, result
from unlisted.episode.completeness_state import Context, Probed
from unlisted.episode.delivery import Fraction
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Role

FRACTIONS_OF_A_UNIT = 5
FRACTIONS_OF_A_LAST_UNIT = 3  # three or four left at the end count as a unit, one or two do not
STEREOTACTIC_FRACTIONS = 5
_PHYSICIANS = {Role.RADIATION_ONCOLOGIST, Role.OTHER_PHYSICIAN}


def units_of_five(fractions: tuple[Fraction, ...]) -> list[tuple[Fraction, ...]]:
    """Cut delivered fractions, in order of time, into the units of weekly management."""
    ordered = sorted((item for item in fractions if item.days), key=lambda item: (item.days[0], item.number))
    spans = [tuple(ordered[n : n + FRACTIONS_OF_A_UNIT]) for n in range(0, len(ordered), FRACTIONS_OF_A_UNIT)]
    if len(spans) > 1 and len(spans[-1]) < FRACTIONS_OF_A_LAST_UNIT:
        spans.pop()
    return spans


def physician_exam_per_unit(context: Context) -> Probed:
    """Look for a physician's examination in the span of each unit of five fractions."""
    return _exam_in_each_unit(context.episode, on_a_fraction=False)


def exam_on_a_fraction(context: Context) -> Probed:
    """Look for a physician's examination on a treatment day of each unit."""
    return _exam_in_each_unit(context.episode, on_a_fraction=True)


def _exam_in_each_unit(episode: Episode, *, on_a_fraction: bool) -> Probed:
    spans = units_of_five(episode.fractions)
    if not spans:
        return result((), "", "no delivered fraction on record")
    exams = _exams(episode)
    wrong: list[str] = []
    evidence: list[Evidence] = []
    for n, span in enumerate(spans, start=1):
        days = sorted({day for fraction in span for day in fraction.days})
        hits = [told for day, told in exams if (day in days if on_a_fraction else days[0] <= day <= days[-1])]
        if hits:
            evidence += [item for told in hits for item in told]
        else:
            place = "on a treatment day" if on_a_fraction else "by the physician"
            wrong.append(f"no examination {place} from {days[0]} to {days[-1]} (unit {n})")
    return result(wrong, f"an examination in each of {count(len(spans), 'unit')}", "", evidence)


def _exams(episode: Episode) -> list[tuple[date, tuple[Evidence, ...]]]:
    return [
        (visit.on.value, (*visit.on.evidence, *visit.physician_exam.evidence))
        for visit in episode.visits
        if visit.on.is_known
        and visit.physician_exam.is_known
        and visit.physician_exam.value
        and visit.by.is_known
        and visit.by.value.role in _PHYSICIANS
    ]


def exams_by_physicians(context: Context) -> Probed:
    """Look for examinations counted as the physician's that someone else made."""
    visits = [v for v in context.episode.visits if v.physician_exam.is_known and v.physician_exam.value]
    wrong = [
        f"visit on {visit.on.value if visit.on.is_known else 'an unknown day'}: the examiner is "
        + ("not named" if not visit.by.is_known else f"a {plain(visit.by.value.role)}")
        for visit in visits
        if not visit.by.is_known or visit.by.value.role not in _PHYSICIANS
    ]
    evidence = [item for visit in visits for item in visit.by.evidence]
    none = "" if visits else "no physician examination on record"
    return result(wrong, f"{count(len(visits), 'examination')} made by a physician", none, evidence)


def exams_by_radiation_oncologist(context: Context) -> Probed:
    """Look for examinations by someone who is no radiation oncologist."""
    visits = [v for v in context.episode.visits if v.physician_exam.is_known and v.physician_exam.value]
    wrong = [
        "an examination of management was not made by a radiation oncologist"
        for visit in visits
        if not visit.by.is_known or visit.by.value.role is not Role.RADIATION_ONCOLOGIST
    ]
    evidence = [item for visit in visits for item in visit.by.evidence]
    none = "" if visits else "no physician examination on record"
    return result(wrong, f"{count(len(visits), 'examination')} by a radiation oncologist", none, evidence)


def counted_in_fives(context: Context) -> Probed:
    """Count units of five from the delivered fractions."""
    fractions = context.episode.fractions
    partial = [f"fraction {item.number} is not complete" for item in fractions if not item.complete]
    spans = units_of_five(fractions)
    none = "" if fractions else "no delivered fraction on record"
    good = f"{count(len(fractions), 'fraction')} make {count(len(spans), 'unit')}"
    return result(partial, good, none, _evidence(fractions))


def at_most_five_fractions(context: Context) -> Probed:
    """Count the fractions of a stereotactic course, and look for a treatment day without an image."""
    number = len(context.episode.fractions)
    wrong = [f"{number} fractions; a stereotactic course has at most five"] * (
        number > STEREOTACTIC_FRACTIONS
    )
    imaged = {image.on.value for image in context.episode.image_guidance if image.on.is_known}
    wrong += [f"no image of {day} on record" for day in context.episode.treatment_days if day not in imaged]
    none = "" if number else "no delivered fraction on record"
    return result(wrong, f"{count(number, 'fraction')}", none, _evidence(context.episode.fractions))


def fractions_recorded(context: Context) -> Probed:
    """Look for a record and a day of each fraction."""
    fractions = context.episode.fractions
    wrong = [
        f"fraction {item.number} has no treatment record"
        for item in fractions
        if not item.record_uids or not item.days
    ]
    none = "" if fractions else "no delivered fraction on record"
    good = f"{count(len(fractions), 'fraction')} on {count(len(context.episode.treatment_days), 'day')}"
    return result(wrong, good, none, _evidence(fractions))


def records_whole(context: Context) -> Probed:
    """Look for day, time, plan, machine and dose in each treatment record."""
    records = context.episode.records
    wrong = []
    for record in records:
        place = f"record of {record.on}, fraction {record.fraction_number}"
        wrong += [f"{place}: no time"] * (record.at is None)
        wrong += [f"{place}: no machine"] * (not record.machine)
        wrong += [f"{place}: no plan"] * (not record.plan_uid)
        wrong += [f"{place}: no measured meterset"] * any(b.meterset_delivered is None for b in record.beams)
    none = "" if records else "no treatment record on record"
    evidence = [item for record in records for item in record.evidence]
    return result(wrong, f"{count(len(records), 'treatment record')}", none, evidence)


def overrides_explained(context: Context) -> Probed:
    """Look for overrides without a reason."""
    beams = [beam for record in context.episode.records for beam in record.beams]
    overrides = [item for beam in beams for item in beam.overrides]
    wrong = [f"an override of {item.parameter} has no reason" for item in overrides if not item.reason]
    none = "" if beams else "no treatment record on record"
    evidence = [item for beam in beams if beam.overrides for item in beam.evidence]
    return result(wrong, f"{count(len(overrides), 'override')}, each with its reason", none, evidence)


def images_approved_in_time(context: Context) -> Probed:
    """Look for images a physician approved only after the next fraction, or not at all."""
    images = [image for image in context.episode.image_guidance if image.on.is_known]
    days = context.episode.treatment_days
    wrong: list[str] = []
    evidence: list[Evidence] = []
    for image in images:
        taken = image.on.value
        evidence += image.approved_on.evidence
        following = next((day for day in days if day > taken), None)
        if not image.approved_on.is_known or not image.approved_by.is_known:
            wrong.append(f"image of {taken}: no approval by a physician")
        elif image.approved_by.value.role not in _PHYSICIANS:
            wrong.append(f"image of {taken}: approved by someone who is no physician")
        elif following is not None and image.approved_on.value > following:
            wrong.append(f"image of {taken}: approved on {image.approved_on.value}, after the next fraction")
    none = "" if images else "no image guidance on record"
    return result(wrong, f"{count(len(images), 'image')} approved in time", none, evidence)


def course_counted(context: Context) -> Probed:
    """Compare planned, delivered and reported fractions, and look for why a course stopped early."""
    episode = context.episode
    if not episode.fractions:
        return result((), "", "no delivered fraction on record")
    delivered, summary = len(episode.fractions), episode.completion
    wrong = []
    if summary.fractions_reported.is_known and summary.fractions_reported.value != delivered:
        wrong.append(
            f"the summary reports {summary.fractions_reported.value} fractions, {delivered} delivered"
        )
    ordered = [order.fractions.value for order in orders_of(episode) if order.fractions.is_known]
    if not ordered:
        wrong.append("no ordered number of fractions")
    elif delivered < max(ordered) and not summary.termination_reason.is_known:
        wrong.append(f"{delivered} of {max(ordered)} fractions delivered, and no reason")
    evidence = [*_evidence(episode.fractions), *summary.fractions_reported.evidence]
    return result(wrong, f"{count(delivered, 'fraction')} delivered, as ordered", "", evidence)


def _evidence(fractions: Iterable[Fraction]) -> list[Evidence]:
    return [item for fraction in fractions for item in fraction.evidence]
