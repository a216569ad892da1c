"""Hold an imported episode against the answer key of its chart."""

from __future__ import annotations

from decimal import Decimal

from unlisted.episode.delivery import Fraction
from unlisted.episode.episode import Episode
from unlisted.pipeline.synthetic.truth import TrueFraction, Truth

TOLERANCE_GY = Decimal("0.0005")


def differences(episode: Episode, truth: Truth) -> tuple[str, ...]:
    """Return every point on which the episode does not meet the truth; empty when it meets all."""
    return (*_plans(episode, truth), *_fractions(episode, truth), *_rest(episode, truth))


def _plans(episode: Episode, truth: Truth) -> list[str]:
    wrong = []
    by_uid = {plan.uid: plan for plan in episode.plans}
    for plan in truth.plans:
        found = by_uid.get(plan.uid)
        if found is None:
            wrong.append(f"{plan.label}: not imported")
            continue
        techniques = tuple(beam.technique for beam in found.beams)
        if techniques != plan.techniques:
            wrong.append(f"{plan.label}: techniques {techniques}, not {plan.techniques}")
        if bool(found.excluded) is plan.counts:
            wrong.append(f"{plan.label}: excluded {found.excluded!r}, counts should be {plan.counts}")
        if not found.fractions_planned.is_known or found.fractions_planned.value != plan.fractions_planned:
            wrong.append(f"{plan.label}: fractions planned")
        if plan.counts and found.stereotactic_proposed is not truth.stereotactic_proposed:
            wrong.append(f"{plan.label}: stereotactic proposed {found.stereotactic_proposed}")
    if len(by_uid) != len(truth.plans):
        wrong.append(f"{len(by_uid)} plans, not {len(truth.plans)}")
    labels = {plan.uid: plan.label for plan in truth.plans}
    replans = {
        (labels.get(change.from_plan_uid, ""), labels.get(change.to_plan_uid, ""))
        for change in episode.plan_changes
    }
    if replans != set(truth.replans):
        wrong.append(f"replans {sorted(replans)}, not {sorted(truth.replans)}")
    return wrong


def _fractions(episode: Episode, truth: Truth) -> list[str]:
    labels = {plan.uid: plan.label for plan in truth.plans}
    found = {(labels.get(item.plan_uid, ""), item.number): item for item in episode.fractions}
    wanted = {(item.plan_label, item.number): item for item in truth.fractions}
    wrong = [f"fraction {key} is not true" for key in found.keys() - wanted.keys()]
    wrong += [f"fraction {key} is missing" for key in wanted.keys() - found.keys()]
    for key in sorted(wanted.keys() & found.keys()):
        wrong += [f"fraction {key}: {told}" for told in _fraction(found[key], wanted[key])]
    if len(episode.fractions) != len(truth.fractions):
        wrong.append(f"{len(episode.fractions)} fractions, not {len(truth.fractions)}")
    return wrong


def _fraction(found: Fraction, wanted: TrueFraction) -> list[str]:
    wrong = []
    if found.dose_gy is None or abs(found.dose_gy - wanted.dose_gy) > TOLERANCE_GY:
        wrong.append(f"dose {found.dose_gy}, not {wanted.dose_gy}")
    if found.days != wanted.days:
        wrong.append(f"days {found.days}, not {wanted.days}")
    for name in ("complete", "continued", "machine_stops", "overrides"):
        if getattr(found, name) != getattr(wanted, name):
            wrong.append(f"{name} {getattr(found, name)}, not {getattr(wanted, name)}")
    return wrong


def _chart(episode: Episode, truth: Truth) -> list[str]:
    """Return what differs of the facts that FHIR states."""
    wrong = []
    if [item.icd10cm.value for item in episode.diagnoses if item.icd10cm.is_known] != [truth.diagnosis]:
        wrong.append("the diagnoses differ")
    covers = [(item.payer.value, item.member_id.value) for item in episode.coverages if item.payer.is_known]
    if covers != [(truth.payer, truth.member_id)]:
        wrong.append("the coverages differ")
    graded = [(e.toxicity.term, e.toxicity.grade) for e in episode.adverse_events if e.graded]
    if graded != [truth.toxicity] or len(episode.adverse_events) != 1:
        wrong.append("the toxicities differ")
    born = episode.patient.birth_date
    if not born.is_known or born.in_conflict or born.value != truth.birth_date:
        wrong.append("the birth date differs, or sources contradict")
    return wrong


def _rest(episode: Episode, truth: Truth) -> list[str]:
    wrong = []
    if episode.treatment_days != truth.treatment_days:
        wrong.append("treatment days differ")
    if abs(episode.delivered_dose_gy - truth.dose_gy) > TOLERANCE_GY:
        wrong.append(f"dose {episode.delivered_dose_gy}, not {truth.dose_gy}")
    records = {uid for fraction in episode.fractions for uid in fraction.record_uids}
    if len(records) != truth.records:
        wrong.append(f"{len(records)} records count, not {truth.records}")
    number = episode.patient.record_number
    if not number.is_known or number.in_conflict or number.value != truth.record_number:
        wrong.append("the record number differs, or sources contradict")
    if sum(entry.minutes for entry in episode.time_log) != truth.minutes:
        wrong.append("the minutes differ")
    if len(episode.visits) != truth.visits:
        wrong.append(f"{len(episode.visits)} visits, not {truth.visits}")
    if not episode.reirradiation.is_known or episode.reirradiation.value is not truth.reirradiation:
        wrong.append("reirradiation differs")
    wrong += _chart(episode, truth)
    unused = [source.name for source in episode.sources if not source.used]
    wrong += [f"file {name} was not used" for name in unused]
    gaps = [item for item in episode.findings if item.code == "fraction_gap"]
    if bool(gaps) is not bool(truth.missing_fractions):
        wrong.append(f"{len(gaps)} findings on missing fractions, {len(truth.missing_fractions)} missing")
    return wrong
