"""Writing claims: places of the elements, order, budgets, characters, refusals."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from builders.claims import HOSPITAL, RELATIVE, batch, institutional, line, professional
from unlisted.base.errors import UsageError
from unlisted.claim.model import Attachment, Claim, Frequency, Name, Note
from unlisted.claim.unlisted_codes import unlisted_codes
from unlisted.formats.x12.claim_reader import read_batch
from unlisted.formats.x12.write import write_batch


def segments(*claims: Claim) -> list[str]:
    return write_batch(batch(*claims)).decode().split("~\n")


def test_description_is_the_seventh_component_with_and_without_modifiers() -> None:
    text = "ONLINE ADAPTIVE RT 5 FX COMPARE 77427"
    plain = segments(professional(lines=(line(description=text),)))
    split = segments(professional(lines=(line(description=text, modifiers=("26", "GA")),)))
    assert f"SV1*HC:77499:::::{text}*1500*UN*1***1" in plain
    assert f"SV1*HC:77499:26:GA:::{text}*1500*UN*1***1" in split


def test_description_of_a_hospital_line_stands_in_sv202_7() -> None:
    written = segments(institutional())
    assert "SV2*0333*HC:77799:::::HDR SURFACE MOLD SCALP 3 FX COMPARE 77768*1500*UN*1" in written


def test_order_within_the_claim_is_pwk_ref_nte_hi() -> None:
    claim = professional(
        attachments=(Attachment("PY", "EL", "ACN1"),),
        authorization="PA1",
        referral="RF1",
        payer_control_number="OLD1",
        frequency=Frequency.REPLACEMENT,
        medical_record_number="MRN1",
        notes=(Note("ADD", "REPORT UPLOADED"),),
        patient_paid=Decimal("5"),
    )
    written = segments(claim)
    start = next(i for i, item in enumerate(written) if item.startswith("CLM*"))
    names = [item.split("*")[0] for item in written[start : start + 9]]
    assert names == ["CLM", "PWK", "AMT", "REF", "REF", "REF", "REF", "NTE", "HI"]
    assert written[start].startswith("CLM*UNL77499A*1500***11:B:7*")


def test_attachment_with_control_number_says_ac_and_without_says_nothing() -> None:
    written = segments(professional(attachments=(Attachment("PY", "EL", "ACN1"), Attachment("OZ", "AA"))))
    assert "PWK*PY*EL***AC*ACN1" in written
    assert "PWK*OZ*AA" in written


def test_every_line_carries_its_control_number() -> None:
    with pytest.raises(UsageError, match="no control number"):
        segments(professional(lines=(line(control_number=""),)))


@pytest.mark.parametrize(
    ("description", "reason"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("UNLISTED RADIATION TREATMENT MANAGEMENT", "no more than the code"),
        ("A" * 81, "81 characters"),
        ("ADAPTIVE RT \u2265 5 FX", "does not carry"),
    ],
)
def test_unlisted_line_without_usable_description_is_not_written(description: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as caught:
        segments(professional(lines=(line(description=description),)))
    assert "claim 1, line 1" in str(caught.value)


def test_description_of_exactly_80_characters_is_written() -> None:
    text = ("ONLINE ADAPTIVE RT MGMT " + "X" * 80)[:80]
    assert any(text in item for item in segments(professional(lines=(line(description=text),))))


def test_which_codes_are_unlisted_is_a_list_with_overrides() -> None:
    other = professional(lines=(line(code="12345", description=""),))
    write_batch(batch(other))
    with pytest.raises(UsageError, match="12345"):
        write_batch(batch(other), unlisted=unlisted_codes(add=["12345"]))
    bare = professional(lines=(line(description=""),))
    write_batch(batch(bare), unlisted=unlisted_codes(remove=["77499"]))


@pytest.mark.parametrize("mark", ["*", ":", "~", "^"])
def test_a_delimiter_in_a_value_is_refused_by_its_element_without_the_value(mark: str) -> None:
    with pytest.raises(UsageError) as caught:
        segments(professional(notes=(Note("ADD", f"SECRET{mark}TEXT"),)))
    assert "NTE02" in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_basic_character_set_refuses_small_letters() -> None:
    claim = professional(notes=(Note("ADD", "small letters"),))
    write_batch(batch(claim))
    with pytest.raises(UsageError, match="not carried"):
        write_batch(batch(claim), basic=True)


def test_a_claim_of_51_lines_and_one_without_lines_are_refused() -> None:
    with pytest.raises(UsageError, match="1 to 50 lines"):
        segments(professional(lines=tuple(line(n) for n in range(1, 52))))
    with pytest.raises(UsageError, match="1 to 50 lines"):
        segments(professional(lines=()))


def test_kinds_do_not_share_a_file() -> None:
    with pytest.raises(UsageError, match="cannot share"):
        write_batch(batch(professional(), institutional()))


def test_many_claims_share_provider_and_subscriber_loops() -> None:
    claims = [professional(control_number=f"C{n:04d}") for n in range(150)]
    other = professional(
        control_number="OTHER", practice=replace(professional().practice, tax_id="000000009")
    )
    dependent = professional(
        control_number="CHILD",
        coverage=replace(professional().coverage, subscriber=RELATIVE),
        patient=RELATIVE,
        relationship="19",
    )
    written = segments(*claims, dependent, other)
    assert sum(item.startswith("HL*") and "*20*" in item for item in written) == 2
    assert sum(item.startswith("HL*") and "*22*" in item for item in written) == 4  # 100 claims a loop
    assert sum(item.startswith("CLM*") for item in written) == 152
    assert read_batch(write_batch(batch(*claims, dependent, other))).claims == (*claims, dependent, other)


def test_the_same_batch_gives_the_same_bytes() -> None:
    assert write_batch(batch(professional())) == write_batch(batch(professional()))


def test_names_of_organizations_and_persons() -> None:
    rendered = professional(rendering=replace(HOSPITAL, name=Name("EXAMPLE GROUP", is_person=False)))
    assert any(item.startswith("NM1*82*2*EXAMPLE GROUP*****XX*") for item in segments(rendered))
