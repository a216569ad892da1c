"""Build the dated lookups of Medicare's tables from the store, for the codes asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from unlisted.base.dates import Period
from unlisted.base.evidence import Evidence, FileEvidence
from unlisted.formats.cms.rows import FeeScheduleRow, GpciRow, MueRow, OppsRow, PtpRow
from unlisted.pipeline.medicare_store import list_tables, read_rows
from unlisted.pricing.medicare import Locality, RelativeValues
from unlisted.pricing.tables import (
    FactorLine,
    LocalityLine,
    MedicareTables,
    OppsLine,
    PairLine,
    UnitsLine,
    ValueLine,
)


def read_medicare_tables(store: Path, codes: Iterable[str]) -> MedicareTables:
    """Return what the store knows of the codes; a kind that is not loaded stays empty."""
    wanted = set(codes)
    evidence = {
        kind: tuple(
            FileEvidence(table.file_name, table.sha256, f"{kind} rows")
            for table in list_tables(store)
            if table.kind == kind
        )
        for kind in ("pfs", "gpci", "opps", "mue", "ncci")
    }
    fee_rows = list(read_rows(store, "pfs", {"code": wanted}))
    starts = sorted({row.effective_from for row in fee_rows})
    return MedicareTables(
        values=_values(fee_rows, starts, evidence["pfs"]),
        factors=_factors(fee_rows, starts, evidence["pfs"]),
        opps=_opps(list(read_rows(store, "opps", {"code": wanted})), evidence["opps"]),
        units=_units(read_rows(store, "mue", {"code": wanted}), evidence["mue"]),
        pairs=_pairs(store, wanted, evidence["ncci"]),
        localities=_localities(list(read_rows(store, "gpci")), evidence["gpci"]),
    )


def _period(start: date, starts: list[date]) -> Period:
    """A release answers until the next one, and no later than its year; the year's first from 1 January."""
    earlier_this_year = any(other.year == start.year and other < start for other in starts)
    begins = start if earlier_this_year else date(start.year, 1, 1)
    later = [other for other in starts if other > start and other.year == start.year]
    ends = min(later) - timedelta(days=1) if later else date(start.year, 12, 31)
    return Period(begins, ends)


def _values(
    rows: list[FeeScheduleRow], starts: list[date], evidence: tuple[Evidence, ...]
) -> dict[str, tuple[ValueLine, ...]]:
    found: dict[str, list[ValueLine]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: (r.code, r.modifier, r.effective_from)):
        values = RelativeValues(
            row.code,
            row.modifier,
            row.status,
            row.pctc_indicator,
            row.global_days,
            row.work,
            row.nonfacility_practice_expense,
            row.facility_practice_expense,
            row.malpractice,
            evidence,
        )
        found[row.code].append(ValueLine(_period(row.effective_from, starts), values))
    return {code: tuple(lines) for code, lines in found.items()}


def _factors(
    rows: list[FeeScheduleRow], starts: list[date], evidence: tuple[Evidence, ...]
) -> tuple[FactorLine, ...]:
    by_start = {row.effective_from: row.conversion_factor for row in rows}
    return tuple(
        FactorLine(
            _period(start, starts), "all" if start.year < 2026 else "non_qp", by_start[start], evidence
        )
        for start in starts
    )


def _opps(rows: list[OppsRow], evidence: tuple[Evidence, ...]) -> dict[str, tuple[OppsLine, ...]]:
    starts = sorted({row.effective_from for row in rows})
    found: dict[str, list[OppsLine]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: (r.code, r.effective_from)):
        found[row.code].append(
            OppsLine(_period(row.effective_from, starts), row.status_indicator, row.rate, evidence)
        )
    return {code: tuple(lines) for code, lines in found.items()}


def _units(rows: Iterable[MueRow], evidence: tuple[Evidence, ...]) -> dict[str, tuple[UnitsLine, ...]]:
    found: dict[str, list[UnitsLine]] = defaultdict(list)
    for row in rows:
        found[row.code].append(
            UnitsLine(row.setting, row.effective_from, row.units, row.adjudication_indicator, evidence)
        )
    return {code: tuple(lines) for code, lines in found.items()}


def _pairs(store: Path, wanted: set[str], evidence: tuple[Evidence, ...]) -> dict[str, tuple[PairLine, ...]]:
    found: dict[str, set[PairLine]] = defaultdict(set)
    for column in ("column_one", "column_two"):
        row: PtpRow
        for row in read_rows(store, "ncci", {column: wanted}):
            if row.deleted_on is None:
                line = PairLine(row.setting, row.column_one, row.column_two, row.modifier_indicator, evidence)
                found[row.column_one if column == "column_one" else row.column_two].add(line)
    return {
        code: tuple(sorted(lines, key=lambda x: (x.setting, x.column_one, x.column_two)))
        for code, lines in found.items()
    }


def _localities(rows: list[GpciRow], evidence: tuple[Evidence, ...]) -> tuple[LocalityLine, ...]:
    starts = sorted({row.effective_from for row in rows})
    newest: dict[tuple[date, str, str], LocalityLine] = {}
    for row in rows:
        locality = Locality(
            row.state,
            row.contractor_number,
            row.locality,
            row.name,
            row.work,
            row.practice_expense,
            row.malpractice,
        )
        key = (row.effective_from, row.contractor_number, row.locality)
        newest[key] = LocalityLine(_period(row.effective_from, starts), locality, evidence)
    lines = newest.values()
    return tuple(sorted(lines, key=lambda x: (x.locality.state, x.locality.locality)))
