"""The letters of the demo case, word for word; changed only on purpose."""

from collections.abc import Callable
from pathlib import Path

import pytest

from builders.packets import demo_packet
from unlisted.packet.letter import plain_text
from unlisted.pipeline.packet_build import BuiltPacket

Compare = Callable[[Path, str], None]
FOLDER = Path(__file__).parent / "letters" / "sarcoma"
LETTERS = (
    "cover-sheet",
    "cover-letter",
    "special-report",
    "letter-of-medical-necessity",
    "comparator-worksheet",
    "evidence-index",
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> BuiltPacket:
    return demo_packet(tmp_path_factory.mktemp("demo"))


@pytest.mark.parametrize("letter", LETTERS)
def test_letter(letter: str, demo: BuiltPacket, matches_golden: Compare) -> None:
    matches_golden(FOLDER / f"{letter}.txt", plain_text(demo.packet.letter(letter)))


def test_every_letter_has_its_file(demo: BuiltPacket) -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {letter.id for letter in demo.packet.letters}


def test_claim(demo: BuiltPacket, matches_golden: Compare) -> None:
    matches_golden(FOLDER / "claim.x12", demo.claim_data.decode())
