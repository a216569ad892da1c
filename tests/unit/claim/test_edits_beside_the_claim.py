"""Edits that judge by more than the file: letters, comparators, tables, payer rules; what a finding shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from builders.claim_faults import bases
from builders.claims import COMMERCIAL, MEDICARE, batch, institutional, line, professional
from unlisted.base.outcome import Severity
from unlisted.claim.edits.catalogue import CATALOGUE
from unlisted.claim.edits.context import EditContext
from unlisted.claim.edits.finding import safe_value
from unlisted.claim.model import Attachment, Claim, PayerName
from unlisted.pipeline.claim_check import check_batch, check_bytes, edit_context

ON = date(2026, 7, 1)
BESIDE = {
    "ncci.pair_needs_modifier", "payer.modifiers", "payer.units", "snip1.control_repeated",
    "snip1.too_many_findings", "snip1.trailing_delimiters", "snip1.unreadable", "snip5.diagnosis_unknown",
    "unlisted.comparator_differs", "unlisted.description_differs_from_letter", "unlisted.pwk_missing",
}  # fmt: skip
"""Rules that no single fault in a file shows; they are tested here and in test_reading.py."""


@pytest.fixture(scope="module")
def context() -> EditContext:
    return edit_context(ON)


def rules(claim: Claim, context: EditContext) -> list[tuple[str, str]]:
    return [(f.rule, f.element) for f in check_batch(batch(claim), context).findings]


def test_clean_claims_have_no_finding(context: EditContext) -> None:
    assert rules(professional(), context) == []
    assert rules(institutional(), context) == []


def test_letter_and_claim_must_agree_but_for_punctuation(context: EditContext) -> None:
    same = replace(context, letters={"LN001": professional().lines[0].description.lower().replace(" ", ", ")})
    other = replace(context, letters={"LN001": "another service"})
    assert rules(professional(), same) == []
    assert rules(professional(), other) == [("unlisted.description_differs_from_letter", "SV101-7")]


def test_claim_and_case_must_name_one_comparator(context: EditContext) -> None:
    assert rules(professional(), replace(context, comparators={"LN001": "77427"})) == []
    assert rules(professional(), replace(context, comparators={"LN001": "77435"})) == [
        ("unlisted.comparator_differs", "SV101-7")
    ]


def test_payer_that_wants_documents_with_the_claim(context: EditContext) -> None:
    wanted = replace(context, attachments="with_claim")
    assert rules(professional(), wanted) == [("unlisted.pwk_missing", "")]
    assert rules(professional(attachments=(Attachment("PY", "EL", "ACN1"),)), wanted) == []


@pytest.mark.parametrize("way", ["on_request", "never", "by_appeal"])
def test_payer_that_does_not_want_them(way: str, context: EditContext) -> None:
    sent = professional(attachments=(Attachment("PY", "EL", "ACN1"),))
    kept = professional(attachments=(Attachment("PY", "AA"),))
    unasked = replace(context, attachments=way)
    assert rules(sent, unasked) == [("unlisted.pwk_without_reason", "PWK02")]
    assert rules(kept, unasked) == []


def test_diagnosis_is_looked_up_where_the_table_is_loaded(context: EditContext) -> None:
    loaded = replace(context, diagnoses=frozenset({"C4921"}))
    assert rules(professional(), loaded) == [("snip5.diagnosis_unknown", "HI02-2")]


def test_pair_that_a_modifier_opens(context: EditContext) -> None:
    pair = next(
        pair
        for lines in context.tables.pairs.values()
        for pair in lines
        if pair.modifier_indicator == "1"
        and pair.setting == "practitioner"
        and pair.column_two in ("77280", "77332", "99213")
    )
    both = (
        line(1, code=pair.column_one, description=""),
        line(2, code=pair.column_two, description=""),
    )
    opened = (both[0], replace(both[1], modifiers=("59",)))
    claim = professional(coverage=MEDICARE, lines=both)
    assert ("ncci.pair_needs_modifier", "SV101-3") in rules(claim, context)
    assert not [r for r, _ in rules(replace(claim, lines=opened), context) if r.startswith("ncci.pair")]


def test_medicare_blocks_what_is_a_warning_elsewhere(context: EditContext) -> None:
    twice = (line(1, code="77336", description="", units=Decimal(9)),)
    for coverage, severity in ((MEDICARE, Severity.BLOCKING), (COMMERCIAL, Severity.WARNING)):
        (found,) = check_batch(batch(professional(coverage=coverage, lines=twice)), context).findings
        assert (found.rule, found.severity) == ("ncci.units", severity)


def test_77499_on_a_hospital_bill_blocks_for_medicare(context: EditContext) -> None:
    claim = institutional(
        coverage=replace(MEDICARE, filing_code="MA"),
        lines=(line(revenue_code="0333"),),
    )
    found = [f for f in check_batch(batch(claim), context).findings if f.rule == "unlisted.hospital_bill"]
    assert [f.severity for f in found] == [Severity.BLOCKING]


def test_payer_rules_name_the_rule_of_the_rulebook(context: EditContext) -> None:
    named = replace(COMMERCIAL, payer=PayerName("BCBS NORTH DAKOTA", "X"))
    bare = professional(coverage=named, lines=(line(description=""),))
    found = [f for f in check_batch(batch(bare), context).findings if f.rule == "payer.description"]
    assert [f.source for f in found] == ["rulebook payers.bcbs_north_dakota.unlisted_services.description"]
    assert found[0].fix == "add description"


def test_medicare_s_rules_on_modifiers_and_units(context: EditContext) -> None:
    spoiled = professional(coverage=MEDICARE, lines=(line(modifiers=("LT",), units=Decimal(2)),))
    found = {f.rule: f for f in check_batch(batch(spoiled), context).findings if f.rule.startswith("payer.")}
    assert {name: (f.element, f.source) for name, f in found.items()} == {
        "payer.modifiers": ("SV101-3", "rulebook medicare.editing.component_lines"),
        "payer.units": ("SV104", "rulebook medicare.units_and_edits.one_unit_a_day"),
    }


def test_every_payer_of_the_rulebook_can_judge(context: EditContext) -> None:
    assert context.rulebook is not None
    levels = set()
    for payer in context.rulebook.payers:
        for claim in (
            professional(),
            professional(lines=(line(modifiers=("LT",), units=Decimal(2), description=""),)),
        ):
            for finding in check_batch(batch(claim), replace(context, payer=payer)).findings:
                levels.add(finding.rule)
                assert finding.source
                assert finding.fix
    assert {rule for rule in levels if rule.startswith("payer.")} >= {"payer.description"}


def test_a_claim_without_unlisted_lines_is_not_judged_as_one(context: EditContext) -> None:
    listed = professional(lines=(line(code="77427", description=""),))
    assert rules(listed, replace(context, attachments="with_claim", payer="bcbs_north_dakota")) == []


def test_unreadable_bytes_are_one_finding(context: EditContext) -> None:
    result = check_bytes(b"this is no claim", context)
    assert [(f.rule, f.severity) for f in result.findings] == [("snip1.unreadable", Severity.BLOCKING)]


def test_an_837_without_a_claim_is_not_ok(context: EditContext) -> None:
    remit = bases()["office"].replace("ST*837", "ST*835")
    assert not check_bytes(remit.encode(), context).ok


def test_findings_have_an_end(context: EditContext) -> None:
    noise = "ZZZ*1~" * 5000
    result = check_bytes(bases()["office"].replace("SE*", noise + "SE*").encode(), context)
    assert len(result.findings) < 2100
    assert "snip1.too_many_findings" in [f.rule for f in result.findings]


def test_every_rule_has_a_test() -> None:
    table = (Path(__file__).resolve().parents[2] / "spec" / "claim_edits" / "faults.yaml").read_text(
        encoding="utf-8"
    )
    rows = (row for rows in yaml.safe_load(table)["faults"].values() for row in rows)
    assert {row.rsplit(" | ", 2)[1].strip() for row in rows} | BESIDE == set(CATALOGUE)


def test_levels_and_rules_of_the_catalogue() -> None:
    assert {rule.level for rule in CATALOGUE.values()} == {1, 2, 3, 4, 5, 7}
    assert sum(1 for name in CATALOGUE if name.startswith("unlisted.")) >= 25
    for rule in CATALOGUE.values():
        assert rule.says and rule.fix and rule.source, rule.id


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("77499", "77499"), ("26", "26"), ("MB", "MB"), ("TC", "TC"), ("G6015", "G6015"), ("0333", "0333"),
        ("SMITH", "(5 characters)"), ("20260615", "(8 characters)"), ("TST000000001", "(12 characters)"),
        ("John", "(4 characters)"), ("19620304", "(8 characters)"), ("", ""),
    ],
)  # fmt: skip
def test_only_codes_are_shown(value: str, shown: str) -> None:
    assert safe_value(value) == shown


@pytest.mark.parametrize(
    ("payer", "named", "expected"),
    [
        ("cigna", False, [("unlisted.pwk_missing", "")]),
        ("cigna", True, []),
        ("aetna", True, [("unlisted.pwk_without_reason", "PWK02")]),
        ("bcbs_massachusetts", True, [("unlisted.pwk_without_reason", "PWK02")]),
        ("bcbs_massachusetts", False, []),
        ("unitedhealthcare", True, [("unlisted.pwk_without_reason", "PWK02")]),
        ("humana", True, []),  # no rule: nothing is said
    ],
)
def test_when_documents_go_is_the_payers_rule(
    context: EditContext, payer: str, named: bool, expected: list[tuple[str, str]]
) -> None:
    papers = (Attachment("OZ", "FX", "A1"),) if named else ()
    found = rules(professional(attachments=papers), replace(context, payer=payer))
    assert [item for item in found if item[0].startswith("unlisted.pwk")] == expected


def test_what_the_practice_knows_goes_before_the_payers_rule(context: EditContext) -> None:
    own = replace(context, payer="cigna", attachments="on_request")
    assert not [item for item in rules(professional(), own) if item[0].startswith("unlisted.pwk")]
