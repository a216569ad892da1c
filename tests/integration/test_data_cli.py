"""``unlisted data``: tables loaded into a store, judged, and used for prices."""

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from unlisted.base.outcome import Available
from unlisted.pipeline.medicare_files import effective_day
from unlisted.pipeline.medicare_store import load_table, read_rows
from unlisted.pipeline.medicare_tables import read_medicare_tables
from unlisted.pricing.medicare import price_service


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from unlisted.cli.main import run; run()", "data", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


MUE = (
    "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n"
    "77499,1,3 Date of Service Edit,x\n"
)


def test_load_twice_changes_nothing_and_status_knows_it(tmp_path: Path) -> None:
    table = tmp_path / "MCR_MUE_Eff_10-01-2026_2026-q4.csv"
    table.write_text(MUE, encoding="utf-8")
    store = tmp_path / "store"
    first = run("load", "mue", str(table), "--store", str(store), "--json")
    again = run("load", "mue", str(table), "--store", str(store), "--json")
    assert first.returncode == again.returncode == 0, first.stderr
    assert json.loads(first.stdout) == json.loads(again.stdout)
    status = json.loads(run("status", "--store", str(store), "--as-of", "2026-11-24", "--json").stdout)
    states = {kind["kind"]: kind["state"] for kind in status["kinds"]}
    assert states["mue"] == "loaded"
    assert states["pfs"] == "not loaded"
    late = json.loads(run("status", "--store", str(store), "--as-of", "2027-03-01", "--json").stdout)
    assert {kind["kind"]: kind["state"] for kind in late["kinds"]}["mue"] == "past its term"


@pytest.mark.parametrize(
    ("kind", "name", "content", "exit_code", "says"),
    [
        ("mue", "notes_2026-q4.csv", "nothing,here\n", 3, "no header of a medically unlikely edits table"),
        ("mue", "mue.csv", MUE, 2, "--effective-from"),
        ("fees", "x.csv", "a,b\n", 5, "no table of kind"),
        ("mue", "empty_2026-q4.csv", "", 3, "is empty"),
        ("providers", "p.csv", "npi,name\n1,2\n", 3, "npi, taxonomy"),
    ],
)
def test_a_bad_file_stores_nothing(
    tmp_path: Path, kind: str, name: str, content: str, exit_code: int, says: str
) -> None:
    table = tmp_path / name
    table.write_text(content, encoding="utf-8")
    store = tmp_path / "store"
    done = run("load", kind, str(table), "--store", str(store))
    assert done.returncode == exit_code, done.stderr
    assert says in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr
    assert not list(store.rglob("*.parquet"))
    assert not list(store.rglob("*.part"))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("PPRRVU2026_Jul_nonQPP.csv", date(2026, 7, 1)),
        ("rvu26c.zip", date(2026, 7, 1)),
        ("PPRRVU25_JAN.csv in rvu25a", date(2025, 1, 1)),
        ("GPCI2026.csv", date(2026, 1, 1)),
        ("ZIP5_OCT2025.txt", date(2025, 10, 1)),
        ("october-2026-opps-addendum-b.zip", date(2026, 10, 1)),
        ("medicare-ncci-2026-q4-practitioner-ptp-edits-ccipra-v323r0-f1.zip", date(2026, 10, 1)),
    ],
)
def test_the_day_in_the_publishers_file_names(name: str, day: date) -> None:
    assert effective_day(name, None) == day


@pytest.mark.real_data
def test_real_tables_price_as_third_parties_published(shared_data: Path, tmp_path: Path) -> None:
    reference = shared_data / "reference"
    store = tmp_path / "store"
    fees = load_table("pfs", reference / "pfs" / "pfs_rvu_2026C.csv.gz", store)
    places = load_table("gpci", reference / "geo" / "gpci_2020_2026.csv", store)
    assert (fees.rows, places.rows) == (18_385, 775)
    tables = read_medicare_tables(store, ["99213", "77427", "77499"])
    day = date(2026, 11, 23)
    factor = tables.conversion_factor(day)
    visit = tables.relative_values("99213", day)
    assert isinstance(factor, Available)
    assert isinstance(visit, Available)
    names = {place.name.upper(): place for place in tables.localities_on(day)}
    alabama = price_service(visit.value, names["ALABAMA"], factor.value, facility=False)
    bakersfield = next(place for name, place in names.items() if name.startswith("BAKERSFIELD"))
    assert isinstance(alabama, Available)
    assert alabama.value == Decimal("87.79")
    assert price_service(visit.value, bakersfield, factor.value, facility=False).value == Decimal("99.52")  # type: ignore[union-attr]
    weekly = tables.relative_values("77427", day)
    assert isinstance(weekly, Available)
    assert weekly.value.total(facility=False) == Decimal("5.85")


@pytest.mark.real_data
def test_real_edits_and_rates_of_the_unlisted_codes(shared_data: Path, tmp_path: Path) -> None:
    reference = shared_data / "reference"
    store = tmp_path / "store"
    load_table("mue", reference / "ncci" / "mue_2024_2026.csv.gz", store)
    load_table("opps", reference / "opps" / "opps_radonc_2020_2026.csv", store)
    load_table("ncci", reference / "ncci" / "ncci_ptp_radonc_2024.parquet", store)
    tables = read_medicare_tables(store, ["77499", "77299", "77799"])
    day = date(2026, 5, 1)
    lines = {code: tables.opps_line(code, day) for code in ("77499", "77299", "77799")}
    got = {
        code: (x.value.status_indicator, x.value.rate)
        for code, x in lines.items()
        if isinstance(x, Available)
    }
    assert got == {
        "77499": ("B", None),
        "77299": ("S", Decimal("137.32")),
        "77799": ("S", Decimal("104.24")),
    }
    units = tables.units_line("77499", date(2026, 11, 23), "practitioner")
    assert isinstance(units, Available)
    assert (units.value.units, units.value.adjudication_indicator) == (1, "3")
    practitioner = {
        (pair.column_one, pair.column_two) for pair in tables.pairs["77499"] if pair.setting == "practitioner"
    }
    assert practitioner == {
        ("77499", "0394T"),
        ("77499", "0395T"),
        ("77499", "90840"),
        ("77499", "96523"),
        ("77401", "77499"),
    }
    assert sum(1 for _ in read_rows(store, "mue")) == 38_825
