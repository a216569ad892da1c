"""Treatment courses for tests of the decision: a few words, a whole episode with evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from unlisted.base.evidence import EnteredEvidence, FileEvidence
from unlisted.coding.answers import GivenAnswer
from unlisted.episode.care import Attestation, CompletionSummary, ComplexityFactor, PhysicsConsult, Visit
from unlisted.episode.clinical import Consultation, PriorCourse
from unlisted.episode.delivery import Fraction, TreatmentRecord
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held, held
from unlisted.episode.person import Actor
from unlisted.episode.plan import Beam, Plan, PlanChange
from unlisted.episode.vocabulary import Modality, Role, Technique

START = date(2026, 3, 2)  # a Monday
DOCTOR = Actor("Alex Exampleton", Role.RADIATION_ONCOLOGIST)
PHYSICIST = Actor("Robin Samplewright", Role.MEDICAL_PHYSICIST)
NURSE = Actor("Jo Fictionale", Role.NURSE_PRACTITIONER)
FORM = EnteredEvidence("Alex Exampleton", "radiation_oncologist", date(2026, 3, 1), "form.yaml")


def place(name: str) -> FileEvidence:
    """Return a place in a file of the test."""
    return FileEvidence(name, "0" * 64, name)


def weekdays(start: date, number: int) -> list[date]:
    """Return so many days from Monday to Friday."""
    days: list[date] = []
    day = start
    while len(days) < number:
        if day.weekday() < 5:
            days.append(day)
        day += timedelta(days=1)
    return days


def known(value: Any) -> Held[Any]:
    """Hold a value a person entered; nothing for ``None``."""
    return Held() if value is None else held(value, FORM)


def a_plan(
    uid: str = "plan",
    planned: int | None = None,
    *,
    technique: Technique = Technique.VMAT,
    modality: Modality = Modality.PHOTON,
    energy: str | None = "6",
    stereotactic: bool | None = None,
    proposed: bool = False,
    site: str | None = "left thigh",
    motion: tuple[str, ...] | None = None,
    volumes: bool = True,
) -> Plan:
    """Return a plan with one beam."""
    return Plan(
        uid,
        fractions_planned=known(planned),
        beams=(
            Beam(
                1,
                "B1",
                technique,
                "as the test says",
                modality,
                None if energy is None else Decimal(energy),
                evidence=(place(f"{uid}-beam"),),
            ),
        ),
        stereotactic_confirmed=known(stereotactic),
        stereotactic_proposed=proposed,
        site=known(site),
        motion_management=known(motion),
        targets=known(("PTV",) if volumes else None),
        organs_at_risk=known(("femur",) if volumes else None),
        evidence=(place(uid),),
    )


def given_on(
    days: Iterable[date | tuple[date, str]], plan: str = "plan"
) -> tuple[tuple[Fraction, ...], tuple[TreatmentRecord, ...]]:
    """Return fractions and their records; a day with a time (``"08:00"``) has one on its record."""
    fractions, records = [], []
    for number, item in enumerate(days, start=1):
        day, at = item if isinstance(item, tuple) else (item, "")
        uid = f"{plan}-{number}"
        seen = place(uid)
        fractions.append(Fraction(plan, number, (day,), Decimal(2), (uid,), True, False, 0, 0, (seen,)))
        moment = time.fromisoformat(at) if at else None
        records.append(TreatmentRecord(uid, plan, number, day, moment, "M1", (), (seen,)))
    return tuple(fractions), tuple(records)


def weekly_exams(days: list[date], by: Actor = DOCTOR, *, exam: bool | None = True) -> tuple[Visit, ...]:
    """Return a visit on the second day of each five."""
    on = [days[min(n + 1, len(days) - 1)] for n in range(0, len(days), 5)]
    return tuple(a_visit(day, by, exam=exam) for day in on)


def a_visit(day: date, by: Actor = DOCTOR, *, exam: bool | None = True) -> Visit:
    """Return one visit."""
    return Visit(on=known(day), by=known(by), physician_exam=known(exam))


def course(n: int = 25, **more: Any) -> Episode:
    """Return a finished course of ``n`` fractions on weekdays with weekly examinations.

    ``more`` replaces parts of it: the arguments of ``a_plan`` by name, or fields of the episode.
    """
    planning = {
        key: more.pop(key)
        for key in (
            "technique",
            "modality",
            "energy",
            "stereotactic",
            "proposed",
            "site",
            "motion",
            "volumes",
        )
        if key in more
    }
    days = more.pop("days", None) or weekdays(more.pop("start", START), n)
    fractions, records = given_on(days)
    plain = [day[0] if isinstance(day, tuple) else day for day in days]
    reported = more.pop("reported", len(fractions))
    status = more.pop("status", "completed")
    planned = more.pop("planned", len(fractions))
    parts: dict[str, Any] = {
        "plans": (a_plan(planned=planned, **planning),),
        "fractions": fractions,
        "records": records,
        "visits": weekly_exams(plain),
        "completion": CompletionSummary(status=known(status), fractions_reported=known(reported)),
        "reirradiation": known(False),
        "consultation": Consultation(concurrent_systemic_therapy=known("none")),
    }
    return Episode("test-course", **{**parts, **more})


def sbrt(n: int = 5, **more: Any) -> Episode:
    """Return a confirmed stereotactic course."""
    return course(n, stereotactic=True, **more)


def factor(slug: str, says: str = "") -> ComplexityFactor:
    """Return a complexity factor of the record."""
    return ComplexityFactor(slug, says or f"The record speaks of {slug.replace('_', ' ')}.", (FORM,))


def said(**answers: bool | int) -> tuple[GivenAnswer, ...]:
    """Return a physician's answers by question."""
    return tuple(
        GivenAnswer(slug, value, "Alex Exampleton", "radiation_oncologist", date(2026, 9, 28))
        for slug, value in answers.items()
    )


def by(role: str, **answers: bool | int) -> tuple[GivenAnswer, ...]:
    """Return answers of someone in another role."""
    return tuple(
        GivenAnswer(slug, value, "Chris Codeman", role, date(2026, 9, 28)) for slug, value in answers.items()
    )


def a_consult(**missing: None) -> PhysicsConsult:
    """Return a physics consultation; name a part as ``None`` to leave it out."""
    parts: Mapping[str, Any] = {
        "requested_by": DOCTOR,
        "requested_on": START,
        "question": "What may the tissue still receive?",
        "reported_by": PHYSICIST,
        "reported_on": START + timedelta(days=1),
        **missing,
    }
    return PhysicsConsult(**{name: known(value) for name, value in parts.items()})


def a_change(**parts: Any) -> PlanChange:
    """Return a plan change whose facts are ``new_imaging``, ``new_structures`` and ``online``."""
    return PlanChange("plan-before", "plan", **{name: known(value) for name, value in parts.items()})


def attested(slug: str, by_whom: Actor = DOCTOR) -> Attestation:
    """Return a signed statement."""
    return Attestation(slug, f"stated: {slug}", by_whom, date(2026, 9, 28), (FORM,))


def irradiated_before(*, overlaps: bool | None = True) -> tuple[PriorCourse, ...]:
    """Return an earlier course."""
    return (PriorCourse(overlaps_target=known(overlaps)),)
