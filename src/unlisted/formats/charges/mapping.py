"""A mapping file says what the columns of a hospital's own layout mean. Strict: unknown keys are refused."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from unlisted.base.errors import InputError
from unlisted.formats.values import read_date
from unlisted.market.observation import AmountKind, SourceKind
from unlisted.rules.problems import Problem
from unlisted.rules.strict_yaml import read_tree

Name = Annotated[str, Field(min_length=1, max_length=500)]
MAX_HEADER_ROW = 50


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TextFrom(_Part):
    """Where a text comes from: a column, a fixed text, or a row above the header (its first filled cell).

    ``after`` and ``until`` cut the words round the text in such a row.
    """

    column: Name | None = None
    text: Name | None = None
    row: Annotated[int, Field(ge=1, le=MAX_HEADER_ROW)] | None = None
    after: str = ""
    until: str = ""

    @model_validator(mode="after")
    def _one_source(self) -> TextFrom:
        if sum(value is not None for value in (self.column, self.text, self.row)) != 1:
            raise ValueError("give exactly one of column, text, row")
        return self


class CodeColumn(_Part):
    """A column of billing codes, and their type: fixed, from a column, or by the code's shape."""

    column: Name
    type: Name | None = None
    type_column: Name | None = None

    @model_validator(mode="after")
    def _one_type(self) -> CodeColumn:
        if (self.type is None) == (self.type_column is None):
            raise ValueError("give either type (CPT, HCPCS, by_shape) or type_column")
        return self


class AmountColumn(_Part):
    """A column of amounts of one kind, and the setting it holds for, where the column's name says so."""

    column: Name
    kind: AmountKind
    setting: str = ""


class PayerColumn(_Part):
    """A column of one payer's negotiated dollars."""

    column: Name
    payer: Name
    plan: str = ""


class PayerSuffix(_Part):
    """All columns whose names end alike hold negotiated dollars; what stands before is the payer."""

    suffix: Name


class PayerRows(_Part):
    """One row per payer: the columns of payer, plan and negotiated dollars."""

    payer: Name
    plan: Name | None = None
    amount: Name


class AmountRows(_Part):
    """One row per amount: a column names its kind."""

    kind: Name
    amount: Name
    kinds: dict[str, AmountKind]


class KnownFile(_Part):
    """What one file does not say about itself, by the SHA-256 of its bytes, with where that was found."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    publisher: Name
    publisher_id: str = ""
    state: str = ""
    source: Name


class ChargeMapping(_Part):
    """A layout: how to recognise it, and what its columns mean."""

    mapping: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    about: Name
    source_kind: Literal[SourceKind.HOSPITAL_LEGACY, SourceKind.HOSPITAL_CHARGE_ROWS]
    layout: Literal["csv", "json_records"]
    header_row: Annotated[int, Field(ge=1, le=MAX_HEADER_ROW)] = 1
    signature: Annotated[list[Name], Field(min_length=2)]
    codes: Annotated[list[CodeColumn], Field(min_length=1)]
    publisher: TextFrom | None = None
    publisher_id: TextFrom | None = None
    state: TextFrom | None = None
    file_date: TextFrom | None = None
    modifiers: Name | None = None
    setting: TextFrom | None = None
    billing_class: TextFrom | None = None
    revenue_code: Name | None = None
    amounts: list[AmountColumn] = []
    payers: list[PayerColumn] = []
    payer_suffix: PayerSuffix | None = None
    payer_rows: PayerRows | None = None
    amount_rows: AmountRows | None = None
    none_values: list[str] = []
    notes: dict[Annotated[str, Field(pattern=r"^[a-z0-9_]+$")], Name] = {}
    known_files: list[KnownFile] = []

    @model_validator(mode="after")
    def _has_amounts(self) -> ChargeMapping:
        if not (self.amounts or self.payers or self.payer_suffix or self.payer_rows or self.amount_rows):
            raise ValueError("name at least one column of amounts")
        if self.file_date and self.file_date.text and read_date(self.file_date.text) is None:
            raise ValueError("file_date.text is no day")
        return self

    def known(self, sha256: str) -> KnownFile | None:
        """Return what is known of a file from elsewhere."""
        return next((entry for entry in self.known_files if entry.sha256 == sha256), None)


def parse_mapping(name: str, data: bytes) -> ChargeMapping:
    """Read a mapping file; raise ``InputError`` that names the element and what is allowed."""
    tree = read_tree(name, data)
    if isinstance(tree, Problem):
        raise InputError(
            f"the mapping file {name} cannot be read: {tree.what}",
            where=f"{name}, line {tree.line}",
            why=tree.why,
            fix=tree.fix,
        )
    try:
        return ChargeMapping.model_validate(tree)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise InputError(
            f"the mapping file {name} is not as it should be: {first['msg']}",
            where=f"{name}, {place}",
            why="a column that is misread would give wrong amounts",
            fix="see docs/reference/charge-mapping.md",
        ) from error


@lru_cache(maxsize=4096)
def column_key(name: str) -> str:
    """Return a column's name for comparing: case and runs of space do not matter."""
    return " ".join(name.split()).casefold()
