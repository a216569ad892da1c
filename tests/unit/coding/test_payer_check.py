"""The payer check: what is wanted, what to ask, and how a contract overrides a public rule."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from unlisted.base.errors import UnknownNameError, UnlistedError, UsageError
from unlisted.coding.payer_check import TOPICS, PayerPoint, check_payer
from unlisted.pipeline.coding_inputs import with_contract
from unlisted.rules.given import Given
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.vocabulary import CaseResult, Timing

DAY = date(2026, 11, 1)
LINE = Given(code="77499", billing_class="professional")

CONTRACT = """\
pack: payers.cigna.contract
title: Our contract with the plan
payer: cigna
sources:
  contract_2026:
    {title: Provider agreement, publisher: Example clinic, kind: other, url: unavailable,
     published: "2026-01", retrieved: 2026-10-01}
rules:
  - id: records_timing
    asks: documentation
    question: documentation.timing
    applies_to: {codes: [unlisted_radiation]}
    versions:
      - effective: {from: 2026-01-01}
        verified_through: 2026-12-31
        confidence: high
        says: Records go in on request only.
        answer: on request
        value: {timing: {any: [on_request]}}
        cites: [{source: contract_2026, locator: section 4}]
cases:
  - {name: on request, on: 2026-06-01, given: {code: "77499"}, expect: {records_timing: answered}}
