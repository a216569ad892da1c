"""Read a hospital's own layout for some codes, as its mapping says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date

from unlisted.formats.charges.mapping import ChargeMapping, CodeColumn, TextFrom
from unlisted.formats.charges.table import Cell, Table, open_table
from unlisted.formats.container.members import Member
from unlisted.formats.container.text import TextReader
from unlisted.formats.frequencies import PricedDollar
from unlisted.formats.reading import Code, CodeQuery, FileIdentity, Tally, service_code
from unlisted.formats.repairs import note_text_repairs
from unlisted.formats.values import read_amount, read_date
from unlisted.market.observation import AmountKind, Observation, SourceKind

_CPT = re.compile(r"^[0-9]{4}[0-9A-Z]$")
_HCPCS = re.compile(r"^[A-Z][0-9]{4}$")
_MODIFIER_SEPARATOR = re.compile(r"[|,;\s]+")

Price = tuple[str, str, str]
"""Payer, plan and the amount as text."""


class _Layout:
    """A mapping bound to one open file."""

    def __init__(self, mapping: ChargeMapping, table: Table) -> None:
        self.mapping = mapping
        self.table = table
        self._payers = [(entry.column, entry.payer, entry.plan) for entry in mapping.payers]
        if mapping.payer_suffix is not None:
            suffix = mapping.payer_suffix.suffix
            self._payers += [
                (name, name.strip().removesuffix(suffix.strip()).strip(), "")
                for name in table.names
                if name.strip().endswith(suffix.strip())
            ]
        self._none = {value.strip() for value in mapping.none_values}

    def codes(self, cell: Cell) -> tuple[Code, ...]:
        """Return the distinct codes of a row with their types."""
        pairs = (
            (code, _code_type(column, code, cell))
            for column in self.mapping.codes
            if (code := cell(column.column)) and code not in self._none
        )
        return tuple(dict.fromkeys(pairs))

    def amount(self, text: str) -> str:
        """Return the text of an amount, or nothing where the layout means "none" by it."""
        if text in self._none or ("0" in self._none and read_amount(text) == 0):
            return ""
        return text

    def prices(self, cell: Cell) -> Iterator[Price]:
        """Yield the negotiated dollars of a row."""
        for column, payer, plan in self._payers:
            if text := self.amount(cell(column)):
                yield payer, plan, text
        rows = self.mapping.payer_rows
        if rows is not None and (text := self.amount(cell(rows.amount))):
            yield cell(rows.payer), cell(rows.plan) if rows.plan else "", text

    def item_amounts(self, cell: Cell) -> Iterator[tuple[AmountKind, str, str]]:
        """Yield kind, setting and text of the amounts that belong to no payer."""
        for entry in self.mapping.amounts:
            if text := self.amount(cell(entry.column)):
                yield entry.kind, entry.setting, text
        rows = self.mapping.amount_rows
        if rows is not None:
            kind = rows.kinds.get(cell(rows.kind))
            text = self.amount(cell(rows.amount))
            if kind is not None and text:
                yield kind, "", text

    def text(self, source: TextFrom | None, cell: Cell) -> str:
        """Return a text from where the mapping says it stands."""
        if source is None:
            return ""
        if source.text is not None:
            return source.text
        if source.column is not None:
            return cell(source.column)
        row = source.row or 0
        cells = self.table.preamble[row - 1] if row <= len(self.table.preamble) else []
        words = next((value.strip() for value in cells if value.strip()), "")
        if source.after:
            words = words.partition(source.after)[2]
        if source.until:
            words = words.partition(source.until)[0]
        return words.strip()


def _code_type(column: CodeColumn, code: str, cell: Cell) -> str:
    if column.type_column is not None:
        return cell(column.type_column).upper()
    if column.type != "by_shape":
        return str(column.type)
    if _CPT.match(code):
        return "CPT"
    return "HCPCS" if _HCPCS.match(code) else ""


def read_charges(
    member: Member, identity: FileIdentity, query: CodeQuery, tally: Tally, mapping: ChargeMapping
) -> Iterator[Observation]:
    """Yield every amount of the codes asked for, in the file's order.

    The locator is ``row N`` (physical line) for CSV and ``/N`` (record, from 0) for JSON records.
    """
    with closing(member.open()) as stream:
        reader = TextReader(stream)
        layout = _Layout(mapping, open_table(reader, member.name, mapping, tally))
        seen_items: set[tuple[object, ...]] = set()
        for locator, cell in layout.table.rows:
            codes = layout.codes(cell)
            tally.rows_read += 1
            tally.add_prices(sum(1 for _ in layout.prices(cell)))
            tally.see_codes(codes, query)
            wanted = [pair for pair in codes if query.wants(*pair)]
            if not wanted:
                continue
            tally.rows_matched += 1
            for code in wanted:
                base = _base(layout, cell, locator, identity, code)
                yield from _row(layout, cell, base, seen_items, tally)
        note_text_repairs(reader, tally)


def _row(
    layout: _Layout, cell: Cell, base: Observation, seen_items: set[tuple[object, ...]], tally: Tally
) -> Iterator[Observation]:
    for kind, setting, text in layout.item_amounts(cell):
        seen = replace(base, setting=setting or base.setting)
        item = (kind, text, seen.billing_code, seen.publisher_id, seen.setting, seen.revenue_code, seen.note)
        repeats = layout.mapping.payer_rows is not None
        if repeats and item in seen_items:
            continue
        seen_items.add(item)
        yield from _amount(seen, kind, text, tally)
    for payer, plan, text in layout.prices(cell):
        seen = replace(base, payer=payer, plan=plan)
        yield from _amount(seen, AmountKind.NEGOTIATED_DOLLAR, text, tally)


def _amount(seen: Observation, kind: AmountKind, text: str, tally: Tally) -> Iterator[Observation]:
    amount = read_amount(text)
    if amount is None:
        tally.note("amount_unreadable", f"an amount is no number: {text[:40]!r}", seen.locator)
    else:
        yield replace(seen, amount_kind=kind, amount=amount)


def _base(layout: _Layout, cell: Cell, locator: str, identity: FileIdentity, code: Code) -> Observation:
    mapping = layout.mapping
    known = mapping.known(identity.sha256)
    modifiers = _MODIFIER_SEPARATOR.split(cell(mapping.modifiers)) if mapping.modifiers else []
    revenue = cell(mapping.revenue_code) if mapping.revenue_code else ""
    gross = next((text for kind, _, text in layout.item_amounts(cell) if kind is AmountKind.GROSS_CHARGE), "")
    return Observation(
        source_kind=identity.kind,
        file_name=identity.name,
        sha256=identity.sha256,
        locator=locator,
        publisher=known.publisher if known else layout.text(mapping.publisher, cell),
        publisher_id=known.publisher_id if known else layout.text(mapping.publisher_id, cell),
        state=known.state if known else layout.text(mapping.state, cell),
        file_date=_file_date(layout, cell),
        schema_version=mapping.mapping,
        billing_code=code[0],
        billing_code_type=code[1],
        modifiers=tuple(modifier for modifier in modifiers if modifier),
        revenue_code="" if revenue in mapping.none_values else revenue,
        billing_class=layout.text(mapping.billing_class, cell),
        setting=layout.text(mapping.setting, cell),
        paired_gross_charge=read_amount(gross) if gross else None,
        note="; ".join(f"{name}={cell(column)}" for name, column in mapping.notes.items() if cell(column)),
    )


def _file_date(layout: _Layout, cell: Cell) -> date | None:
    return read_date(layout.text(layout.mapping.file_date, cell))


def describe_charges(
    member: Member, identity: FileIdentity, mapping: ChargeMapping
) -> tuple[str, date | None]:
    """Return publisher and date of a whole file, from its first row; empty where rows differ by design."""
    with closing(member.open()) as stream:
        table = open_table(TextReader(stream), member.name, mapping, Tally())
        layout = _Layout(mapping, table)
        known = mapping.known(identity.sha256)
        for _locator, cell in table.rows:
            by_row = mapping.publisher is not None and mapping.publisher.column is not None
            alone = mapping.source_kind is not SourceKind.HOSPITAL_CHARGE_ROWS or not by_row
            publisher = known.publisher if known else layout.text(mapping.publisher, cell) if alone else ""
            return publisher, _file_date(layout, cell)
    return "", None


def priced_charges(member: Member, mapping: ChargeMapping) -> Iterator[PricedDollar]:
    """Yield every negotiated dollar amount of the file, for counting."""
    with closing(member.open()) as stream:
        layout = _Layout(mapping, open_table(TextReader(stream), member.name, mapping, Tally()))
        for _locator, cell in layout.table.rows:
            code = service_code(layout.codes(cell))
            if code is None:
                continue
            for payer, plan, text in layout.prices(cell):
                amount = read_amount(text)
                if amount is not None:
                    yield payer, plan, code, amount
