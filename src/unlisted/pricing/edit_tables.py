"""Hand Medicare's tables to the decision as edits."""

from __future__ import annotations

from unlisted.coding.edits import ComponentLine, EditTables, OutpatientStatus, PairEdit, UnitLimit
from unlisted.pricing.tables import MedicareTables


def edit_tables(tables: MedicareTables, *, complete: bool = False) -> EditTables:
    """Return the unit limits, code pairs and outpatient statuses of the tables.

    ``complete``: the pairs are the whole published table, not the part that comes with the package.
    """
    return EditTables(
        units={
            code: tuple(
                UnitLimit(x.setting, x.release_from, x.units, x.adjudication_indicator, x.evidence)
                for x in lines
            )
            for code, lines in tables.units.items()
        },
        pairs={
            code: tuple(
                PairEdit(x.setting, x.column_one, x.column_two, x.modifier_indicator, x.evidence)
                for x in lines
            )
            for code, lines in tables.pairs.items()
        },
        outpatient={
            code: tuple(OutpatientStatus(x.period, x.status_indicator, x.rate, x.evidence) for x in lines)
            for code, lines in tables.opps.items()
        },
        components={
            code: tuple(
                ComponentLine(x.period, x.values.pctc_indicator, x.values.evidence)
                for x in lines
                if not x.values.modifier
            )
            for code, lines in tables.values.items()
        },
        complete=complete,
    )
