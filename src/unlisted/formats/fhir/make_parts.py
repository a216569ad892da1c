"""The parts of one course, made from its plans, records and fractions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from unlisted.episode.course import CoursePart, DicomReference, RadiationUse, Volume, VolumeDose
from unlisted.episode.delivery import Fraction, TreatmentRecord
from unlisted.episode.episode import Episode
from unlisted.episode.plan import Beam, Plan, PlanChange
from unlisted.episode.vocabulary import GuidanceKind, Intent, Modality, Technique
from unlisted.formats.fhir.identity import is_uid
from unlisted.formats.fhir.part_values import count_of, text_of, use_of, value_of

_SOP_CLASS = "1.2.840.10008.5.1.4.1.1.481."
_PLAN_CLASSES = {"RTPLAN": f"{_SOP_CLASS}5", "RTIONPLAN": f"{_SOP_CLASS}8"}
_RECORD_CLASSES = {"beams": f"{_SOP_CLASS}4", "brachy": f"{_SOP_CLASS}6", "ion": f"{_SOP_CLASS}9"}
_GUIDANCE_ENERGY = {GuidanceKind.CBCT: "kV", GuidanceKind.KV_PAIR: "kV", GuidanceKind.PORT_IMAGE: "MV"}
_ENERGY_UNITS = {
    Modality.PHOTON: "MV",
    Modality.ELECTRON: "MeV",
    Modality.PROTON: "MeV",
    Modality.CARBON: "MeV",
}


@dataclass(slots=True)
class Making:
    """The parts of one course under way."""

    episode: Episode
    plans: list[Plan]
    fractions: list[Fraction]

    @property
    def course_id(self) -> str:
        """Return the id of the course."""
        return f"{self.episode.id}/course"

    def of(self, plan: Plan) -> list[Fraction]:
        """Return the fractions of a plan."""
        return [item for item in self.fractions if item.plan_uid == plan.uid]

    def volume(self, plan: Plan) -> Volume:
        """Return the volume a plan's dose is stated for; plans on one dose reference share it."""
        key = plan.dose_reference_uids[0] if plan.dose_reference_uids else f"{plan.uid}/target"
        names = plan.targets.value if plan.targets.is_known else ()
        name = ", ".join(names) or text_of(plan.site) or f"target of {text_of(plan.label) or plan.uid}"
        uid = plan.dose_reference_uids[0] if plan.dose_reference_uids else ""
        return Volume(key, name, uid=uid, evidence=plan.evidence)

    def uses(self, plan: Plan) -> tuple[RadiationUse, ...]:
        """Return the modalities of a plan's treating beams."""
        beams: dict[Modality, list[Beam]] = {}
        for beam in plan.beams:
            if beam.technique is not Technique.SETUP:
                beams.setdefault(beam.modality, []).append(beam)
        found = [
            use_of(
                modality,
                {beam.technique for beam in held},
                tuple(
                    dict.fromkeys(
                        f"{format(beam.energy.normalize(), 'f')} {_ENERGY_UNITS[modality]}"
                        for beam in held
                        if beam.energy is not None and modality in _ENERGY_UNITS
                    )
                ),
            )
            for modality, held in beams.items()
        ]
        return tuple(use for use in found if use is not None)

    def guidance(self, plan: Plan, number: int | None = None) -> tuple[str, ...]:
        """Return the kinds of image guidance of a plan, or of one of its fractions."""
        kinds = [
            item.kind.value
            for item in self.episode.image_guidance
            if item.plan_uid == plan.uid and item.kind.is_known and number in (None, item.fraction_number)
        ]
        return tuple(dict.fromkeys(f"{kind} {_GUIDANCE_ENERGY.get(kind, '')}".strip() for kind in kinds))

    def changes(self, plan: Plan) -> list[PlanChange]:
        """Return the changes that led to a plan."""
        uids = {item.uid for item in self.plans}
        return [c for c in self.episode.plan_changes if c.to_plan_uid == plan.uid and c.from_plan_uid in uids]

    def is_replaced(self, plan: Plan) -> bool:
        """Say whether another plan of the course took its place."""
        uids = {item.uid for item in self.plans}
        return any(c.from_plan_uid == plan.uid and c.to_plan_uid in uids for c in self.episode.plan_changes)

    def is_done(self, plan: Plan) -> bool:
        """Say whether all planned fractions were completed."""
        done = sum(1 for item in self.of(plan) if item.complete)
        return plan.fractions_planned.is_known and done >= plan.fractions_planned.value

    def of_plan(self, plan: Plan) -> list[CoursePart]:
        """Return phase and plan, planned and, where treated, delivered, with the fractions."""
        planned = self._planned(plan)
        given = self.of(plan)
        if not given:
            return planned
        return [*planned, *self._delivered(plan, given), *(self._fraction(plan, item) for item in given)]

    def _planned(self, plan: Plan) -> list[CoursePart]:
        changes = self.changes(plan)
        uses, site = self.uses(plan), text_of(plan.site)
        dose = VolumeDose(
            self.volume(plan).id,
            self._planned_dose(plan),
            value_of(plan.dose_per_fraction_gy),
            evidence=plan.evidence,
        )
        status = "revoked" if self.is_replaced(plan) else "completed" if self.is_done(plan) else "active"
        reasons = [str(c.reason.value) if c.reason.is_known else "" for c in changes]
        details = [text_of(c.detail) for c in changes]
        phase = CoursePart(
            id=f"{plan.uid}/phase",
            side="planned",
            level="phase",
            name=text_of(plan.label),
            status=status,
            fractions=count_of(plan.fractions_planned),
            uses=uses if len(uses) == 1 else (),
            doses=(dose,) if dose.dose_gy is not None else (),
            body_sites=(site,) if site else (),
            based_on=(self.planned_course_id,),
            replaces=tuple(f"{c.from_plan_uid}/phase" for c in changes),
            change_reasons=tuple(
                dict.fromkeys(
                    d if r in ("", "other") and d else r
                    for r, d in zip(reasons, details, strict=True)
                    if r or d
                )
            ),
            evidence=plan.evidence,
        )
        plan_part = replace(
            phase,
            id=plan.uid,
            uid=plan.uid,
            level="plan",
            authored_on=plan.planned_on.value if plan.planned_on.is_known else None,
            based_on=(phase.id,),
            replaces=tuple(c.from_plan_uid for c in changes),
            machine=text_of(plan.machine),
            image_guidance=self.guidance(plan),
            dicom=(DicomReference(plan.uid, _PLAN_CLASSES.get(plan.kind, "")),) if is_uid(plan.uid) else (),
        )
        return [phase, plan_part]

    def _planned_dose(self, plan: Plan) -> Decimal | None:
        if plan.dose_gy.is_known:
            return plan.dose_gy.value
        if plan.dose_per_fraction_gy.is_known and plan.fractions_planned.is_known:
            return plan.dose_per_fraction_gy.value * plan.fractions_planned.value
        return None

    def _delivered(self, plan: Plan, given: list[Fraction]) -> list[CoursePart]:
        days = [day for item in given for day in item.days]
        status = "stopped" if self.is_replaced(plan) else "completed" if self.is_done(plan) else "in-progress"
        uses, site, total = self.uses(plan), text_of(plan.site), _total(given)
        phase = CoursePart(
            id=f"{plan.uid}/treated-phase",
            side="delivered",
            level="phase",
            name=text_of(plan.label),
            status=status,
            started_on=min(days, default=None),
            ended_on=max(days, default=None),
            fractions=len(given),
            uses=uses if len(uses) == 1 else (),
            doses=(VolumeDose(self.volume(plan).id, total),) if total is not None else (),
            body_sites=(site,) if site else (),
            image_guidance=self.guidance(plan),
            based_on=(f"{plan.uid}/phase",),
            part_of=(f"{self.course_id}/treated",),
            evidence=plan.evidence,
        )
        plan_part = replace(
            phase,
            id=f"{plan.uid}/treated-plan",
            level="plan",
            based_on=(plan.uid,),
            part_of=(phase.id,),
            machine=text_of(plan.machine),
        )
        return [phase, plan_part]

    def _fraction(self, plan: Plan, item: Fraction) -> CoursePart:
        records = [r for r in self.episode.records if r.uid in item.record_uids]
        uses = self.uses(plan)
        return CoursePart(
            id=f"{plan.uid}/fraction-{item.number}",
            side="delivered",
            level="fraction",
            name=str(item.number),
            status="completed" if item.complete else "stopped",
            started_on=min(item.days, default=None),
            ended_on=max(item.days, default=None),
            number=item.number if item.number > 0 else None,
            uses=uses if len(uses) == 1 else (),
            doses=(VolumeDose(self.volume(plan).id, item.dose_gy),) if item.dose_gy is not None else (),
            image_guidance=self.guidance(plan, item.number),
            based_on=(plan.uid,),
            part_of=(f"{plan.uid}/treated-plan",),
            session_id=next((_session_id(self.episode, r.session_uid, r.on) for r in records), ""),
            machine=text_of(plan.machine),
            dicom=tuple(
                DicomReference(r.uid, _RECORD_CLASSES.get(r.kind, "")) for r in records if is_uid(r.uid)
            ),
            evidence=item.evidence,
        )

    @property
    def planned_course_id(self) -> str:
        """Return the id of the planned course."""
        return f"{self.course_id}/planned"

    def courses(self) -> list[CoursePart]:
        """Return the planned course and, where something was treated, the course summary."""
        uses: dict[RadiationUse, None] = {}
        for plan in self.plans:
            uses |= dict.fromkeys(self.uses(plan))
        sites = tuple(dict.fromkeys(site for plan in self.plans if (site := text_of(plan.site))))
        kinds = {kind: None for plan in self.plans for kind in self.guidance(plan)}
        episode = self.episode
        common = CoursePart(
            id=self.planned_course_id,
            side="planned",
            level="course",
            name=f"course {episode.id}",
            status="completed" if self._course_status() == "completed" else "active",
            intent=_intent(episode),
            uses=tuple(uses),
            body_sites=sites,
            diagnoses=tuple(
                d.icd10cm.value for d in episode.diagnoses if d.icd10cm.is_known and d.is_primary
            ),
            image_guidance=tuple(kinds),
            reirradiation=_reirradiation(episode),
        )
        if not self.fractions:
            return [common]
        days = [day for item in self.fractions for day in item.days]
        summary = replace(
            common,
            id=f"{self.course_id}/treated",
            side="delivered",
            status=self._course_status(),
            started_on=min(days, default=None),
            ended_on=max(days, default=None),
            sessions=len({_session_id(episode, r.session_uid, r.on) for r in self._records()}) or None,
            doses=tuple(self._course_doses()),
            termination_reasons=(episode.completion.termination_reason.value,)
            if episode.completion.termination_reason.is_known
            else (),
            based_on=(common.id,),
        )
        return [common, summary]

    def _course_status(self) -> str:
        words = {"completed": "completed", "stopped": "stopped", "on_break": "on-hold"}
        stated = episode_status(self.episode)
        if stated in words:
            return words[stated]
        open_plans = [plan for plan in self.plans if not self.is_replaced(plan) and not self.is_done(plan)]
        return "in-progress" if open_plans else "completed"

    def _course_doses(self) -> Iterable[VolumeDose]:
        by_volume: dict[str, list[Fraction]] = {}
        for plan in self.plans:
            by_volume.setdefault(self.volume(plan).id, []).extend(self.of(plan))
        for volume, given in by_volume.items():
            total = _total(given)
            if given and total is not None:
                yield VolumeDose(
                    volume, total, fractions=len(given), uniform=len({item.dose_gy for item in given}) == 1
                )

    def _records(self) -> list[TreatmentRecord]:
        uids = {plan.uid for plan in self.plans}
        return [record for record in self.episode.records if record.plan_uid in uids]

    def sessions(self) -> list[CoursePart]:
        """Return the sessions: by the session's UID in the records, or else by day."""
        uids = {plan.uid for plan in self.plans}
        found: dict[str, CoursePart] = {}
        for record in sorted(self.episode.records, key=lambda r: (r.on, r.uid)):
            key = _session_id(self.episode, record.session_uid, record.on)
            if record.plan_uid in uids and key not in found:
                found[key] = CoursePart(
                    id=key,
                    side="delivered",
                    level="session",
                    status="finished",
                    started_on=record.on,
                    ended_on=record.on,
                    number=len(found) + 1,
                    based_on=(record.plan_uid,),
                    uid=record.session_uid,
                    evidence=record.evidence,
                )
        return list(found.values())


def _session_id(episode: Episode, uid: str, day: date) -> str:
    return uid or f"{episode.id}/session/{day}"


def _total(given: Iterable[Fraction]) -> Decimal | None:
    doses = [item.dose_gy for item in given]
    return None if None in doses else sum((dose for dose in doses if dose is not None), Decimal(0))


def _intent(episode: Episode) -> Intent | None:
    said = {item.intent.value for item in episode.prescriptions if item.intent.is_known}
    if episode.consultation.intent.is_known:
        said.add(episode.consultation.intent.value)
    return said.pop() if len(said) == 1 else None


def _reirradiation(episode: Episode) -> bool | None:
    """Return what is recorded; an earlier course that overlaps the target says yes."""
    if episode.reirradiation.is_known:
        return episode.reirradiation.value
    overlaps = [c.overlaps_target.value for c in episode.prior_courses if c.overlaps_target.is_known]
    return True if any(overlaps) else None


def episode_status(episode: Episode) -> str:
    """Return the state the completion summary gives; ``""`` where none is known."""
    return episode.completion.status.value if episode.completion.status.is_known else ""
