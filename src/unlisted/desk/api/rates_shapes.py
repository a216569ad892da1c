"""Shapes of the answers about prices. Amounts are decimal numbers as text; units stand beside them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ninja import Schema

from unlisted.desk.api.parameters import Pages


class PriceFile(Schema):
    """One price file: what it is, what was asked of it, how much was found."""

    name: str
    sha256: str
    bytes: int
    kind: str
    layout: str
    publisher: str
    file_date: date | None
    newest_row: date | None
    codes: list[str]
    rows_read: int
    rows_matched: int
    observations: int
    findings: int


class FilePage(Pages):
    """Files of the dataset, in the order of name and hash; ``codes`` all of them were searched for."""

    codes: list[str]
    files: list[PriceFile]


class Place(Schema):
    """Where in which file a row stands."""

    file_name: str
    sha256: str
    locator: str


class Percentile(Schema):
    """One percentile."""

    percent: int
    amount: str


class ListedAmount(Schema):
    """A provider's amount, listed where there are too few for percentiles."""

    provider: str
    amount: str


class Distribution(Schema):
    """A distribution: what each of the ``count`` values stands for, and its percentiles or values."""

    weight: str
    count: int
    percentiles: list[Percentile]
    listed: list[ListedAmount]


class PriceFigure(Schema):
    """The distributions of one stratum, in dollars or in per cent of charges (``unit``)."""

    key: str
    stratum: dict[str, str | None]
    unit: str
    row_count: int
    tin_count: int
    npi_count: int
    hospital_count: int
    file_count: int
    first_file_date: date | None
    last_file_date: date | None
    distributions: list[Distribution]
    evidence: list[Place]


class DropCount(Schema):
    """How many rows were dropped for one reason."""

    says: str
    rows: int


class DroppedRow(Place):
    """One of the first rows a gate dropped."""

    payer: str
    plan: str
    amount_kind: str
    amount: str | None
    says: str


class GateStep(Schema):
    """One gate: rows before it, rows kept, and why the others were dropped."""

    gate: str
    title: str
    rows_in: int
    rows_kept: int
    dropped: int
    reasons: list[DropCount]
    samples: list[DroppedRow]
    note: str


class WaterfallShape(Schema):
    """From the rows read to the rows kept, for all figures of the code together."""

    rows_read: int
    rows_kept: int
    duplicate_factor: str
    steps: list[GateStep]


class FigurePage(Pages):
    """Figures of one code with one split."""

    code: str
    split: list[str]
    percentile_definition: str
    files: int
    waterfall: WaterfallShape
    figures: list[PriceFigure]


class PriceRow(Schema):
    """One row as the file states it. A percentage stands in ``amount`` where the kind says so."""

    publisher: str | None
    payer: str | None
    plan: str | None
    state: str | None
    setting: str | None
    billing_class: str | None
    modifiers: str | None
    amount_kind: str | None
    amount: Decimal | None
    negotiated_type: str | None
    source_kind: str | None
    file_name: str | None
    locator: str | None
    file_date: date | None
    sha256: str | None


class RowPage(Pages):
    """Rows of one code."""

    code: str
    rows: list[PriceRow]
