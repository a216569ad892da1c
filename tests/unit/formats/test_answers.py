"""Answers as a file: who, in which role, on which day, for which episode."""

from __future__ import annotations

from datetime import date

import pytest

from unlisted.base.errors import BrokenFileError
from unlisted.coding.answers import GivenAnswer
from unlisted.formats.answers import AnswerFile, read_answers, write_answers

ANSWERS = """\
answers: unlisted.answers/1
entries:
  - {question: stereotactic, answer: yes, by: Alex Exampleton, role: radiation_oncologist, on: 2026-09-28}
  - {question: category_iii_searched, answer: no, by: Chris Codeman, role: coder, on: 2026-09-28,
     says: not yet}
"""


def test_answers_are_read_with_person_role_and_day() -> None:
    kept = read_answers("answers.yaml", ANSWERS.encode())
    assert kept.episode == ""
    first, second = kept.given
    assert (first.question, first.value, first.role, first.on) == (
        "stereotactic",
        True,
        "radiation_oncologist",
        date(2026, 9, 28),
    )
    assert (second.value, second.says, second.person) == (False, "not yet", "Chris Codeman")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("answer: yes", "answer: maybe"),
        ("question: stereotactic", "question: guessed"),
        ("by: Alex Exampleton, ", ""),
        ("on: 2026-09-28}", "on: soon}"),
        ("answers/1", "answers/9"),
        ("says: not yet", "says: [not, yet]"),
        ("entries:", "episode: ''\nentries:"),
    ],
)
def test_a_broken_answer_is_refused(old: str, new: str) -> None:
    assert old in ANSWERS
    with pytest.raises(BrokenFileError):
        read_answers("answers.yaml", ANSWERS.replace(old, new, 1).encode())


def test_what_is_written_reads_back() -> None:
    day = date(2026, 9, 28)
    given = (
        GivenAnswer(
            "stereotactic", True, "Alex: Exampleton", "radiation_oncologist", day, "# as planned", "a"
        ),
        GivenAnswer("listed_planning_code", 77263, "Chris Codeman", "coder", day, "", "a"),
        GivenAnswer("cranial", False, "Ünal Ärzt", "radiation_oncologist", day, "it's 'left'", "a"),
    )
    for kept in (AnswerFile("CASE: 1", given), AnswerFile("", given[:1])):
        assert read_answers("a", write_answers(kept)) == kept
