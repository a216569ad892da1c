"""Fill the episode's own lists from the parts of a course: orders, plans, fractions, guidance, changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from unlisted.base.evidence import Evidence
from unlisted.episode.care import CompletionSummary
from unlisted.episode.clinical import PriorCourse
from unlisted.episode.course import CoursePart, RadiationUse, Volume, VolumeDose
from unlisted.episode.delivery import Fraction, ImageGuidance
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held, held
from unlisted.episode.plan import Plan, PlanChange, Prescription
from unlisted.episode.vocabulary import Approval, ChangeReason, GuidanceKind, Modality, Technique
from unlisted.formats.fhir.codes import COURSE_STATES, PRECISE_TECHNIQUES

_REASONS = {str(item) for item in ChangeReason}
_GUIDANCE = {str(item) for item in GuidanceKind}
_NOT_GIVEN = frozenset({"not-done", "preparation"})
"""Statuses of a Procedure that was never carried out, or not yet."""
_NOT_ORDERED = frozenset({"draft", "revoked"})
"""Statuses of a ServiceRequest that is no order yet, or no more; its part of the course is kept."""


@dataclass(frozen=True, slots=True)
class _Course:
    """The parts by id, and the volumes by id."""

    parts: Mapping[tuple[str, str], CoursePart]
    volumes: Mapping[str, Volume]

    def plans(self) -> list[CoursePart]:
        """Return the planned plans."""
        return [p for p in self.parts.values() if (p.side, p.level) == ("planned", "plan")]

    def plan_uid(self, part: CoursePart) -> str:
        """Return the UID of the plan a delivered part treats, through what it is based on or part of."""
        for uid in (*part.based_on, *part.part_of):
            planned = self.parts.get(("planned", uid))
            if planned is not None and planned.level == "plan":
                return uid_of(planned)
        for uid in part.part_of:
            above = self.parts.get(("delivered", uid))
            if above is not None and above.level == "plan":
                return self.plan_uid(above) or above.id
        return next(iter(part.part_of), "")


def uid_of(part: CoursePart) -> str:
    """Return the UID of the DICOM plan where the part names it, else the part's id."""
    return part.dicom[0].instance_uid if part.dicom else part.id


def fill_episode(episode: Episode) -> Episode:
    """Return the episode with the lists that follow from its course parts; parts and volumes stay."""
    course = _Course(
        {(part.side, part.id): part for part in episode.course_parts},
        {volume.id: volume for volume in episode.volumes},
    )
    parts = episode.course_parts
    return replace(
        episode,
        prescriptions=tuple(
            item
            for part in parts
            if part.side == "prescribed" and part.status not in _NOT_ORDERED
            for item in _prescriptions(course, part)
        ),
        plans=tuple(_plan(course, part) for part in parts if (part.side, part.level) == ("planned", "plan")),
        fractions=tuple(_fraction(course, part) for part in parts if _is_given_fraction(part)),
        image_guidance=tuple(item for part in parts for item in _guidance(course, part)),
        plan_changes=tuple(item for part in parts for item in _changes(course, part)),
        reirradiation=_reirradiation(parts),
        completion=_completion(_courses(parts)[-1:]),
        prior_courses=tuple(_prior(part) for part in _courses(parts)[:-1] if part.status not in _NOT_GIVEN),
    )


def _known(value: Any, evidence: tuple[Evidence, ...]) -> Held[Any]:
    return held(value, *evidence) if value not in ("", None, ()) else Held()


def _prescriptions(course: _Course, part: CoursePart) -> Iterable[Prescription]:
    doses = part.doses or (VolumeDose(""),)
    single = part.uses[0] if len(part.uses) == 1 else None
    for dose in doses:
        volume = course.volumes.get(dose.volume_id)
        evidence = dose.evidence or part.evidence
        yield Prescription(
            id=part.id if len(doses) == 1 else f"{part.id}/{dose.volume_id}",
            level=part.level,
            site=_known(next(iter(part.body_sites), ""), part.at("body_sites")),
            volume=_known(volume.name or volume.id if volume else "", evidence),
            dose_gy=_known(dose.dose_gy, evidence),
            dose_per_fraction_gy=_known(dose.dose_per_fraction_gy, evidence),
            fractions=_known(dose.fractions if dose.fractions is not None else part.fractions, evidence),
            intent=_known(part.intent, part.at("intent")),
            technique=_known(precise_technique(single), part.at("uses")),
            modality=_known(
                single.modality if single and single.modality is not Modality.UNKNOWN else None,
                part.at("uses"),
            ),
        )


def precise_technique(use: RadiationUse | None) -> Technique | None:
    """Return the technique where a chart's word is as precise as a beam would be."""
    if use is None or len(use.techniques) != 1:
        return None
    return PRECISE_TECHNIQUES.get((use.techniques[0], use.modality))


def main_dose(doses: tuple[VolumeDose, ...]) -> VolumeDose | None:
    """Return the dose that stands for a plan: the one it is normalized to, or the only one."""
    primary = [dose for dose in doses if dose.primary_plan]
    if len(primary) == 1:
        return primary[0]
    return doses[0] if len(doses) == 1 else None


def same_dose(doses: tuple[VolumeDose, ...]) -> Decimal | None:
    """Return the dose of the main volume, or the one all volumes share."""
    dose = main_dose(doses)
    if dose is not None:
        return dose.dose_gy
    values = {item.dose_gy for item in doses}
    return values.pop() if len(values) == 1 else None


