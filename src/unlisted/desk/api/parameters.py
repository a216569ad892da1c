"""What may stand in an address of the interface: bounded, and described as it is checked."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from ninja import Schema
from pydantic import BeforeValidator, Field, WithJsonSchema

from unlisted.desk.knowledge import FIRST_DAY, LAST_DAY

MOST_PAGES = 100_000
MOST_ROWS = 200
TEXT = r"^[^\x00]*$"
"""Every text but one with a null byte, which no database takes."""

_DAY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")


def _day(given: Any) -> Any:
    """Take a day as YYYY-MM-DD and nothing else that could be read as one."""
    if given is None or isinstance(given, date):
        return given
    if not isinstance(given, str) or not _DAY.fullmatch(given):
        raise ValueError(f"a day from {FIRST_DAY} to {LAST_DAY}, written YYYY-MM-DD")
    return date.fromisoformat(given)


Code = Annotated[str, Field(pattern=r"^[0-9A-Z]{5}$", description="CPT or HCPCS code")]
Number = Annotated[int, Field(ge=1, le=2**31 - 1, description="number of the case")]
Day = Annotated[
    date | None,
    BeforeValidator(_day),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date",
            "pattern": _DAY.pattern,
            "description": f"a day from {FIRST_DAY} to {LAST_DAY}; today where absent",
        }
    ),
]
Text = Annotated[str, Field(max_length=200, pattern=TEXT)]


class Paged(Schema):
    """Which page."""

    page: int = Field(1, ge=1, le=MOST_PAGES)


class PagedRows(Paged):
    """Which page, and how many rows stand on one."""

    size: int = Field(50, ge=1, le=MOST_ROWS)


class Pages(Schema):
    """Where a page stands. A page behind the last one is empty."""

    page: int
    pages: int
    total: int
