"""The same-language check: scores, passages, and what may repeat."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from unlisted.documents.packet_json import packet_data
from unlisted.packet.similarity import compare_packets, shingles, words_of
from unlisted.pipeline.packet_build import BuiltPacket


def earlier(demo: BuiltPacket) -> tuple[tuple[str, object], ...]:
    return (("earlier", packet_data(demo.packet, demo.case)),)


def test_nothing_earlier_scores_nothing(demo: BuiltPacket) -> None:
    assert all(item.score == 0 and not item.passages for item in compare_packets(demo.packet, ()))


def test_the_same_packet_is_cloned(demo: BuiltPacket) -> None:
    found = {item.letter: item for item in compare_packets(demo.packet, earlier(demo))}
    report = found["special-report"]
    assert report.score == Decimal(1)
    assert report.is_suspect
    assert any("73.0 Gy" in passage.text for passage in report.passages)
    assert all(passage.earlier == "earlier" and passage.share == 1 for passage in report.passages)


def test_standing_text_may_repeat(demo: BuiltPacket) -> None:
    for item in compare_packets(demo.packet, earlier(demo)):
        for passage in item.passages:
            assert "doctor-to-doctor" not in passage.text
            assert "Once, for this course" not in passage.text


def test_one_changed_fact_lowers_the_score(demo: BuiltPacket) -> None:
    value: dict[str, Any] = packet_data(demo.packet, demo.case)
    for letter in value["letters"]:
        for one in letter["sentences"]:
            if "73.0 Gy" in one["text"]:
                one["text"] = "Nothing was summed at all in that other course of that other patient."
    (report,) = [
        item for item in compare_packets(demo.packet, (("other", value),)) if item.letter == "special-report"
    ]
    assert report.score < 1
    assert all("73.0 Gy" not in passage.text for passage in report.passages)


def test_other_files_are_passed_by(demo: BuiltPacket) -> None:
    shapes: list[object] = [None, [], {}, {"letters": 1}, {"letters": [{"sentences": [1, {"text": 2}]}]}]
    for value in shapes:
        assert all(item.score == 0 for item in compare_packets(demo.packet, (("x", value),)))


def test_marks_and_capitals_do_not_hide_a_clone() -> None:
    assert shingles("The LIMB swelled, by 11 mm!") == shingles("the limb swelled by 11 mm")


@given(st.text(max_size=200))
def test_runs_are_made_of_the_words(text: str) -> None:
    words = words_of(text)
    for run in shingles(text):
        assert set(run) <= set(words)
        assert len(run) <= 5


def test_only_letters_that_argue_are_compared(demo: BuiltPacket) -> None:
    assert [item.letter for item in compare_packets(demo.packet, ())] == [
        "cover-letter",
        "special-report",
        "letter-of-medical-necessity",
    ]


def test_citations_and_excluded_codes_may_repeat(demo: BuiltPacket) -> None:
    for item in compare_packets(demo.packet, earlier(demo)):
        for passage in item.passages:
            assert "doi:" not in passage.text
            assert "no option here" not in passage.text
            assert len(passage.text.split()) > 3
