"""Generate charts from a seed: every technique meets every fault within the first 121."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from unlisted.episode.vocabulary import Technique
from unlisted.pipeline.synthetic.chart_bundle import PAYER, TOXICITY, chart_facts, chart_fhir
from unlisted.pipeline.synthetic.chart_files import chart_form, chart_time_log
from unlisted.pipeline.synthetic.course import Delivery, Fault, deliver, next_weekday
from unlisted.pipeline.synthetic.dicom_base import Study, to_bytes
from unlisted.pipeline.synthetic.identity import CLINIC, Patient
from unlisted.pipeline.synthetic.plans import PlanSpec, plan_object
from unlisted.pipeline.synthetic.records import Part, Session, record_object, summary_object
from unlisted.pipeline.synthetic.techniques import RECIPES, Kind, make_beams
from unlisted.pipeline.synthetic.truth import Chart, TruePlan, Truth

KINDS = tuple(Kind)
FAULTS = tuple(Fault)
_SITES = {
    Kind.ELECTRON: "Right arm skin",
    Kind.BRACHY: "Vaginal cuff",
    Kind.STEREOTACTIC: "Left thigh",
}
FIRST_MONDAY = date(2025, 1, 6)
WEEKS = 80


def generate_charts(seed: int, count: int) -> Iterator[Chart]:
    """Yield ``count`` charts; the same seed and number give the same bytes."""
    for index in range(count):
        yield generate_chart(seed, index)


def generate_chart(seed: int, index: int) -> Chart:
    """Return one chart: its technique and fault follow from ``index``, everything else from the seed."""
    rng = random.Random(f"unlisted:{seed}:{index}")  # noqa: S311 - made-up charts, no secrets
    kind = KINDS[index % len(KINDS)]
    fault = FAULTS[(index + index // len(KINDS)) % len(FAULTS)]
    return _Maker(seed, index, kind, fault, rng).make()


@dataclass(slots=True)
class _Maker:
    seed: int
    index: int
    kind: Kind
    fault: Fault
    rng: random.Random

    def make(self) -> Chart:
        """Make the files and the answer key."""
        name = f"chart-{self.seed}-{self.index:04d}"
        patient = Patient(
            f"SYNMRN{self.seed % 1000:03d}{self.index:04d}",
            "Syntheticus",
            f"Patientia{_letters(self.index)}",
            date(1950, 1, 1) + timedelta(days=self.rng.randrange(15_000)),
            self.rng.choice(("male", "female")),
        )
        study = Study(name, patient, CLINIC)
        start = FIRST_MONDAY + timedelta(weeks=self.rng.randrange(WEEKS))
        plans, later = self._plans(start)
        done = Delivery()
        every = RECIPES[self.kind].every_days
        last = deliver(plans, start, every, self.fault, self.rng, done)
        if later is not None:
            again = last + timedelta(weeks=4)
            deliver([later], again + timedelta(days=-again.weekday()), every, Fault.NONE, self.rng, done)
        return self._chart(name, study, plans, later, done)

    def _plans(self, start: date) -> tuple[list[PlanSpec], PlanSpec | None]:
        recipe = RECIPES[self.kind]
        total = self.rng.randint(*recipe.fractions)
        site = _SITES.get(self.kind, "Left thigh")
        beams = make_beams(self.kind, self.rng)
        stereotactic = self.kind is Kind.STEREOTACTIC
        shared = {
            "site": site,
            "fixation": ("VACUUM_MOLD", "BODY_FRAME") if stereotactic else ("VACUUM_MOLD",),
        }
        planned = start - timedelta(days=5)
        labels = {Fault.REPLAN_CHAIN: "ABC", Fault.WRONG_PLAN: "AB"}.get(self.fault, "A")
        plans: list[PlanSpec] = []
        left = total
        for n, letter in enumerate(labels):
            count = left if n == len(labels) - 1 else max(1, total // len(labels))
            left -= count
            label = f"SYN_{letter}"
            on = planned + timedelta(days=n)
            before = plans[-1].label if plans else ""
            plans.append(
                PlanSpec(label, on, count, beams, predecessor=before, **shared)  # type: ignore[arg-type]
            )
        later = None
        if self.fault is Fault.SECOND_COURSE:
            later = PlanSpec(
                "SYN_2ND", planned + timedelta(weeks=4), 3, beams, "Right lung", course="course2"
            )
        return plans, later

    def _extra(self, plans: list[PlanSpec]) -> PlanSpec | None:
        first = plans[0]
        if self.fault is Fault.QA_PLAN:
            return PlanSpec(
                "SYN_QA",
                first.on,
                1,
                first.beams,
                first.site,
                course="phantom",
                intent="VERIFICATION",
                geometry="TREATMENT_DEVICE",
            )
        if self.fault is Fault.UNAPPROVED_PLAN:
            return PlanSpec(
                "SYN_ALT", first.on, first.fractions, first.beams, first.site, approval="UNAPPROVED"
            )
        return None

    def _chart(
        self, name: str, study: Study, plans: list[PlanSpec], later: PlanSpec | None, done: Delivery
    ) -> Chart:
        files: dict[str, bytes] = {}
        counting = [*plans, *([later] if later else [])]
        extra = self._extra(plans)
        for spec in [*counting, *([extra] if extra else [])]:
            files[f"RP_{spec.label}.dcm"] = to_bytes(plan_object(study, spec))
        for session in done.sessions:
            files[f"{session.name}.dcm"] = to_bytes(record_object(study, session))
        if extra is not None and self.fault is Fault.QA_PLAN:
            parts = tuple(Part(beam) for beam in extra.beams)
            checked = Session(extra, 1, next_weekday(extra.on), time(19, 0), parts)
            files[f"{checked.name}.dcm"] = to_bytes(record_object(study, checked))
        self._add_summary(files, study, counting[-1], done)
        again = self.fault is Fault.REIRRADIATION
        first_day = min(session.on for session in done.sessions)
        days = sorted({session.on for session in done.sessions})
        form, visits = chart_form(study, name, plans[0], days, again)
        files["episode.yaml"] = form
        log, minutes = chart_time_log(study, first_day, days, self.rng)
        files["time-log.csv"] = log
        facts = chart_facts(study, self.kind, self.index)
        files |= chart_fhir(study, facts, plans[0], days[-1], self.index)
        truth = Truth(
            chart=name,
            technique=self.kind.value,
            fault=self.fault.value,
            record_number=study.patient.record_number,
            plans=tuple(_true_plan(study, spec) for spec in [*counting, *([extra] if extra else [])]),
            fractions=tuple(done.fractions),
            records=len(done.sessions),
            replans=tuple((before.label, after.label) for before, after in itertools.pairwise(plans)),
            minutes=minutes,
            visits=visits,
            reirradiation=again,
            stereotactic_proposed=self.kind is Kind.STEREOTACTIC,
            diagnosis=facts.diagnosis,
            payer=PAYER,
            member_id=facts.member_id,
            toxicity=(TOXICITY, facts.grade),
            birth_date=study.patient.birth_date,
            missing_fractions=tuple(done.missing),
        )
        return Chart(files, truth)

    def _add_summary(self, files: dict[str, bytes], study: Study, last: PlanSpec, done: Delivery) -> None:
        if self.kind is Kind.BRACHY or last.is_proton:
            return
        mine = [(s.fraction, s.on) for s in done.sessions if s.plan.label == last.label]
        total = sum((f.dose_gy for f in done.fractions if f.plan_label == last.label), last.dose * 0)
        first = min(s.on for s in done.sessions)
        files["RTSUM.dcm"] = to_bytes(summary_object(study, last, mine, "COMPLETED", total, first))


def _true_plan(study: Study, spec: PlanSpec) -> TruePlan:
    why = "qa" if spec.intent == "VERIFICATION" else "unapproved" if spec.approval != "APPROVED" else ""
    return TruePlan(
        spec.label,
        spec.uid(study),
        tuple(Technique(technique) for technique in spec.techniques),
        spec.fractions,
        counts=not why,
        why_not=why,
    )


def _letters(index: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in f"{index:04d}")
