"""The two copies of a letter, and the letter as plain data that both renderers read."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from unlisted.base.dates import long_day
from unlisted.documents.clean import printable
from unlisted.packet.letter import (
    Blank,
    Block,
    Grid,
    Heading,
    Letter,
    Line,
    Lines,
    Listing,
    Paragraph,
    Sentence,
)
from unlisted.packet.sources import STANDING, NumberedSources, number_sources

Plain = dict[str, Any]


class Copy(StrEnum):
    """``sent`` goes to the payer; ``annotated`` shows what made each sentence and stays in the file."""

    SENT = "sent"
    ANNOTATED = "annotated"


def letter_data(letter: Letter, copy: Copy) -> Plain:
    """Return objects, lists and text ready to be set; all text is printable."""
    sources = number_sources((letter,)) if copy is Copy.ANNOTATED else NumberedSources((), {})
    annotated = copy is Copy.ANNOTATED
    by = letter.approval
    return {
        "title": printable(letter.title),
        "day": long_day(letter.day),
        "draft": letter.is_draft,
        "annotated": annotated,
        "sender": [printable(line) for line in letter.sender],
        "recipient": [_sentence(one, sources, annotated) for one in letter.recipient],
        "references": [_line(line, sources, annotated) for line in letter.references],
        "blocks": [_block(block, sources, annotated) for block in letter.blocks],
        "enclosures": [_sentence(one, sources, annotated) for one in letter.enclosures],
        "each_page": printable(letter.each_page),
        "signature": {
            "shown": letter.signature.shown,
            "name": printable(letter.signature.name),
            "credentials": printable(letter.signature.credentials),
            "npi": letter.signature.npi,
            "signed": "" if by is None else printable(f"Signed by {by.person}, {long_day(by.on)}"),
        },
        "sources": [
            {"number": str(entry.number), "kind": entry.kind, "says": printable(entry.says)}
            for entry in sources.entries
        ],
        "standing": STANDING,
    }


def _sentence(one: Sentence, sources: NumberedSources, annotated: bool) -> Plain:
    marks = [str(number) for number in sources.of(one)] if annotated else []
    return {
        "parts": [
            {"blank": True, "text": printable(part.what), "underline": False, "hand": part.by_hand}
            if isinstance(part, Blank)
            else {"blank": False, "text": printable(part.text), "underline": part.underline, "hand": False}
            for part in one.parts
        ],
        "marks": marks or (["s"] if annotated and one.standing and one.text.strip() else []),
    }


def _line(line: Line, sources: NumberedSources, annotated: bool) -> Plain:
    return {"label": printable(line.label), "says": _sentence(line.says, sources, annotated)}


def _block(block: Block, sources: NumberedSources, annotated: bool) -> Plain:
    match block:
        case Heading():
            return {"type": "heading", "text": printable(block.text)}
        case Paragraph():
            return {"type": "paragraph", "sentences": _all(block.sentences, sources, annotated)}
        case Listing():
            return {
                "type": "listing",
                "ordered": block.ordered,
                "items": _all(block.items, sources, annotated),
            }
        case Lines():
            return {"type": "lines", "lines": [_line(line, sources, annotated) for line in block.lines]}
        case Grid():
            return {
                "type": "grid",
                "caption": printable(block.caption),
                "columns": [printable(title) for title in block.columns],
                "rows": [_all(row, sources, annotated) for row in block.rows],
                "right": list(block.right),
                "widths": list(block.widths or (1,) * len(block.columns)),
            }


def _all(many: tuple[Sentence, ...], sources: NumberedSources, annotated: bool) -> list[Plain]:
    return [_sentence(one, sources, annotated) for one in many]
