"""The four delimiters, as an interchange header states them by position (X12.5, ISA)."""

from __future__ import annotations

from dataclasses import dataclass

from unlisted.base.errors import BrokenFileError, UnsupportedFormatError, UsageError

ISA_LENGTH = 106
ISA_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
_WHY = "the header's fixed positions say how the rest of the file is divided"


@dataclass(frozen=True, slots=True)
class Delimiters:
    """One character each. ``repetition`` is empty before version 00402, where ISA11 was something else."""

    element: str = "*"
    component: str = ":"
    segment: str = "~"
    repetition: str = "^"

    def __post_init__(self) -> None:
        used = [mark for mark in (self.element, self.component, self.segment, self.repetition) if mark]
        if len(set(used)) != len(used) or any(
            len(mark) != 1 or mark.isalnum() or mark == " " for mark in used
        ):
            raise UsageError(
                "the delimiters are not four different marks",
                why="a delimiter that is also data, or two of the same kind, divides wrongly",
                fix="use for example * : ~ ^",
            )

    @property
    def all(self) -> str:
        """Return all four as one text."""
        return self.element + self.component + self.segment + self.repetition


def read_delimiters(header: str) -> Delimiters:
    """Read the delimiters from the first 106 characters of an interchange.

    Raises ``UnsupportedFormatError`` where the text is no interchange, ``BrokenFileError`` where the
    header has not its fixed length.
    """
    if not header.startswith("ISA"):
        raise UnsupportedFormatError(
            "this is no X12 interchange",
            where="first bytes of the file",
            why="an interchange starts with an ISA segment",
            fix="give an X12 file, for example an 837",
        )
    if len(header) < ISA_LENGTH:
        raise BrokenFileError(
            f"the interchange header has {len(header)} of {ISA_LENGTH} characters",
            where="ISA",
            why=_WHY,
            fix="ask the sender for the whole file",
        )
    element = header[3]
    fields = header[: ISA_LENGTH - 1].split(element)
    if len(fields) != len(ISA_WIDTHS) + 1 or any(
        len(field) != width for field, width in zip(fields[1:], ISA_WIDTHS, strict=True)
    ):
        raise BrokenFileError(
            "the interchange header has not its fixed field widths",
            where="ISA",
            why=_WHY,
            fix="pad every field of ISA to its width (spaces on the right)",
        )
    repetition = fields[11]
    try:
        return Delimiters(element, fields[16], header[105], "" if repetition.isalnum() else repetition)
    except UsageError as error:
        raise BrokenFileError(
            error.what, where="ISA", why=error.why, fix="ask the sender for other delimiters"
        ) from error


def guess_delimiters(text: str) -> Delimiters | None:
    """Guess the delimiters of a file that starts with GS or ST; ``None`` where it starts otherwise.

    Some systems cut the interchange header off before they hand a file on. The element delimiter is the
    mark after the first id; the segment ends in a tilde where there is one, else with the line.
    """
    if not text.startswith(("GS", "ST")) or len(text) < 4 or text[2].isalnum() or text[2].isspace():
        return None
    terminator = "~" if "~" in text else "\n"
    free = [mark for mark in (":", ">", "^", "|") if mark not in (text[2], terminator)]
    try:
        return Delimiters(text[2], free[0], terminator, free[-1])
    except UsageError:
        return None
