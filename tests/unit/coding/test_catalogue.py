"""The service catalogue: what is checked, what the file may hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from unlisted.base.errors import BrokenFileError
from unlisted.coding.catalogue import Catalogue, Service, ServiceChange, check_catalogue, check_service
from unlisted.formats.catalogue import read_catalogue, write_catalogue
from unlisted.rules.rulebook import Rulebook

DAY = date(2026, 9, 28)
BOOST = Service(
    "adaptive_boost_management",
    "Adaptive boost management",
    "77499",
    "Adaptive stereotactic reirradiation management",
    ("time_log", "special_report"),
    "77435",
    Decimal("976.14"),
    date(2027, 3, 1),
    (ServiceChange(date(2026, 9, 1), "Alex Exampleton", "radiation_oncologist", "entered"),),
)


def codes(service: Service, rulebook: Rulebook, on: date = DAY) -> set[str]:
    return {item.code for item in check_service(service, rulebook, on)}


def test_a_sound_entry_has_no_finding(rulebook: Rulebook) -> None:
    assert check_service(BOOST, rulebook, DAY) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"description": "Spatially fractionated boost " + "x" * 52}, "description_too_long"),
        ({"description": "Unlisted radiation treatment management"}, "description_vague"),
        ({"description": "77499, see attached notes"}, "description_vague"),
        ({"description": ""}, "no_description"),
        ({"description": "Réirradiation boost"}, "description_characters"),
        ({"description": "Adaptive boost ~ reirradiation"}, "description_characters"),
        ({"description": "Adaptive boost with 77435 work"}, "names_listed_code"),
        ({"code": "77427"}, "not_unlisted"),
        ({"comparator": "77399"}, "no_comparator"),
        ({"comparator": "12345"}, "no_comparator"),
        ({"comparator": "77301"}, "other_family"),
        ({"fee": None}, "no_fee"),
        ({"fee": Decimal(0)}, "fee_not_positive"),
        ({"evidence": ()}, "no_evidence"),
        ({"review_by": date(2026, 9, 27)}, "review_due"),
        ({"history": ()}, "no_history"),
        (
            {
                "history": (
                    ServiceChange(date(2026, 9, 2), "A", "coder", "x"),
                    ServiceChange(date(2026, 9, 1), "A", "coder", "y"),
                )
            },
            "history_order",
        ),
        ({"history": (ServiceChange(date(2026, 9, 29), "A", "coder", "x"),)}, "history_ahead"),
    ],
)
def test_each_defect_is_named(rulebook: Rulebook, change: dict[str, object], code: str) -> None:
    assert code in codes(replace(BOOST, **change), rulebook)  # type: ignore[arg-type]


def test_the_edges(rulebook: Rulebook) -> None:
    eighty = "Adaptive boost " + "x" * 65
    assert len(eighty) == 80
    assert codes(replace(BOOST, description=eighty), rulebook) == set()
    assert codes(replace(BOOST, review_by=DAY), rulebook) == set()
    assert codes(replace(BOOST, fee=Decimal("0.01")), rulebook) == set()
    assert codes(replace(BOOST, description="Adaptive boost, comparable 77435"), rulebook) == set()


def test_two_of_one_id_or_wording(rulebook: Rulebook) -> None:
    other = replace(BOOST, id="composite_management")
    found = {item.code for item in check_catalogue(Catalogue("Demo", (BOOST, BOOST, other)), rulebook, DAY)}
    assert found == {"service_twice", "same_description"}


def test_a_file_reads_back_as_written() -> None:
    catalogue = Catalogue(
        "Example clinic", (BOOST, replace(BOOST, id="other", fee=None, note="to be priced"))
    )
    assert read_catalogue("services.yaml", write_catalogue(catalogue)) == catalogue


GOOD = write_catalogue(Catalogue("Example clinic", (BOOST,))).decode()


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("catalogue: unlisted.services/1", "catalogue: unlisted.services/2", "catalogue"),
        ("fee: '976.14'", "fee: '976.145'", "fee"),
        ("fee: '976.14'", "fee: a lot", "fee"),
        ("review_by: '2027-03-01'", "review_by: next year", "review_by"),
        ("comparator: '77435'", "comparison: '77435'", "services[0]"),
        ("id: adaptive_boost_management", "id: Adaptive Boost", "id"),
        ("role: radiation_oncologist", "role: ''", "role"),
        ("- time_log", "- Time log", "evidence"),
        ("practice: Example clinic", "practice: Example clinic\npractice: Other", "services.yaml"),
    ],
)
def test_a_broken_file_names_the_place(old: str, new: str, where: str) -> None:
    assert old in GOOD
    with pytest.raises(BrokenFileError) as error:
        read_catalogue("services.yaml", GOOD.replace(old, new).encode())
    assert where in error.value.where
