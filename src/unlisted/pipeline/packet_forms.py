"""The paper forms of a claim as files: overlay, proof sheet, data; and the test grid for a printer."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from pathlib import Path

from unlisted.base.errors import InputError
from unlisted.claim.model import Claim, ClaimKind
from unlisted.documents.forms.overlay import Shift, render_grid, render_overlay
from unlisted.documents.forms.proof import render_proof
from unlisted.formats.x12.claim_reader import read_batch
from unlisted.packet.forms.cms1500 import cms1500
from unlisted.packet.forms.cms1500_spots import (
    LINE_COLUMNS,
    LINES_ON_A_PAGE,
    SPOTS,
    diagnosis_spot,
    line_spot,
    shaded_spot,
)
from unlisted.packet.forms.field import FormField, PaperForm
from unlisted.packet.forms.ub04 import ub04
from unlisted.pipeline.claim_check import edit_context
from unlisted.pipeline.whole_files import write_private


def paper_form(claim: Claim, unlisted: Collection[str]) -> PaperForm:
    """Return the form that belongs to the kind of claim."""
    return cms1500(claim, unlisted) if claim.kind is ClaimKind.PROFESSIONAL else ub04(claim, unlisted)


def form_files(
    claim: Claim, unlisted: Collection[str], day: date, shift: Shift | None = None, *, prefix: str = "forms/"
) -> dict[str, bytes]:
    """Return the forms by file name: the overlay of a CMS-1500, the proof sheet and the data of both."""
    form = paper_form(claim, unlisted)
    name = "cms1500" if claim.kind is ClaimKind.PROFESSIONAL else "ub04"
    files = {f"{prefix}{name}-proof.pdf": render_proof(form, day), f"{prefix}{name}.json": form_json(form)}
    if claim.kind is ClaimKind.PROFESSIONAL:
        files[f"{prefix}{name}-overlay.pdf"] = render_overlay(form, day, shift or Shift())
    return files


def form_json(form: PaperForm) -> bytes:
    """Return the data of a form, for a practice's own printing program."""
    data = {
        "form": form.form,
        "claim": form.claim,
        "problems": list(form.problems),
        "pages": [
            [{"item": item.item, "line": item.line, "name": item.name, "text": item.text} for item in page]
            for page in form.pages
        ],
    }
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def all_spots() -> tuple[FormField, ...]:
    """Return one field for each print position of the CMS-1500."""
    fields = [FormField(name, name, "X", spot) for name, spot in SPOTS.items()]
    fields += [FormField(f"21.{n}", "diagnosis", "X", diagnosis_spot(n)) for n in range(1, 13)]
    for line in range(1, LINES_ON_A_PAGE + 1):
        fields += [FormField(name, name, "X", line_spot(name, line), line) for name in LINE_COLUMNS]
        fields.append(FormField("24 shaded", "description", "X", shaded_spot(line), line))
    return tuple(fields)


def grid_file(day: date, shift: Shift | None = None) -> bytes:
    """Return the test grid with a cross at every position."""
    return render_grid(day, shift or Shift(), all_spots())


def write_forms(file: Path, out: Path, day: date, shift: Shift) -> tuple[Path, ...]:
    """Write the forms of every claim in a file, and the test grid, into ``out``.

    Raises ``InputError`` and its kind for a file that is no claim file, ``OutputError`` for the folder.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file.name} cannot be opened: {error.strerror}", where=str(file)) from error
    listed = edit_context(day).unlisted
    files: dict[str, bytes] = {"test-grid.pdf": grid_file(day, shift)}
    for number, claim in enumerate(read_batch(data).claims, start=1):
        unlisted = {line.code for line in claim.lines if line.code in listed}
        files |= form_files(claim, unlisted, day, shift, prefix=f"{number:03d}-")
    return tuple(write_private(out / name, content) for name, content in files.items())
