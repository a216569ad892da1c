"""Payer files as they really are: every quirk has its test by name."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from builders.rate_files import extract, finding_codes, group, item, payer_file, price
from unlisted.base.errors import BrokenFileError, UnsupportedFormatError
from unlisted.market.observation import AmountKind, CodeMatch, SourceKind
from unlisted.pipeline.sources import reference_folder


def rate(*prices: dict[str, Any], refs: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    """One entry of negotiated_rates."""
    providers = (
        {"provider_references": refs} if refs is not None else {"provider_groups": [group(1234567893)]}
    )
    return {**providers, "negotiated_prices": list(prices) or [price()], **more}


def reference(key: Any, *npis: Any, **more: Any) -> dict[str, Any]:
    """One provider reference."""
    return {"provider_group_id": key, "provider_groups": [group(*npis)], **more}


def test_every_field_of_generation_one_is_kept(tmp_path: Path) -> None:
    stated = price(
        Decimal("125.5"),
        negotiated_type="fee schedule",
        billing_code_modifier=["26", "GC"],
        service_code=["21", "22"],
        additional_information="see contract",
    )
    stated["negotiated_rate"] = 125.5
    found = extract(tmp_path, payer_file(item("77499", rate(stated)), version="1.6.1"))
    (seen,) = found.observations
    assert seen.source_kind is SourceKind.PAYER_IN_NETWORK
    assert seen.locator == "/in_network/0/negotiated_rates/0/negotiated_prices/0"
    assert (seen.publisher, seen.payer, seen.plan) == ("Example Health", "Example Health", "Plan A")
    assert (seen.schema_version, seen.file_date) == ("1.6.1", date(2026, 2, 2))
    assert (seen.billing_code, seen.billing_code_type, seen.code_match) == ("77499", "CPT", CodeMatch.LITERAL)
    assert (seen.amount_kind, seen.amount) == (AmountKind.NEGOTIATED_DOLLAR, Decimal("125.5"))
    assert (seen.negotiated_type, seen.modifiers) == ("fee schedule", ("26", "GC"))
    assert (seen.billing_class, seen.place_of_service_codes) == ("professional", ("21", "22"))
    assert (seen.expiration_date, seen.note) == (date(9999, 12, 31), "see contract")
    (providers,) = seen.providers
    assert (providers.tin_type, providers.tin, providers.npis) == ("ein", "12-3456789", ("1234567893",))


def test_generation_two_keeps_network_name_setting_and_business_name(tmp_path: Path) -> None:
    entry = reference(1, 1111111111, network_name=["Choice", "Choice Plus"])
    entry["provider_groups"][0]["tin"]["business_name"] = "Example Clinic"
    found = extract(
        tmp_path,
        payer_file(item("77499", rate(price(setting="outpatient"), refs=[1])), provider_references=[entry]),
    )
    (seen,) = found.observations
    assert (seen.network, seen.setting) == ("Choice | Choice Plus", "outpatient")
    assert seen.providers[0].business_name == "Example Clinic"


@pytest.mark.parametrize("first", ["in_network", "provider_references"])
def test_section_order_does_not_matter(tmp_path: Path, first: str) -> None:
    whole = payer_file(
        item("99999", rate(refs=[2])),
        item("77499", rate(refs=[1, 3])),
        provider_references=[reference(key, 1000000000 + key) for key in (1, 2, 3)],
    )
    ordered = {first: whole.pop(first), **whole}
    (seen,) = extract(tmp_path, ordered).observations
    assert [g.npis for g in seen.providers] == [("1000000001",), ("1000000003",)]
    assert seen.publisher == "Example Health"


def test_header_after_the_rates_is_still_used(tmp_path: Path) -> None:
    whole = payer_file(item())
    ordered = {"in_network": whole.pop("in_network"), **whole}
    (seen,) = extract(tmp_path, ordered).observations
    assert (seen.publisher, seen.file_date, seen.schema_version) == (
        "Example Health",
        date(2026, 2, 2),
        "2.1.0",
    )


def test_item_whose_code_stands_after_its_rates(tmp_path: Path) -> None:
    backwards = dict(reversed(item("77427").items()))
    assert [s.billing_code for s in extract(tmp_path, payer_file(backwards)).observations] == ["77427"]


def test_nested_decoy_keys_are_not_sections(tmp_path: Path) -> None:
    decoy = item(
        "77499", rate(refs=[1]), provider_references=[reference(1, 9999999999)], in_network=[item("77427")]
    )
    found = extract(tmp_path, payer_file(decoy, provider_references=[reference(1, 1111111111)]))
    (seen,) = found.observations
    assert seen.providers[0].npis == ("1111111111",)


def test_root_list_holding_one_object(tmp_path: Path) -> None:
    (seen,) = extract(tmp_path, [payer_file(item())]).observations
    assert seen.locator == "/0/in_network/0/negotiated_rates/0/negotiated_prices/0"


def test_item_larger_than_what_is_read_at_a_time(tmp_path: Path) -> None:
    many = [rate(price(number), refs=[1]) for number in range(1, 20_001)]
    found = extract(
        tmp_path, payer_file(item("77499", *many), item("77427")), codes=["77427"], open_reference=None
    )
    assert found.prices_read == 20_001
    assert [seen.locator for seen in found.observations] == [
        "/in_network/1/negotiated_rates/0/negotiated_prices/0"
    ]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("690.64462", "690.64462"),
        ("690.64470", "690.6447"),
        ("40.0000000001", "40.0000000001"),
        ("18446744073709551617", "18446744073709551617"),
        ('"A-17"', '"A-17"'),
        ('"17"', "17"),
        ("17.0", "17"),
        ("1e2", "100"),
    ],
)
def test_group_ids_that_are_fractions_huge_or_text(tmp_path: Path, written: str, asked: str) -> None:
    whole = payer_file(
        item("77499", rate(refs=["ASKED"])),
        provider_references=[reference("WRITTEN", 1111111111), reference(690.64463, 2222222222)],
    )
    text = json.dumps(whole).replace('"ASKED"', asked).replace('"WRITTEN"', written)
    found = extract(tmp_path, text)
    assert [g.npis for g in found.observations[0].providers] == [("1111111111",)]
    assert "provider_reference_unknown" not in finding_codes(found)


def test_unknown_reference_ids_are_counted(tmp_path: Path) -> None:
    found = extract(tmp_path, payer_file(item("77499", rate(refs=[1, 8]), rate(refs=[9]))))
    (remark,) = [f for f in found.findings if f.code == "provider_reference_unknown"]
    assert "3 times" in remark.message
    assert len(found.observations) == 2


def test_remote_references_are_counted_and_never_fetched(tmp_path: Path) -> None:
    remote = {"provider_group_id": 1, "location": "https://example.invalid/refs/12285_041.json"}
    found = extract(tmp_path, payer_file(item("77499", rate(refs=[1])), provider_references=[remote]))
    assert found.observations[0].providers == ()
    assert "provider_reference_remote" in finding_codes(found)


def test_remote_references_are_read_from_a_local_folder(tmp_path: Path) -> None:
    folder = tmp_path / "refs"
    folder.mkdir()
    (folder / "b.json").write_text(json.dumps({"provider_groups": [group(2222222222)], "version": "1.0.0"}))
    (folder / "a.json").write_text(json.dumps({"version": "1.0.0", "provider_groups": [group(1111111111)]}))
    remote = [
        {"provider_group_id": 1, "location": "https://example.invalid/x/a.json?sig=1"},
        {"provider_group_id": 2, "location": "https://example.invalid/x/b.json"},
    ]
    whole = payer_file(item("77499", rate(refs=[2]), rate(refs=[1])), provider_references=remote)
    found = extract(tmp_path, whole, open_reference=reference_folder(folder))
    assert [seen.providers[0].npis for seen in found.observations] == [("2222222222",), ("1111111111",)]
    assert not found.findings


def test_a_broken_reference_file_is_a_finding(tmp_path: Path) -> None:
    folder = tmp_path / "refs"
    folder.mkdir()
    (folder / "a.json").write_text('{"provider_groups": [')
    remote = {"provider_group_id": 1, "location": "https://example.invalid/a.json"}
    whole = payer_file(item("77499", rate(refs=[1])), provider_references=[remote])
    found = extract(tmp_path, whole, open_reference=reference_folder(folder))
    assert "provider_reference_broken" in finding_codes(found)


@pytest.mark.parametrize("outside", ["../secret.json", "%2e%2e%2fsecret.json", ""])
def test_a_location_never_leaves_the_folder(tmp_path: Path, outside: str) -> None:
    folder = tmp_path / "refs"
    folder.mkdir()
    (tmp_path / "secret.json").write_text(json.dumps({"provider_groups": [group(6666666666)]}))
    assert reference_folder(folder)(f"https://example.invalid/{outside}") is None


def test_wildcards_stand_beside_literal_matches(tmp_path: Path) -> None:
    found = extract(
        tmp_path,
        payer_file(
            item("77499", rate(price(1))),
            item("CSTM-00", rate(price(2, negotiated_type="percentage"))),
            item("CSTM-00", rate(price(3)), billing_code_type="CSTM-ALL"),
            item("CSTM-00", rate(price(4)), billing_code_type="MS-DRG"),
        ),
        codes=["77499", "G6015"],
    )
    assert [(s.billing_code, s.code_match, s.amount) for s in found.observations] == [
        ("77499", CodeMatch.LITERAL, 1),
        ("77499", CodeMatch.WILDCARD_CODE, 2),
        ("77499", CodeMatch.WILDCARD_TYPE, 3),
        ("G6015", CodeMatch.WILDCARD_TYPE, 3),
    ]
    assert found.observations[1].amount_kind is AmountKind.NEGOTIATED_PERCENTAGE
    assert "CSTM-00" in found.observations[1].note


def test_bundles_and_capitation_are_kept_apart(tmp_path: Path) -> None:
    found = extract(
        tmp_path,
        payer_file(
            item("77499", negotiation_arrangement="bundle"),
            item("77499", negotiation_arrangement="capitation"),
            item("77427"),
        ),
    )
    assert [seen.arrangement for seen in found.observations] == ["bundle", "capitation", "ffs"]


def test_a_code_that_only_stands_in_a_bundle_is_remarked_not_priced(tmp_path: Path) -> None:
    inside = {"billing_code_type": "CPT", "billing_code": "77499"}
    found = extract(
        tmp_path, payer_file(item("99999", bundled_codes=[inside]), item("99998", covered_services=None))
    )
    assert found.observations == ()
    assert "code_inside_bundle" in finding_codes(found)


@pytest.mark.parametrize(
    ("code", "code_type"),
    [("774990", "CPT"), ("7749", "CPT"), ("27200001_77499", "CPT"), ("77499", "RC"), ("77499", "LOCAL")],
)
def test_codes_match_whole_and_under_a_procedure_type(tmp_path: Path, code: str, code_type: str) -> None:
    found = extract(tmp_path, payer_file(item(code, billing_code_type=code_type)))
    assert found.observations == ()
    assert ("code_under_another_type" in finding_codes(found)) == (code == "77499")


def test_hcpcs_and_lower_case_types_match(tmp_path: Path) -> None:
    found = extract(
        tmp_path,
        payer_file(item("77499", billing_code_type="HCPCS"), item("77499", billing_code_type="cpt")),
    )
    assert [seen.billing_code_type for seen in found.observations] == ["HCPCS", "CPT"]


def test_zero_rates_are_kept_and_counted(tmp_path: Path) -> None:
    found = extract(tmp_path, payer_file(item("77499", rate(price(0), price(0.0), price(5)))))
    assert [seen.amount for seen in found.observations] == [0, 0, 5]
    (remark,) = [f for f in found.findings if f.code == "zero_rate"]
    assert "2 times" in remark.message


def test_entries_with_no_provider_are_kept_and_counted(tmp_path: Path) -> None:
    found = extract(tmp_path, payer_file(item("77499", {"negotiated_prices": [price()]})))
    assert found.observations[0].providers == ()
    assert "rate_without_provider" in finding_codes(found)


def test_additional_information_without_an_amount(tmp_path: Path) -> None:
    words = {"negotiated_type": "negotiated", "additional_information": "80 % of the state schedule"}
    (seen,) = extract(tmp_path, payer_file(item("77499", rate(words)))).observations
    assert (seen.amount_kind, seen.amount) == (AmountKind.NEGOTIATED_ALGORITHM, None)
    assert seen.algorithm == "80 % of the state schedule"


def test_expiration_dates_with_a_time_are_not_evergreen(tmp_path: Path) -> None:
    found = extract(tmp_path, payer_file(item("77499", rate(price(expiration_date="2024-12-31T00:00:00")))))
    assert found.observations[0].expiration_date == date(2024, 12, 31)


def test_unreadable_expiration_dates_are_counted(tmp_path: Path) -> None:
    found = extract(tmp_path, payer_file(item("77499", rate(price(expiration_date="at renewal")))))
    assert found.observations[0].expiration_date is None
    assert "expiration_date_unreadable" in finding_codes(found)


def test_american_file_dates(tmp_path: Path) -> None:
    found = extract(tmp_path, payer_file(item(), last_updated_on="2/4/2026"))
    assert found.file_date == date(2026, 2, 4)


def test_npis_as_text_and_repeated_and_zero(tmp_path: Path) -> None:
    groups = [group("1609348119", "1609348119", 1477847028), group(0, tin="98-7654321")]
    found = extract(
        tmp_path, payer_file(item("77499", {"provider_groups": groups, "negotiated_prices": [price()]}))
    )
    assert [g.npis for g in found.observations[0].providers] == [("1609348119", "1477847028"), ()]


def test_business_name_beside_the_tin(tmp_path: Path) -> None:
    entry = {"provider_group_id": 1, "provider_groups": [group(1111111111) | {"business_name": "Beside"}]}
    found = extract(tmp_path, payer_file(item("77499", rate(refs=[1])), provider_references=[entry]))
    assert found.observations[0].providers[0].business_name == "Beside"


def test_duplicate_entries_are_not_dropped_here(tmp_path: Path) -> None:
    found = extract(tmp_path, payer_file(item("77499", rate(price(7)), rate(price(7))), item("77499")))
    assert [seen.amount for seen in found.observations] == [7, 7, 100]


def test_bare_backslashes_in_names(tmp_path: Path) -> None:
    text = json.dumps(payer_file(item())).replace('"name": "x"', '"name": "A\\B \\x"')
    found = extract(tmp_path, text)
    assert len(found.observations) == 1
    assert "bare_backslash" in finding_codes(found)


def test_invalid_json_names_the_byte(tmp_path: Path) -> None:
    text = json.dumps(payer_file(item())).replace('"billing_class"', '"billing_class" oops', 1)
    with pytest.raises(BrokenFileError) as caught:
        extract(tmp_path, text)
    assert f"byte {text.index('oops')} " in caught.value.where


def test_cut_off_json_gives_nothing(tmp_path: Path) -> None:
    text = json.dumps(payer_file(item(), item()))
    with pytest.raises(BrokenFileError, match="ends inside"):
        extract(tmp_path, text[:-40])


def test_no_row_for_the_codes_is_said_in_words(tmp_path: Path) -> None:
    found = extract(tmp_path, payer_file(item("99999")))
    assert "no_rows_for_codes" in finding_codes(found)
    assert (found.rows_read, found.rows_matched) == (1, 0)


@pytest.mark.parametrize(
    "content",
    [
        {"reporting_structure": [{"reporting_plans": []}]},
        {"provider_groups": [group(1111111111)], "version": "1.0.0"},
        {"$schema": "x", "type": "object"},
        {"hello": "world"},
    ],
)
def test_other_json_is_named_for_what_it_is(tmp_path: Path, content: object) -> None:
    with pytest.raises(UnsupportedFormatError):
        extract(tmp_path, content)


@pytest.mark.parametrize("odd", [None, 5, "text", {}, [None], [[]], [{"negotiated_prices": [None, 3]}]])
def test_values_of_the_wrong_shape_never_crash(tmp_path: Path, odd: object) -> None:
    found = extract(
        tmp_path,
        payer_file(item("77499", negotiated_rates=odd), item(), None, provider_references=odd),  # type: ignore[arg-type]
    )
    assert 100 in [seen.amount for seen in found.observations]


def test_several_plans_are_named_up_to_five(tmp_path: Path) -> None:
    whole = payer_file(item(), reporting_plans=[{"plan_name": f"P{n}"} for n in range(7)])
    del whole["plan_name"]
    (seen,) = extract(tmp_path, whole).observations
    assert seen.plan == "P0 | P1 | P2 | P3 | P4 | and 2 more"


def test_allowed_amounts_nest_tin_payments_providers(tmp_path: Path) -> None:
    whole = {
        "reporting_entity_name": "Example Health",
        "last_updated_on": "2026-02-02",
        "version": "2.1.0",
        "out_of_network": [
            {
                "billing_code_type": "CPT",
                "billing_code": "77499",
                "allowed_amounts": [
                    {
                        "tin": {"type": "ein", "value": "12-3456789"},
                        "service_code": ["11"],
                        "billing_class": "professional",
                        "payments": [
                            {
                                "allowed_amount": 25.5,
                                "billing_code_modifier": ["26"],
                                "providers": [
                                    {"billed_charge": 50, "npi": [1111111111, 2222222222]},
                                    {"billed_charge": 60, "npi": [3333333333]},
                                ],
                            }
                        ],
                    }
                ],
            }
        ],
    }
    found = extract(tmp_path, whole)
    place = "/out_of_network/0/allowed_amounts/0/payments/0"
    assert [(s.amount_kind, s.amount, s.locator) for s in found.observations] == [
        (AmountKind.ALLOWED_AMOUNT, Decimal("25.5"), place),
        (AmountKind.BILLED_CHARGE, 50, f"{place}/providers/0"),
        (AmountKind.BILLED_CHARGE, 60, f"{place}/providers/1"),
    ]
    assert found.kind is SourceKind.PAYER_ALLOWED_AMOUNTS
    assert len(found.observations[0].providers) == 2
    assert found.observations[1].providers[0].npis == ("1111111111", "2222222222")
    assert all(s.modifiers == ("26",) for s in found.observations)


def test_frequencies_count_codes_at_the_amount_over_the_whole_file(tmp_path: Path) -> None:
    found = extract(
        tmp_path,
        payer_file(
            item("77499", rate(price(1), price(1), price(30))),
            item("77427", rate(price(1))),
            item("99213", rate(price(1.00))),
            item("99214", rate(price(2), price(1, negotiated_type="percentage"))),
        ),
        codes=["77499"],
    )
    assert [(f.payer, f.plan, f.amount, f.codes_at_amount, f.codes_priced) for f in found.frequencies] == [
        ("Example Health", "Plan A", 1, 3, 4),
        ("Example Health", "Plan A", 30, 1, 4),
    ]
