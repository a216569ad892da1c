"""The checklist: states follow from facts, statements and documents; unknown is never complete."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from unlisted.base.errors import UnknownNameError
from unlisted.base.evidence import EnteredEvidence, FileEvidence
from unlisted.base.outcome import Truth
from unlisted.episode.care import Attestation, Visit
from unlisted.episode.clinical import Diagnosis, PriorCourse
from unlisted.episode.completeness import Completeness, ElementState, check_completeness
from unlisted.episode.completeness_state import State
from unlisted.episode.completeness_table import PROBES
from unlisted.episode.completeness_weakens import Target
from unlisted.episode.episode import Episode
from unlisted.episode.fact import held
from unlisted.episode.person import Actor
from unlisted.episode.plan import Beam, Plan
from unlisted.episode.vocabulary import Intent, Modality, Role, Technique
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.vocabulary import Step

ON = date(2026, 11, 1)
DOCTOR = Actor("Dr. Example", Role.RADIATION_ONCOLOGIST)
PLACE = FileEvidence("form.yaml", "0" * 64, "consultation.intent")
ENTERED = EnteredEvidence("Dr. Example", "radiation_oncologist", ON, "form.yaml")
EMPTY = Episode("empty")


def check(rulebook: Rulebook, episode: Episode, payer: str | None = None) -> Completeness:
    return check_completeness(episode, rulebook, ON, payer)


def state(rulebook: Rulebook, episode: Episode, slug: str) -> ElementState:
    return check(rulebook, episode).state_of(slug)


def says(slug: str, on: date = ON, text: str = "Stated.") -> Attestation:
    return Attestation(slug, text, DOCTOR, on, (ENTERED,))


def with_consult(**facts: object) -> Episode:
    return replace(EMPTY, consultation=replace(EMPTY.consultation, **facts))  # type: ignore[arg-type]


def test_every_element_stands_once_in_one_of_the_five_steps(rulebook: Rulebook) -> None:
    found = check(rulebook, EMPTY)
    assert [step.step for step in found.steps] == list(Step)
    assert sorted(item.element.id for item in found.elements) == sorted(e.id for e in rulebook.elements)
    for step in found.steps:
        assert sum(step.counts.values()) == len(step.elements)


def test_the_table_names_only_elements_of_the_rulebook(rulebook: Rulebook) -> None:
    known = {element.id.rsplit(".", 1)[-1] for element in rulebook.elements}
    assert set(PROBES) <= known


def test_nothing_of_an_empty_episode_is_complete(rulebook: Rulebook) -> None:
    found = check(rulebook, EMPTY)
    assert {item.state for item in found.elements} == {
        State.NOT_STARTED,
        State.UNKNOWN,
        State.NOT_APPLICABLE,
    }
    applicable = [item for item in found.elements if item.state is not State.NOT_APPLICABLE]
    assert len(found.gaps) == len(applicable)


def test_a_known_fact_completes_and_shows_its_evidence(rulebook: Rulebook) -> None:
    found = state(rulebook, with_consult(intent=held(Intent.CURATIVE, PLACE)), "treatment_intent")
    assert (found.state, found.evidence) == (State.COMPLETE, (PLACE,))
    assert found.weakens == ()


def test_a_part_is_incomplete_and_names_what_is_missing(rulebook: Rulebook) -> None:
    dx = Diagnosis(histology=held("sarcoma", PLACE), is_primary=True)
    found = state(rulebook, replace(EMPTY, diagnoses=(dx,)), "histology_stage_and_technique")
    assert found.state is State.INCOMPLETE
    assert found.missing == ("stage of the diagnosis", "whether it is a recurrence of the diagnosis")


def test_sources_that_contradict_are_incomplete_but_capitals_are_no_contradiction(
    rulebook: Rulebook,
) -> None:
    twice = held("ECOG 1", PLACE).also("ECOG 3", (ENTERED,))
    assert state(rulebook, with_consult(performance_status=twice), "performance_status").state is (
        State.INCOMPLETE
    )
    same = held("ECOG 1", PLACE).also("ecog  1", (ENTERED,))
    assert state(rulebook, with_consult(performance_status=same), "performance_status").state is (
        State.COMPLETE
    )


def test_an_element_without_a_fact_needs_a_person(rulebook: Rulebook) -> None:
    slug = "timeout_each_fraction"
    assert state(rulebook, EMPTY, slug).state is State.UNKNOWN
    found = state(rulebook, replace(EMPTY, attestations=(says(slug),)), slug)
    assert (found.state, found.evidence) == (State.COMPLETE, (ENTERED,))
    assert "Dr. Example" in found.why


@pytest.mark.parametrize("wanted", [State.INCOMPLETE, State.NOT_APPLICABLE])
def test_a_person_may_say_another_state(rulebook: Rulebook, wanted: State) -> None:
    slug = "device_dose"
    episode = replace(EMPTY, attestations=(says(f"{wanted.value}:{slug}"),))
    assert state(rulebook, episode, slug).state is wanted


def test_a_statement_after_the_day_does_not_count_and_the_latest_one_decides(rulebook: Rulebook) -> None:
    slug = "device_dose"
    later = replace(EMPTY, attestations=(says(slug, date(2026, 11, 2)),))
    assert state(rulebook, later, slug).state is State.UNKNOWN
    two = replace(
        EMPTY,
        attestations=(says(slug, date(2026, 10, 2)), says(f"incomplete:{slug}", date(2026, 10, 3))),
    )
    assert state(rulebook, two, slug).state is State.INCOMPLETE


def test_a_statement_cannot_replace_what_is_computed_from_facts(rulebook: Rulebook) -> None:
    slug = "physician_exam_per_unit"
    episode = replace(EMPTY, attestations=(says(slug),))
    assert state(rulebook, episode, slug).state is State.NOT_STARTED


def test_reirradiation_elements_follow_the_prior_course(rulebook: Rulebook) -> None:
    slug = "reirradiation_class"
    assert state(rulebook, EMPTY, slug).state is State.UNKNOWN
    no = replace(EMPTY, reirradiation=held(False, ENTERED))
    assert state(rulebook, no, slug).state is State.NOT_APPLICABLE
    course = PriorCourse(dose_gy=held(Decimal(50), ENTERED))
    yes = replace(EMPTY, prior_courses=(course,))
    assert state(rulebook, yes, slug).state is State.UNKNOWN
    assert state(rulebook, yes, "prior_radiation").state is State.INCOMPLETE


def test_a_stereotactic_plan_that_is_only_proposed_waits_for_a_person(rulebook: Rulebook) -> None:
    beam = Beam(1, "A", Technique.VMAT, "why", Modality.PHOTON)
    plan = Plan("1.2.3", beams=(beam,), stereotactic_proposed=True)
    slug = "conformity_for_sbrt"
    assert "confirm" in state(rulebook, replace(EMPTY, plans=(plan,)), slug).why
    refused = replace(plan, stereotactic_confirmed=held(False, ENTERED))
    assert state(rulebook, replace(EMPTY, plans=(refused,)), slug).state is State.NOT_APPLICABLE
    agreed = replace(plan, stereotactic_confirmed=held(True, ENTERED))
    assert state(rulebook, replace(EMPTY, plans=(agreed,)), slug).state is State.UNKNOWN


def test_a_plan_that_is_left_out_decides_nothing(rulebook: Rulebook) -> None:
    beam = Beam(1, "A", Technique.VMAT, "why", Modality.PHOTON)
    plan = Plan("1.2.3", beams=(beam,), excluded="plan intent is VERIFICATION")
    found = state(rulebook, replace(EMPTY, plans=(plan,)), "steps_or_arcs")
    assert found.state is State.UNKNOWN


def test_a_gap_says_what_it_weakens(rulebook: Rulebook) -> None:
    found = check(rulebook, EMPTY, "bcbs_massachusetts").state_of("contemporaneous_entry")
    by_target = {target: [weak.name for weak in found.weakens if weak.target is target] for target in Target}
    assert by_target[Target.LETTER] == ["special report: time and effort by person and activity"]
    assert by_target[Target.RULE][0] == "payers.bcbs_massachusetts.unlisted_services.letter_contents"
    assert "coding.unlisted_report_contents.special_report" in by_target[Target.RULE]
    assert len(by_target[Target.SOURCE]) == 1


def test_rules_of_other_payers_are_not_weakened(rulebook: Rulebook) -> None:
    found = check(rulebook, EMPTY, "aetna")
    names = {weak.name for item in found.gaps for weak in item.weakens if weak.target is Target.RULE}
    assert names
    assert not [name for name in names if name.startswith("payers.") and ".aetna." not in name]


def test_an_element_one_payer_asks_for_applies_to_that_payer(rulebook: Rulebook) -> None:
    slug = "diagnosis_and_stage_for_payer"
    assert check(rulebook, EMPTY).state_of(slug).state is State.NOT_APPLICABLE
    assert check(rulebook, EMPTY, "Aetna").state_of(slug).state is State.NOT_APPLICABLE
    assert check(rulebook, EMPTY, "UnitedHealthcare").state_of(slug).state is State.NOT_STARTED


def test_an_unknown_payer_is_an_error(rulebook: Rulebook) -> None:
    with pytest.raises(UnknownNameError):
        check(rulebook, EMPTY, "no such payer")


def test_a_rule_an_unknown_element_could_meet_is_unknown(rulebook: Rulebook) -> None:
    rule = "medicare.documentation.signed_entries"
    needs = {need.rule_id: need for need in check(rulebook, EMPTY, "medicare").needs}
    assert needs[rule].truth is Truth.UNMET  # nothing is signed: that is known
    marking = "payers.bcbs_massachusetts.unlisted_services.marking"
    needs = {need.rule_id: need for need in check(rulebook, EMPTY, "bcbs_massachusetts").needs}
    assert needs[marking].truth is Truth.UNKNOWN


def test_documents_the_packet_drafts_are_told_apart(rulebook: Rulebook) -> None:
    rule = "coding.unlisted_report_contents.cover_letter"
    need = next(n for n in check(rulebook, EMPTY).needs if n.rule_id == rule)
    assert (need.truth, need.drafted, need.wanted) == (Truth.UNMET, ("cover_letter",), ())
    at_hand = replace(EMPTY, documents=("cover_letter",))
    need = next(n for n in check(rulebook, at_hand).needs if n.rule_id == rule)
    assert (need.truth, need.drafted) == (Truth.MET, ())


def test_a_statement_that_names_nothing_is_shown(rulebook: Rulebook) -> None:
    episode = replace(
        EMPTY, attestations=(says("moon_phase"), says("medical_necessity"), says("device_dose"))
    )
    assert [item.slug for item in check(rulebook, episode).unplaced] == ["moon_phase"]


def test_required_gaps_come_first(rulebook: Rulebook) -> None:
    order = ["required", "recommended", "accepted_practice"]
    for step in check(rulebook, EMPTY).steps:
        ranks = [order.index(item.element.strength.value) for item in step.gaps]
        assert ranks == sorted(ranks)


def test_a_visit_by_a_nurse_is_no_examination(rulebook: Rulebook) -> None:
    nurse = Actor("Nurse Example", Role.NURSE_PRACTITIONER)
    visit = Visit(on=held(ON, ENTERED), by=held(nurse, ENTERED), physician_exam=held(True, ENTERED))
    found = state(rulebook, replace(EMPTY, visits=(visit,)), "no_proxy_exam")
    assert found.state is State.INCOMPLETE
    assert "nurse practitioner" in found.why
