"""The questions a decision may leave open: what to ask, whom, and what each answer leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Asked(StrEnum):
    """Who may answer."""

    PHYSICIAN = "physician"
    ANYONE = "anyone"  # a named person of the practice, in the role they have


@dataclass(frozen=True, slots=True)
class QuestionText:
    """How a fact is asked for. ``answered_by`` a person, or by adding the missing record."""

    asks: str
    of: Asked = Asked.ANYONE
    by_record: bool = False  # only a record answers it; a person's yes does not
    no_counts: bool = False  # a person may say that there is no such record
    number: bool = False  # a whole number answers it, not yes or no
    label: str = ""  # how an answer is told, where the slug does not read well


_P = Asked.PHYSICIAN

QUESTIONS: Mapping[str, QuestionText] = {
    "stereotactic": QuestionText("Was this course planned and delivered as stereotactic treatment?", _P),
    "cranial": QuestionText("Is the target inside the head (intracranial)?", _P),
    "course_finished": QuestionText("Is the course finished, and were all its fractions recorded?"),
    "fractions": QuestionText(
        "How many fractions were delivered in the whole course?", by_record=True, number=True
    ),
    "treatment_days": QuestionText(
        "On how many days, over all lesions, was treatment given?", by_record=True, number=True
    ),
    "sessions_countable": QuestionText(
        "On the days with two sessions: was there a distinct break between them, so that each has the "
        "character of a day of its own?",
        _P,
    ),
    "physician_exam_in_each_unit": QuestionText(
        "Did a physician examine the patient in each unit of five fractions?", by_record=True, no_counts=True
    ),
    "external_beam": QuestionText(
        "Which radiation was given: external beam or brachytherapy?", by_record=True
    ),
    "superficial": QuestionText("What was the beam energy: up to 500 kV, or megavoltage?"),
    "kilovolts": QuestionText("How many kilovolts had the beam?", by_record=True, number=True),
    "grenz_rays": QuestionText("Were Grenz rays (5 to 20 kV) used?"),
    "electronic_brachytherapy": QuestionText("Was the brachytherapy source electronic (an X-ray source)?"),
    "skin_site": QuestionText("Was the skin treated?", label="treatment of the skin"),
    "positron_guided": QuestionText("Was the delivery guided by positron emission?"),
    "proton": QuestionText("Were protons used?", by_record=True),
    "neutron": QuestionText("Were neutrons used?"),
    "hyperthermia": QuestionText("Was the tumor heated (hyperthermia)?"),
    "eye_plaque": QuestionText("Was a source laid on the eye?"),
    "intraoperative": QuestionText("Was the radiation given in an operation (intraoperative)?"),
    "brachytherapy": QuestionText("Were sealed sources used (brachytherapy)?", by_record=True),
    "listed_brachytherapy_fits": QuestionText(
        "Does a listed brachytherapy code (by site, sources, channels) describe the work?",
        _P,
        label="a listed brachytherapy code describes the work",
    ),
    "listed_brachytherapy_code": QuestionText(
        "Which listed brachytherapy code is it? Answer with the code.", number=True
    ),
    "listed_planning_fits": QuestionText(
        "Does a listed code of physician planning, field setting or motion study (77261 to 77263, 77280 to "
        "77290, 77293) describe that work?",
        _P,
        label="a listed planning code describes the work",
    ),
    "listed_planning_code": QuestionText(
        "Which listed planning code is it? Answer with the code.", number=True
    ),
    "listed_physics_fits": QuestionText(
        "Does a listed code of dose calculation, dose plan, measurement, device or physicist's check (77300 "
        "to 77338) describe that work?",
        _P,
        label="a listed physics code describes the work",
    ),
    "listed_physics_code": QuestionText(
        "Which listed physics code is it? Answer with the code.", number=True
    ),
    "ultrasound_guidance": QuestionText("Was ultrasound used to place the field?"),
    "extra_effort": QuestionText(
        "Is there a circumstance of added effort: total body, retreatment, several sites at once, "
        "planned concurrent chemotherapy, hyperfractionation, anesthesia?",
        _P,
    ),
    "extra_effort_documented": QuestionText(
        "Does the record describe the added effort beyond complex planning, on its day?", _P
    ),
    "physics_request_signed": QuestionText(
        "Is there a signed request of the physician for the physics consultation?",
        by_record=True,
        no_counts=True,
    ),
    "physics_report": QuestionText("Is there a report of the physicist?", by_record=True, no_counts=True),
    "modulated": QuestionText("Is the plan intensity modulated?", by_record=True),
    "volume_plan": QuestionText(
        "Is the plan volume-based (3-D): target and organs outlined, with the dose in each of them?",
        label="a volume-based (3-D) plan",
    ),
    "plan_changed": QuestionText("Was the plan changed in the course?", by_record=True),
    "new_data_set": QuestionText("Does the new plan stand on a new scan with new volumes?"),
    "online_adaptation": QuestionText("Was the plan adapted with the patient on the table?"),
    "cobalt_machine": QuestionText(
        "Was the machine a cobalt unit with many sources?", label="a cobalt unit with many sources"
    ),
    "active_motion_management": QuestionText("Did motion management act while the beam was on?"),
    "simple_delivery": QuestionText("Was the delivery of the simplest kind, without 3-D or IMRT planning?"),
    "complex_imrt_site": QuestionText("Does the payer place this site in the higher IMRT delivery level?"),
    "office": QuestionText("Was the service given in an office or freestanding center?"),
    "category_iii_searched": QuestionText(
        "Were the Category III and HCPCS codes in force on the date of service looked through for this work?",
        label="Category III and HCPCS codes looked through",
    ),
    "category_iii_code_found": QuestionText(
        "Does a Category III or HCPCS code in force on the date of service describe this work?",
        label="a Category III or HCPCS code describes the work",
    ),
    "work_beyond_listed_management": QuestionText(
        "Is there management work in this course that no listed code describes? Which, by whom, when?",
        _P,
        label="management work that no listed code describes",
    ),
    "work_beyond_listed_planning": QuestionText(
        "Is there planning work in this course that no listed code describes? Which, by whom, when?",
        _P,
        label="planning work that no listed code describes",
    ),
    "work_beyond_listed_physics": QuestionText(
        "Is there physics or dosimetry work in this course that no listed code describes? Which, by whom?",
        _P,
        label="physics work that no listed code describes",
    ),
    "work_beyond_listed_brachytherapy": QuestionText(
        "Is there brachytherapy work in this course that no listed code describes? Which, by whom?",
        _P,
        label="brachytherapy work that no listed code describes",
    ),
    "apart_from_listed": QuestionText(
        "Was the work that no listed code describes a service apart from the listed one, with its own time "
        "and its own record?",
        _P,
        label="a service apart from the listed one",
    ),
    "facility_bill": QuestionText("Is the line on the facility's bill, or on the physician's claim?"),
    "hospital_outpatient": QuestionText(
        "Where was the service given: office, freestanding center, or a hospital outpatient department?"
    ),
    "units_asked": QuestionText(
        "How many units of the unlisted code are asked for on the date?", number=True
    ),
    "unlisted_codes_on_date": QuestionText(
        "How many different unlisted codes stand on the date?", number=True
    ),
}


def label_of(slug: str) -> str:
    """Return how an answer to a question is told."""
    found = QUESTIONS.get(slug)
    return found.label if found is not None and found.label else slug.replace("_", " ")


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question nobody has answered.

    ``blocks``: the answer is held back until someone does. ``if_yes`` and ``if_no`` say what follows.
    """

    slug: str
    asks: str
    of: Asked
    rule_id: str
    blocks: bool
    why: str = ""
    if_yes: str = ""
    if_no: str = ""
    by_record: bool = False


def open_question(slug: str, rule_id: str, *, blocks: bool, why: str = "") -> OpenQuestion:
    """Return the question that asks for a fact."""
    text = QUESTIONS[slug]
    return OpenQuestion(slug, text.asks, text.of, rule_id, blocks, why, by_record=text.by_record)
