"""Remark on what had to be read tolerantly."""

from __future__ import annotations

from unlisted.base.outcome import Severity
from unlisted.formats.container.text import TextReader
from unlisted.formats.jsonwalk import JsonCursor
from unlisted.formats.reading import Tally


def note_text_repairs(reader: TextReader, tally: Tally) -> None:
    """Remark on bytes that are no UTF-8."""
    if reader.repaired:
        tally.note(
            "bytes_not_utf8",
            "bytes that are no UTF-8 were read as Windows-1252",
            severity=Severity.ADVICE,
            times=reader.repaired,
        )


def note_json_repairs(cursor: JsonCursor, reader: TextReader, tally: Tally) -> None:
    """Remark on bare backslashes and on bytes that are no UTF-8."""
    if cursor.repaired_escapes:
        tally.note(
            "bare_backslash",
            "a backslash in a text starts no JSON escape and was read as itself",
            severity=Severity.ADVICE,
            times=cursor.repaired_escapes,
        )
    note_text_repairs(reader, tally)
