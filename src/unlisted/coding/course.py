"""Work out the named facts of a course from the episode. What the record does not show stays unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from unlisted.base.evidence import Evidence
from unlisted.coding.answers import Answers
from unlisted.coding.course_effort import effort_facts
from unlisted.coding.course_plan import plan_facts, technique_name
from unlisted.coding.course_target import target_facts
from unlisted.coding.facts import CourseFact, CourseFacts, fact, with_answers
from unlisted.coding.request import HOSPITAL_SETTINGS, INSTITUTIONAL, UNLISTED_OF, Request
from unlisted.coding.sessions import Session, Unit, one_session_a_day, sessions_of, units_of
from unlisted.episode.completeness_applies import counting_plans
from unlisted.episode.episode import Episode
from unlisted.episode.plan import Beam, Plan
from unlisted.episode.vocabulary import Modality, Technique

KILOVOLTS_OF_A_MEGAVOLT = 1000
HIGHEST_KILOVOLTAGE = 500
GRENZ_FROM, GRENZ_TO = 5, 20

BRACHYTHERAPY = frozenset(
    {
        Technique.BRACHYTHERAPY_HDR,
        Technique.BRACHYTHERAPY_PDR,
        Technique.BRACHYTHERAPY_LDR,
        Technique.BRACHYTHERAPY_PERMANENT,
    }
)
PROTONS = frozenset({Technique.PROTON_SCANNED, Technique.PROTON_PASSIVE})
IONS = frozenset({Technique.ION_SCANNED, Technique.ION_PASSIVE})
MEGAVOLTAGE = frozenset(
    {
        Technique.FIELD_IN_FIELD,
        Technique.IMRT_STEP_AND_SHOOT,
        Technique.IMRT_SLIDING_WINDOW,
        Technique.VMAT,
        Technique.ELECTRON,
        Technique.TOTAL_BODY,
        *PROTONS,
        *IONS,
    }
)
"""Techniques no kilovoltage machine has: they show megavoltage where the energy is not stated."""

_NOT_TREATING = frozenset({Technique.SETUP})


@dataclass(frozen=True, slots=True)
class Course:
    """The facts, and the sessions and units they were counted from."""

    facts: CourseFacts
    sessions: tuple[Session, ...]
    units: tuple[Unit, ...]


def read_course(episode: Episode, request: Request, answers: Answers) -> Course:
    """Return the facts of a course, the record first, answers where it is silent."""
    sessions, countable = sessions_of(episode)
    counted = with_answers([countable], Answers(answers.to("sessions_countable")))
    if counted.value("sessions_countable") is False:
        sessions = one_session_a_day(sessions)
    finished = with_answers([_finished(episode)], Answers(answers.to("course_finished")))
    facts: list[CourseFact] = [
        countable,
        _finished(episode),
        *_counts(episode, sessions, finished.by_slug["course_finished"]),
        *_radiation(episode),
        *target_facts(episode),
        *plan_facts(episode),
        *effort_facts(episode, sessions),
        *_asked(request),
    ]
    units = units_of(episode, sessions)
    facts.append(_exams(units))
    return Course(with_answers(facts, answers), sessions, units)


def _finished(episode: Episode) -> CourseFact:
    """Say whether the course is over: completed or stopped, as a completion summary states."""
    slug = "course_finished"
    status = episode.completion.status
    if status.is_known and not status.in_conflict:
        over = status.value in {"completed", "stopped"}
        says = f"the course is recorded as {status.value.replace('_', ' ')}"
        return fact(slug, over, says, status.evidence)
    if status.in_conflict:
        places = tuple(place for each in status.facts for place in each.evidence)
        return fact(slug, None, "sources contradict on whether the course is finished", places)
    return fact(slug, None, "nothing says whether the course is finished")


def _counts(episode: Episode, sessions: tuple[Session, ...], finished: CourseFact) -> Iterable[CourseFact]:
    """Count fractions and days. A count is known only when a second source agrees with the records."""
    places = [place for f in episode.fractions for place in f.evidence[:1]]
    days = len(episode.treatment_days)
    doubt, agreed, more = _doubt(episode, finished)
    evidence = (*places, *more)
    said = f"{_n(len(sessions), 'fraction')} on {_n(days, 'treatment day')}"
    if doubt:
        yield fact("fractions", None, f"the records hold {said}, but {doubt}", evidence)
        yield fact("treatment_days", None, f"the records hold {said}, but {doubt}", evidence)
        return
    yield fact("fractions", len(sessions), f"the course has {said}, as {agreed}", evidence)
    yield fact(
        "treatment_days", days, f"the course has {_n(days, 'treatment day')} over all lesions", evidence
    )


Doubt = tuple[str, str, tuple[Evidence, ...]]


def _doubt(episode: Episode, finished: CourseFact) -> Doubt:
    """Return why the count is in doubt, or what agrees with it, and where."""
    fractions = episode.fractions
    if not fractions or any(not f.days for f in fractions):
        return "no delivered fraction with its day is on record", "", ()
    for uid in dict.fromkeys(f.plan_uid for f in fractions):
        numbers = sorted(f.number for f in fractions if f.plan_uid == uid)
        if numbers != list(range(1, len(numbers) + 1)):
            return "their numbers have gaps or repeats", "", ()
    partial = [f for f in fractions if not f.complete]
    if partial:
        return f"fraction {partial[0].number} was not completed", "", partial[0].evidence
    if finished.value is not True:
        return finished.says, "", finished.evidence
    return _second_source(episode)


def _second_source(episode: Episode) -> Doubt:
    """Hold the count against the fractions reported, else against those planned."""
    number = len(episode.fractions)
    reported = episode.completion.fractions_reported
    if reported.in_conflict:
        return "sources contradict on the fractions reported", "", reported.evidence
    if reported.is_known:
        agrees = reported.value == number
        doubt = "" if agrees else f"{reported.value} are reported"
        return doubt, "the completion summary reports too", reported.evidence
    planned, places = _planned(episode)
    if planned is None:
        return "no second source gives the number of fractions", "", ()
    doubt = "" if planned == number else f"{planned} were planned and nothing reports the number given"
    return doubt, "planned", places


def _planned(episode: Episode) -> tuple[int | None, tuple[Evidence, ...]]:
    """Return the fractions planned over the course: replaced plans count as far as they were treated."""
    replaced = {change.from_plan_uid for change in episode.plan_changes}
    given: dict[str, int] = {}
    for fraction in episode.fractions:
        given[fraction.plan_uid] = given.get(fraction.plan_uid, 0) + 1
    total, places = 0, list[Evidence]()
    for plan in counting_plans(episode):
        if plan.uid in replaced:
            total += given.get(plan.uid, 0)
            continue
        if not plan.fractions_planned.is_known or plan.fractions_planned.in_conflict:
            return None, ()
        total += plan.fractions_planned.value
        places += plan.fractions_planned.evidence
    return (total or None), tuple(places)


def _n(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def _beams(episode: Episode) -> list[tuple[Plan, Beam]]:
    return [
        (plan, beam)
        for plan in counting_plans(episode)
        for beam in plan.beams
        if beam.technique not in _NOT_TREATING
    ]


def _techniques(episode: Episode) -> tuple[set[Technique], tuple[Evidence, ...]]:
    """Return the techniques of the beams; of the orders where no beam is on record."""
    beams = _beams(episode)
    if beams:
        return {b.technique for _, b in beams}, tuple(p for _, b in beams for p in b.evidence[:1])
    ordered = [
        o.technique for o in episode.prescriptions if o.technique.is_known and not o.technique.in_conflict
    ]
    return {o.value for o in ordered}, tuple(place for o in ordered for place in o.evidence)


def _radiation(episode: Episode) -> Iterable[CourseFact]:
    found, places = _techniques(episode)
    modalities = {beam.modality for _, beam in _beams(episode)} | {
        o.modality.value for o in episode.prescriptions if o.modality.is_known and not o.modality.in_conflict
    }
    names = ", ".join(sorted(technique_name(t) for t in found))
    known = bool(found) and Technique.UNKNOWN not in found
    brachy = bool(found & BRACHYTHERAPY) or Modality.BRACHYTHERAPY in modalities
    external = bool(found - BRACHYTHERAPY - {Technique.UNKNOWN}) or bool(
        modalities - {Modality.BRACHYTHERAPY, Modality.UNKNOWN}
    )
    says = f"the technique is {names}" if names else "no technique is on record"
    yield fact("brachytherapy", True if brachy else False if known else None, says, places)
    yield fact("external_beam", True if external else False if known else None, says, places)
    proton = bool(found & PROTONS) or Modality.PROTON in modalities
    yield fact("proton", True if proton else False if known else None, says, places)
    neutron = Modality.NEUTRON in modalities
    certain = known and bool(modalities) and Modality.UNKNOWN not in modalities
    yield fact("neutron", True if neutron else False if certain else None, says, places)
    yield from _energy(episode, found, brachy, places)


def _energy(
    episode: Episode, found: set[Technique], brachy: bool, places: tuple[Evidence, ...]
) -> Iterable[CourseFact]:
    """Tell kilovoltage from megavoltage: by energy, or by a technique only megavoltage has."""
    photons = [b for _, b in _beams(episode) if b.modality in {Modality.PHOTON, Modality.UNKNOWN}]
    stated = [b.energy for b in photons if b.energy is not None]
    slug = "superficial"
    only_megavoltage = bool(found) and found <= MEGAVOLTAGE
    if stated and len(stated) == len(photons):
        highest = max(stated) * KILOVOLTS_OF_A_MEGAVOLT
        kilovolts = int(highest.to_integral_value(ROUND_CEILING))
        low = kilovolts <= HIGHEST_KILOVOLTAGE
        shown = f"{kilovolts} kV" if low else f"{_plain(max(stated))} MV"
        says = f"the beam energy is {shown}"
        yield fact(slug, low, says, places)
        yield fact("megavoltage", not low, says, places)
        yield fact("kilovolts", kilovolts, says, places)
        yield fact("grenz_rays", GRENZ_FROM <= kilovolts <= GRENZ_TO, says, places)
    elif only_megavoltage:
        says = "the technique exists with megavoltage only"
        yield fact(slug, False, says, places)
        yield fact("megavoltage", True, says, places)
        yield fact("grenz_rays", False, says, places)
    elif brachy and not found - BRACHYTHERAPY:
        says = "sources, not an external beam, gave the dose"
        yield fact(slug, False, says, places)
        yield fact("megavoltage", False, says, places)
        yield fact("grenz_rays", False, says, places)
    else:
        yield fact(slug, None, "the beam energy is not on record")
        yield fact("megavoltage", None, "the beam energy is not on record")
    yield _electronic(found, brachy, only_megavoltage, stated, places)
    yield _intraoperative(episode, only_megavoltage, found, places)


def _electronic(
    found: set[Technique],
    brachy: bool,
    only_megavoltage: bool,
    stated: list[Decimal],
    places: tuple[Evidence, ...],
) -> CourseFact:
    slug = "electronic_brachytherapy"
    if brachy:
        return fact(
            slug, None, "the record does not say whether the brachytherapy source is electronic", places
        )
    if only_megavoltage or (stated and min(stated) >= 1) or (found and Technique.UNKNOWN not in found):
        return fact(slug, False, "an external beam was used, no brachytherapy", places)
    return fact(slug, None, "the kind of radiation is not on record")


def _intraoperative(
    episode: Episode, only_megavoltage: bool, found: set[Technique], places: tuple[Evidence, ...]
) -> CourseFact:
    slug = "intraoperative"
    if any(factor.slug == slug for factor in episode.complexity):
        mine = tuple(p for factor in episode.complexity if factor.slug == slug for p in factor.evidence)
        return fact(slug, True, "recorded as intraoperative", mine)
    days = len(episode.treatment_days)
    if days > 1:
        return fact(slug, False, f"it was treated on {days} days, so not in one operation", places)
    if only_megavoltage and Technique.ELECTRON not in found:
        return fact(slug, False, "the technique is not one of an operating room", places)
    return fact(slug, None, "nothing says whether the radiation was given in an operation")


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _exams(units: tuple[Unit, ...]) -> CourseFact:
    slug = "physician_exam_in_each_unit"
    bare = [unit for unit in units if not unit.exam_days]
    places = tuple(place for unit in units for place in unit.evidence)
    if not units:
        return fact(slug, None, "no unit of management is on record")
    if not bare:
        return fact(
            slug, True, f"a physician examined the patient in each of {_n(len(units), 'unit')}", places
        )
    told = []
    for unit in bare[:4]:
        who = ", ".join(role.replace("_", " ") for role in unit.other_visits)
        told.append(
            f"unit {unit.number} ({unit.first} to {unit.last}) has "
            + (f"a visit by {who} only" if who else "no visit on record")
        )
    return fact(slug, None, "; ".join(told), places)


def _asked(request: Request) -> Iterable[CourseFact]:
    bill, place = request.billing_class, request.setting
    yield fact(
        "facility_bill",
        bill == INSTITUTIONAL if bill else None,
        f"the bill is {bill}" if bill else "whose bill it is has not been said",
    )
    yield fact(
        "hospital_outpatient",
        place in HOSPITAL_SETTINGS if place else None,
        f"the place is {place.replace('_', ' ')}" if place else "the place of service has not been said",
    )
    yield fact(
        "office",
        place in {"office", "freestanding_center"} if place else None,
        f"the place is {place.replace('_', ' ')}" if place else "the place of service has not been said",
    )
    yield fact("units_asked", request.units, f"{request.units} of the unlisted code asked for")
    others = {code for code in request.other_codes if code in UNLISTED_OF.values()}
    number = len(others | {UNLISTED_OF.get(request.stage, "")} - {""})
    yield fact("unlisted_codes_on_date", number, f"{number} unlisted code(s) on the date")
