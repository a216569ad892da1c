#!/usr/bin/env python3
"""Write the Medicare amounts of the rulebook from the public tables in ../shared/data/reference.

    python scripts/build_amounts.py [REFERENCE_FOLDER]

One file per code and table: relative values, OPPS status and rate, medically unlikely edits and
procedure-to-procedure edits; conversion factors, localities and Part B volumes beside them. Only
figures and codes carry over; no descriptor does. Equal neighbouring releases become one period.
A year known from one release only is covered by it, and the note of the table says so.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from pyarrow import parquet

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT.parent / "shared" / "data" / "reference"
AMOUNTS = ROOT / "src" / "unlisted" / "rulebook" / "amounts"
RETRIEVED = "2026-11-23"
Row = dict[str, str]

SOURCES = {
    "pfs_rvu": (
        "Medicare physician fee schedule relative value files, releases 2020A to 2026C",
        "CMS (copies in public repositories)",
        "fee_schedule",
        "https://github.com/andrewallenbruce/arkrvu",
        "2020-01 to 2026-07",
        "2020-2024 from arkrvu, 2025D from alex-bea/cms_api, 2026C from prestigesf/medicare-Billrosetta-",
    ),
    "opps_b": (
        "Hospital outpatient prospective payment system Addendum B, 21 quarterly releases",
        "CMS (converted by softek/CMS.HCPCS)",
        "fee_schedule",
        "https://github.com/softek/CMS.HCPCS/blob/55a549428db26de4c8549d7ebb84c367bbefa077/sample.csv",
        "2020-01 to 2026-04",
        "no copy seen of 2020-07, 2020-10, 2021-07, 2022-01, 2022-04, 2026-07 and 2026-10",
    ),
    "mue": (
        "NCCI medically unlikely edits: 2024Q2 both settings, 2026Q2 practitioner, 2026Q4 hospital",
        "CMS (copies in public repositories)",
        "edit_file",
        "https://github.com/andrewallenbruce/northstar/tree/a37fd49831c3614a1eaa279d4addf06ad35798c4/inst/extdata/pins",
        "2024-04 to 2026-10",
        "2026 rows from tejitpabari99/hospital-bill-checker and Niall-the-Vile/opps-engine",
    ),
    "ptp_2024": (
        "NCCI procedure-to-procedure edits v30.2, practitioner and outpatient hospital",
        "CMS (copy packaged by andrewallenbruce/northstar)",
        "edit_file",
        "https://github.com/andrewallenbruce/northstar/tree/a37fd49831c3614a1eaa279d4addf06ad35798c4/inst/extdata/pins",
        "2024-07",
        "the source gives a deletion day and no effective day",
    ),
    "gpci": (
        "Geographic practice cost indices 2026 (Addendum E)",
        "CMS (copy in Aradune-Policy/aradune-main)",
        "fee_schedule",
        "https://github.com/Aradune-Policy/aradune-main",
        "2026",
        "contract numbers taken from 2025",
    ),
    "partb": (
        "Physician and other practitioners by provider and service, 2014-2023, national totals",
        "CMS (aggregated by kianbob/openmedicare)",
        "dataset",
        "https://github.com/kianbob/openmedicare",
        "2014 to 2023",
        "cells under 11 beneficiaries are suppressed by CMS; only the 500 largest codes",
    ),
    "medicaid": (
        "State Medicaid rates of radiation-oncology codes, compiled March 2026",
        "Aradune-Policy/aradune-main",
        "dataset",
        "https://github.com/Aradune-Policy/aradune-main",
        "2026-03",
        "one number per code and state; setting, modifier and date are lost: hints, never dollars to quote",
    ),
}


def quote(text: str) -> str:
    """Write one scalar: bare where YAML reads it as the same text, quoted elsewhere."""
    safe = text and all(c.isalnum() or c in ".-_/" for c in text) and text[0] not in "-.?"
    return text if safe else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_table(
    name: str,
    title: str,
    *,
    subject: Row,
    unit: str,
    source: str,
    locator: str,
    columns: Iterable[str],
    rows: Iterable[Iterable[str]],
    note: str = "",
) -> None:
    """Write one amounts file; ``name`` is the path below amounts/ without ending."""
    doc_title, publisher, kind, url, published, source_note = SOURCES[source]
    lines = [
        f"amounts: amounts.{name.replace('/', '.')}",
        f"title: {title}",
        "subject: {" + ", ".join(f"{k}: {quote(v)}" for k, v in subject.items()) + "}",
        f"unit: {unit}",
        f"verified_through: {RETRIEVED}",
        "sources:",
        f"  {source}:",
        f"    title: {quote(doc_title)}",
        f"    publisher: {quote(publisher)}",
        f"    kind: {kind}",
        f"    url: {url}",
        f"    published: {quote(published)}",
        f"    retrieved: {RETRIEVED}",
        f"    note: {quote(source_note)}",
        "columns: [" + ", ".join(columns) + "]",
        "rows:",
    ]
    lines += ["  - [" + ", ".join(quote(cell) for cell in row) + "]" for row in rows]
    lines.append(f"cites: [{{source: {source}, locator: {quote(locator)}}}]")
    if note:
        lines.append(f"note: {quote(note)}")
    path = AMOUNTS / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_csv(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def two_places(text: str) -> str:
    return str(Decimal(text).quantize(Decimal("0.01")))


def release_starts(releases: dict[str, str]) -> dict[str, date]:
    """First day each release answers for: its own day, or 1 January for a year's first known release."""
    starts: dict[str, date] = {}
    years: set[int] = set()
    for release, text in sorted(releases.items(), key=lambda item: item[1]):
        day = date.fromisoformat(text)
        starts[release] = day if day.year in years else date(day.year, 1, 1)
        years.add(day.year)
    return starts


