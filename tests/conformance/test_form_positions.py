"""Overlay positions on the rendered page: printed at 300 dots to the inch, every place measured to 0.5 mm."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from unlisted.documents.forms.overlay import Shift, place_of, render_grid, render_overlay
from unlisted.packet.forms.field import FormField, PaperForm, Spot
from unlisted.pipeline.packet_forms import all_spots

DOTS = 300
TOLERANCE_MM = 0.5
DAY = date(2026, 10, 1)

pytestmark = pytest.mark.skipif(
    shutil.which("pdftoppm") is None, reason="pdftoppm (poppler) renders the page"
)


@dataclass(frozen=True)
class Image:
    """A gray image: rows of bytes, 0 is black."""

    width: int
    height: int
    pixels: bytes

    def dark_box(self, left: int, top: int, right: int, bottom: int) -> tuple[int, int, int, int] | None:
        """Return the box of dark pixels inside a window (left, top, right, bottom), or ``None``."""
        columns, rows = [], []
        for row in range(max(top, 0), min(bottom, self.height)):
            start = row * self.width
            for column in range(max(left, 0), min(right, self.width)):
                if self.pixels[start + column] < 128:
                    columns.append(column)
                    rows.append(row)
        return (min(columns), min(rows), max(columns) + 1, max(rows) + 1) if columns else None


def rendered(pdf: bytes, folder: Path) -> Image:
    source = folder / "page.pdf"
    source.write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", str(DOTS), "-gray", "-singlefile", str(source), str(folder / "page")],
        check=True,
        capture_output=True,
    )
    data = (folder / "page.pgm").read_bytes()
    kind, size, depth, pixels = data.split(b"\n", 3)
    assert (kind, depth) == (b"P5", b"255")
    width, height = (int(number) for number in size.split())
    return Image(width, height, pixels)


def dots(points: Decimal) -> float:
    return float(points) * DOTS / 72


def mm(distance: float) -> float:
    return distance / DOTS * 25.4


def one_page(fields: tuple[FormField, ...]) -> PaperForm:
    return PaperForm("test", "T", (fields,))


# Ink of an X in this font begins 0.3 points after its origin and ends on the baseline.
SHIFTS = [Shift(), Shift(Decimal("2.5"), Decimal("-1.5"))]


@pytest.mark.parametrize("shift", SHIFTS, ids=["as it is", "shifted"])
def test_every_position_is_met(shift: Shift, tmp_path: Path) -> None:
    fields = tuple({(f.spot.row, f.spot.column): f for f in all_spots() if f.spot}.values())
    image = rendered(render_overlay(one_page(fields), DAY, shift), tmp_path)
    worst = 0.0
    for field in fields:
        assert field.spot is not None
        left, baseline = (dots(value) for value in place_of(field.spot, shift))
        if field.spot.right:
            left -= dots(Decimal("7.2"))
        # 0.8 of a character to each side, a row above: no neighbor reaches in
        box = image.dark_box(round(left) - 12, round(baseline) - 40, round(left) + 26, round(baseline) + 10)
        assert box is not None, field.item
        off = max(abs(mm(box[0] - left)), abs(mm(box[3] - baseline)))
        worst = max(worst, off)
        assert off <= TOLERANCE_MM, f"{field.item}: {off:.2f} mm"
    assert worst > 0  # the measure measures


def test_ten_characters_are_one_inch(tmp_path: Path) -> None:
    field = FormField("19", "text", "X" * 71, Spot(38, 3, 71))
    image = rendered(render_overlay(one_page((field,)), DAY), tmp_path)
    box = image.dark_box(0, 0, image.width, image.height)
    assert box is not None
    pitch = (box[2] - box[0]) / (70 + 5.4 / 7.2)  # 70 steps and the ink of the last letter
    assert mm(abs(pitch - DOTS / 10) * 70) <= TOLERANCE_MM


def test_a_right_aligned_amount_ends_at_its_place(tmp_path: Path) -> None:
    field = FormField("24F", "charge", "XXXX XX", Spot(46, 52, 8, right=True))
    image = rendered(render_overlay(one_page((field,)), DAY), tmp_path)
    box = image.dark_box(0, 0, image.width, image.height)
    assert box is not None
    right, baseline = (dots(value) for value in place_of(field.spot or Spot(0, 0, 0)))
    assert abs(mm(box[0] - (right - 7 * dots(Decimal("7.2"))))) <= TOLERANCE_MM
    assert box[2] <= right
    assert abs(mm(box[3] - baseline)) <= TOLERANCE_MM


def test_the_grid_has_its_lines_at_whole_inches(tmp_path: Path) -> None:
    image = rendered(render_grid(DAY), tmp_path)
    for inch in range(1, 8):
        found = image.dark_box(inch * DOTS - 8, 5 * DOTS + 40, inch * DOTS + 9, 5 * DOTS + 60)
        if found is None:  # gray lines: look for anything that is not white
            window = [
                column
                for column in range(inch * DOTS - 8, inch * DOTS + 9)
                if image.pixels[(5 * DOTS + 50) * image.width + column] < 250
            ]
            assert window, f"{inch} in"
            center = (min(window) + max(window) + 1) / 2
        else:
            center = (found[0] + found[2]) / 2
        assert abs(mm(center - inch * DOTS)) <= TOLERANCE_MM


def test_a_page_of_data_holds_nothing_else(tmp_path: Path) -> None:
    image = rendered(render_overlay(one_page(()), DAY), tmp_path)
    assert image.dark_box(0, 0, image.width, image.height) is None
