"""Read a hospital's tall or wide CSV file for some codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from operator import itemgetter

from unlisted.base.errors import BrokenFileError
from unlisted.base.outcome import Severity
from unlisted.formats.container.members import Member
from unlisted.formats.container.text import TextReader
from unlisted.formats.csvrows import csv_rows, is_misaligned, pad
from unlisted.formats.frequencies import PricedDollar
from unlisted.formats.hpt.columns import Columns, PlanColumns, find_columns
from unlisted.formats.hpt.header import HospitalHeader, header_from_rows
from unlisted.formats.hpt.item import PAYER_KINDS, Charge, ChargeReader, PayerPrice
from unlisted.formats.reading import Code, CodeQuery, FileIdentity, Tally, service_code
from unlisted.formats.repairs import note_text_repairs
from unlisted.formats.values import read_amount
from unlisted.market.observation import AmountKind, Observation

_MODIFIER_SEPARATOR = re.compile(r"[|,;\s]+")
_STATED = (AmountKind.NEGOTIATED_DOLLAR, AmountKind.NEGOTIATED_PERCENTAGE, "algorithm")


class _File:
    """An open hospital CSV file past its three header rows."""

    def __init__(self, reader: TextReader, name: str) -> None:
        self._rows = csv_rows(reader, name)
        self.header, self.columns = read_header_rows(self._rows, name)

    def rows(self, tally: Tally) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows whose cells stand where the header says, filled up to its width."""
        for line, row in self._rows:
            fitted = fit(row, line, self.columns.width, tally)
            if fitted is not None:
                yield line, fitted


def read_header_rows(rows: Iterator[tuple[int, list[str]]], name: str) -> tuple[HospitalHeader, Columns]:
    """Read the three header rows; raise ``BrokenFileError`` where the file ends before that."""
    _, names = _next_filled(rows, name, "the names of the general data elements")
    _, values = _next_filled(rows, name, "the values of the general data elements")
    line, columns = _next_filled(rows, name, "the column names")
    return header_from_rows(names, values), find_columns(columns, name, line)


def _next_filled(rows: Iterator[tuple[int, list[str]]], name: str, what: str) -> tuple[int, list[str]]:
    for line, row in rows:
        if any(cell.strip() for cell in row):
            return line, row
    raise BrokenFileError(
        f"{name} ends before {what}",
        where=f"{name}, the first three rows",
        why="a hospital file has three header rows (45 CFR 180.50, CMS template)",
        fix="download the file again",
    )


def fit(row: list[str], line: int, width: int, tally: Tally) -> list[str] | None:
    """Return a row filled up to the header's width, or ``None`` for one that is empty or shifted."""
    if is_misaligned(row, width):
        tally.note(
            "row_misaligned",
            "a row has filled cells beyond the header; it is left out because its cells are shifted",
            f"row {line}",
        )
        return None
    if not row:
        return None
    if len(row) < width:
        tally.note(
            "row_short",
            "a row has fewer cells than the header; the missing last ones count as empty",
            f"row {line}",
            severity=Severity.ADVICE,
        )
    return pad(row, width)


class RowReader:
    """Turn the rows of a file that have a code asked for into observations."""

    def __init__(
        self,
        columns: Columns,
        identity: FileIdentity,
        header: HospitalHeader,
        query: CodeQuery,
        tally: Tally,
    ) -> None:
        self._columns = columns
        self._query = query
        self._tally = tally
        self._charges = ChargeReader(identity, header, query, tally)
        self._seen_items: set[tuple[object, ...]] = set()

    def see(self, row: list[str], line: int, offset: int | None) -> Iterator[Observation]:
        """Yield the amounts of a row, whose record starts on ``line`` and at the byte ``offset``."""
        columns, charges = self._columns, self._charges
        codes = _codes(row, columns)
        self._tally.see_codes(codes, self._query)
        if not any(self._query.wants(*pair) for pair in codes):
            return
        self._tally.rows_matched += 1
        place = f"row {line}"
        charge = _charge(row, columns, codes, place)
        item = (_cell(row, columns, "description"), *_identity_of(charge))
        for bare in charges.bases(charge):
            base = replace(bare, byte_offset=offset)
            if item not in self._seen_items:
                yield from charges.item_amounts(base, charge)
            for plan in columns.plans:
                yield from charges.payer_amounts(base, _payer_price(row, columns, plan, place))
        self._seen_items.add(item)


