"""Cross checks of delivery: stops, overrides, unverified beams, treatment days without an image."""

from __future__ import annotations

from collections.abc import Iterator

from unlisted.base.outcome import Finding, Severity
from unlisted.episode.delivery import BeamDelivery, TreatmentRecord
from unlisted.episode.derive.checks import Course, days_text, elements, finding
from unlisted.episode.derive.guidance import days_without_image
from unlisted.episode.vocabulary import Termination, Verification


def check_delivery(course: Course) -> Iterator[Finding]:
    """Yield what happened at the machine that a reviewer would ask about."""
    for record in course.records:
        for beam in record.beams:
            yield from _ended(course, record, beam)
            yield from _verified(course, record, beam)
    yield from _images(course)


def _at(course: Course, record: TreatmentRecord, beam: BeamDelivery) -> str:
    name = f" {beam.beam_name}" if beam.beam_name else ""
    return (
        f"{record.on}, {course.name(record.plan_uid)}, fraction {record.fraction_number}, "
        f"beam {beam.beam_number}{name}"
    )


def _ended(course: Course, record: TreatmentRecord, beam: BeamDelivery) -> Iterator[Finding]:
    if beam.termination not in (Termination.MACHINE, Termination.OPERATOR):
        return
    by = beam.termination.value
    code = f" (code {beam.termination_code})" if beam.termination_code else ""
    fraction = next(
        (f for f in course.fractions if (f.plan_uid, f.number) == (record.plan_uid, record.fraction_number)),
        None,
    )
    rest = (
        "the fraction was completed" if fraction and fraction.complete else "the fraction was not completed"
    )
    days = f" ({days_text(fraction.days)})" if fraction and fraction.complete else ""
    yield finding(
        f"{by}_stop",
        Severity.ADVICE,
        f"{_at(course, record, beam)}: stopped by the {by}{code}; {rest}{days}",
        "document the interruption and how it was continued; it is one fraction",
        elements(beam.evidence, "(3008,002A)", "(3008,002B)"),
    )


def _verified(course: Course, record: TreatmentRecord, beam: BeamDelivery) -> Iterator[Finding]:
    if beam.overrides or beam.verification is Verification.VERIFIED_WITH_OVERRIDE:
        parameters = (
            ", ".join(dict.fromkeys(o.parameter for o in beam.overrides if o.parameter)) or "not named"
        )
        reasons = all(override.reason for override in beam.overrides) and beam.overrides
        yield finding(
            "override",
            Severity.ADVICE if reasons else Severity.WARNING,
            f"{_at(course, record, beam)}: parameter overridden: {parameters}"
            + ("" if reasons else ", without a reason on record"),
            "have the reason and who approved it at hand",
            (
                *(place for o in beam.overrides for place in o.evidence),
                *elements(beam.evidence, "(3008,002C)"),
            ),
        )
    if beam.verification is Verification.NOT_VERIFIED:
        yield finding(
            "not_verified",
            Severity.WARNING,
            f"{_at(course, record, beam)}: the machine did not verify the parameters",
            "document who checked the set-up by hand",
            elements(beam.evidence, "(3008,002C)"),
        )


def _images(course: Course) -> Iterator[Finding]:
    """Find treatment days without an image, where image guidance is planned or was used on other days."""
    planned = [p for p in course.plans.values() if p.image_guidance_planned.is_known and not p.excluded]
    days = {day for fraction in course.fractions for day in fraction.days}
    imaged = days & {item.on.value for item in course.guidance if item.on.is_known}
    missing = days_without_image(days, course.guidance)
    if not missing or not (planned or imaged):
        return
    why = f"images are on {len(imaged)} of {len(days)} treatment days" if imaged else "images are planned"
    yield finding(
        "day_without_image",
        Severity.WARNING,
        f"no image on record for {days_text(missing)}, though {why}",
        "export the images or registrations of these days, or take their image guidance out of the charges",
        tuple(place for plan in planned for place in plan.image_guidance_planned.evidence)
        + tuple(place for f in course.fractions if set(f.days) & set(missing) for place in f.evidence[:1]),
    )
