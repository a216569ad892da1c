"""Passages several letters need: identifiers of the case, why no listed code fits, what was delivered."""

from __future__ import annotations

from unlisted.base.dates import long_day
from unlisted.base.money import format_usd
from unlisted.claim.model import ServiceLine
from unlisted.coding.decision import Ground, State
from unlisted.coding.request import UNLISTED_OF
from unlisted.packet import facts
from unlisted.packet.case import PacketCase, lines
from unlisted.packet.letter import Blank, Fill, Line, Sentence, sentence

CLAIM = "claim {number}"


def identifiers(case: PacketCase) -> tuple[Line, ...]:
    """Return who, which plan, which claim, which day, what is charged."""
    patient, claim = case.episode.patient, case.claim
    from_claim = (CLAIM.format(number=claim.control_number),)
    authorization = claim.authorization
    return lines(
        ("Patient", case.patient_name),
        ("Date of birth", facts.day(patient.birth_date, "date of birth")),
        ("Member ID", Fill(claim.coverage.member_id, rules=from_claim)),
        ("Claim", Fill(f"{claim.control_number}, line {case.line.control_number}", rules=from_claim)),
        ("Date of service", Fill(service_days(case.line), rules=from_claim)),
        ("Service", Fill(f"{case.service.code}: {case.service.description}", case.description.evidence)),
        ("Charge", Fill(format_usd(case.line.charge), rules=from_claim)),
        *((("Authorization of the course", Fill(authorization, rules=from_claim)),) if authorization else ()),
        ("Diagnosis", diagnosis(case)),
    )


def service_days(line: ServiceLine) -> str:
    """Write the day of a line, or its first and last day."""
    if line.service_to is None:
        return long_day(line.service_from)
    return f"{long_day(line.service_from)} to {long_day(line.service_to)}"


def diagnosis(case: PacketCase) -> Fill | Blank:
    """Return code, histology and site of the diagnosis treated."""
    found = [item for item in case.episode.diagnoses if item.is_primary] or list(case.episode.diagnoses)
    if not found or not found[0].icd10cm.is_known:
        return Blank("diagnosis")
    first = found[0]
    words = []
    places = list(first.icd10cm.evidence)
    for held in (first.histology, first.body_site):
        if held.is_known:
            words.append(held.value)
            places += held.evidence
    if first.is_recurrence.is_known and first.is_recurrence.value:
        words.append("recurrence")
        places += first.is_recurrence.evidence
    named = f"{', '.join(words)} ({first.icd10cm.value})" if words else first.icd10cm.value
    return Fill(named, tuple(dict.fromkeys(places)))


def why_not_listed(case: PacketCase) -> tuple[Sentence, ...]:
    """Return a sentence for each listed code of the stage: excluded by name and reason, or reported apart."""
    stage = case.decision.request.stage
    unlisted = set(UNLISTED_OF.values())
    found: list[Sentence] = []
    seen: set[str] = set()
    for item in case.decision.candidates:
        if item.stage is not stage or item.code in unlisted or item.code in seen:
            continue
        seen.add(item.code)
        places = (*item.evidence, *item.citations)
        name = f"{item.code} ({item.name})"
        if item.state is State.EXCLUDED:
            reasons = "; ".join(item.because)
            verb = "is no option here" if item.ground is Ground.OTHER_CODE else "does not describe it"
            found.append(
                sentence(
                    "{name} {verb}: {reasons}.",
                    name=Fill(name),
                    verb=Fill(verb),
                    reasons=Fill(reasons),
                    evidence=places,
                    rules=(item.rule_id,),
                )
            )
        elif item.code in case.decision.codes:
            found.append(
                sentence(
                    "{name} is reported on its own line for the standard part of the course. The work "
                    "described here stands apart from it: {apart}.",
                    name=Fill(name),
                    apart=facts.said_within(case.episode, "independence", "how the work stood apart"),
                    evidence=item.evidence,
                    rules=(item.rule_id,),
                )
            )
    return tuple(found)