def _plan(course: _Course, part: CoursePart) -> Plan:
    dose = main_dose(part.doses)
    names = [course.volumes[d.volume_id] for d in part.doses if d.volume_id in course.volumes]
    targets = tuple(v.name or v.id for v in names if v.kind != "oar")
    organs = tuple(v.name or v.id for v in names if v.kind == "oar")
    before = [course.parts.get(("planned", uid)) for uid in part.replaces]
    return Plan(
        uid=uid_of(part),
        label=_known(part.name, part.at("name")),
        planned_on=_known(part.authored_on, part.at("authored_on")),
        approval=_known(Approval.UNAPPROVED if part.status == "draft" else None, part.at("status")),
        fractions_planned=_known(part.fractions, part.at("fractions")),
        dose_per_fraction_gy=_known(
            dose.dose_per_fraction_gy if dose else None, dose.evidence if dose else ()
        ),
        dose_gy=_known(dose.dose_gy if dose else None, dose.evidence if dose else ()),
        machine=_known(part.machine, part.at("machine")),
        predecessor_uid=next((uid_of(item) for item in before if item is not None), ""),
        targets=_known(targets, part.at("doses")),
        organs_at_risk=_known(organs, part.at("doses")),
        motion_management=_known(part.motion_management, part.at("motion_management")),
        site=_known(next(iter(part.body_sites), ""), part.at("body_sites")),
        image_guidance_planned=_known(True if part.image_guidance else None, part.at("image_guidance")),
        evidence=part.evidence,
    )


def _days(part: CoursePart) -> tuple[date, ...]:
    return tuple(dict.fromkeys(day for day in (part.started_on, part.ended_on) if day is not None))


def _fraction(course: _Course, part: CoursePart) -> Fraction:
    return Fraction(
        plan_uid=course.plan_uid(part),
        number=part.number or part.number_in_phase or 0,
        days=_days(part),
        dose_gy=same_dose(part.doses),
        record_uids=(),
        complete=part.status == "completed",
        continued=len(_days(part)) > 1,
        overrides=0,
        machine_stops=0,
        evidence=part.evidence,
        dose_basis="chart" if same_dose(part.doses) is not None else "",
    )


def _is_given_fraction(part: CoursePart) -> bool:
    return part.level == "fraction" and part.status not in _NOT_GIVEN


def _guidance(course: _Course, part: CoursePart) -> Iterable[ImageGuidance]:
    if not _is_given_fraction(part):
        return
    for text in part.image_guidance:
        kind = text.partition(" ")[0]
        yield ImageGuidance(
            on=_known(part.ended_on or part.started_on, part.at("started_on")),
            kind=_known(
                GuidanceKind(kind) if kind in _GUIDANCE else GuidanceKind.OTHER, part.at("image_guidance")
            ),
            plan_uid=course.plan_uid(part),
            fraction_number=part.number,
        )


def _changes(course: _Course, part: CoursePart) -> Iterable[PlanChange]:
    """Return a change for each plan (or, where plans are not told apart, phase) that replaces another."""
    if part.side != "planned" or part.level not in ("plan", "phase"):
        return
    if part.level == "phase" and any(part.id in plan.based_on and plan.replaces for plan in course.plans()):
        return  # its plan says so itself
    for uid in part.replaces:
        before = course.parts.get(("planned", uid))
        said = part if part.change_reasons or before is None else before
        reasons, places = said.change_reasons, said.at("change_reasons")
        sure = [ChangeReason(reason) for reason in reasons if reason in _REASONS]
        yield PlanChange(
            from_plan_uid=uid_of(before) if before else uid,
            to_plan_uid=uid_of(part),
            on=_known(part.authored_on, part.at("authored_on")),
            reason=_known(sure[0] if sure else ChangeReason.OTHER if reasons else None, places),
            detail=_known("; ".join(reason for reason in reasons if reason not in _REASONS), places),
        )


def _reirradiation(parts: Iterable[CoursePart]) -> Held[bool]:
    found: Held[bool] = Held()
    for part in parts:
        if part.reirradiation is not None:
            found = found.also(part.reirradiation, part.at("reirradiation"))
    return found


def _courses(parts: Iterable[CoursePart]) -> list[CoursePart]:
    """Return the delivered courses by their first day; none where several cannot be put in order."""
    found = [part for part in parts if (part.side, part.level) == ("delivered", "course")]
    if len(found) > 1 and any(part.started_on is None for part in found):
        return []
    return sorted(found, key=lambda part: (part.started_on or date.min, part.id))


def _prior(part: CoursePart) -> PriorCourse:
    """Return an earlier course of the same chart."""
    fractions = {dose.fractions for dose in part.doses if dose.fractions is not None}
    modalities = {use.modality for use in part.uses}
    return PriorCourse(
        body_site=_known("; ".join(part.body_sites), part.at("body_sites")),
        started_on=_known(part.started_on, part.at("started_on")),
        ended_on=_known(part.ended_on, part.at("started_on")),
        dose_gy=_known(same_dose(part.doses), part.at("doses")),
        fractions=_known(fractions.pop() if len(fractions) == 1 else None, part.at("doses")),
        modality=_known(str(modalities.pop()) if len(modalities) == 1 else "", part.at("uses")),
    )


def _completion(courses: list[CoursePart]) -> CompletionSummary:
    if not courses:
        return CompletionSummary()
    course = courses[0]
    fractions = {dose.fractions for dose in course.doses if dose.fractions is not None}
    return CompletionSummary(
        status=_known(COURSE_STATES.get(course.status, ""), course.at("status")),
        termination_reason=_known(
            next(iter(course.termination_reasons), ""), course.at("termination_reasons")
        ),
        fractions_reported=_known(fractions.pop() if len(fractions) == 1 else None, course.at("doses")),
    )
