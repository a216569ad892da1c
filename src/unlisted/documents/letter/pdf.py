"""A letter as a tagged PDF (PDF/UA-1), US Letter; the same value gives the same bytes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from functools import lru_cache
from importlib import resources

import typst

from unlisted.base.errors import OutputError
from unlisted.documents.clean import western
from unlisted.documents.letter.copies import Copy, Plain, letter_data
from unlisted.documents.pdf import package_fonts
from unlisted.documents.tokens import LIGHT
from unlisted.packet.letter import Letter


def render_letter_pdf(letter: Letter, copy: Copy = Copy.SENT) -> bytes:
    """Typeset a letter; a draft carries its watermark on every page. Raises ``OutputError``.

    Text reaches the template as data, never as markup. A letter the fonts cannot draw becomes U+FFFD; the
    DOCX keeps it.
    """
    data = letter_data(letter, copy)
    try:
        return _typeset(data, letter)
    except typst.TypstError:
        try:
            return _typeset(western(data), letter)
        except typst.TypstError as error:
            raise OutputError(
                "the letter cannot be typeset",
                where=letter.id,
                why="the typesetter refuses it",
                fix="use the DOCX of the same letter, and report this",
            ) from error


def _typeset(data: Plain, letter: Letter) -> bytes:
    return typst.compile(
        _template(),
        format="pdf",
        font_paths=package_fonts(),
        sys_inputs={"letter": json.dumps({**data, "colors": LIGHT}, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=datetime.combine(letter.day, time(), tzinfo=UTC),
    )


@lru_cache(maxsize=1)
def _template() -> bytes:
    return resources.files("unlisted.documents").joinpath("templates/letter.typ").read_bytes()
