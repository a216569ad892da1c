"""The paper forms: what stands in which item; nothing is cut, and what does not fit is said."""

from dataclasses import replace
from itertools import pairwise

import pytest

from builders.claims import institutional, professional
from unlisted.base.errors import UsageError
from unlisted.claim.model import Claim, Frequency
from unlisted.packet.forms import cms1500_spots as spots
from unlisted.packet.forms.cms1500 import cms1500
from unlisted.packet.forms.field import FormField, PaperForm
from unlisted.packet.forms.ub04 import ub04
from unlisted.pipeline.packet_build import BuiltPacket

UNLISTED = {"77499", "77799"}


def texts(form: PaperForm, item: str, page: int = 0) -> list[str]:
    return [field.text for field in form.pages[page] if field.item == item]


def demo_form(demo: BuiltPacket) -> PaperForm:
    return cms1500(demo.case.claim, UNLISTED)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("1", ["X"]),
        ("1a", ["SYNMEMBER77499"]),
        ("2", ["SYNTHETICSON, EXAMPLUS"]),
        ("3", ["04", "18", "1962", "X"]),
        ("19", ["COMPOSITE REIRRADIATION MANAGEMENT WITH DOSE SUMMATION"]),
        ("21A", ["C4922"]),
        ("21B", ["Z923"]),
        ("23", ["SYN-AUTH-0001"]),
        ("24 shaded", ["ZZCOMPOSITE REIRRADIATION MANAGEMENT WITH DOSE SUMMATION"]),
        ("24D", ["77435", "77499"]),
        ("24E", ["AB", "AB"]),
        ("24F", ["1250 00", "976 14"]),
        ("24B", ["11", "11"]),
        ("26", ["SARC0001"]),
        ("28", ["2226 14"]),
        ("33a", ["1234567893"]),
    ],
)
def test_items_of_the_demo_claim(demo: BuiltPacket, item: str, expected: list[str]) -> None:
    assert texts(demo_form(demo), item) == expected


def test_the_demo_form_fits(demo: BuiltPacket) -> None:
    assert demo_form(demo).problems == ()


def test_shaded_line_stands_directly_above_its_own_line(demo: BuiltPacket) -> None:
    fields = demo_form(demo).pages[0]
    shaded = next(field for field in fields if field.item == "24 shaded")
    code = next(field for field in fields if field.text == "77499")
    assert shaded.line == code.line == 2
    assert shaded.spot is not None
    assert code.spot is not None
    assert shaded.spot.row == code.spot.row - 1


def test_a_long_description_is_never_cut(demo: BuiltPacket) -> None:
    claim = demo.case.claim
    long = "A" * 75
    lines = tuple(replace(line, description=long) if line.code == "77499" else line for line in claim.lines)
    form = cms1500(replace(claim, lines=lines), UNLISTED)
    assert texts(form, "24 shaded") == []
    assert any("shaded line" in problem for problem in form.problems)
    assert any("item 19" in problem for problem in form.problems)
    (item,) = [field for field in form.pages[0] if field.item == "19"]
    assert item.text == long
    assert item.spot is None


def test_seven_lines_take_two_pages_and_the_total_stands_once(demo: BuiltPacket) -> None:
    claim = demo.case.claim
    form = cms1500(replace(claim, lines=claim.lines * 4), UNLISTED)
    assert len(form.pages) == 2
    assert texts(form, "28", 0) == []
    assert texts(form, "28", 1) == ["8904 56"]
    assert len(texts(form, "24D", 0)) == 6
    assert len(texts(form, "24D", 1)) == 2


def test_several_unlisted_lines_leave_item_19_empty(demo: BuiltPacket) -> None:
    claim = demo.case.claim
    form = cms1500(replace(claim, lines=(claim.lines[1],) * 2), UNLISTED)
    assert texts(form, "19") == []
    assert len(texts(form, "24 shaded")) == 2


def test_a_replacement_names_the_first_claim(demo: BuiltPacket) -> None:
    claim = replace(demo.case.claim, frequency=Frequency.REPLACEMENT, payer_control_number="ICN1")
    assert texts(cms1500(claim, UNLISTED), "22") == ["7", "ICN1"]


def overlapping(fields: tuple[FormField, ...]) -> list[tuple[str, str]]:
    rows: dict[int, list[tuple[int, int, str]]] = {}
    for field in fields:
        if field.spot is not None:
            spot = field.spot
            start = spot.column + (spot.width - len(field.text) if spot.right else 0)
            rows.setdefault(spot.row, []).append((start, start + len(field.text), field.item))
    found = []
    for spans in rows.values():
        ordered = sorted(spans)
        found += [(a[2], b[2]) for a, b in pairwise(ordered) if b[0] < a[1]]
    return found


def test_no_text_runs_into_another(demo: BuiltPacket) -> None:
    assert overlapping(demo_form(demo).pages[0]) == []


def test_every_spot_lies_on_the_page() -> None:
    found = [*spots.SPOTS.values(), *(spots.line_spot(name, 6) for name in spots.LINE_COLUMNS)]
    found += [spots.diagnosis_spot(12), spots.shaded_spot(6)]
    for spot in found:
        assert 1 <= spot.row <= 66
        assert spot.column >= 0
        assert (spot.column + spot.width) * 0.1 <= 8.5


def test_the_kinds_of_claim_keep_their_forms(demo: BuiltPacket) -> None:
    with pytest.raises(UsageError):
        cms1500(institutional(), UNLISTED)
    with pytest.raises(UsageError):
        ub04(demo.case.claim, UNLISTED)


def test_ub04_puts_the_description_into_the_remarks() -> None:
    claim: Claim = institutional()
    described = [line for line in claim.lines if line.code in UNLISTED]
    form = ub04(claim, UNLISTED)
    assert texts(form, "80") == [f"{described[0].code} {described[0].description}"]
    assert texts(form, "4") == [f"0{claim.facility_code}1"]
    assert texts(form, "42") == [line.revenue_code for line in claim.lines]
    assert texts(form, "47")[-1] == f"{claim.total:.2f}"
    assert texts(form, "76")[0] == (claim.attending.npi if claim.attending else "")


def test_office_claims_of_the_builders_have_a_form() -> None:
    assert texts(cms1500(professional(), UNLISTED), "26") == [professional().control_number]
