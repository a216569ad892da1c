"""Facts of the course: from beams, else from orders, else not known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from builders.courses import a_change, a_consult, a_plan, course, factor, known
from unlisted.coding.answers import Answers
from unlisted.coding.course import read_course
from unlisted.coding.facts import CourseFact
from unlisted.coding.request import Request
from unlisted.episode.care import CompletionSummary
from unlisted.episode.clinical import Consultation
from unlisted.episode.episode import Episode
from unlisted.episode.plan import Prescription
from unlisted.episode.vocabulary import Modality, Technique

T, M = Technique, Modality


def value(episode: Episode, slug: str, **request: Any) -> bool | int | None:
    return read_course(episode, Request(**request), Answers()).facts.value(slug)


def ordered(technique: Technique | None = None, modality: Modality | None = None) -> Episode:
    """Return a course that is known by its order only."""
    order = Prescription("order", "course", technique=known(technique), modality=known(modality))
    return course(25, plans=(), prescriptions=(order,))


def beams(*pairs: tuple[Technique, Modality, str | None]) -> Episode:
    """Return a course with one plan of several beams."""
    plans = [a_plan(technique=t, modality=m, energy=e) for t, m, e in pairs]
    return course(25, plans=(replace(plans[0], beams=tuple(p.beams[0] for p in plans)),))


@pytest.mark.parametrize(
    ("episode", "facts"),
    [
        (beams((T.VMAT, M.PHOTON, "6")), {"external_beam": True, "brachytherapy": False, "proton": False}),
        (beams((T.UNKNOWN, M.PHOTON, "6")), {"external_beam": True, "brachytherapy": None, "proton": None}),
        (
            beams((T.UNKNOWN, M.UNKNOWN, None)),
            {"external_beam": None, "brachytherapy": None, "neutron": None},
        ),
        (
            beams((T.BRACHYTHERAPY_HDR, M.BRACHYTHERAPY, None)),
            {"external_beam": False, "brachytherapy": True, "superficial": False, "megavoltage": False},
        ),
        (
            beams((T.BRACHYTHERAPY_HDR, M.BRACHYTHERAPY, None), (T.VMAT, M.PHOTON, "6")),
            {"external_beam": True, "brachytherapy": True, "electronic_brachytherapy": None},
        ),
        (beams((T.PROTON_SCANNED, M.PROTON, "150")), {"proton": True, "megavoltage": True, "neutron": False}),
        (beams((T.STATIC, M.NEUTRON, "30")), {"neutron": True, "superficial": None, "proton": False}),
        (ordered(T.VMAT), {"external_beam": True, "superficial": False, "modulated": True, "neutron": None}),
        (ordered(T.STATIC), {"external_beam": True, "superficial": None, "modulated": False}),
        (ordered(None, M.PROTON), {"proton": True, "external_beam": True, "brachytherapy": None}),
        (ordered(None, M.BRACHYTHERAPY), {"brachytherapy": True, "external_beam": None, "proton": None}),
        (ordered(None, M.NEUTRON), {"neutron": True, "external_beam": True}),
        (ordered(), {"external_beam": None, "brachytherapy": None, "proton": None, "modulated": None}),
    ],
)
def test_radiation(episode: Episode, facts: dict[str, bool | None]) -> None:
    assert {slug: value(episode, slug) for slug in facts} == facts


@pytest.mark.parametrize(
    ("energies", "superficial", "kilovolts"),
    [
        (("0.1",), True, 100),
        (("0.1", "6"), False, 6000),
        (("0.5",), True, 500),
        (("0.5001",), False, 501),
        (("0.1", None), None, None),
    ],
)
def test_energy_of_every_beam_counts(
    energies: tuple[str | None, ...], superficial: bool | None, kilovolts: int | None
) -> None:
    episode = beams(*((T.STATIC, M.PHOTON, energy) for energy in energies))
    assert (value(episode, "superficial"), value(episode, "kilovolts")) == (superficial, kilovolts)


@pytest.mark.parametrize(
    ("kilovolts", "grenz"), [("0.004", False), ("0.005", True), ("0.02", True), ("0.021", False)]
)
def test_grenz_rays(kilovolts: str, grenz: bool) -> None:
    assert value(beams((T.STATIC, M.PHOTON, kilovolts)), "grenz_rays") is grenz


def test_a_fraction_without_a_day_leaves_the_count_open() -> None:
    whole = course(5)
    one = (*whole.fractions[:4], replace(whole.fractions[4], days=()))
    assert value(whole, "fractions") == 5
    assert value(replace(whole, fractions=one), "fractions") is None
    assert value(replace(whole, fractions=()), "fractions") is None


def test_numbers_with_a_gap_or_a_part_leave_the_count_open() -> None:
    whole = course(5)
    gap = replace(course(4), fractions=(*whole.fractions[:3], replace(whole.fractions[3], number=5)))
    twice = replace(course(4), fractions=(*whole.fractions[:3], replace(whole.fractions[3], number=3)))
    part = replace(whole, fractions=(*whole.fractions[:4], replace(whole.fractions[4], complete=False)))
    for episode in (gap, twice, part):
        assert value(episode, "fractions") is None
    assert value(course(4), "fractions") == 4


@pytest.mark.parametrize(
    ("status", "reported", "planned", "count"),
    [
        ("completed", 5, 5, 5),
        ("stopped", 5, 30, 5),
        ("completed", 6, 5, None),
        ("completed", None, 5, 5),
        ("completed", None, 6, None),
        ("completed", None, None, None),
        ("in_progress", 5, 5, None),
        ("on_break", 5, 5, None),
        (None, 5, 5, None),
    ],
)
def test_a_count_needs_an_end_and_a_second_source(
    status: str | None, reported: int | None, planned: int | None, count: int | None
) -> None:
    assert value(course(5, status=status, reported=reported, planned=planned), "fractions") == count


def test_sources_that_contradict_on_end_or_count() -> None:
    both = known("completed").also("stopped", ())
    episode = course(5, completion=CompletionSummary(status=both, fractions_reported=known(5)))
    assert value(episode, "course_finished") is None
    counts = known(5).also(6, ())
    episode = course(5, completion=CompletionSummary(status=known("completed"), fractions_reported=counts))
    assert value(episode, "fractions") is None


def test_a_replaced_plan_counts_as_far_as_it_was_treated() -> None:
    whole = course(5, reported=None)
    moved = tuple(
        replace(f, plan_uid="plan-before") if n < 2 else replace(f, number=n - 1)
        for n, f in enumerate(whole.fractions)
    )
    episode = replace(
        whole,
        fractions=moved,
        plans=(a_plan("plan-before", 5), a_plan("plan", 3)),
        plan_changes=(a_change(),),
    )
    assert value(episode, "fractions") == 5
    assert value(replace(episode, plan_changes=()), "fractions") is None


@pytest.mark.parametrize(
    ("plans", "stereotactic"),
    [
        ((True, True), True),
        ((False, False), False),
        ((True, False), None),
        ((True, None), None),
        ((False, None), None),
        ((None, None), None),
    ],
)
def test_every_treated_plan_has_to_be_confirmed(
    plans: tuple[bool | None, ...], stereotactic: bool | None
) -> None:
    whole = course(4)
    episode = replace(
        whole,
        fractions=tuple(
            replace(f, plan_uid=("one", "two")[n % 2], number=n // 2 + 1)
            for n, f in enumerate(whole.fractions)
        ),
        plans=tuple(a_plan(uid, stereotactic=said) for uid, said in zip(("one", "two"), plans, strict=True)),
    )
    assert value(episode, "stereotactic") is stereotactic


@pytest.mark.parametrize(
    ("site", "cranial"),
    [
        ("brain", True),
        ("Right Frontal Meninges", True),
        ("left thigh", False),
        ("head and neck", None),
        (None, None),
    ],
)
def test_inside_the_head(site: str | None, cranial: bool | None) -> None:
    assert value(course(1, site=site), "cranial") is cranial


def test_two_sites_that_differ_do_not_say() -> None:
    episode = course(2, plans=(a_plan("plan", site="brain"), a_plan("two", site="lung")))
    assert value(episode, "cranial") is None


@pytest.mark.parametrize(
    ("changes", "new_data_set", "online"),
    [
        ((), False, False),
        ((a_change(new_imaging=True, new_structures=True, online=False),), True, False),
        ((a_change(new_imaging=True, new_structures=False, online=True),), False, True),
        ((a_change(new_imaging=True),), None, None),
        ((a_change(new_structures=False),), False, None),
        ((a_change(online=False), a_change(online=True)), None, True),
        ((a_change(online=False), a_change()), None, None),
    ],
)
def test_plan_changes(changes: tuple[Any, ...], new_data_set: bool | None, online: bool | None) -> None:
    episode = course(25, plan_changes=changes)
    assert value(episode, "plan_changed") is bool(changes)
    assert (value(episode, "new_data_set"), value(episode, "online_adaptation")) == (new_data_set, online)


def test_without_a_plan_nothing_is_known_of_its_changes() -> None:
    assert value(course(25, plans=()), "plan_changed") is None


@pytest.mark.parametrize(
    ("motion", "active"),
    [
        (("NONE",), False),
        (("GATING",), True),
        (("NONE", "BREATH_HOLD"), True),
        (("belt",), None),
        (None, None),
    ],
)
def test_motion_management(motion: tuple[str, ...] | None, active: bool | None) -> None:
    assert value(course(25, motion=motion), "active_motion_management") is active


@pytest.mark.parametrize("missing", ["requested_by", "requested_on", "question"])
def test_a_physics_request_needs_who_when_and_what(missing: str) -> None:
    episode = course(25, physics_consults=(a_consult(**{missing: None}),))
    assert value(episode, "physics_request_signed") is None
    assert value(episode, "physics_report") is None


@pytest.mark.parametrize("missing", ["reported_by", "reported_on"])
def test_a_physics_report_needs_who_and_when(missing: str) -> None:
    episode = course(25, physics_consults=(a_consult(**{missing: None}),))
    assert value(episode, "physics_request_signed") is True
    assert value(episode, "physics_report") is None


@pytest.mark.parametrize(
    ("therapy", "effort"), [("none", None), (" None ", None), ("cisplatin", True), (None, None)]
)
def test_planned_systemic_therapy(therapy: str | None, effort: bool | None) -> None:
    episode = course(25, consultation=Consultation(concurrent_systemic_therapy=known(therapy)))
    assert value(episode, "extra_effort") is effort


def test_several_sites_on_one_day() -> None:
    whole = course(4, stereotactic=False)
    same_days = tuple(
        replace(f, plan_uid=("one", "two")[n % 2], number=n // 2 + 1, days=whole.fractions[n // 2 * 2].days)
        for n, f in enumerate(whole.fractions)
    )
    other_days = tuple(replace(f, days=g.days) for f, g in zip(same_days, whole.fractions, strict=True))

    def effort(fractions: Any, *sites: str | None) -> bool | int | None:
        plans = tuple(a_plan(uid, site=site) for uid, site in zip(("one", "two"), sites, strict=True))
        return value(replace(whole, fractions=fractions, plans=plans), "extra_effort")

    assert effort(same_days, "lung", "liver") is True
    assert effort(same_days, "lung", "Lung ") is None  # one site; anesthesia is not said
    assert effort(other_days, "lung", "liver") is None
    assert effort(same_days, "lung", None) is None


@pytest.mark.parametrize(
    ("n", "technique", "said", "expected"),
    [
        (1, T.VMAT, False, False),
        (1, T.ELECTRON, False, None),
        (2, T.ELECTRON, False, False),
        (1, T.STATIC, False, None),
        (1, T.VMAT, True, True),
    ],
)
def test_intraoperative(n: int, technique: Technique, said: bool, expected: bool | None) -> None:
    modality = M.ELECTRON if technique is T.ELECTRON else M.PHOTON
    more = {"complexity": (factor("intraoperative"),)} if said else {}
    assert value(course(n, technique=technique, modality=modality, **more), "intraoperative") is expected


def test_what_was_asked_is_a_fact() -> None:
    empty = Episode("x")
    assert value(empty, "facility_bill") is None
    assert value(empty, "facility_bill", billing_class="institutional") is True
    assert value(empty, "facility_bill", billing_class="professional") is False
    assert value(empty, "hospital_outpatient", setting="off_campus_outpatient_hospital") is True
    assert value(empty, "hospital_outpatient", setting="outpatient_hospital") is True
    assert value(empty, "hospital_outpatient", setting="inpatient_hospital") is False
    assert value(empty, "office", setting="freestanding_center") is True
    assert value(empty, "office", setting="office") is True
    assert value(empty, "office", setting="outpatient_hospital") is False
    assert value(empty, "units_asked", units=3) == 3
    assert value(empty, "unlisted_codes_on_date") == 1
    assert value(empty, "unlisted_codes_on_date", other_codes=("77399", "77427", "77499")) == 2


def test_energy_not_stated_is_told_by_the_technique() -> None:
    vmat, brachy = beams((T.VMAT, M.PHOTON, None)), beams((T.BRACHYTHERAPY_HDR, M.BRACHYTHERAPY, None))
    mixed = beams((T.BRACHYTHERAPY_HDR, M.BRACHYTHERAPY, None), (T.STATIC, M.UNKNOWN, None))
    assert value(vmat, "grenz_rays") is False
    assert value(brachy, "grenz_rays") is False
    assert value(mixed, "grenz_rays") is None
    assert value(vmat, "electronic_brachytherapy") is False
    assert value(beams((T.UNKNOWN, M.UNKNOWN, None)), "electronic_brachytherapy") is None
    assert value(beams((T.UNKNOWN, M.PHOTON, "6")), "electronic_brachytherapy") is False
    assert value(beams((T.UNKNOWN, M.PHOTON, "0.9")), "electronic_brachytherapy") is None
    assert value(beams((T.UNKNOWN, M.PHOTON, "1")), "electronic_brachytherapy") is False


def found(episode: Episode, slug: str) -> CourseFact:
    return read_course(episode, Request(), Answers()).facts.by_slug[slug]


@pytest.mark.parametrize(
    ("n", "says"),
    [
        (1, "the course has 1 fraction on 1 treatment day, as the completion summary reports too"),
        (2, "the course has 2 fractions on 2 treatment days, as the completion summary reports too"),
    ],
)
def test_counts_read_as_a_person_would_write_them(n: int, says: str) -> None:
    assert found(course(n), "fractions").says == says
    assert found(course(n), "fractions").evidence


def test_each_open_circumstance_of_effort_is_named() -> None:
    says = found(course(25, reirradiation=known(None)), "extra_effort").says
    assert says.split("; ") == [
        "nothing says whether the site was irradiated before",
        "nothing says whether there was anesthesia",
    ]
    plain = beams((T.UNKNOWN, M.PHOTON, "6"))
    assert "nothing says whether there was total body" in found(plain, "extra_effort").says
    empty = found(Episode("x"), "extra_effort").says
    assert "no fraction is on record" in empty
    assert "nothing says whether there was hyperfractionation" in empty
    assert "two sessions a day" not in empty


def test_total_body_is_a_circumstance() -> None:
    episode = course(6, technique=T.TOTAL_BODY)
    assert found(episode, "extra_effort").says == "total-body irradiation: the technique is total body"
    assert found(episode, "extra_effort").evidence


def test_the_evidence_of_a_fact_is_that_of_its_own_factor() -> None:
    episode = course(1, complexity=(factor("intraoperative"), factor("adaptive")))
    assert len(found(episode, "intraoperative").evidence) == 1
