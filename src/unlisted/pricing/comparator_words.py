"""The sentences a board gives: the one for the note field (80 characters) and those for the letter."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from unlisted.base.evidence import Evidence
from unlisted.base.money import format_usd
from unlisted.base.outcome import Answer, Available, Reason, Unavailable
from unlisted.coding.decision import Statement
from unlisted.pricing.fee import Fee, StatedPercent

NOTE_CHARACTERS = 80
"""Room of the description on a claim (SV101-7; item 19)."""


def note_sentence(description: str, comparator: str, judged: StatedPercent | None) -> Answer[str]:
    """Return the note: description, comparator, percentage. Never cut: what does not fit is said."""
    plain = " ".join(description.split())
    if not plain:
        return Unavailable(
            Reason.NO_OBSERVATIONS,
            "a description of the service",
            would_fill="an entry of the service catalogue",
        )
    tries = []
    if judged is not None:
        sign = "+" if judged.percent >= 0 else "-"
        tries.append(f"{plain}; comparable {comparator} {sign}{abs(judged.percent)}%")
    tries += [f"{plain}; comparable {comparator}", f"{plain}; cf {comparator}", plain]
    for text in tries:
        if len(text) <= NOTE_CHARACTERS:
            evidence = (judged.evidence,) if judged is not None and "%" in text else ()
            return Available(text, evidence)
    return Unavailable(
        Reason.NO_OBSERVATIONS,
        f"a note of at most {NOTE_CHARACTERS} characters: the description has {len(plain)}",
        would_fill="a shorter description in the service catalogue",
    )


def letter_sentences(
    code: str,
    comparator: str,
    name: str,
    description: str,
    dimensions: Iterable[tuple[str, str, tuple[Evidence, ...]]],
    judged: StatedPercent | None,
    fee: Fee,
    price: Answer[Decimal],
) -> tuple[Statement, ...]:
    """Return the sentences of the comparison; a dimension without a figure is left out, not softened."""
    rules = ("coding.comparator.name_a_comparator", "coding.comparator.dimensions")
    service = " ".join(description.split()) or "The service"
    opening = (
        f"{service} is reported with {code}, which has no relative values of its own; the nearest listed "
    )
    found = [Statement(f"{opening}service is {comparator} ({name}).", rules[:1], _evidence(price))]
    for dimension, says, evidence in dimensions:
        found.append(Statement(f"Compared with {comparator}, {dimension} is {says}.", rules[1:], evidence))
    if judged is not None:
        more = "more" if judged.percent >= 0 else "less"
        text = (
            f"Taken as a whole the work is judged {abs(judged.percent)} % {more} than {comparator}: "
            f"{judged.reason.rstrip('.')}."
        )
        found.append(Statement(text, rules[1:], (judged.evidence,)))
    if isinstance(fee.asked, Available):
        basis = (
            f"the practice's fee for {comparator}"
            if fee.basis == "practice_fee"
            else f"the Medicare price of {comparator}"
        )
        text = f"The fee asked is {format_usd(fee.asked.value)}, from {basis} and that judgement."
        found.append(Statement(text, ("coding.comparator.suggested_fee",), fee.asked.evidence))
    return tuple(found)


def _evidence(answer: Answer[Decimal]) -> tuple[Evidence, ...]:
    return answer.evidence if isinstance(answer, Available) else ()
