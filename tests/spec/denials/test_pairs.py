"""Reason, remarks and group give class, action and stop: one hundred cases as a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from unlisted.denials.classify import DenialCodes, classify
from unlisted.rules.rulebook import Rulebook

ROWS = [
    line.split()
    for line in (Path(__file__).parent / "pairs.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[1]}")
def test_the_table(row: list[str], rulebook: Rulebook) -> None:
    reason, remarks, group, denial_class, action, drafts, stop = row
    codes = DenialCodes(reason, () if remarks == "-" else tuple(remarks.split("+")), group)
    found = classify(rulebook.denials, codes)
    said = (
        found.denial_class.value,
        found.action.value,
        "yes" if found.may_draft else "no",
        found.stop or "-",
    )
    assert said == (denial_class, action, drafts, stop)


def test_the_rulebook_knows_sixty_pairs_and_every_entry_is_cited(rulebook: Rulebook) -> None:
    pairs = {
        (reason, remark) for item in rulebook.denials for reason in item.reasons for remark in item.remarks
    }
    assert len(pairs) >= 60
    assert all(item.citations for item in rulebook.denials)


def test_every_entry_decides_somewhere(rulebook: Rulebook) -> None:
    decided = set()
    for item in rulebook.denials:
        for reason in item.reasons or {"1"}:
            for remark in item.remarks or {""}:
                group = next(iter(item.groups), "CO")
                codes = DenialCodes(reason, (remark,) if remark else (), group, tuple(item.payers))
                entry = classify(rulebook.denials, codes).entry
                decided.add("" if entry is None else entry.id)
    assert {item.id for item in rulebook.denials} <= decided


@pytest.mark.parametrize(
    ("reason", "remarks", "payers", "entry", "action"),
    [
        ("55", (), ("cigna",), "denials.payers.cigna_investigational", "appeal_clinical"),
        ("55", (), ("aetna",), "denials.clinical.investigational", "appeal_clinical"),
        ("252", ("M127",), ("unitedhealthcare",), "denials.payers.unitedhealthcare_records", "send_records"),
        (
            "50",
            ("N706",),
            ("noridian", "medicare"),
            "denials.payers.medicare_records_not_received",
            "send_records",
        ),
        ("50", ("N706",), ("aetna",), "denials.clinical.not_necessary_records", "appeal_records"),
        ("50", ("N706", "MA130"), ("medicare",), "denials.stops.unprocessable", "new_claim"),
    ],
)
def test_a_payers_own_entry_goes_before_the_general_one_and_after_a_stop(
    reason: str,
    remarks: tuple[str, ...],
    payers: tuple[str, ...],
    entry: str,
    action: str,
    rulebook: Rulebook,
) -> None:
    found = classify(rulebook.denials, DenialCodes(reason, remarks, "CO", payers))
    assert found.entry is not None
    assert (found.entry.id, found.action.value) == (entry, action)
