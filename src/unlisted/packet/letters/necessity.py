"""The letter of medical necessity: disease, earlier treatment, options, plan, literature, monitoring."""

from __future__ import annotations

from unlisted.base.dates import long_day
from unlisted.episode.plan import Prescription
from unlisted.packet import facts
from unlisted.packet.case import PacketCase
from unlisted.packet.letter import Blank, Fill, Heading, Letter, Listing, Paragraph, Sentence, sentence
from unlisted.packet.letters import shared
from unlisted.packet.literature import literature_sentences

ID = "letter-of-medical-necessity"
_LIMITS = sentence("Studies of cases like this one are few; each finding below stands with its limits.")


def necessity_letter(case: PacketCase) -> Letter:
    """Write the letter; the literature section stands only where the rulebook cites what fits."""
    found = literature_sentences(case.episode, case.rulebook)
    literature = (Heading("Literature"), Paragraph((_LIMITS,)), Listing(found, ordered=True)) if found else ()
    return Letter(
        id=ID,
        title="Letter of medical necessity",
        day=case.day,
        sender=case.sender(),
        recipient=case.recipient("Attention: medical director"),
        references=shared.identifiers(case),
        blocks=(
            Heading("The patient and the disease"),
            Paragraph(_patient(case)),
            Heading("What came before, and why other treatment does not serve"),
            Paragraph((*shared.earlier_radiation(case), *_options(case))),
            Heading("What was planned and given"),
            Paragraph((*_plan(case), shared.delivered(case))),
            Heading("Why it was needed"),
            Paragraph(_need(case)),
            Heading("How the patient is watched"),
            Paragraph(_watch(case)),
            *literature,
            Heading("What we ask"),
            Paragraph(
                (
                    sentence(
                        "Please recognize {code} for this course as medically necessary.",
                        code=Fill(
                            case.service.code, rules=("coding.unlisted_report_contents.special_report",)
                        ),
                    ),
                    sentence("If it is to be denied, we ask for a doctor-to-doctor call first."),
                )
            ),
        ),
        signature=case.signature(),
        each_page=case.each_page,
    )


def _patient(case: PacketCase) -> tuple[Sentence, ...]:
    consult = case.episode.consultation
    primary = [item for item in case.episode.diagnoses if item.is_primary] or list(case.episode.diagnoses)
    stage = primary[0].stage if primary else None
    return (
        sentence(
            "{who}, {age}, has {diagnosis}.",
            who=case.patient_name,
            age=_age(case),
            diagnosis=shared.diagnosis(case),
        ),
        *((sentence("Stage: {stage}.", stage=facts.text(stage, "stage")),) if stage is not None else ()),
        sentence(
            "Referred by {by}, the patient was seen on {day}; performance status {status}, intent {intent}.",
            by=facts.text(consult.requested_by, "who asked for the consultation"),
            day=facts.day(consult.on, "day of the consultation"),
            status=facts.text(consult.performance_status, "performance status"),
            intent=facts.known(consult.intent, str, "intent"),
        ),
        *facts.optional(case.episode, "expert_pathology_and_radiology_review"),
        *facts.optional(case.episode, "tests_for_target", "Imaging: {says}."),
    )


def _options(case: PacketCase) -> tuple[Sentence, ...]:
    board = case.episode.tumor_board
    return (
        sentence(
            "On {day} the tumor board ({who}) weighed {options}.",
            day=facts.day(board.on, "day of the tumor board"),
            who=facts.known(board.specialties, facts.series, "specialties at the tumor board"),
            options=facts.known(board.options_weighed, facts.series, "options the board weighed"),
        ),
        sentence(
            "It recommended {what}: {why}.",
            what=facts.text(board.recommendation, "recommendation of the tumor board"),
            why=facts.text(board.reason, "reason of the recommendation"),
        ),
        *facts.optional(case.episode, "shared_decision_reirradiation"),
    )


def _plan(case: PacketCase) -> tuple[Sentence, ...]:
    found = []
    for item in _fullest(case.episode.prescriptions):
        found.append(
            sentence(
                "Prescribed on {day} were {dose} in {fractions} fractions to {volume}.",
                day=facts.day(item.signed_on, "day of the prescription"),
                dose=facts.known(item.dose_gy, facts.gray, "prescribed dose"),
                fractions=facts.known(item.fractions, str, "prescribed fractions"),
                volume=facts.text(item.volume, "volume"),
            )
        )
    return (
        *found,
        *facts.optional(case.episode, "technique_justification"),
        *facts.optional(case.episode, "imrt_special_need"),
        *shared.summation(case),
    )


def _need(case: PacketCase) -> tuple[Sentence, ...]:
    found = facts.statement(case.episode, "medical_necessity")
    return (
        sentence("{says}.", says=facts.said(case.episode, "medical_necessity", "why the service was needed")),
        *facts.optional(case.episode, "recurrent_stereotactic_justification"),
        *(
            (
                sentence(
                    "{who} attested this on {day}.",
                    who=Fill(found.by.name, found.evidence),
                    day=Fill(long_day(found.on)),
                ),
            )
            if found
            else ()
        ),
    )


def _watch(case: PacketCase) -> tuple[Sentence, ...]:
    return (
        sentence(
            "{says}.", says=facts.said(case.episode, "response_and_tolerance", "response and tolerance")
        ),
        *facts.optional(case.episode, "wound_complications"),
        sentence("{says}.", says=facts.said(case.episode, "late_assessment", "follow-up")),
    )


def _fullest(found: tuple[Prescription, ...]) -> tuple[Prescription, ...]:
    """Return the prescription of which most is known; the first of equals."""

    def known(item: Prescription) -> int:
        held = (item.signed_on, item.dose_gy, item.fractions, item.volume, item.site, item.signed_by)
        return sum(one.is_known for one in held)

    return (max(found, key=known),) if found else ()


def _age(case: PacketCase) -> Fill | Blank:
    """Return the age in years at the first treatment day, and the sex."""
    born, sex = case.episode.patient.birth_date, case.episode.patient.sex
    days = case.episode.treatment_days
    if not (born.is_known and days):
        return Blank("age")
    first, birth = days[0], born.value
    years = first.year - birth.year - ((first.month, first.day) < (birth.month, birth.day))
    who = f", {sex.value}" if sex.is_known and sex.value in {"male", "female"} else ""
    return Fill(f"{years} years old{who}", (*born.evidence, *sex.evidence))
