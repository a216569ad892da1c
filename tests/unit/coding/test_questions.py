"""What a question says: why it is asked, and what each answer leads to."""

from __future__ import annotations

from datetime import date

import pytest

from builders.courses import a_consult, course, factor, said, sbrt
from unlisted.coding.decide import decide
from unlisted.coding.decision import Outcome, State
from unlisted.coding.decision_rules import DecisionRules, decision_rules
from unlisted.coding.explain import why_no_listed_code
from unlisted.coding.request import Request, Stage
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Technique
from unlisted.pricing.edit_tables import edit_tables
from unlisted.pricing.embedded import embedded_tables
from unlisted.rules.rulebook import Rulebook

DAY = date(2026, 6, 1)
BEYOND = said(work_beyond_listed_management=True, extra_effort=False)
SEARCHED = said(category_iii_searched=True, category_iii_code_found=False)


@pytest.fixture(scope="module")
def rules(rulebook: Rulebook) -> DecisionRules:
    return decision_rules(rulebook, DAY)


def boost() -> Episode:
    return sbrt(5, complexity=(factor("adaptive", "The limb swelled."),))


def test_the_work_on_record_is_the_reason_to_ask(rules: DecisionRules) -> None:
    found = decide(boost(), rules)
    (asked,) = found.questions
    assert asked.slug == "work_beyond_listed_management"
    assert asked.why == "the record speaks of: The limb swelled"
    assert asked.if_yes == "77499 is weighed for that work"
    assert asked.if_no == "77435 is the answer"


def test_category_iii_is_asked_once_such_work_is_stated(rules: DecisionRules) -> None:
    found = decide(boost(), rules, answers=BEYOND)
    assert [q.slug for q in found.questions] == ["category_iii_searched", "category_iii_code_found"]
    assert {(q.if_yes, q.if_no) for q in found.questions} == {("", "")}


def test_apart_says_what_follows(rules: DecisionRules) -> None:
    found = decide(boost(), rules, answers=(*BEYOND, *SEARCHED))
    (asked,) = found.questions
    assert asked.why == (
        "77435 already describes the management of this course; the record speaks of more: The limb swelled"
    )
    assert (asked.if_yes, asked.if_no) == (
        "77435 × 1 and 77499 × 1",
        "77435 × 1 only; the work is part of it",
    )


def test_without_a_claim_the_listed_code_is_the_answer(rules: DecisionRules) -> None:
    found = decide(sbrt(5), rules)
    assert found.outcome is Outcome.LISTED
    (reason,) = found.candidate("77499").because
    assert reason == "77435 describes the work, and no work beyond it is on record"


def test_a_stage_without_unlisted_code_is_no_unlisted_answer(rules: DecisionRules) -> None:
    found = decide(course(25), rules, Request(stage=Stage.DELIVERY))
    assert found.outcome is Outcome.HOLD
    assert not any(item.code.endswith("99") for item in found.candidates)


def test_the_first_open_thing_is_asked_first(rules: DecisionRules) -> None:
    running = course(20, planned=25, reported=None, status="in_progress", complexity=(factor("adaptive"),))
    (asked,) = decide(running, rules).questions
    assert (asked.slug, asked.why) == ("course_finished", "the course is recorded as in progress")


def test_the_letter_gets_a_sentence_for_each_listed_code_left_out(rules: DecisionRules) -> None:
    found = decide(boost(), rules)
    texts = [sentence.text for sentence in why_no_listed_code(found)]
    for code in ("77427", "77431", "77432", "77469", "77470"):
        assert any(text.startswith(f"{code} (") for text in texts)
    assert not any(text.startswith(("77435", "77499")) for text in texts)
    assert texts[-1].startswith("The limb swelled: 77295 or 77301 may describe a part of it")
    for sentence in why_no_listed_code(found)[:-1]:
        assert sentence.rules
        assert sentence.evidence


def test_a_line_of_weekly_management_names_the_days_of_each_unit(rules: DecisionRules) -> None:
    (line,) = decide(course(12), rules).lines
    assert line.spans == (
        (date(2026, 3, 2), date(2026, 3, 6)),
        (date(2026, 3, 9), date(2026, 3, 17)),
    )
    days = [(date(2026, 3, 2 + n), at) for n in range(5) for at in ("08:00", "12:00")]
    held_back = decide(course(days=days, stereotactic=False), rules)
    (line,) = held_back.lines
    assert (line.units, line.spans) == (1, ())  # which sessions count is not decided


def test_a_line_that_no_other_bill_takes_is_said_without_an_offer(
    rulebook: Rulebook, rules: DecisionRules
) -> None:
    edits = edit_tables(embedded_tables(rulebook, ["77370"]))
    for setting, last in (
        ("inpatient_hospital", "77370 is technical only: in a hospital it is not the physician's to bill."),
        (
            "outpatient_hospital",
            "77370 is technical only: in a hospital it is not the physician's to bill. "
            "The institutional claim may carry it.",
        ),
    ):
        request = Request(stage=Stage.PHYSICS, setting=setting, billing_class="professional")
        found = decide(course(25, physics_consults=(a_consult(),)), rules, request, edits)
        assert found.outcome is Outcome.LISTED
        assert found.explanation[-1].text == last


def test_nothing_stands_while_a_person_has_to_review_the_line_itself(rules: DecisionRules) -> None:
    grenz = course(10, technique=Technique.STATIC, energy="0.012", site="skin of the nose")
    found = decide(grenz, rules)
    assert found.outcome is Outcome.HOLD
    assert found.for_review
    assert found.codes
    assert found.standing == ()
    assert not any("stands whatever" in item.text for item in found.explanation)


def test_a_course_under_way_excludes_no_management_it_may_still_become(rules: DecisionRules) -> None:
    running = course(20, planned=25, reported=None, status="in_progress")
    found = decide(running, rules)
    assert found.candidate("77427").state is State.UNKNOWN
    assert not any(text.text.startswith("77427") for text in why_no_listed_code(found))
