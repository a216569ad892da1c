"""A stop never reaches a draft: over all combinations of codes, groups, payers and lines of business."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from unlisted.denials.classify import DenialCodes, classify
from unlisted.pipeline.rulebook import load_rulebook

STOP_REMARKS = ("MA130", "N704", "N179", "N211")
STOP_REASONS = ("109", "286", "227")
ENTRIES = load_rulebook().denials
REASONS = sorted({code for item in ENTRIES for code in item.reasons} | {"999", ""})
REMARKS = sorted({code for item in ENTRIES for code in item.remarks} | {"N999"})
GROUPS = ("CO", "PR", "OA", "PI", "")
PAYERS = ((), ("medicare",), ("aetna",), ("noridian", "medicare"))
LINES = ("", "medicare_advantage", "self_funded")


def test_stop_remarks_over_all_combinations() -> None:
    for reason, stop, other in product(REASONS, STOP_REMARKS, ["", *REMARKS]):
        for remarks in ((stop, other), (other, stop)):
            found = classify(ENTRIES, DenialCodes(reason, tuple(code for code in remarks if code)))
            assert not found.may_draft
            assert found.stop is not None


def test_stop_reasons_over_all_combinations() -> None:
    pairs = [(), *((code,) for code in REMARKS), *combinations(REMARKS, 2)]
    for reason, remarks in product(STOP_REASONS, pairs):
        found = classify(ENTRIES, DenialCodes(reason, remarks))
        assert not found.may_draft
        assert found.stop is not None


def test_group_payer_and_line_of_business_lift_no_stop() -> None:
    for reason, group, payers, line in product(REASONS, GROUPS, PAYERS, LINES):
        for stop in STOP_REMARKS:
            assert not classify(ENTRIES, DenialCodes(reason, (stop,), group, payers, line)).may_draft
    for reason, group, payers, line in product(STOP_REASONS, GROUPS, PAYERS, LINES):
        assert not classify(ENTRIES, DenialCodes(reason, (), group, payers, line)).may_draft


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(REASONS),
    st.lists(st.sampled_from(REMARKS), max_size=6),
    st.sampled_from(GROUPS),
    st.sampled_from(PAYERS),
)
def test_a_draft_is_offered_only_where_no_code_stops(
    reason: str, remarks: list[str], group: str, payers: tuple[str, ...]
) -> None:
    found = classify(ENTRIES, DenialCodes(reason, tuple(remarks), group, payers))
    stops = set(remarks) & set(STOP_REMARKS) or reason in STOP_REASONS
    assert not (stops and found.may_draft)
    assert bool(stops) == (found.stop is not None)