def category_three(case: PacketCase) -> Sentence:
    """Say that the newer code lists were searched, as the named person stated it."""
    return sentence(
        "The code set of {year} was searched before an unlisted code was chosen. {said}.",
        year=Fill(str(case.decision.code_year), rules=("coding.unlisted_reporting.category_iii_first",)),
        said=facts.said(case.episode, "category_iii_checked", "who searched Category III, and when"),
        rules=("coding.unlisted_reporting.accurate_code_first",),
    )


def delivered(case: PacketCase) -> Sentence:
    """Say what was delivered: fractions, dose, days, technique."""
    totals = case.totals
    places = tuple(place for one in case.episode.fractions for place in one.evidence[:1])
    if not totals.fractions_delivered or totals.dose_delivered_gy is None:
        return sentence("The course gave {course}.", course=Blank("fractions and dose delivered"))
    days = totals.treatment_days
    return sentence(
        "The course gave {count} fractions, {dose} in all, on {days} treatment days from {first} to {last}.",
        count=Fill(str(totals.fractions_delivered), places),
        dose=Fill(facts.gray(totals.dose_delivered_gy)),
        days=Fill(str(len(days))),
        first=Fill(long_day(days[0])),
        last=Fill(long_day(days[-1])),
    )


def earlier_radiation(case: PacketCase) -> tuple[Sentence, ...]:
    """Return a sentence for each earlier course: site, dose, fractions, end, overlap."""
    found = []
    for course in case.episode.prior_courses:
        overlap = (
            " The volume treated now overlaps it."
            if course.overlaps_target.is_known and course.overlaps_target.value
            else ""
        )
        found.append(
            sentence(
                "The {site} had received {dose} in {fractions} fractions, ending {end}." + overlap,
                site=facts.text(course.body_site, "site of the earlier course"),
                dose=facts.known(course.dose_gy, facts.gray, "earlier dose"),
                fractions=facts.known(course.fractions, str, "earlier fractions"),
                end=facts.day(course.ended_on, "end of the earlier course"),
                evidence=course.overlaps_target.evidence,
            )
        )
    return tuple(found)


def comparison(case: PacketCase) -> tuple[Sentence, ...]:
    """Return the sentences of the comparison; a dimension is told only where a named person judged it.

    Published times are of the same kind of work, not of the comparator: they stand in the worksheet.
    """
    asked = case.board.asked
    judged = {item.dimension for item in asked.judged if item.comparator == case.comparator}
    unjudged = tuple(
        f"Compared with {case.comparator}, {item.dimension.value} is "
        for item in case.column.dimensions
        if item.dimension.value not in judged
    )
    return tuple(
        sentence("{says}", says=Fill(item.text), evidence=item.evidence, rules=item.rules)
        for item in case.column.letter
        if not item.text.startswith(unjudged)
    )


def service_time(case: PacketCase) -> Sentence:
    """Say how long the reported service took, by role; a blank where its activities are not named."""
    own = [entry for entry in case.episode.time_log if entry.activity in case.activities]
    if not own:
        return sentence("{which}", which=Blank("which logged activities make up this service"))
    roles: dict[str, int] = {}
    for entry in own:
        roles[entry.person.role.value] = roles.get(entry.person.role.value, 0) + entry.minutes
    shares = facts.series(f"{minutes} by the {facts.plain(role)}" for role, minutes in roles.items())
    return sentence(
        "The service took {whole} minutes: {shares}.",
        whole=Fill(str(sum(roles.values())), tuple(p for entry in own for p in entry.evidence[:1])),
        shares=Fill(shares),
        underline=True,
    )


def work_beyond(case: PacketCase) -> tuple[Sentence, ...]:
    """Return the work no reported listed line describes, each in the record's own words."""
    return tuple(
        sentence("{says}.", says=Fill(facts.sentence_case(item.says)), evidence=item.evidence, underline=True)
        for item in case.decision.remaining
    )


def summation(case: PacketCase) -> tuple[Sentence, ...]:
    """Return what the dose of both courses comes to, where the patient was irradiated before."""
    if not case.episode.prior_courses:
        return ()
    return (
        sentence(
            "The dose of both courses was summed. Result: {says}.",
            says=facts.said(case.episode, "equieffective_and_available_dose", "summed dose by organ"),
            underline=True,
        ),
    )
