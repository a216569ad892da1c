"""The special report: nature, extent, need, time, effort, equipment, and the further items payers name."""

from __future__ import annotations

from collections.abc import Sequence

from unlisted.base.dates import short_day
from unlisted.base.evidence import Evidence
from unlisted.coding.course_plan import technique_name
from unlisted.episode.care import TimeEntry, Toxicity
from unlisted.episode.completeness_applies import counting_plans
from unlisted.episode.plan import Beam, Plan
from unlisted.packet import facts
from unlisted.packet.case import PacketCase
from unlisted.packet.letter import (
    Blank,
    Block,
    Fill,
    Grid,
    Heading,
    Letter,
    Line,
    Lines,
    Listing,
    Paragraph,
    Sentence,
    sentence,
)
from unlisted.packet.letters import shared

ID = "special-report"
RULE = "coding.unlisted_report_contents.special_report"
FURTHER = "coding.unlisted_report_contents.further_report_items"
_UNIT = {"photon": "MV"}


def special_report(case: PacketCase) -> Letter:
    """Write the special report; each part the rules name is there, filled or as a blank."""
    return Letter(
        id=ID,
        title=f"Special report on {case.service.code}",
        day=case.day,
        sender=case.sender(),
        recipient=case.recipient("Attention: medical review"),
        references=shared.identifiers(case),
        blocks=(
            Heading("Nature of the service"),
            Paragraph(_nature(case)),
            Listing(shared.work_beyond(case)),
            Heading("Extent"),
            Paragraph(_extent(case)),
            Heading("Need"),
            Paragraph(_need(case)),
            Heading("Time"),
            *_time(case),
            Heading("Effort and complexity"),
            Listing(_effort(case)),
            Heading("Equipment and technique"),
            Paragraph(_equipment(case)),
            Heading("Independence, number of times, circumstances"),
            Lines(_further(case)),
            Heading("Course, findings and follow-up"),
            Lines(_course(case)),
        ),
        signature=case.signature(),
        each_page=case.each_page,
    )


def _nature(case: PacketCase) -> tuple[Sentence, ...]:
    board = case.episode.tumor_board
    return (
        sentence(
            "The service is {what}.",
            what=Fill(facts.small_start(case.description.text), case.description.evidence),
            underline=True,
            rules=(RULE,),
        ),
        *shared.earlier_radiation(case),
        sentence(
            "The tumor board of {day} recommended {what}.",
            day=facts.day(board.on, "day of the tumor board"),
            what=facts.text(board.recommendation, "recommendation of the tumor board"),
        ),
    )


def _extent(case: PacketCase) -> tuple[Sentence, ...]:
    consults = [item for item in case.episode.physics_consults if item.question.is_known]
    asked = (
        (
            sentence(
                "On {day} the physician asked the physicist: {question}",
                day=facts.day(consults[0].requested_on, "day of the physics request"),
                question=facts.known(consults[0].question, str.strip, "question"),
            ),
            sentence(
                "{who} reported on {day}, and the physician reviewed the report on {reviewed}.",
                who=facts.known(consults[0].reported_by, lambda actor: actor.name, "physicist"),
                day=facts.day(consults[0].reported_on, "day of the physics report"),
                reviewed=facts.day(consults[0].reviewed_on, "day of review"),
            ),
        )
        if consults
        else ()
    )
    uncertain = facts.optional(case.episode, "accumulation_uncertainty", "Uncertainty: {says}.")
    return (shared.delivered(case), *asked, *shared.summation(case), *uncertain)


def _need(case: PacketCase) -> tuple[Sentence, ...]:
    board = case.episode.tumor_board
    return (
        sentence(
            "{says}.", says=facts.said(case.episode, "medical_necessity", "why it was needed"), rules=(RULE,)
        ),
        sentence(
            "The board weighed {options}.",
            options=facts.known(board.options_weighed, facts.series, "options the board weighed"),
        ),
        sentence(
            "{why}.", why=facts.known(board.reason, facts.sentence_case, "reason of the recommendation")
        ),
    )


def _time(case: PacketCase) -> tuple[Block, ...]:
    """Show the minutes of the reported service apart from the minutes of everything else in the course."""
    log = case.episode.time_log
    if not log:
        return (Paragraph((sentence("{time}", time=Blank("minutes by person and activity")),)),)
    own = [entry for entry in log if entry.activity in case.activities]
    others = [entry for entry in log if entry.activity not in case.activities]
    late = [entry for entry in log if entry.entered_on is not None and entry.entered_on > entry.on]
    entered = (
        sentence(
            "Entries made after the day of the work, and marked so in the log: {count} of {all}.",
            count=Fill(str(len(late)), _places(late)),
            all=Fill(str(len(log))),
        )
        if late
        else sentence("Every entry was made on the day of the work.", evidence=_places(list(log)))
    )
    found: list[Block] = [Paragraph((shared.service_time(case), entered))]
    if own:
        found.append(_grid("Minutes of the service reported", own))
    if others:
        found.append(_grid("Other minutes of the course: no part of this service, not counted above", others))
    return tuple(found)