def periods(
    rows: list[Row], keys: tuple[str, ...], starts: dict[str, date]
) -> Iterator[tuple[str, str, tuple[str, ...], str]]:
    """Yield (from, to, values, releases) with equal neighbouring releases merged."""
    order = sorted(starts, key=lambda release: starts[release])
    by_release = {row["release"]: tuple(row[key] for key in keys) for row in rows}
    current: list[str] = []
    for release in order:
        values = by_release.get(release)
        if current and values != by_release[current[0]]:
            yield _period(current, release, starts, by_release)
            current = []
        if values is not None:
            current.append(release)
    if current:
        yield _period(current, None, starts, by_release)


def _period(
    current: list[str], following: str | None, starts: dict[str, date], values: dict[str, tuple[str, ...]]
) -> tuple[str, str, tuple[str, ...], str]:
    first = starts[current[0]]
    last = starts[following] - timedelta(days=1) if following else date(starts[current[-1]].year, 12, 31)
    label = current[0] if len(current) == 1 else f"{current[0]}-{current[-1]}"
    return first.isoformat(), last.isoformat(), values[current[0]], label


def group(rows: Iterable[Row], *keys: str) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[key] for key in keys), []).append(row)
    return dict(sorted(found.items()))


def build_pfs(reference: Path) -> None:
    rows = read_csv(reference / "pfs" / "pfs_rvu_radonc_2020_2026.csv")
    starts = release_starts({row["release"]: row["effective_from"] for row in rows})
    figures = ("work_rvu", "nonfac_pe_rvu", "fac_pe_rvu", "mp_rvu", "nonfac_total_rvu", "fac_total_rvu")
    for row in rows:
        for figure in figures:
            row[figure] = two_places(row[figure])
    keys = ("status_code", "pctc_ind", "global_days", *figures)
    for (code,), of_code in group(rows, "hcpcs").items():
        table = [
            (modifier, start, end, *values, label)
            for (modifier,), of_modifier in group(of_code, "modifier").items()
            for start, end, values, label in periods(of_modifier, keys, starts)
        ]
        write_table(
            f"pfs/{code}",
            f"Medicare physician fee schedule values of {code}",
            subject={"code": code},
            unit="relative value units",
            source="pfs_rvu",
            locator=f"rows of {code}",
            columns=("modifier", "from", "to", *keys, "releases"),
            rows=table,
            note="2025 and 2026 are each known from one release, which answers for the whole year.",
        )


def build_conversion_factors(reference: Path) -> None:
    rows = read_csv(reference / "pfs" / "conversion_factors.csv")
    write_table(
        "pfs/conversion_factors",
        "Medicare physician fee schedule conversion factors",
        subject={},
        unit="US dollars per relative value unit",
        source="pfs_rvu",
        locator="conversion factor column",
        columns=("track", "from", "to", "conversion_factor_usd"),
        rows=[
            (row["track"], row["effective_from"], row["effective_to"], row["conversion_factor"])
            for row in rows
        ],
        note="The 2026 factor of the qp_apm track stands in secondary notes only; its file was not seen.",
    )


def build_opps(reference: Path) -> None:
    rows = read_csv(reference / "opps" / "opps_radonc_2020_2026.csv")
    codes = {row["hcpcs"] for row in read_csv(reference / "pfs" / "pfs_rvu_radonc_2020_2026.csv")}
    starts = release_starts({row["release"]: row["effective_from"] for row in rows})
    for (code,), of_code in group((r for r in rows if r["hcpcs"] in codes), "hcpcs").items():
        table = [
            (start, end, *values, label)
            for start, end, values, label in periods(of_code, ("si", "payment_rate"), starts)
        ]
        write_table(
            f"opps/{code}",
            f"Hospital outpatient status and rate of {code}",
            subject={"code": code},
            unit="US dollars",
            source="opps_b",
            locator=f"rows of {code}",
            columns=("from", "to", "status_indicator", "payment_rate_usd", "releases"),
            rows=table,
            note="A quarter whose release was not seen is answered by the release before it.",
        )


def build_mue(reference: Path) -> None:
    rows = read_csv(reference / "ncci" / "mue_radonc_2024_2026.csv")
    for (code,), of_code in group(rows, "hcpcs").items():
        write_table(
            f"mue/{code}",
            f"Medically unlikely edits of {code}",
            subject={"code": code},
            unit="units of service",
            source="mue",
            locator=f"rows of {code}",
            columns=("setting", "release_from", "mue_value", "adjudication_indicator", "copy"),
            rows=[
                (row["setting"], row["effective_from"], row["mue_value"], row["mai"], row["source"])
                for row in sorted(of_code, key=lambda r: (r["setting"], r["effective_from"]))
            ],
            note="Releases as seen; the day a value first held is not in the source.",
        )


