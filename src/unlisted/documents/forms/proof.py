"""The proof sheet of a form: every item with its text in our own layout, to be read before printing."""

from __future__ import annotations

from datetime import date

from unlisted.documents.letter.pdf import render_letter_pdf
from unlisted.packet.forms.field import FormField, PaperForm
from unlisted.packet.letter import Approval, Block, Fill, Grid, Letter, Listing, Sentence, Signature, sentence


def render_proof(form: PaperForm, day: date) -> bytes:
    """Typeset the proof sheet; it looks nothing like the form and is never sent."""
    return render_letter_pdf(proof_sheet(form, day))


def proof_sheet(form: PaperForm, day: date) -> Letter:
    """Return the proof sheet as a document."""
    rules = (f"claim {form.claim}",)
    blocks: list[Block] = []
    if form.problems:
        blocks.append(Listing(tuple(sentence("{p}", p=Fill(text, rules=rules)) for text in form.problems)))
    for number, page in enumerate(form.pages, start=1):
        title = f"Page {number} of {len(form.pages)}" if len(form.pages) > 1 else "Items and what they hold"
        blocks.append(
            Grid(
                title,
                ("Item", "What", "Text", "Place"),
                tuple(_row(item, rules) for item in page),
                widths=(3, 6, 8, 5),
            )
        )
    return Letter(
        id="proof-sheet",
        title=f"Proof sheet: data for {form.form}",
        day=day,
        sender=(),
        recipient=(),
        references=(),
        blocks=tuple(blocks),
        signature=Signature("", shown=False),
        each_page=f"Claim {form.claim}: read before printing, not to be sent",
        approval=Approval("not a letter", "", day),
    )


def _row(item: FormField, rules: tuple[str, ...]) -> tuple[Sentence, ...]:
    line = f" line {item.line}" if item.line else ""
    spot = item.spot
    place = "not printed" if spot is None else f"row {spot.row}, column {spot.column}"
    if spot is not None and not spot.sure:
        place += ", check"
    return tuple(
        sentence("{cell}", cell=Fill(text, rules=rules))
        for text in (f"{item.item}{line}", item.name, item.text, place)
    )
