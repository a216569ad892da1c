"""The government's own examples, both payer generations and hospital 2.0 to 3.0, are read without loss."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from builders import full_parse
from unlisted.base.errors import UnlistedError, UnsupportedFormatError
from unlisted.formats.container import list_members
from unlisted.formats.reading import PROCEDURE_TYPES, CodeQuery, FileIdentity, Tally
from unlisted.formats.tic import read_in_network
from unlisted.formats.tic.header import PayerHeader
from unlisted.market.observation import SourceKind
from unlisted.pipeline.extract import extract_file, scan_file

pytestmark = pytest.mark.real_data


def examples(shared_data: Path, folder: str, pattern: str) -> list[Path]:
    """Files of the examples; never an empty list."""
    found = sorted((shared_data / "rates" / folder).glob(pattern))
    assert found, f"no {pattern} in {folder}"
    return found


@pytest.mark.parametrize("version", ["v1.6.1", "v2.1.0"])
def test_every_in_network_example_is_read_whole(shared_data: Path, version: str) -> None:
    total = 0
    for path in examples(shared_data, f"cms-tic-examples/{version}", "in-network*.json"):
        whole = full_parse.load_json(path)
        (member,) = list_members(lambda path=path: path.open("rb"), path.name)
        codes = {i["billing_code"] for i in whole["in_network"] if i["billing_code_type"] in PROCEDURE_TYPES}
        tally, header = Tally(), PayerHeader()
        identity = FileIdentity(SourceKind.PAYER_IN_NETWORK, path.name, "")
        seen = list(read_in_network(member, identity, CodeQuery(frozenset(codes)), tally, header))
        prices = full_parse.payer_prices(whole, codes)
        found = Counter(
            (
                s.locator,
                s.billing_code,
                s.amount,
                tuple((g.tin, frozenset(g.npis)) for g in s.providers),
            )
            for s in seen
        )
        assert found == prices, path.name
        assert tally.rows_read == len(whole["in_network"])
        assert tally.prices_read == sum(
            len(rate["negotiated_prices"])
            for item in whole["in_network"]
            for rate in item["negotiated_rates"]
        )
        assert header.entity == whole["reporting_entity_name"]
        assert not tally.findings()
        total += sum(prices.values())
    assert total > 0


@pytest.mark.parametrize("version", ["v1.6.1", "v2.1.0"])
def test_every_allowed_amounts_example_is_read_whole(shared_data: Path, version: str) -> None:
    for path in examples(shared_data, f"cms-tic-examples/{version}", "allowed-amounts*.json"):
        whole = json.loads(path.read_text())
        codes = {item["billing_code"] for item in whole["out_of_network"]} or {"99214"}
        (found,) = extract_file(path, codes)
        kinds = Counter(seen.amount_kind.value for seen in found.observations)
        payments = [
            payment
            for item in whole["out_of_network"]
            for entry in item["allowed_amounts"]
            for payment in entry["payments"]
        ]
        assert kinds["allowed_amount"] == len(payments), path.name
        assert kinds["billed_charge"] == sum(len(payment["providers"]) for payment in payments)


@pytest.mark.parametrize("version", ["v1.6.1", "v2.1.0"])
@pytest.mark.parametrize("kind", ["schema", "table-of-contents", "provider-reference"])
def test_files_without_rates_are_named_for_what_they_are(shared_data: Path, version: str, kind: str) -> None:
    for path in sorted((shared_data / "rates/cms-tic-examples" / version).glob(f"{kind}__*.json")):
        with pytest.raises(UnsupportedFormatError):
            scan_file(path)


def procedure_codes_json(path: Path) -> set[str]:
    return {
        code["code"]
        for item in full_parse.load_json(path)["standard_charge_information"]
        for code in item["code_information"]
        if code["type"] in PROCEDURE_TYPES
    }


def test_hospital_json_examples_are_read_whole(shared_data: Path) -> None:
    for path in examples(shared_data, "cms-hpt-examples", "*xample.json"):
        codes = procedure_codes_json(path)
        assert codes
        (found,) = extract_file(path, codes)
        amounts = Counter(
            (s.billing_code, s.setting, s.amount_kind.value, s.payer, s.plan, s.amount)
            for s in found.observations
            if s.amount is not None
        )
        assert amounts == full_parse.hospital_json_amounts(full_parse.load_json(path), codes), path.name


def test_hospital_csv_examples_are_read_whole(shared_data: Path) -> None:
    for path in examples(shared_data, "cms-hpt-examples", "*Example.csv"):
        data = path.read_bytes()
        text = data.decode("utf-8-sig", errors="replace")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        names = ["|".join(word.strip() for word in name.split("|")) for name in rows[2]]
        codes = {
            row[names.index(name)]
            for row in rows[3:]
            for name in names
            if name.startswith("code|")
            and not name.endswith("type")
            and row[names.index(f"{name}|type")] in PROCEDURE_TYPES
        }
        assert codes
        (found,) = extract_file(path, codes)
        payer, items = full_parse.hospital_csv_amounts(data, codes)
        amounts = [
            (s.billing_code, s.setting, s.amount_kind.value, s.payer, s.plan, s.amount)
            for s in found.observations
            if s.amount is not None
        ]
        assert Counter(entry for entry in amounts if entry[2] not in full_parse.CSV_ITEM.values()) == payer
        assert {entry for entry in amounts if entry[2] in full_parse.CSV_ITEM.values()} == items
        assert found.rows_read == sum(1 for row in rows[3:] if row), path.name
        algorithms = [s for s in found.observations if s.amount is None]
        assert all(isinstance(s.algorithm, str) and s.algorithm for s in algorithms)


def test_the_three_layouts_of_the_version_three_example_agree(shared_data: Path) -> None:
    folder = shared_data / "rates" / "cms-hpt-examples"
    amounts = []
    for name in (
        "examples__CSV__Tall_Format_Examples__V3.0.0_Tall_CSV_Format_Example.csv",
        "examples__CSV__Wide_Format_Examples__V3.0.0_Wide_CSV_Format_Example.csv",
        "examples__JSON__v3_json_format_example.json",
    ):
        (found,) = extract_file(folder / name, ["70551", "49505"])
        amounts.append(
            {
                (s.billing_code, s.setting, s.amount_kind, s.payer, s.plan, s.amount, s.revenue_code)
                for s in found.observations
            }
        )
        assert found.observations
    assert amounts[0] == amounts[1] == amounts[2]


def test_templates_without_rows_give_nothing_or_a_clear_error(shared_data: Path) -> None:
    for path in examples(shared_data, "cms-hpt-examples", "*Template.csv"):
        try:
            (found,) = extract_file(path, ["77499"])
        except UnlistedError as error:
            assert error.fix, path.name
        else:
            assert found.observations == ()


def test_amounts_are_exact_decimals(shared_data: Path) -> None:
    path = (
        shared_data
        / "rates/cms-tic-examples/v2.1.0/in-network-rates__in-network-rates-all-negotiated-types-sample.json"
    )
    (found,) = extract_file(path, ["99214", "97110"])
    assert {(s.amount, s.amount_kind.value) for s in found.observations} == {
        (Decimal(150), "negotiated_dollar"),
        (Decimal(65), "negotiated_percentage"),
    }
