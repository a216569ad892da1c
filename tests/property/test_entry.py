"""Any value a form may hold is the value the record holds, and the file gives it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from unlisted.base.evidence import EnteredEvidence
from unlisted.episode.care import Toxicity
from unlisted.episode.clinical import Diagnosis, PriorCourse, Simulation
from unlisted.episode.enter import held_at, read_place
from unlisted.episode.episode import Episode
from unlisted.episode.person import Actor, Coverage
from unlisted.episode.plan import Plan, Prescription
from unlisted.episode.vocabulary import Role
from unlisted.formats.episode_json import read_episode_json, write_episode_json
from unlisted.formats.forms.ask import PATIENT_AND_COVERAGE, Asked, ask_for
from unlisted.formats.forms.entry import read_entry
from unlisted.formats.forms.shape import Kind

ON = date(2026, 11, 24)
BY = EnteredEvidence("Ann Example", "clinician", ON, "the desk", "read in the letter")
WHO = Actor("Ann Example", Role.RADIATION_ONCOLOGIST)
EPISODE = Episode(
    "one",
    prior_courses=(PriorCourse(),),
    simulations=(Simulation(),),
    diagnoses=(Diagnosis(is_primary=True),),
    prescriptions=(Prescription("BOOST", "phase"),),
    plans=(Plan("1.2.3"),),
    coverages=(Coverage(1),),
)
ELEMENTS = (
    "audit_parameters",
    "prior_radiation",
    "prescription_standard_content",
    "targets_and_organs_at_risk",
    "simulation_report_content",
    "accessories_and_preparation",
    "histology_stage_and_technique",
    "structured_flag",
    "treatment_intent",
    "specialties_present",
    "summary_within_one_month",
    "sbrt_course_reporting",
    PATIENT_AND_COVERAGE,
)
FIELDS = [
    (element, item)
    for element in ELEMENTS
    for group in ask_for(EPISODE, element)
    if not group.new
    for item in group.asked
]
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=40
).filter(lambda text: text.strip() and text == text.strip() and len(text.splitlines()) == 1)
PLACES = st.decimals(0, 10**6, allow_nan=False, allow_infinity=False, places=3)


Typed = tuple[dict[str, str], Any]
TYPED: dict[Kind, Callable[[str], st.SearchStrategy[Typed]]] = {
    Kind.DAY: lambda name: st.dates(date(1900, 1, 1), date(2200, 1, 1)).map(
        lambda day: ({name: day.isoformat()}, day)
    ),
    Kind.WHOLE: lambda name: st.integers(0, 10**9).map(lambda n: ({name: str(n)}, n)),
    Kind.NUMBER: lambda name: PLACES.map(lambda n: ({name: format(n, "f")}, Decimal(format(n, "f")))),
    Kind.YES_NO: lambda name: st.booleans().map(lambda said: ({name: "yes" if said else "no"}, said)),
    Kind.TEXT: lambda name: WORDS.map(lambda text: ({name: text}, text)),
    Kind.TEXTS: lambda name: st.lists(WORDS, min_size=1, max_size=4).map(
        lambda words: ({name: "\n".join(words)}, tuple(words))
    ),
    Kind.PERSON: lambda name: st.tuples(WORDS, st.sampled_from(Role)).map(
        lambda who: ({f"{name}.name": who[0], f"{name}.role": who[1].value}, Actor(*who))
    ),
    Kind.TOXICITIES: lambda name: st.tuples(WORDS, st.integers(0, 5)).map(
        lambda one: ({f"{name}.0.term": one[0], f"{name}.0.grade": str(one[1])}, (Toxicity(*one),))
    ),
}


def typed(item: Asked) -> st.SearchStrategy[Typed]:
    """Draw what a person types into a field, and the value it means."""
    name, shape = item.name, item.shape
    if shape.choices:
        enum = shape.enum or str
        return st.sampled_from(shape.choices).map(lambda text: ({name: str(text)}, enum(text)))
    return TYPED[shape.kind](name)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_allowed_value_comes_back(data: st.DataObject) -> None:
    element, item = data.draw(st.sampled_from(FIELDS))
    texts, meant = data.draw(typed(item))
    found = read_entry(EPISODE, ask_for(EPISODE, element), texts, WHO, BY)
    assert not found.problems
    held = held_at(found.episode, read_place(item.name))
    assert (held.value, held.evidence) == (meant, (BY,))
    assert read_episode_json("x", write_episode_json(found.episode)) == found.episode


@settings(max_examples=200, deadline=None)
@given(st.data(), st.text(max_size=60))
def test_any_text_is_a_fact_or_a_problem_and_never_a_crash(data: st.DataObject, text: str) -> None:
    element, item = data.draw(st.sampled_from(FIELDS))
    texts = {item.name: text, f"{item.name}.name": text, f"{item.name}.role": text}
    found = read_entry(EPISODE, ask_for(EPISODE, element), texts, WHO, BY)
    if found.facts == 0:
        assert found.episode == EPISODE
