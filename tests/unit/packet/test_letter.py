"""The letter value: evidence comes with facts, blanks stay visible, and only the right person signs."""

from datetime import date

import pytest

from builders.letters import BOARD, DOCTOR, sample_letter
from unlisted.base.errors import UsageError
from unlisted.packet.letter import Approval, Blank, Fill, Words, plain_text, sentence, sign
from unlisted.packet.sources import number_sources

SIGNED = Approval("Alex Exampleton", "radiation_oncologist", date(2026, 10, 2))


def test_a_fact_brings_its_evidence_along() -> None:
    said = sentence(
        "On {day} {who} met.",
        day=Fill("May 1", (BOARD,), ("rule.a",)),
        who=Fill("they", (DOCTOR, BOARD)),
        rules=("rule.a", "rule.b"),
    )
    assert said.text == "On May 1 they met."
    assert said.evidence == (BOARD, DOCTOR)
    assert said.rules == ("rule.a", "rule.b")
    assert not said.standing


def test_a_missing_fact_is_a_blank_and_not_prose() -> None:
    said = sentence("On {day} it was.", day=Blank("day of the visit"))
    assert said.parts == (Words("On "), Blank("day of the visit"), Words(" it was."))
    assert said.text == "On [day of the visit] it was."
    assert not said.standing


def test_a_sentence_without_source_is_standing_text() -> None:
    assert sentence("Please call us.").standing


def test_braces_in_a_fact_are_text() -> None:
    assert sentence("{a}", a=Fill("{b} {0}")).text == "{b} {0}"


def test_signing_ends_the_draft() -> None:
    assert sample_letter().is_draft
    assert not sign(sample_letter(), SIGNED).is_draft


@pytest.mark.parametrize(
    ("approval", "with_blank", "why"),
    [
        (SIGNED, True, "open blank"),
        (Approval("Kim Mockington", "dosimetrist", SIGNED.on), False, "may not sign"),
        (Approval("  ", "radiation_oncologist", SIGNED.on), False, "needs a name"),
        (Approval("Pat Mockdale", "other_physician", SIGNED.on), False, "another person's"),
    ],
)
def test_what_may_not_be_signed(approval: Approval, with_blank: bool, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        sign(sample_letter(with_blank=with_blank), approval)


def test_sources_are_numbered_once_in_order_of_use() -> None:
    letter = sample_letter()
    sources = number_sources((letter,))
    assert [entry.number for entry in sources.entries] == list(range(1, len(sources.entries) + 1))
    assert [entry.kind for entry in sources.entries] == ["record", "person", "rule"]
    known = {entry.number for entry in sources.entries}
    for one in letter.sentences():
        marks = sources.of(one)
        assert set(marks) <= known
        assert bool(marks) is not one.standing


def test_plain_text_holds_every_sentence() -> None:
    text = plain_text(sample_letter(with_blank=True))
    assert "[date of the tumor board]" in text
    assert all(one.text in text for one in sample_letter(with_blank=True).sentences())
