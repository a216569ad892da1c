"""Medicare's tables as they come with the package: the amounts of the rulebook."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from unlisted.base.dates import Period
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
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.tables import AmountRow, AmountTable


def embedded_tables(rulebook: Rulebook, codes: Iterable[str]) -> MedicareTables:
    """Return the lookups of the codes from ``amounts/pfs``, ``opps``, ``mue``, ``ncci`` and ``geo``."""
    wanted = sorted(set(codes))
    return MedicareTables(
        values={code: _values(t) for code in wanted if (t := _table(rulebook, "pfs", code))},
        factors=_factors(_table(rulebook, "pfs", "conversion_factors")),
        opps={code: _opps(t) for code in wanted if (t := _table(rulebook, "opps", code))},
        units={code: _units(t) for code in wanted if (t := _table(rulebook, "mue", code))},
        pairs={code: _pairs(t) for code in wanted if (t := _table(rulebook, "ncci", code))},
        localities=_localities(_table(rulebook, "geo", "gpci_2026")),
    )


def _table(rulebook: Rulebook, source: str, name: str) -> AmountTable | None:
    return rulebook.amounts.get(f"amounts.{source}.{name}")


def _text(row: AmountRow, key: str) -> str:
    cell = row.get(key)
    return "" if cell is None else str(cell)


def _figure(row: AmountRow, key: str) -> Decimal:
    cell = row[key]
    if not isinstance(cell, Decimal):
        raise TypeError(f"column {key} of an amounts table holds {cell!r}, not a decimal")
    return cell


def _period(row: AmountRow) -> Period:
    start, end = row.get("from"), row.get("to")
    return Period(start if isinstance(start, date) else None, end if isinstance(end, date) else None)


def _values(table: AmountTable) -> tuple[ValueLine, ...]:
    return tuple(
        ValueLine(
            _period(row),
            RelativeValues(
                code=table.subject["code"],
                modifier=_text(row, "modifier"),
                status=_text(row, "status_code"),
                pctc_indicator=_text(row, "pctc_ind"),
                global_days=_text(row, "global_days"),
                work=_figure(row, "work_rvu"),
                nonfacility_practice_expense=_figure(row, "nonfac_pe_rvu"),
                facility_practice_expense=_figure(row, "fac_pe_rvu"),
                malpractice=_figure(row, "mp_rvu"),
                evidence=table.citations,
            ),
        )
        for row in table.rows
    )


def _factors(table: AmountTable | None) -> tuple[FactorLine, ...]:
    if table is None:
        return ()
    return tuple(
        FactorLine(_period(row), _text(row, "track"), _figure(row, "conversion_factor_usd"), table.citations)
        for row in table.rows
    )


def _opps(table: AmountTable) -> tuple[OppsLine, ...]:
    return tuple(
        OppsLine(
            _period(row),
            _text(row, "status_indicator"),
            rate if isinstance(rate := row.get("payment_rate_usd"), Decimal) else None,
            table.citations,
        )
        for row in table.rows
    )


def _units(table: AmountTable) -> tuple[UnitsLine, ...]:
    return tuple(
        UnitsLine(
            _text(row, "setting"),
            released if isinstance(released := row.get("release_from"), date) else date.min,
            int(_figure(row, "mue_value")),
            _text(row, "adjudication_indicator"),
            table.citations,
        )
        for row in table.rows
    )


def _pairs(table: AmountTable) -> tuple[PairLine, ...]:
    return tuple(
        PairLine(
            _text(row, "setting"),
            _text(row, "column_one"),
            _text(row, "column_two"),
            _text(row, "modifier_indicator"),
            table.citations,
        )
        for row in table.rows
    )


def _localities(table: AmountTable | None) -> tuple[LocalityLine, ...]:
    if table is None:
        return ()
    return tuple(
        LocalityLine(
            _period(row),
            Locality(
                _text(row, "state"),
                _text(row, "mac"),
                _text(row, "locality"),
                _text(row, "locality_name"),
                _figure(row, "gpci_work"),
                _figure(row, "gpci_pe"),
                _figure(row, "gpci_mp"),
            ),
            table.citations,
        )
        for row in table.rows
    )
