"""The files of letters: PDF and DOCX of each, as it is sent and annotated; one list for all writers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from unlisted.documents.letter.copies import Copy
from unlisted.documents.letter.docx import render_letter_docx
from unlisted.documents.letter.pdf import render_letter_pdf
from unlisted.packet.letter import Letter

FOLDERS = {Copy.SENT: "letters", Copy.ANNOTATED: "annotated"}
_RENDER: dict[str, Callable[[Letter, Copy], bytes]] = {"pdf": render_letter_pdf, "docx": render_letter_docx}


def letter_makers(letters: Iterable[Letter]) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the name of each file and what makes its bytes, so that a caller may stop between two."""
    for letter in letters:
        for copy, folder in FOLDERS.items():
            for ending, render in _RENDER.items():
                yield f"{folder}/{letter.id}.{ending}", partial(render, letter, copy)


def letter_files(letters: Iterable[Letter]) -> dict[str, bytes]:
    """Return all files by name."""
    return {name: make() for name, make in letter_makers(letters)}
