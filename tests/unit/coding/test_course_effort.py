"""Circumstances of added effort, and the work a record claims."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from builders.courses import START, a_change, a_plan, course, factor, irradiated_before, known, said, weekdays
from unlisted.base.evidence import FileEvidence
from unlisted.coding.answers import Answers
from unlisted.coding.course import read_course
from unlisted.coding.course_effort import extra_work
from unlisted.coding.decide import decide
from unlisted.coding.decision_rules import decision_rules
from unlisted.coding.facts import MAX_EVIDENCE, CourseFact, few
from unlisted.coding.request import Request
from unlisted.episode.clinical import Consultation, PriorCourse
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Technique
from unlisted.rules.rulebook import Rulebook


def effort(episode: Episode) -> CourseFact:
    return read_course(episode, Request(), Answers()).facts.by_slug["extra_effort"]


@pytest.mark.parametrize(
    ("overlaps", "recorded", "expected"),
    [
        (True, None, True),
        (True, False, True),
        (False, None, None),
        (None, True, True),
        (None, False, None),  # no reirradiation; other circumstances are not said
    ],
)
def test_retreatment(overlaps: bool | None, recorded: bool | None, expected: bool | None) -> None:
    episode = course(25, prior_courses=irradiated_before(overlaps=overlaps), reirradiation=known(recorded))
    assert effort(episode).value is expected


def test_sources_that_contradict_on_the_overlap_do_not_say() -> None:
    both = PriorCourse(overlaps_target=known(True).also(False, ()))
    assert effort(course(25, prior_courses=(both,), reirradiation=known(None))).value is None


def test_a_circumstance_is_told_with_its_name_and_evidence() -> None:
    found = effort(course(25, prior_courses=irradiated_before()))
    assert found.says == "retreatment of a site: an earlier course overlaps the target"
    assert found.evidence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("weekly cisplatin", True),
        ("concurrent temozolomide, then adjuvant", True),
        ("concomitant tamoxifen and capecitabine", True),
        ("none", False),
        ("No", False),
        ("None planned", False),
        ("no chemotherapy", False),
        ("not indicated", False),
        ("capecitabine offered and declined", False),
        ("sequential", False),
        ("adjuvant chemotherapy after radiation", False),
        ("neoadjuvant doxorubicin", False),
        ("androgen deprivation", False),
        ("ADT for six months", False),
        ("unknown", None),
        ("pending tumor board", None),
        ("to be decided", None),
        ("cisplatin?", None),
    ],
)
def test_what_the_consultation_says_on_systemic_therapy(text: str, expected: bool | None) -> None:
    """Open: the clause is among those not known. No: it is left out, and anesthesia alone stays open."""
    consultation = Consultation(concurrent_systemic_therapy=known(text))
    found = effort(
        course(25, consultation=consultation, reirradiation=known(False), technique=Technique.VMAT)
    )
    assert found.value is (True if expected else None)
    assert ("is not decided" in found.says) is (expected is None)


@pytest.mark.parametrize(("twice", "expected"), [(0, False), (1, None), (4, None), (5, None), (6, True)])
def test_hyperfractionation_is_a_regimen_and_no_single_day(twice: int, expected: bool | None) -> None:
    days = [(day, "08:00") for day in weekdays(START, 10)]
    days += [(day, "16:00") for day, _ in days[:twice]]
    found = effort(course(days=sorted(days), reirradiation=known(False)))
    assert found.value is (True if expected else None)
    assert ("nothing says whether the course was hyperfractionated" in found.says) is (
        expected is None and twice > 0
    )


def test_a_description_counts_for_its_own_circumstance_only() -> None:
    chemotherapy = Consultation(concurrent_systemic_therapy=known("weekly cisplatin"))
    for slug, expected in (("multiple_sites", None), ("chemotherapy", True)):
        episode = course(25, consultation=chemotherapy, complexity=(factor(slug),))
        facts = read_course(episode, Request(), Answers()).facts
        assert facts.value("extra_effort_documented") is expected


def on_days(same: bool, *sites: str | None) -> Episode:
    whole = course(4, stereotactic=False)
    fractions = tuple(
        replace(
            f,
            plan_uid=("one", "two")[n % 2],
            number=n // 2 + 1,
            days=whole.fractions[n // 2 * 2].days if same else f.days,
        )
        for n, f in enumerate(whole.fractions)
    )
    plans = tuple(a_plan(uid, site=site) for uid, site in zip(("one", "two"), sites, strict=True))
    return replace(whole, fractions=fractions, plans=plans)


def test_sites_at_once_name_number_and_day() -> None:
    found = effort(on_days(True, "lung", "liver"))
    assert found.says == "several sites at once: 2 sites on 2026-03-02"
    assert len(found.evidence) == 1  # one form stated both sites


def test_plans_without_a_site_on_one_day_leave_it_open() -> None:
    unsaid = "plans were treated on one day whose sites are not on record"
    assert unsaid in effort(on_days(True, "lung", None)).says
    assert unsaid not in effort(on_days(True, "lung", "lung")).says
    assert unsaid not in effort(on_days(False, "lung", None)).says
    assert unsaid not in effort(on_days(False, None, None)).says
    assert unsaid not in effort(course(5, site=None)).says


def test_nothing_said_of_total_body_by_a_known_technique() -> None:
    assert "total body" not in effort(course(25)).says
    assert "total body" in effort(course(25, plans=())).says


def test_the_claims_of_a_record() -> None:
    episode = course(
        25,
        complexity=(factor("coordination"),),
        plan_changes=(a_change(),),
        prior_courses=irradiated_before(),
    )
    found = {item.slug: item for item in extra_work(episode)}
    assert list(found) == ["coordination", "adaptive", "reirradiation"]
    assert found["reirradiation"].says == "An earlier course overlaps the target"
    assert (found["reirradiation"].reached_by, found["reirradiation"].wholly) == (("77470",), True)
    assert (found["adaptive"].reached_by, found["adaptive"].wholly) == (("77295", "77301"), False)
    assert found["adaptive"].says == "The plan was changed in the course"


@pytest.mark.parametrize("slug", ["adaptive", "online_adaptation"])
def test_a_claim_named_once_is_not_made_twice(slug: str) -> None:
    episode = course(25, complexity=(factor(slug),), plan_changes=(a_change(),))
    assert [item.slug for item in extra_work(episode)] == [slug]
    again = course(25, complexity=(factor("reirradiation"),), prior_courses=irradiated_before())
    assert [item.slug for item in extra_work(again)] == ["reirradiation"]


def test_no_claim_without_a_word_of_it() -> None:
    assert extra_work(course(25)) == ()
    assert extra_work(course(25, reirradiation=known(None))) == ()


def test_total_body_shows_its_beam() -> None:
    found = effort(course(6, technique=Technique.TOTAL_BODY))
    assert [place.locator for place in found.evidence if isinstance(place, FileEvidence)] == ["plan-beam"]


def test_a_description_documents_the_effort() -> None:
    facts = read_course(course(25, complexity=(factor("anesthesia"),)), Request(), Answers()).facts
    assert facts.value("extra_effort_documented") is True
    facts = read_course(course(25, complexity=(factor("coordination"),)), Request(), Answers()).facts
    assert facts.value("extra_effort_documented") is None
    facts = read_course(course(25), Request(), Answers(said(extra_effort_documented=True))).facts
    assert facts.value("extra_effort_documented") is True


@pytest.mark.parametrize("number", [0, 1, MAX_EVIDENCE, MAX_EVIDENCE + 1, 40])
def test_of_many_places_the_first_and_the_last_are_named(number: int) -> None:
    assert MAX_EVIDENCE == 8
    places = [FileEvidence(f"f{n}", "", "") for n in range(number)]
    found = few([*places, *places])
    assert len(found) == min(number, MAX_EVIDENCE)
    if number > MAX_EVIDENCE:
        assert found == (*places[:4], *places[-4:])
    else:
        assert found == tuple(places)


REACHED = {
    "reirradiation": (("77470",), True),
    "multiple_sites": (("77470",), True),
    "hyperfractionation": (("77470",), True),
    "total_body": (("77470",), True),
    "anesthesia": (("77470",), True),
    "pediatric_anesthesia": (("77470",), True),
    "chemotherapy": (("77470",), True),
    "concurrent_systemic_therapy": (("77470",), True),
    "motion": (("77293", "77412"), True),
    "intraoperative": (("77469", "77424", "77425"), True),
    "positron_guided": (("G0562", "G0563", "C9794", "C9795"), True),
    "hyperthermia": (("77600", "77605", "77610", "77615", "77620"), True),
    "eye_plaque": (("77789",), True),
    "adaptive": (("77295", "77301"), False),
    "coordination": (("99366", "99367"), False),
    "online_adaptation": ((), False),
    "spatially_fractionated": ((), False),
}


@pytest.mark.parametrize("slug", sorted(REACHED))
def test_how_far_listed_codes_reach(slug: str, rulebook: Rulebook) -> None:
    """Whole: one of the codes describes all of it. Online adaptation has none."""
    (found,) = extra_work(course(25, complexity=(factor(slug, "As recorded."),)))
    assert (found.slug, found.says) == (slug, "As recorded")
    assert (found.reached_by, found.wholly) == REACHED[slug]
    assert set(found.reached_by) <= set(rulebook.codes)
    assert found.evidence


@pytest.mark.parametrize(
    ("slug", "reported"),
    [
        ("reirradiation", True),
        ("multiple_sites", True),
        ("adaptive", False),
        ("spatially_fractionated", False),
    ],
)
def test_what_77470_reaches_leaves_nothing_for_77499(slug: str, reported: bool, rulebook: Rulebook) -> None:
    episode = course(
        25, prior_courses=irradiated_before(), complexity=(factor("reirradiation"), factor(slug))
    )
    found = decide(episode, decision_rules(rulebook, date(2026, 6, 1)))
    assert "77470" in found.codes
    assert [item.slug for item in found.remaining] == ([] if reported else [slug])
