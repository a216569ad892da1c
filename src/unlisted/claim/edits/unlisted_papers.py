"""Attachments and notes of an unlisted line: sent where wanted, not sent where not."""

from __future__ import annotations

from collections.abc import Iterator

from unlisted.claim.edits.attachments import named
from unlisted.claim.edits.catalogue import ADVICE, WARNING, rule
from unlisted.claim.edits.context import EditContext
from unlisted.claim.edits.finding import ClaimFinding
from unlisted.claim.edits.payer_rules import given_of, payer_of
from unlisted.claim.edits.view import ClaimView, LineView
from unlisted.coding.payer_check import check_question, timing_for
from unlisted.rules.vocabulary import Medium

WITHOUT_REASON = rule(
    "unlisted.pwk_without_reason",
    7,
    WARNING,
    "an attachment is named, but this payer does not want it with the claim",
    "take PWK out and keep the records for a request",
    "Palmetto JJ B 2018-02-22, First Coast; rulebook medicare.contractors.palmetto.unasked_documents",
)
WANTED = rule(
    "unlisted.pwk_missing",
    7,
    WARNING,
    "this payer wants the documents with the claim, but none is named",
    "name the attachment in PWK and send it under the same control number",
    "the payer's documentation.timing rule in the rulebook",
)
ON_OTHER_LINE = rule(
    "unlisted.pwk_on_listed_line",
    4,
    ADVICE,
    "the attachment is named on a listed line, not on the unlisted one",
    "move PWK to the unlisted line, or to the claim",
    "shape of the claim, loop 2400",
)
NOTE_REPEATS = rule(
    "unlisted.note_repeats_description",
    4,
    ADVICE,
    "the note repeats the description",
    "use the note's 80 characters for the comparable code and why",
    "80-character budgets of SV101-7 and NTE02",
)
NOTE_OF_LINE = rule(
    "unlisted.note_in_wrong_loop",
    4,
    WARNING,
    "a note about one unlisted line stands on the claim among several lines",
    "move the note to the line (NTE in loop 2400)",
    "facts of the 837P: NTE ADD at loop 2400",
)
NOTE_PRICING = rule(
    "unlisted.note_for_repricer",
    4,
    WARNING,
    "a hospital line explains itself in a note for the repricer",
    "use SV202-7 and the billing note (NTE ADD in loop 2300)",
    "facts of the 837I: loop 2400 takes NTE TPO only",
)


def _by_rule(view: ClaimView, line: LineView, context: EditContext) -> str:
    """Return when the payer takes documents on an electronic claim; empty where no rule gives one time.

    Medicare wants records on request where its contractor's rule gives no one time (First Coast, Palmetto).
    """
    default = "on_request" if view.is_medicare else ""
    payer = payer_of(view, context)
    if context.rulebook is None or payer not in context.rulebook.payers:
        return default
    given = given_of(view, line, context)
    point = check_question(context.rulebook, payer, "documentation.timing", given, line.days[0] or context.on)
    decided = timing_for(point, Medium.ELECTRONIC)
    return default if decided is None else decided[0].value


def check(view: ClaimView, context: EditContext) -> Iterator[ClaimFinding]:
    """Yield what is wrong with attachments and notes of unlisted lines."""
    unlisted = [line for line in view.lines if line.code in context.unlisted]
    if not unlisted:
        return
    numbers = {line.number for line in unlisted}
    papers = list(named(view))
    wanted = context.attachments or _by_rule(view, unlisted[0], context)
    for loop, item, number in papers:
        if wanted in ("on_request", "never", "by_appeal") and item.get(2) != "AA":
            yield view.at(WITHOUT_REASON, loop, item, "PWK02", line=number)
        if number and number not in numbers:
            yield view.at(ON_OTHER_LINE, loop, item, line=number)
    if wanted == "with_claim" and not papers:
        yield view.at(WANTED, view.claim, "PWK", line=unlisted[0].number, position=view.head.position)
    for line in unlisted:
        for note in line.loop.all("NTE"):
            if note.get(2).strip().upper() == line.description.strip().upper():
                yield view.at(NOTE_REPEATS, line.loop, note, "NTE02", line=line.number)
            if view.institutional and note.get(1) == "TPO":
                yield view.at(NOTE_PRICING, line.loop, note, "NTE01", line=line.number)
    if not view.institutional and len(view.lines) > 1:
        for note in view.claim.all("NTE", "ADD"):
            if any(line.code in note.get(2) for line in unlisted):
                yield view.at(NOTE_OF_LINE, view.claim, note, "NTE02")