"""


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    folder = tmp_path / "contract"
    (folder / "payers" / "cigna").mkdir(parents=True)
    (folder / "payers" / "cigna" / "contract.yaml").write_text(CONTRACT, encoding="utf-8")
    return folder


def test_each_fixed_point_is_answered_or_asked(rulebook: Rulebook) -> None:
    found = check_payer(rulebook, "bcbs_massachusetts", LINE, DAY)
    assert {point.question for point in found.points} == {q for qs in TOPICS.values() for q in qs}
    for point in found.points:
        assert any(not answer.only_for for answer in point.answers) is not bool(point.ask)
        for answer in point.answers:
            assert answer.citations
            assert answer.verified_through
    course, line = found.point("authorization.course"), found.point("authorization.unlisted_line")
    assert course.answers
    assert not line.answers
    assert line.ask.startswith("77499: Does the unlisted line itself need authorization?")
    assert "wanted:" in line.ask


def test_documents_timing_as_the_rule_says_it(rulebook: Rulebook) -> None:
    timing = {
        payer: check_payer(rulebook, payer, LINE, DAY).point("documentation.timing").timing
        for payer in ("bcbs_massachusetts", "cigna", "unitedhealthcare")
    }
    assert set(timing["bcbs_massachusetts"]) == {Timing.BY_APPEAL, Timing.WITH_CLAIM}
    assert timing["cigna"] == (Timing.WITH_CLAIM,)
    assert timing["unitedhealthcare"] == (Timing.ON_REQUEST,)


def test_the_line_is_held_against_the_rules(rulebook: Rulebook) -> None:
    given = Given(code="77499", documents=("medical_records",))
    records = check_payer(rulebook, "cigna", given, DAY).point("documentation.records").answers[0]
    assert records.result is CaseResult.MET
    bare = check_payer(rulebook, "cigna", Given(code="77499", documents=()), DAY)
    assert bare.point("documentation.records").answers[0].result is CaseResult.UNMET
    unknown = check_payer(rulebook, "cigna", LINE, DAY)
    assert unknown.point("documentation.records").answers[0].result is CaseResult.UNKNOWN


def test_a_rule_of_one_state_does_not_answer_for_a_line_that_names_none(rulebook: Rulebook) -> None:
    """The filing limit of Texas stands last and with its limit; a line in Texas has it first."""
    general, texas = check_payer(rulebook, "aetna", LINE, DAY).point("timely_filing.limit").answers
    assert (general.only_for, texas.only_for) == ((), ("state TX",))
    assert texas.answer.startswith("95 days")
    there = Given(code="77499", billing_class="professional", state="TX")
    first = check_payer(rulebook, "aetna", there, DAY).point("timely_filing.limit").answers[0]
    assert (first.answer, first.only_for) == (texas.answer, ())
    elsewhere = Given(code="77499", billing_class="professional", state="MA")
    (only,) = check_payer(rulebook, "aetna", elsewhere, DAY).point("timely_filing.limit").answers
    assert only.answer == general.answer


def test_a_contract_of_one_line_of_business_overrides_only_there(contract: Path) -> None:
    path = contract / "payers" / "cigna" / "contract.yaml"
    text = path.read_text(encoding="utf-8")
    limit = "applies_to: {codes: [unlisted_radiation], lines_of_business: [commercial]}"
    path.write_text(text.replace("applies_to: {codes: [unlisted_radiation]}", limit), encoding="utf-8")
    rulebook, own = with_contract(contract)

    def timing(line_of_business: str | None) -> PayerPoint:
        given = Given(code="77499", line_of_business=line_of_business)
        return check_payer(rulebook, "cigna", given, DAY, contract_packs=own).point("documentation.timing")

    silent, there, elsewhere = timing(None), timing("commercial"), timing("medicare_advantage")
    assert {answer.overridden_by for answer in silent.answers} == {""}
    assert silent.answers[-1].only_for == ("line of business commercial",)
    assert silent.timing == (Timing.WITH_CLAIM,)
    assert there.timing == (Timing.ON_REQUEST,)
    assert not any(answer.from_contract for answer in elsewhere.answers)


@pytest.mark.parametrize(
    ("answer", "value", "timing"),
    [
        ("with the claim", "{any: [with_claim]}", (Timing.WITH_CLAIM,)),
        ("not with the claim; on request", "{any: [on_request]}", (Timing.ON_REQUEST,)),
        ("never", "{any: [never]}", (Timing.NEVER,)),
        ("by appeal only", "{any: [by_appeal]}", (Timing.BY_APPEAL,)),
        ("by appeal, or on request", "{any: [by_appeal, on_request]}", (Timing.BY_APPEAL, Timing.ON_REQUEST)),
        ("on paper only", "{paper: [with_claim]}", (Timing.WITH_CLAIM,)),
        ("within 30 days", "{}", ()),
        ("with the claim where a list says so", "{}", ()),
    ],
)
def test_timing_is_the_typed_value_whatever_the_words(
    contract: Path, answer: str, value: str, timing: tuple[Timing, ...]
) -> None:
    path = contract / "payers" / "cigna" / "contract.yaml"
    text = path.read_text(encoding="utf-8").replace("answer: on request", f"answer: {answer}")
    path.write_text(text.replace("{any: [on_request]}", value), encoding="utf-8")
    rulebook, own = with_contract(contract)
    point = check_payer(rulebook, "cigna", LINE, DAY, contract_packs=own).point("documentation.timing")
    assert point.timing == timing


def test_a_time_that_is_none_of_the_list_is_refused(contract: Path) -> None:
    path = contract / "payers" / "cigna" / "contract.yaml"
    text = path.read_text(encoding="utf-8").replace("{any: [on_request]}", "{any: [sometimes]}")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnlistedError, match=r"use one of: with_claim, on_request, by_appeal, never"):
        with_contract(contract)


def test_age_is_shown(rulebook: Rulebook) -> None:
    early = check_payer(rulebook, "cigna", LINE, date(2026, 11, 23)).point("documentation.timing").answers[0]
    late = check_payer(rulebook, "cigna", LINE, date(2026, 11, 24)).point("documentation.timing").answers[0]
    assert (early.stale, late.stale) == (False, True)


def test_a_contract_overrides_and_says_so(contract: Path) -> None:
    rulebook, own = with_contract(contract)
    point = check_payer(rulebook, "cigna", LINE, DAY, contract_packs=own).point("documentation.timing")
    first, *others = point.answers
    assert first.from_contract
    assert first.answer == "on request"
    assert point.timing == (Timing.ON_REQUEST,)
    assert others
    assert {answer.overridden_by for answer in others} == {"payers.cigna.contract.records_timing"}
    assert not any(answer.from_contract for answer in others)
    check = check_payer(rulebook, "cigna", LINE, DAY, contract_packs=own)
    assert check.contract_packs == ("payers.cigna.contract",)


def test_a_contract_not_yet_in_force_overrides_nothing(contract: Path) -> None:
    rulebook, own = with_contract(contract)
    point = check_payer(rulebook, "cigna", LINE, date(2025, 12, 31), contract_packs=own).point(
        "documentation.timing"
    )
    assert not any(answer.from_contract or answer.overridden_by for answer in point.answers)


def test_a_contract_may_not_replace_a_packaged_file(tmp_path: Path) -> None:
    folder = tmp_path / "payers" / "cigna"
    folder.mkdir(parents=True)
    (folder / "unlisted_services.yaml").write_text(CONTRACT, encoding="utf-8")
    with pytest.raises(UsageError):
        with_contract(tmp_path)


def test_a_payer_nobody_knows_is_refused(rulebook: Rulebook) -> None:
    with pytest.raises(UnknownNameError):
        check_payer(rulebook, "no such plan", LINE, DAY)