def _grid(title: str, entries: list[TimeEntry]) -> Grid:
    groups: dict[tuple[str, str, str], list[TimeEntry]] = {}
    for entry in entries:
        groups.setdefault((entry.person.name, entry.person.role.value, entry.activity), []).append(entry)
    rows = tuple(
        tuple(
            sentence("{cell}", cell=Fill(text, _places(many)))
            for text in (
                facts.plain(activity).capitalize(),
                f"{name}, {facts.plain(role)}",
                facts.days(entry.on for entry in many),
                str(sum(entry.minutes for entry in many)),
            )
        )
        for (name, role, activity), many in groups.items()
    )
    return Grid(title, ("Activity", "Who", "When", "Minutes"), rows, right=(3,), widths=(4, 6, 6, 2))


def _places(entries: list[TimeEntry]) -> tuple[Evidence, ...]:
    return tuple(entry.evidence[0] for entry in entries if entry.evidence)


def _effort(case: PacketCase) -> tuple[Sentence, ...]:
    patterns = (
        ("technique_justification", "{says}."),
        ("registration_method", "Registration of the two courses: {says}."),
        ("prior_data_quality", "{says}."),
        ("outside_records_missing", "Earlier records: {says}."),
        ("complexity_relative_to_simpler_care", "{says}."),
    )
    told = tuple(one for slug, pattern in patterns for one in facts.optional(case.episode, slug, pattern))
    if told:
        return told
    return (sentence("{effort}", effort=Blank("effort and complexity, in the physician's words")),)


def _equipment(case: PacketCase) -> tuple[Sentence, ...]:
    plans = counting_plans(case.episode)
    beams = [beam for plan in plans for beam in plan.beams]
    found = [
        sentence(
            "Technique: {technique}; machine: {machine}.",
            technique=Fill(_techniques(beams), tuple(p for beam in beams for p in beam.evidence[:1]))
            if beams
            else Blank("technique"),
            machine=_machines(plans),
            rules=(RULE,),
        )
    ]
    held = [item.immobilization for item in case.episode.simulations if item.immobilization.is_known]
    if held:
        found.append(
            sentence("Immobilization: {what}.", what=facts.known(held[-1], facts.series, "immobilization"))
        )
    for slug, pattern in (
        ("planning_system_description", "Planning: {says}."),
        ("igrt_method_and_alignment", "Image guidance: {says}."),
    ):
        found += facts.optional(case.episode, slug, pattern)
    return tuple(found)


def _techniques(beams: list[Beam]) -> str:
    return facts.series(dict.fromkeys(_technique(beam) for beam in beams))


def _technique(beam: Beam) -> str:
    name = technique_name(beam.technique)
    if beam.energy is None:
        return name
    return f"{name}, {format(beam.energy.normalize(), 'f')} {_UNIT.get(beam.modality.value, 'MeV')}"


def _machines(plans: Sequence[Plan]) -> Fill | Blank:
    known = [plan.machine for plan in plans if plan.machine.is_known]
    if not known:
        return Blank("machine")
    names = dict.fromkeys(item.value for item in known)
    return Fill(facts.series(names), tuple(place for item in known for place in item.evidence))


def _further(case: PacketCase) -> tuple[Line, ...]:
    change = case.episode.plan_changes
    return (
        Line(
            "Independent of other services",
            sentence(
                "{says}.",
                says=facts.said(case.episode, "independence", "whether it was independent of other services"),
                rules=(FURTHER,),
            ),
        ),
        Line(
            "Times performed",
            sentence("Once, for this course.", rules=("coding.unlisted_reporting.once_per_encounter",)),
        ),
        Line(
            "Circumstances",
            sentence(
                "{says}.",
                says=facts.known(change[-1].detail, facts.sentence_case, "circumstances")
                if change
                else Fill("None beyond those above", rules=(FURTHER,)),
            ),
        ),
    )


def _course(case: PacketCase) -> tuple[Line, ...]:
    consult, episode = case.episode.consultation, case.episode
    toxicity = [
        item for visit in episode.visits if visit.toxicities.is_known for item in visit.toxicities.value
    ]
    places = tuple(p for visit in episode.visits for p in visit.toxicities.evidence[:1])
    exams = [v for v in episode.visits if v.physician_exam.is_known and v.physician_exam.value]
    return (
        Line(
            "Performance status",
            sentence("{s}.", s=facts.text(consult.performance_status, "performance status")),
        ),
        Line(
            "Examinations by the physician",
            sentence(
                "{days}.",
                days=Fill(
                    facts.series(short_day(v.on.value) for v in exams if v.on.is_known),
                    tuple(p for v in exams for p in v.physician_exam.evidence[:1]),
                )
                if exams
                else Blank("days of the physician's examinations"),
            ),
        ),
        Line(
            "Toxicity",
            sentence("{worst}.", worst=Fill(_worst(toxicity), places) if toxicity else Blank("toxicity")),
        ),
        Line(
            "Response",
            sentence("{r}.", r=facts.said(episode, "response_and_tolerance", "response and tolerance")),
        ),
        Line(
            "Systemic therapy",
            sentence(
                "{s}.",
                s=facts.known(consult.concurrent_systemic_therapy, facts.sentence_case, "systemic therapy"),
            ),
        ),
        Line("Follow-up", sentence("{f}.", f=facts.said(episode, "late_assessment", "follow-up"))),
    )


def _worst(found: list[Toxicity]) -> str:
    highest = max(found, key=lambda item: item.grade)
    action = f"; {highest.action}" if highest.action else ""
    term = facts.sentence_case(highest.term)
    return f"{term}, highest grade {highest.grade} ({highest.version}){action}"
