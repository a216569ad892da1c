"""The description of an unlisted line: there, usable, and the same as in the letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unlisted.claim.description import is_specific
from unlisted.claim.edits.attachments import named
from unlisted.claim.edits.catalogue import ADVICE, BLOCKING, WARNING, rule
from unlisted.claim.edits.context import EditContext
from unlisted.claim.edits.finding import ClaimFinding
from unlisted.claim.edits.view import ClaimView, LineView
from unlisted.claim.text import DESCRIPTION_LIMIT

_PLACE = "CGS joint DME publication 2016-08-31; rulebook medicare.contractors.palmetto.description"
_FIX = (
    "say in SV101-7 (hospital: SV202-7) what was done, how, where, and the comparable code, in 80 characters"
)
_NORIDIAN = (
    "Noridian JE B, unlisted procedure and NOC codes; rulebook medicare.contractors.noridian.description"
)

MISSING = rule(
    "unlisted.description_missing", 4, BLOCKING, "an unlisted line has no description", _FIX, _PLACE
)
IN_NOTE = rule(
    "unlisted.description_only_in_note",
    4,
    BLOCKING,
    "the description of an unlisted line stands only in a note",
    "move it into SV101-7 (hospital: SV202-7); the note may add to it",
    _PLACE,
)
MISPLACED = rule(
    "unlisted.description_misplaced",
    4,
    BLOCKING,
    "the description stands in the wrong component",
    "count the components: code, four modifiers, then the description as the seventh",
    "defect of OpenEMR X125010837P.php (01dd433), read 2026-11-23",
)
TOO_LONG = rule(
    "unlisted.description_too_long",
    4,
    BLOCKING,
    "the description of an unlisted line is longer than 80 characters",
    "shorten it; the rest belongs into the note or the attachment",
    _NORIDIAN,
)
GENERIC = rule(
    "unlisted.description_generic",
    4,
    BLOCKING,
    "the description says no more than the code itself",
    _FIX,
    "rulebook predicate description_is_specific; RARC N350 follows such lines",
)
SHORT = rule(
    "unlisted.description_short",
    4,
    WARNING,
    "the description is too short to say what, how and where",
    _FIX,
    "Noridian JF A, unlisted code billing: how, body area, why",
)
DIFFERS = rule(
    "unlisted.description_differs_from_letter",
    4,
    WARNING,
    "claim and letter describe the line differently",
    "use one description in both",
    "rulebook coding.unlisted_report_contents.special_report",
)
SAME_TEXT = rule(
    "unlisted.description_repeated",
    4,
    WARNING,
    "two unlisted lines carry the same description",
    "say what sets the second service apart",
    "rulebook coding.decision_order.r19_more_than_one",
)
REFERS = rule(
    "unlisted.description_refers_to_nothing",
    4,
    WARNING,
    "the description points to an attachment that is not named",
    "name the attachment in PWK, or take the reference out",
    "rulebook medicare.contractors.noridian.overflow",
)
NAMES_PATIENT = rule(
    "unlisted.description_names_patient",
    4,
    BLOCKING,
    "the description names the patient",
    "describe the service, not the person",
    "45 CFR 164.502(b), minimum necessary",
)
NAMES_ITSELF = rule(
    "unlisted.description_names_its_code",
    4,
    ADVICE,
    "the description repeats the line's own code",
    "use the characters for the service",
    "80-character budget of SV101-7",
)
NO_COMPARATOR = rule(
    "unlisted.comparator_missing",
    4,
    ADVICE,
    "neither description, note nor attachment names a comparable code",
    "name the comparable listed code",
    "rulebook coding.comparator.name_a_comparator",
)
OTHER_COMPARATOR = rule(
    "unlisted.comparator_differs",
    4,
    WARNING,
    "the claim names another comparable code than the case",
    "use one comparable code in claim, letter and price",
    "rulebook coding.comparator.name_a_comparator",
)
LISTED = rule(
    "unlisted.description_on_listed_code",
    4,
    ADVICE,
    "a listed code carries a description",
    "take it out: the code says what was done",
    "descriptions are for codes without their own text; CGS 2016-08-31",
)
SMALL_LETTERS = rule(
    "unlisted.description_small_letters",
    4,
    ADVICE,
    "the description uses letters outside the basic set",
    "write capitals; some receivers take the basic set only",
    "X12.6 basic and extended character sets",
)
SAYS_UNLISTED = rule(
    "unlisted.code_not_on_list",
    5,
    ADVICE,
    "a line says it is unlisted, but its code is not on the list",
    "add the code to the list by an override, or use another description",
    "list with overrides, never a pattern; Palmetto JM DID BBSMCX4042",
)
_SHORTEST = 15
_REFERENCE = re.compile(
    r"\b(SEE|PER|REFER)\s+(TO\s+)?(THE\s+)?(ATTACH\w*|PWK|REPORT|LETTER|RECORDS?|DOC\w*)\b", re.IGNORECASE
)
_CODE = re.compile(r"\b([0-9]{5}|G[0-9]{4}|[0-9]{4}T)\b", re.ASCII)
_SAYS_SO = re.compile(r"\b(UNLISTED|NOT OTHERWISE CLASSIFIED|NOC)\b", re.IGNORECASE)
_LONG_NAME = 4


def check(view: ClaimView, context: EditContext) -> Iterator[ClaimFinding]:
    """Yield what is wrong with descriptions."""
    seen: set[tuple[str, str]] = set()
    attached = {number for _, _, number in named(view)}
    for line in view.lines:
        if line.code not in context.unlisted:
            yield from _listed(line, context)
            continue
        text = line.description.strip()
        element = line.element(7)
        if not text:
            yield _missing(view, line)
            continue
        if len(line.description) > DESCRIPTION_LIMIT:
            yield line.at(
                TOO_LONG, element, message=f"{element} has {len(line.description)} characters; 80 fit"
            )
        if not is_specific(text):
            yield line.at(GENERIC, element)
        elif len(text) < _SHORTEST:
            yield line.at(SHORT, element)
        if (line.code, text) in seen:
            yield line.at(SAME_TEXT, element)
        seen.add((line.code, text))
        yield from _content(view, line, context, bool(attached & {0, line.number}))


def _missing(view: ClaimView, line: LineView) -> ClaimFinding:
    if line.service.part(line.procedure_element, 8):
        return line.at(MISPLACED, line.element(8))
    note = line.loop.first("NTE") or view.claim.first("NTE")
    return line.at(IN_NOTE if note else MISSING, line.element(7))


def _content(view: ClaimView, line: LineView, context: EditContext, attached: bool) -> Iterator[ClaimFinding]:
    text, element = line.description, line.element(7)
    letter = context.letters.get(line.control_number)
    if letter is not None and _plain(letter) != _plain(text):
        yield line.at(DIFFERS, element)
    if _REFERENCE.search(text) and not attached:
        yield line.at(REFERS, element)
    if any(re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) for name in _patient_words(view)):
        yield line.at(NAMES_PATIENT, element)
    if re.search(rf"\b{re.escape(line.code)}\b", text):
        yield line.at(NAMES_ITSELF, element)
    if text != text.upper():
        yield line.at(SMALL_LETTERS, element)
    yield from _comparator(view, line, context, attached)


def _comparator(
    view: ClaimView, line: LineView, context: EditContext, attached: bool
) -> Iterator[ClaimFinding]:
    notes = " ".join(item.get(2) for loop in (line.loop, view.claim) for item in loop.all("NTE"))
    codes = set(_CODE.findall(f"{line.description} {notes}")) - {line.code}
    chosen = context.comparators.get(line.control_number, "")
    if chosen and codes and chosen not in codes:
        yield line.at(OTHER_COMPARATOR, line.element(7), value=chosen)
    if not codes and not attached and not chosen:
        yield line.at(NO_COMPARATOR, line.element(7))


def _listed(line: LineView, context: EditContext) -> Iterator[ClaimFinding]:
    if not line.description:
        return
    if _SAYS_SO.search(line.description):
        yield line.at(SAYS_UNLISTED, line.element(2), value=line.code)
    elif context.rulebook is not None and line.code in context.rulebook.codes:
        yield line.at(LISTED, line.element(7))


def _patient_words(view: ClaimView) -> set[str]:
    """Return family names and ids of patient and subscriber that are long enough not to be a common word."""
    words: set[str] = set()
    for loop in (view.subscriber.inner("2010BA"), view.patient.inner("2010CA") if view.patient else None):
        item = loop.first("NM1") if loop else None
        if item is not None:
            words |= {word for word in (item.get(3), item.get(9)) if len(word) >= _LONG_NAME}
    return words


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^A-Z0-9]+", " ", text.upper()).split())