def read_csv(
    member: Member, identity: FileIdentity, query: CodeQuery, tally: Tally, header: HospitalHeader
) -> Iterator[Observation]:
    """Yield every amount of the codes asked for, in the file's order; the locator is ``row N``.

    ``N`` is the physical line on which the record starts. In a tall file an item stands on one row per
    payer; its own amounts (gross, cash, minimum, maximum) are yielded once, from its first row.
    """
    with closing(member.open()) as stream:
        reader = TextReader(stream)
        file = _File(reader, member.name)
        header.take_over(file.header)
        header.check(tally)
        seen = RowReader(file.columns, identity, header, query, tally)
        count_prices = _price_counter(file.columns)
        for line, row in file.rows(tally):
            tally.rows_read += 1
            tally.add_prices(count_prices(row))
            yield from seen.see(row, line, None)
        note_text_repairs(reader, tally)


def priced_csv(member: Member, tally: Tally) -> Iterator[PricedDollar]:
    """Yield every negotiated dollar amount of the file, for counting."""
    with closing(member.open()) as stream:
        file = _File(TextReader(stream), member.name)
        columns = file.columns
        dollars = [
            (plan.payer, plan.plan, plan.places[AmountKind.NEGOTIATED_DOLLAR]) for plan in columns.plans
        ]
        for _line, row in file.rows(tally):
            code = service_code(_codes(row, columns))
            if code is None:
                continue
            for payer, plan, place in dollars:
                text = row[place]
                if not text:
                    continue
                amount = read_amount(text)
                if amount is None:
                    continue
                if columns.tall:
                    yield _cell(row, columns, "payer"), _cell(row, columns, "plan"), code, amount
                else:
                    yield payer, plan, code, amount


def _codes(row: list[str], columns: Columns) -> tuple[Code, ...]:
    return tuple(
        (code, row[type_place].strip().upper())
        for code_place, type_place in columns.codes
        if (code := row[code_place].strip())
    )


def _cell(row: list[str], columns: Columns, name: str) -> str:
    place = columns.fields.get(name)
    return "" if place is None else row[place].strip()


def _charge(row: list[str], columns: Columns, codes: tuple[Code, ...], locator: str) -> Charge:
    modifiers = _MODIFIER_SEPARATOR.split(_cell(row, columns, "modifiers"))
    return Charge(
        locator=locator,
        codes=codes,
        modifiers=tuple(modifier for modifier in modifiers if modifier),
        setting=_cell(row, columns, "setting"),
        billing_class=_cell(row, columns, "billing_class"),
        note=_cell(row, columns, "note"),
        amounts={kind: row[place].strip() for kind, place in columns.amounts.items()},
    )


def _identity_of(charge: Charge) -> tuple[object, ...]:
    amounts = tuple(charge.amounts.values())
    return (charge.codes, charge.modifiers, charge.setting, charge.billing_class, amounts)


def _payer_price(row: list[str], columns: Columns, plan: PlanColumns, locator: str) -> PayerPrice:
    def text(meaning: str) -> str:
        """Return one of the plan's values."""
        place = plan.places.get(meaning)
        return "" if place is None else row[place].strip()

    return PayerPrice(
        locator=locator,
        payer=_cell(row, columns, "payer") if columns.tall else plan.payer,
        plan=_cell(row, columns, "plan") if columns.tall else plan.plan,
        methodology=text("methodology"),
        algorithm=text("algorithm"),
        count=text("count"),
        note=text("note"),
        amounts={kind: text(kind) for kind in PAYER_KINDS},
    )


class _price_counter:  # noqa: N801 - used as a function
    """Count the payer amounts (dollar, percentage, algorithm) that a row states."""

    def __init__(self, columns: Columns) -> None:
        places = [plan.places[meaning] for plan in columns.plans for meaning in _STATED]
        self._pick = itemgetter(*places) if len(places) > 1 else None

    def __call__(self, row: list[str]) -> int:
        return sum(map(bool, self._pick(row))) if self._pick else 0
