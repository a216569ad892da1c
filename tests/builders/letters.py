"""A small letter with everything a letter can hold, about nobody."""

from datetime import date

from unlisted.base.evidence import EnteredEvidence, FileEvidence
from unlisted.packet.letter import (
    Blank,
    Fill,
    Grid,
    Heading,
    Letter,
    Line,
    Lines,
    Listing,
    Paragraph,
    Signature,
    sentence,
)

BOARD = FileEvidence("board.yaml", "ab" * 32, "tumor_board.on")
DOCTOR = EnteredEvidence("Alex Exampleton", "radiation_oncologist", date(2026, 9, 28), "completion.yaml")


def sample_letter(*, with_blank: bool = False) -> Letter:
    """Return a letter; with a blank it cannot be signed."""
    day = Blank("date of the tumor board") if with_blank else Fill("August 19, 2026", (BOARD,))
    said = sentence("The board met on {day}.", day=day)
    marked = sentence("The dose of two courses was summed.", evidence=(DOCTOR,), underline=True)
    greeting = sentence("Please call us with any question.")
    return Letter(
        id="special-report",
        title="Special report on an unlisted service",
        day=date(2026, 10, 1),
        sender=("Example Radiation Oncology Group", "100 Test Way, Springfield IL 62701", "555-555-0100"),
        recipient=(sentence("Example Health Plan"), sentence("Claims department")),
        references=(Line("Patient", sentence("{who}", who=Fill("Examplus Syntheticson", (BOARD,)))),),
        blocks=(
            Heading("What was done"),
            Paragraph((said, marked, greeting)),
            Listing((said, marked), ordered=True),
            Listing((marked,)),
            Lines((Line("Fractions", marked),)),
            Grid("Values", ("What", "Minutes"), ((marked, sentence("370", rules=("r.one",))),), (1,), (3, 1)),
        ),
        signature=Signature("Alex Exampleton", "MD", "1000000001"),
        each_page="Syntheticson, SYN-77499",
        enclosures=(said,),
    )
