"""The letters of the demo case: specific, complete, every statement with its source."""

from dataclasses import replace
from datetime import date

import pytest

from unlisted.base.errors import UsageError
from unlisted.episode.care import CompletionSummary
from unlisted.episode.clinical import TumorBoard
from unlisted.packet.build import build_packet, sign_packet
from unlisted.packet.letter import Approval, Letter, plain_text
from unlisted.pipeline.packet_build import BuiltPacket

ORDER = [
    "cover-sheet",
    "cover-letter",
    "special-report",
    "letter-of-medical-necessity",
    "comparator-worksheet",
    "evidence-index",
]
SIGNED = Approval("Alex Exampleton", "radiation_oncologist", date(2026, 10, 2))


def text_of(demo: BuiltPacket, letter: str) -> str:
    return plain_text(demo.packet.letter(letter))


def test_all_letters_in_the_order_they_are_sent(demo: BuiltPacket) -> None:
    assert [letter.id for letter in demo.packet.letters] == ORDER


def test_nothing_is_missing_in_the_demo(demo: BuiltPacket) -> None:
    assert demo.packet.blanks == ()


@pytest.mark.parametrize("letter", ORDER)
def test_every_statement_has_a_source(demo: BuiltPacket, letter: str) -> None:
    standing = [one.text for one in demo.packet.letter(letter).sentences() if one.standing and one.text]
    for text in standing:
        assert not any(character.isdigit() for character in text.replace("277CA", "")), text
        assert "Syntheticson" not in text


@pytest.mark.parametrize(
    ("letter", "passage"),
    [
        ("cover-letter", "We report 77499 for composite reirradiation management with dose summation."),
        (
            "cover-letter",
            "77470 (added effort of an unusual course, once a course) is no option here: it is not",
        ),
        ("cover-letter", "Charge: $976.14"),
        ("cover-letter", "Alex Exampleton states: Without local treatment the recurrence would reach"),
        ("special-report", "The service took 375 minutes: 150 by the radiation oncologist and 225 by the"),
        ("special-report", "vessels 50.0 Gy before, 23.0 Gy now, 73.0 Gy in all"),
        ("special-report", "Technique: VMAT, 6 MV; machine: SYNLINAC1."),
        ("letter-of-medical-necessity", "Examplus Syntheticson, 64 years old, male, has undifferentiated"),
        (
            "letter-of-medical-necessity",
            "Prescribed on August 26, 2026 were 30 Gy in 5 fractions to PTV_3000.",
        ),
        ("comparator-worksheet", "40 % more than 77435"),
        ("evidence-index", "Dose summation report"),
        ("cover-sheet", "For an electronic claim the documents go in through the appeal path"),
    ],
)
def test_the_letters_say_what_the_record_says(demo: BuiltPacket, letter: str, passage: str) -> None:
    assert passage in text_of(demo, letter)


def test_planning_minutes_stay_apart_from_the_service(demo: BuiltPacket) -> None:
    report = text_of(demo, "special-report")
    own, others = report.index("Prior records review"), report.index("Contouring")
    assert own < others
    assert "365" in report[others:]  # the dosimetrist's planning, a service of its own


def changed(demo: BuiltPacket, **facts: object) -> tuple[str, ...]:
    episode = replace(demo.case.episode, **facts)  # type: ignore[arg-type]
    packet = build_packet(replace(demo.case, episode=episode))
    return tuple(blank.what for _, blank in packet.blanks)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"tumor_board": TumorBoard()}, "day of the tumor board"),
        ({"attestations": ()}, "why the service was needed"),
        ({"time_log": ()}, "minutes by person and activity"),
        ({"fractions": ()}, "fractions and dose delivered"),
        ({"diagnoses": ()}, "diagnosis"),
    ],
)
def test_a_missing_fact_is_a_blank(demo: BuiltPacket, facts: dict[str, object], missing: str) -> None:
    assert missing in changed(demo, **facts)


def test_an_empty_record_gives_blanks_and_no_error(demo: BuiltPacket) -> None:
    from unlisted.episode.episode import Episode

    packet = build_packet(replace(demo.case, episode=Episode("EMPTY", completion=CompletionSummary())))
    assert len(packet.blanks) > 20
    with pytest.raises(UsageError, match="open blank"):
        sign_packet(packet, SIGNED)


def test_signing_releases_every_paper(demo: BuiltPacket) -> None:
    def drafts(letters: tuple[Letter, ...]) -> list[str]:
        return [letter.id for letter in letters if letter.is_draft]

    assert drafts(demo.packet.letters) == ORDER
    assert drafts(sign_packet(demo.packet, SIGNED).letters) == []
    with pytest.raises(UsageError, match="may not sign"):
        sign_packet(demo.packet, replace(SIGNED, role="dosimetrist"))
