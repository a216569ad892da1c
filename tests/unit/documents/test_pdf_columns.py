"""Columns on paper get room by how much text they hold."""

from __future__ import annotations

from unlisted.documents.pdf.columns import column_widths
from unlisted.report.blocks import Cell, Column, Table


def _table(*rows: tuple[str, ...], right: tuple[int, ...] = ()) -> Table:
    columns = tuple(
        Column(f"c{place}", "T", align="right" if place in right else "left") for place in range(len(rows[0]))
    )
    return Table("t", "caption", columns, tuple(tuple(Cell(text) for text in row) for row in rows))


def test_what_fits_keeps_its_natural_width() -> None:
    assert column_widths(_table(("short", "words", "only"))) == []


def test_a_column_of_sentences_gets_the_room() -> None:
    sentence = "many words in a row that need room " * 12
    yes, told, day = column_widths(_table(("yes", sentence, "2026-01-01"), ("no", sentence, "2026-02-01")))
    assert told > 4 * day
    assert day >= len("2026-01-01")
    assert yes >= len("yes")


def test_a_number_is_never_broken() -> None:
    sentence = "many words in a row that need room " * 12
    money, _ = column_widths(_table(("$1,234,567.00", sentence), right=(0,)))
    assert money >= len("$1,234,567.00")


def test_two_long_columns_share_by_amount() -> None:
    one, two = column_widths(_table(("word " * 100, "word " * 300)))
    assert 2 * one <= two <= 4 * one


def test_too_many_columns_still_all_get_some() -> None:
    widths = column_widths(_table(tuple("internationalization" for _ in range(20))))
    assert len(widths) == 20
    assert min(widths) > 0
