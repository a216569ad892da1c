"""Claims written and read again are the same claims, whatever they hold; shape has no finding."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from builders.claims import batch, line, professional, random_claim
from unlisted.claim.model import Attachment, Diagnosis, Name, Note
from unlisted.claim.text import clean_text, is_basic, is_extended
from unlisted.formats.x12.claim_file import ClaimFileReader
from unlisted.formats.x12.claim_reader import read_batch
from unlisted.formats.x12.delimiters import Delimiters
from unlisted.formats.x12.write import write_batch

SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -.,'&()/"


def text(longest: int, shortest: int = 1) -> st.SearchStrategy[str]:
    return (
        st.text(SAFE, min_size=shortest, max_size=longest)
        .map(lambda value: " ".join(value.split()))
        .filter(lambda value: len(value) >= shortest)
    )


amounts = st.decimals(Decimal("0.01"), Decimal("999999.99"), places=2)
lines = st.builds(
    lambda charge, days, words, modifiers, units: line(
        charge=charge,
        service_to=None if days == 0 else line().service_from.replace(day=15 + days),
        description=f"ADAPTIVE BOOST {words}"[:80].strip(),
        modifiers=tuple(modifiers),
        units=Decimal(units),
    ),
    amounts,
    st.integers(0, 5),
    text(60, 0),
    st.lists(st.sampled_from(["26", "GA", "XU"]), max_size=3, unique=True),
    st.integers(1, 9),
)
MARKS = (
    Delimiters(),
    Delimiters("|", ">", "\n", "!"),
    Delimiters("*", ">", "~", "%"),
    Delimiters("\x1d", "<", "\x1e", "\x1c"),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(lines, min_size=1, max_size=4),
    text(60),
    text(35, 0),
    text(80),
    text(50, 2),
    st.lists(st.sampled_from(["C4921", "C61", "Z923", "C7951", "D330"]), min_size=1, max_size=5, unique=True),
    st.sampled_from(MARKS),
    st.booleans(),
)
def test_any_claim_survives(
    made: list[object],
    family: str,
    given_name: str,
    note: str,
    acn: str,
    codes: list[str],
    marks: Delimiters,
    breaks: bool,
) -> None:
    numbered = tuple(replace(item, control_number=f"L{n}") for n, item in enumerate(made, start=1))  # type: ignore[type-var]
    claim = professional(
        lines=numbered,
        rendering=replace(professional().rendering, name=Name(family, given_name)),
        notes=(Note("ADD", note),),
        attachments=(Attachment("OZ", "EL", acn),),
        diagnoses=tuple(Diagnosis(code) for code in codes),
    )
    whole = batch(claim)
    data = write_batch(whole, delimiters=marks, line_breaks=breaks)
    assert read_batch(data) == whole
    reader = ClaimFileReader(io.BytesIO(data))
    assert [f for item in reader.sets() for f in item.findings] == []
    assert reader.findings == []


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000_000))
def test_any_generated_claim_survives(seed: int) -> None:
    whole = batch(random_claim(seed))
    assert read_batch(write_batch(whole)) == whole


@given(st.text(max_size=200))
def test_cleaned_text_can_always_be_written(value: str) -> None:
    assert is_basic(clean_text(value).replace("%", "")) or is_extended(clean_text(value))
    claim = professional(coverage=replace(professional().coverage, group_name=clean_text(value)[:60].strip()))
    write_batch(batch(claim))
