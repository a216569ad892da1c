"""Real files give exactly what a full parse of them gives."""

from __future__ import annotations

import csv
import gzip
import io
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import py7zr
import pytest

from builders import full_parse
from unlisted.base.errors import UnsupportedFormatError
from unlisted.base.money import to_cents
from unlisted.market.observation import AmountKind, SourceKind
from unlisted.pipeline.extract import Extraction, extract_file

pytestmark = pytest.mark.real_data

CODES = ("77499", "77299", "77427", "77263", "77301", "77470", "77412", "77385", "77386", "G6015")
MEMORY_LIMIT_MB = 300


@pytest.fixture(scope="session")
def evry(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The four Evry Health files, expanded once."""
    folder = tmp_path_factory.mktemp("evry")
    for archive in sorted((shared_data / "rates/payer-tic/evry-health").glob("*.7z")):
        with py7zr.SevenZipFile(archive) as packed:
            packed.extractall(folder)
    return {path.name[:10]: path for path in sorted(folder.glob("*.json"))}


@pytest.fixture(scope="session")
def full(shared_data: Path) -> dict[str, Extraction]:
    """The five full hospital files, each extracted once."""
    folder = shared_data / "rates/hospital-v3-full"
    return {path.name.split(".")[0]: extract_file(path, CODES)[0] for path in sorted(folder.glob("*.gz"))}


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        ("2022-08-05", {"77412": 14}),
        ("2023-11-07", {"77427": 17, "77263": 17, "77301": 16, "77470": 16}),
        ("2024-06-03", {"77427": 18, "77263": 17, "77301": 14, "77470": 14, "77412": 16}),
        ("2025-01-06", {"77427": 10, "77263": 4, "77301": 8, "77470": 8}),
    ],
)
def test_evry_files_equal_a_full_parse(evry: dict[str, Path], day: str, counts: dict[str, int]) -> None:
    (found,) = extract_file(evry[day], CODES)
    whole = full_parse.load_json(evry[day])
    prices = Counter(
        (s.locator, s.billing_code, s.amount, tuple((g.tin, frozenset(g.npis)) for g in s.providers))
        for s in found.observations
    )
    assert prices == full_parse.payer_prices(whole, CODES)
    by_code = Counter(seen.billing_code for seen in found.observations)
    assert {
        code: by_code[code] for code in ("77427", "77263", "77301", "77470", "77412") if by_code[code]
    } == counts
    assert found.rows_read == len(whole["in_network"])
    assert all(
        seen.expiration_date is not None and seen.expiration_date.year < 2026 for seen in found.observations
    )
    at = {(f.amount, f.codes_at_amount, f.codes_priced) for f in found.frequencies}
    codes_at: dict[Decimal, set[str]] = {}
    for item in whole["in_network"]:
        for rate in item["negotiated_rates"]:
            for price in rate["negotiated_prices"]:
                codes_at.setdefault(Decimal(price["negotiated_rate"]), set()).add(item["billing_code"])
    priced = len(set().union(*codes_at.values()))
    assert at == {
        (amount, len(codes_at[amount]), priced) for amount in {s.amount for s in found.observations}
    }


def test_evry_outlier_of_2024_is_kept(evry: dict[str, Path]) -> None:
    (found,) = extract_file(evry["2024-06-03"], ["77263"])
    assert Decimal("9.66") in {seen.amount for seen in found.observations}


def test_evry_archive_itself_says_to_extract_first(shared_data: Path) -> None:
    (archive, *_) = sorted((shared_data / "rates/payer-tic/evry-health").glob("*.7z"))
    with pytest.raises(UnsupportedFormatError, match="7z"):
        extract_file(archive, CODES)


def test_evry_allowed_amounts_are_empty(shared_data: Path) -> None:
    (path,) = (shared_data / "rates/payer-tic/evry-health").glob("*allowed-amounts.json")
    (found,) = extract_file(path, CODES)
    assert (found.kind, found.rows_read) == (SourceKind.PAYER_ALLOWED_AMOUNTS, 0)


def test_carefirst_keeps_rates_whose_providers_stand_elsewhere(shared_data: Path) -> None:
    path = shared_data / "rates/payer-tic/carefirst/examplefile.json.gz"
    whole = full_parse.load_json(path)
    item = min(whole["in_network"], key=lambda entry: len(entry["negotiated_rates"]))
    code = item["billing_code"]
    (found,) = extract_file(path, [code])
    expected = sum(
        len(rate["negotiated_prices"])
        for entry in whole["in_network"]
        if entry["billing_code"] == code
        for rate in entry["negotiated_rates"]
    )
    assert len(found.observations) == expected > 0
    assert len(whole["in_network"]) == found.rows_read
    remarks = {finding.code for finding in found.findings}
    assert "provider_reference_remote" in remarks
    assert "provider_reference_unknown" not in remarks


@pytest.mark.parametrize(
    "name",
    [
        "banner-university-phoenix",
        "emory-university-hospital",
        "md-anderson",
        "mgh",
        "musc-charleston",
        "wellstar-kennestone",
    ],
)
def test_hospital_csv_slices_equal_a_full_parse(shared_data: Path, name: str) -> None:
    path = shared_data / f"rates/hospital-v3-slices/{name}.radonc.csv.gz"
    (found,) = extract_file(path, CODES)
    payer, items = full_parse.hospital_csv_amounts(full_parse.load_bytes(path), CODES)
    amounts = [
        (s.billing_code, s.setting, s.amount_kind.value, s.payer, s.plan, s.amount)
        for s in found.observations
        if s.amount is not None
    ]
    own = set(full_parse.CSV_ITEM.values())
    assert Counter(entry for entry in amounts if entry[2] not in own) == payer
    assert {entry for entry in amounts if entry[2] in own} == items
    assert payer


@pytest.mark.parametrize("name", ["dmc-harper", "uchicago"])
def test_hospital_json_slices_equal_a_full_parse(shared_data: Path, name: str) -> None:
    path = shared_data / f"rates/hospital-v3-slices/{name}.radonc.json.gz"
    (found,) = extract_file(path, CODES)
    amounts = Counter(
        (s.billing_code, s.setting, s.amount_kind.value, s.payer, s.plan, s.amount)
        for s in found.observations
        if s.amount is not None
    )
    assert amounts == full_parse.hospital_json_amounts(full_parse.load_json(path), CODES)


@pytest.mark.parametrize(
    "name", ["dmc-harper", "emory-university-hospital", "md-anderson", "mgh", "uchicago"]
)
def test_slices_are_what_the_full_files_say(
    shared_data: Path, full: dict[str, Extraction], name: str
) -> None:
    (path,) = (shared_data / "rates/hospital-v3-slices").glob(f"{name}.radonc.*")
    (slice_,) = extract_file(path, CODES)

    def amounts(extraction: Extraction) -> Counter[tuple[object, ...]]:
        return Counter(
            (s.billing_code, s.setting, s.billing_class, s.amount_kind, s.payer, s.plan, s.amount, s.count)
            for s in extraction.observations
        )

    assert amounts(full[name]) == amounts(slice_)
    assert full[name].rows_read > slice_.rows_read


def test_dmc_harper_posts_multipliers_for_77499_on_fifteen_payer_rows(full: dict[str, Extraction]) -> None:
    rows = [
        s
        for s in full["dmc-harper"].observations
        if s.billing_code == "77499" and s.amount_kind is AmountKind.NEGOTIATED_DOLLAR
    ]
    assert len(rows) == 15
    assert {s.amount for s in rows} == {Decimal(t) for t in ("0.92", "1", "1.06", "1.12", "1.60")}
    repeated = {(f.amount, f.payer, f.plan): f for f in full["dmc-harper"].frequencies}
    ones = [f for (amount, _, _), f in repeated.items() if amount == 1]
    assert max(f.codes_at_amount for f in ones) > 1000
    assert all(f.codes_at_amount <= f.codes_priced for f in repeated.values())


def test_dmc_harper_frequencies_equal_a_full_count(shared_data: Path, full: dict[str, Extraction]) -> None:
    whole = full_parse.load_json(shared_data / "rates/hospital-v3-full/dmc-harper.json.gz")
    codes_at: dict[tuple[str, str, Decimal], set[tuple[str, str]]] = {}
    for item in whole["standard_charge_information"]:
        procedures = [c for c in item["code_information"] if c["type"] in ("CPT", "HCPCS")]
        others = [
            c for c in item["code_information"] if c["type"] not in ("CPT", "HCPCS", "RC", "CDM", "LOCAL")
        ]
        own = [c for c in item["code_information"] if c["type"] in ("CDM", "LOCAL")]
        best = (procedures or others or own or item["code_information"])[0]
        for charge in item["standard_charges"]:
            for price in charge.get("payers_information", []):
                if "standard_charge_dollar" in price:
                    key = (price["payer_name"], price["plan_name"], Decimal(price["standard_charge_dollar"]))
                    codes_at.setdefault(key, set()).add((best["code"], best["type"]))
    priced: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for (payer, plan, _), codes in codes_at.items():
        priced.setdefault((payer, plan), set()).update(codes)
    assert full["dmc-harper"].frequencies
    for row in full["dmc-harper"].frequencies:
        assert row.codes_at_amount == len(codes_at[row.payer, row.plan, row.amount])
        assert row.codes_priced == len(priced[row.payer, row.plan])


def test_md_anderson_keeps_professional_and_facility_apart(full: dict[str, Extraction]) -> None:
    classes = {
        code: {s.billing_class for s in full["md-anderson"].observations if s.billing_code == code}
        for code in ("77427", "77263", "77412", "77301")
    }
    assert classes == {
        "77427": {"Professional"},
        "77263": {"Professional"},
        "77412": {"Facility"},
        "77301": {"Professional", "Facility"},
    }


def test_mgh_percent_rows_convert_to_their_dollars_to_the_cent(shared_data: Path) -> None:
    path = shared_data / "rates/hospital-v3-slices/mgh.radonc.csv.gz"
    rows = list(csv.reader(io.StringIO(gzip.decompress(path.read_bytes()).decode("utf-8-sig"), newline="")))
    codes = {cell for row in rows[3:] for cell in row[1:9] if len(cell) == 5 and cell.startswith("77")}
    (found,) = extract_file(path, codes)
    dollars = {
        (s.locator, s.billing_code): s
        for s in found.observations
        if s.amount_kind is AmountKind.NEGOTIATED_DOLLAR
    }
    percents = [s for s in found.observations if s.amount_kind is AmountKind.NEGOTIATED_PERCENTAGE]
    charged = [s for s in percents if s.negotiated_type == "percent of total billed charges"]
    assert len(charged) == 285
    for seen in charged:
        assert seen.amount is not None
        assert seen.paired_gross_charge is not None
        converted = to_cents(seen.amount * seen.paired_gross_charge / 100)
        assert dollars[seen.locator, seen.billing_code].amount == converted
    kinds = Counter(s.amount_kind for s in found.observations)
    assert kinds[AmountKind.NEGOTIATED_DOLLAR] == kinds[AmountKind.MEDIAN_ALLOWED] == 553


def test_cedar_park_has_77499_only_inside_numbers(shared_data: Path) -> None:
    path = shared_data / "rates/hospital-2021-tx/21.csv.gz"
    assert b"77499" in full_parse.load_bytes(path)
    (found,) = extract_file(path, ["77499"])
    assert (found.observations, found.rows_matched) == ((), 0)
    assert found.publisher == "Cedar Park Regional Medical Center"


@pytest.mark.parametrize(
    ("number", "mapping", "publisher"),
    [
        ("17", "tx_baylor_2020", "Baylor Scott & White Medical Center - Austin"),
        ("18", "tx_baylor_2020", "Baylor Scott & White Medical Center - Round Rock"),
        ("21", "tx_cedar_park_2021", "Cedar Park Regional Medical Center"),
        ("34", "tx_encompass_2021", "Encompass Health Rehabilitation Hospital of Austin"),
        ("38", "tx_guadalupe_2021", "Guadalupe Regional Medical Center"),
        ("64", "tx_resolute_2021", "Resolute Health Hospital"),
        ("76", "tx_university_health_2021", "University Hospital System"),
    ],
)
def test_texas_layouts_are_recognised(shared_data: Path, number: str, mapping: str, publisher: str) -> None:
    (path,) = (shared_data / "rates/hospital-2021-tx").glob(f"{number}.*")
    (found,) = extract_file(path, CODES)
    assert (found.schema_version, found.publisher) == (mapping, publisher)
    assert found.rows_read > 1000


def test_baylor_outpatient_row_is_read_to_the_last_digit(shared_data: Path) -> None:
    (found,) = extract_file(shared_data / "rates/hospital-2021-tx/17.csv.gz", ["77470"])
    row = {(s.payer, s.plan): s.amount for s in found.observations if s.locator == "row 7366" and s.payer}
    assert row == {
        ("Aetna", ""): Decimal("1558.458"),
        ("BCBS", "HMO"): Decimal("150.54"),
        ("BCBS", "PPO"): Decimal("158.64"),
        ("Humana", "PPO"): Decimal("1983.492"),
        ("SWHP", "PPO"): Decimal("1218.4308"),
        ("SWHP", "Preferred HMO"): Decimal("1076.7528"),
        ("United", ""): Decimal("1983.492"),
    }


def test_university_health_charges(shared_data: Path) -> None:
    (found,) = extract_file(shared_data / "rates/hospital-2021-tx/76.csv.gz", CODES)
    charges = {s.billing_code: s.amount for s in found.observations}
    assert charges["77427"] == 632
    assert charges["77470"] == Decimal("1100.00")
    assert {s.revenue_code for s in found.observations} == {"333"}


def test_resolute_records_equal_a_full_parse(shared_data: Path) -> None:
    path = shared_data / "rates/hospital-2021-tx/64.json.gz"
    (found,) = extract_file(path, ["77065"])
    import json

    records = [
        json.loads(line.decode("cp1252"), strict=False)
        for line in full_parse.load_bytes(path).splitlines()
        if line.strip()
    ]
    expected = Counter(
        (r["payer"], Decimal(r["payer-specific negotiated charge"])) for r in records if r["code"] == "77065"
    )
    seen = Counter((s.payer, s.amount) for s in found.observations if s.payer)
    assert seen == expected
    assert len(records) == found.rows_read


def test_charge_rows_hold_243_hospitals_with_77499(shared_data: Path) -> None:
    (path,) = (shared_data / "rates/hospital-77xxx-gross-cash").glob("*.gz")
    (found,) = extract_file(path, ["77499"])
    gross = [s for s in found.observations if s.amount_kind is AmountKind.GROSS_CHARGE]
    cash = [s for s in found.observations if s.amount_kind is AmountKind.DISCOUNTED_CASH]
    assert (len(gross), len({s.publisher_id for s in gross}), len(cash)) == (244, 243, 138)
    assert {Decimal("0.01"), Decimal(999999999)} & {s.amount for s in gross}


def test_unlisted_charge_rows_say_how_often_a_price_repeats(shared_data: Path) -> None:
    path = shared_data / "payers/hospital_unlisted_rt_prices_2026-01.csv"
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    codes = ["77499", "77299", "77399", "77799"]
    (found,) = extract_file(path, codes)
    assert Counter((s.billing_code, s.amount, s.note, s.publisher) for s in found.observations) == Counter(
        (
            row["code"],
            Decimal(row["price_usd"]),
            f"times_same_price_in_file={row['times_same_price_in_file']}",
            row["hospital"].strip(),
        )
        for row in rows
    )


@pytest.mark.parametrize(
    "name", ["hospital-v3-full/md-anderson.csv.gz", "hospital-v3-full/dmc-harper.json.gz"]
)
@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process alone is known on Linux only")
def test_memory_stays_bounded(shared_data: Path, name: str) -> None:
    program = (
        "import sys; from pathlib import Path; from unlisted.pipeline.extract import extract_file;"
        "extract_file(Path(sys.argv[1]), ['77499', '77427', '77412']);"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(shared_data / "rates" / name)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(ran.stdout) / 1024 < MEMORY_LIMIT_MB
