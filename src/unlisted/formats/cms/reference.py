"""The same tables as plain columns, the way public repositories re-publish them (CSV or Parquet).

Each kind has one function from a mapping of column to text to a row; the columns are those of the
reference tables the rulebook's amounts were made from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from unlisted.base.errors import BrokenFileError
from unlisted.base.money import parse_decimal
from unlisted.formats.cms.cells import compact_day
from unlisted.formats.cms.rows import (
    CmsRow,
    DiagnosisRow,
    FeeScheduleRow,
    GpciRow,
    HcpcsRow,
    MueRow,
    OppsRow,
    ProviderTaxonomyRow,
    PtpRow,
    ZipRow,
)

Record = Mapping[str, str]
Convert = Callable[[Record, date], CmsRow]


def _decimal(record: Record, key: str) -> Decimal:
    value = parse_decimal(record[key])
    if value is None:
        raise ValueError(f"{record[key]!r} is no number in column {key}")
    return value


def _day(record: Record, fallback: date) -> date:
    return compact_day(record.get("effective_from", "")) or fallback


def _fee_schedule(record: Record, fallback: date) -> FeeScheduleRow:
    return FeeScheduleRow(
        code=record["hcpcs"],
        modifier=record["modifier"],
        status=record["status_code"],
        work=_decimal(record, "work_rvu"),
        nonfacility_practice_expense=_decimal(record, "nonfac_pe_rvu"),
        facility_practice_expense=_decimal(record, "fac_pe_rvu"),
        malpractice=_decimal(record, "mp_rvu"),
        pctc_indicator=record["pctc_ind"],
        global_days=record["global_days"],
        conversion_factor=_decimal(record, "conversion_factor"),
        effective_from=_day(record, fallback),
    )


def _gpci(record: Record, _fallback: date) -> GpciRow:
    return GpciRow(
        contractor_number=record["mac"],
        state=record["state"],
        locality=record["locality"].zfill(2),
        name=record["locality_name"].strip(" *"),
        work=_decimal(record, "gpci_work"),
        practice_expense=_decimal(record, "gpci_pe"),
        malpractice=_decimal(record, "gpci_mp"),
        effective_from=date(int(record["year"]), 1, 1),
    )


def _opps(record: Record, fallback: date) -> OppsRow:
    return OppsRow(
        code=record["hcpcs"],
        status_indicator=record["si"],
        apc=record.get("apc", ""),
        relative_weight=parse_decimal(record.get("relative_weight", "")),
        rate=parse_decimal(record["payment_rate"]),
        effective_from=_day(record, fallback),
    )


def _ptp(record: Record, _fallback: date) -> PtpRow:
    return PtpRow(
        setting=record["setting"],
        column_one=record["column1"],
        column_two=record["column2"],
        modifier_indicator=record["modifier_indicator"],
        effective_from=compact_day(record.get("effective_from", "")),
        deleted_on=compact_day(record.get("deletion_date", "")),
    )


def _mue(record: Record, fallback: date) -> MueRow:
    return MueRow(
        setting=record["setting"],
        code=record["hcpcs"],
        units=int(_decimal(record, "mue_value")),
        adjudication_indicator=record["mai"],
        effective_from=_day(record, fallback),
    )


def _diagnosis(record: Record, fallback: date) -> DiagnosisRow:
    return DiagnosisRow(record["code"], record["billable"] in ("1", "True", "true"), fallback)


def _hcpcs(record: Record, fallback: date) -> HcpcsRow:
    return HcpcsRow(
        record["hcpcs"],
        added_on=compact_day(record.get("added_on", "")),
        terminated_on=compact_day(record.get("terminated_on", "")),
        effective_from=fallback,
    )


def _zip(record: Record, fallback: date) -> ZipRow:
    return ZipRow(
        zip_code=record["zip5"],
        state=record["state"],
        contractor_number=record["carrier"],
        locality=record["locality"].zfill(2),
        needs_plus_four=record["plus4_flag"] == "1",
        effective_from=fallback,
    )


def _provider(record: Record, fallback: date) -> ProviderTaxonomyRow:
    return ProviderTaxonomyRow(record["npi"], record["taxonomy"], fallback)


COLUMNS: dict[str, tuple[tuple[str, ...], Convert]] = {
    "pfs": (("hcpcs", "modifier", "status_code", "work_rvu", "pctc_ind", "conversion_factor"), _fee_schedule),
    "gpci": (("mac", "state", "locality", "gpci_work", "gpci_pe", "gpci_mp", "year"), _gpci),
    "opps": (("hcpcs", "si", "payment_rate"), _opps),
    "ncci": (("setting", "column1", "column2", "modifier_indicator"), _ptp),
    "mue": (("setting", "hcpcs", "mue_value", "mai"), _mue),
    "icd10cm": (("code", "billable"), _diagnosis),
    "hcpcs": (("hcpcs", "short_descriptor"), _hcpcs),
    "zip": (("zip5", "state", "carrier", "locality", "plus4_flag"), _zip),
    "providers": (("npi", "taxonomy"), _provider),
}


def has_columns(kind: str, header: Iterable[str]) -> bool:
    """Say whether a header holds the plain columns of ``kind``."""
    return set(COLUMNS[kind][0]) <= set(header)


def read_records(kind: str, records: Iterable[Record], name: str, effective_from: date) -> Iterator[CmsRow]:
    """Turn records with the plain columns of ``kind`` into rows."""
    convert = COLUMNS[kind][1]
    for line, record in enumerate(records, start=2):
        try:
            yield convert(record, effective_from)
        except (ValueError, KeyError) as error:
            raise BrokenFileError(
                f"a record of the {kind} table cannot be read: {error}",
                where=f"{name}, line {line}",
                why="a table read in part would answer wrongly",
                fix="load the table again from its source",
            ) from error