MANAGEMENT_FAMILY = ("77427", "77431", "77432", "77435", "77469", "77470")
UNLISTED = ("77299", "77399", "77499", "77799")


def build_ptp(reference: Path) -> None:
    rows = parquet.read_table(reference / "ncci" / "ncci_ptp_radonc_2024.parquet").to_pylist()
    known = {row["hcpcs"] for row in read_csv(reference / "pfs" / "pfs_rvu_radonc_2020_2026.csv")}
    shown = {*known, "90840", "96523", "99205", "99213", "99214", "99215", "99233", "99245", "99366", "99367"}
    for code in (*UNLISTED, *MANAGEMENT_FAMILY):
        pairs = sorted(
            (row["setting"], row["column1"], row["column2"], row["modifier_indicator"])
            for row in rows
            if row["active"]
            and code in (row["column1"], row["column2"])
            and {row["column1"], row["column2"]} <= shown
        )
        total = sum(1 for row in rows if row["active"] and code in (row["column1"], row["column2"]))
        write_table(
            f"ncci/{code}",
            f"Procedure-to-procedure edits of {code} with codes the report shows",
            subject={"code": code},
            unit="modifier indicator (0 never together, 1 with a modifier)",
            source="ptp_2024",
            locator=f"active pairs with {code}",
            columns=("setting", "column_one", "column_two", "modifier_indicator"),
            rows=pairs,
            note=f"{len(pairs)} of {total} active pairs: radiation oncology, visits, team conferences.",
        )


def build_gpci(reference: Path) -> None:
    rows = [row for row in read_csv(reference / "geo" / "gpci_2020_2026.csv") if row["year"] == "2026"]
    write_table(
        "geo/gpci_2026",
        "Geographic practice cost indices of 2026 by locality",
        subject={},
        unit="index",
        source="gpci",
        locator="2026 rows",
        columns=(
            "state",
            "mac",
            "locality",
            "locality_name",
            "from",
            "to",
            "gpci_work",
            "gpci_pe",
            "gpci_mp",
        ),
        rows=[
            (
                row["state"],
                row["mac"],
                row["locality"],
                row["locality_name"].title().strip(" *"),
                "2026-01-01",
                "2026-12-31",
                row["gpci_work"],
                row["gpci_pe"],
                row["gpci_mp"],
            )
            for row in sorted(rows, key=lambda r: (r["state"], r["mac"], r["locality"]))
        ],
        note="Work index with the floor of 1.0.",
    )


def build_utilization(reference: Path) -> None:
    codes = {row["hcpcs"] for row in read_csv(reference / "pfs" / "pfs_rvu_radonc_2020_2026.csv")}
    rows = [
        r
        for r in read_csv(reference / "utilization" / "partb_national_2014_2023_top500.csv")
        if r["code"] in codes
    ]
    write_table(
        "utilization/partb_2014_2023",
        "Medicare Part B services and payments of radiation-oncology codes, 2014 to 2023",
        subject={},
        unit="services; US dollars",
        source="partb",
        locator="rows of the codes",
        columns=("code", "years", "part_b_services", "payments_usd", "mean_payment_usd"),
        rows=[
            (
                r["code"],
                r["years_active"],
                r["total_services"],
                str(Decimal(r["total_payments"]).quantize(Decimal(1))),
                two_places(r["avg_payment_per_service"]),
            )
            for r in sorted(rows, key=lambda r: r["code"])
        ],
        note="The four unlisted codes are not among the 500 largest codes of this dataset.",
    )


def build_medicaid(reference: Path) -> None:
    rows = read_csv(reference / "medicaid" / "medicaid_rates_radonc_2026Q1.csv")
    write_table(
        "medicaid/unlisted_2026q1",
        "Numbers that compiled state Medicaid schedules show for the unlisted codes",
        subject={},
        unit="number as compiled",
        source="medicaid",
        locator="rows of the four codes",
        columns=("code", "state", "number", "flag"),
        rows=[
            (r["hcpcs"], r["state"], two_places(r["rate"]), r["flag"])
            for r in sorted(rows, key=lambda r: (r["hcpcs"], r["state"]))
            if r["hcpcs"] in UNLISTED
        ],
        note="Hints only: percentages of charge, placeholders and repeated Medicare rates stand among them.",
    )


def main() -> None:
    reference = Path(sys.argv[1]) if len(sys.argv) > 1 else REFERENCE
    build_pfs(reference)
    build_conversion_factors(reference)
    build_opps(reference)
    build_mue(reference)
    build_ptp(reference)
    build_gpci(reference)
    build_utilization(reference)
    build_medicaid(reference)
    sys.stderr.write(f"wrote {sum(1 for _ in AMOUNTS.rglob('*.yaml'))} amounts files\n")


if __name__ == "__main__":
    main()
