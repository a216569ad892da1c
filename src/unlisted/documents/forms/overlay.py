"""Print a form's data at its place on a preprinted form, and the grid that shows whether a printer agrees."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import typst

from unlisted.base.errors import OutputError, UsageError
from unlisted.documents.clean import printable, western
from unlisted.documents.pdf import package_fonts
from unlisted.packet.forms.field import FormField, PaperForm, Spot

ROW: Final = Decimal(12)
COLUMN: Final = Decimal("7.2")
ABOVE_THE_LINE: Final = Decimal("3.3")
"""Points between the foot of a row and its baseline; from the figures the spots were made of."""
_POINTS_OF_MM: Final = Decimal(72) / Decimal("25.4")
_FARTHEST: Final = Decimal(20)


@dataclass(frozen=True, slots=True)
class Shift:
    """How far a printer is off, in millimeters: what to add to the right and down."""

    right: Decimal = Decimal(0)
    down: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if abs(self.right) > _FARTHEST or abs(self.down) > _FARTHEST:
            raise UsageError(
                f"a shift of {self.right} by {self.down} mm is farther than {_FARTHEST} mm",
                why="the data would leave the form",
                fix="feed the paper anew, then measure the grid again",
            )


def place_of(spot: Spot, shift: Shift = Shift()) -> tuple[Decimal, Decimal]:
    """Return where text begins: points from the left edge, and from the top to the baseline.

    A right-aligned spot is given by its right end.
    """
    column = spot.column + (spot.width if spot.right else 0)
    return (
        column * COLUMN + shift.right * _POINTS_OF_MM,
        spot.row * ROW - ABOVE_THE_LINE + shift.down * _POINTS_OF_MM,
    )


def render_overlay(form: PaperForm, day: date, shift: Shift = Shift()) -> bytes:
    """Typeset the data of a form, to be printed on the preprinted form; nothing else is on the page."""
    pages = [[_placed(item, shift) for item in page if item.spot is not None] for page in form.pages]
    return _typeset({"title": f"{form.form}, data of {form.claim}", "grid": False, "pages": pages}, day)


def render_grid(day: date, shift: Shift = Shift(), spots: Iterable[FormField] = ()) -> bytes:
    """Typeset the test grid: rulers every half inch and a cross at the place of each field given."""
    marks = [_placed(item, shift) for item in spots if item.spot is not None]
    return _typeset({"title": "Test grid for preprinted forms", "grid": True, "pages": [marks]}, day)


def _placed(item: FormField, shift: Shift) -> dict[str, Any]:
    if item.spot is None:
        raise UsageError(f"item {item.item} has no place on the form")
    left, baseline = place_of(item.spot, shift)
    return {
        "x": f"{left:.4f}",
        "y": f"{baseline:.4f}",
        "right": item.spot.right,
        "text": western(printable(item.text)),
        "item": item.item,
    }


def _typeset(data: dict[str, Any], day: date) -> bytes:
    try:
        return typst.compile(
            _template(),
            format="pdf",
            font_paths=package_fonts(),
            sys_inputs={"form": json.dumps(data, ensure_ascii=False)},
            pdf_standards="ua-1",
            timestamp=datetime.combine(day, time(), tzinfo=UTC),
        )
    except typst.TypstError as error:
        raise OutputError("the form cannot be typeset", where=data["title"], why=str(error)) from error


@lru_cache(maxsize=1)
def _template() -> bytes:
    return resources.files("unlisted.documents").joinpath("templates/form.typ").read_bytes()
