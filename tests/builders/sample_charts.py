"""Synthetic drawings of every kind, each with its table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from unlisted.report.blocks import Cell, Chart, ChartKind, Column, Scalar, Table

Record = dict[str, Scalar]


def sample_charts(payers: int) -> dict[ChartKind, tuple[Chart, Table]]:
    """Return one drawing of each kind and its table."""
    names = [f"Example Health {number}" for number in range(1, payers + 1)]
    return {
        kind: _with_table(kind, records, "USD" if kind in _MONEY else "")
        for kind, records in {
            ChartKind.STATUS_STEPS: _status(),
            ChartKind.DECISION_PATH: _path(),
            ChartKind.MATRIX: _matrix(names),
            ChartKind.DISTRIBUTION: _distribution(),
            ChartKind.MECHANISM: _mechanism(names),
            ChartKind.WATERFALL: _waterfall(),
            ChartKind.TIMELINE: _timeline(names),
            ChartKind.LOCALITY: _locality(),
            ChartKind.QUANTILES: _quantiles(),
        }.items()
    }


_MONEY = {ChartKind.DISTRIBUTION, ChartKind.LOCALITY, ChartKind.QUANTILES}


def _with_table(kind: ChartKind, records: Sequence[Record], unit: str) -> tuple[Chart, Table]:
    title = f"Sample drawing: {kind.value.replace('_', ' ')}"
    columns = tuple(Column(name, name.capitalize()) for name in records[0])
    rows = tuple(tuple(Cell(str(value), value) for value in record.values()) for record in records[:30])
    return (
        Chart(
            id=f"chart-{kind.value}",
            kind=kind,
            title=title,
            alt=f"{title}, with {len(records)} synthetic records",
            data=tuple(tuple(record.items()) for record in records),
            table_id=f"table-{kind.value}",
            unit=unit,
        ),
        Table(f"table-{kind.value}", f"{title}, n = {len(records)}", columns, rows, "as drawn"),
    )


def _status() -> list[Record]:
    tracks = (
        ("Fee schedule status", ("C", "C", "C", "C", "C", "C", "C", "C")),
        ("Outpatient indicator", ("B", "B", "B", "S", "S", "E1", "E1", "E1")),
        ("Units a day", ("2", "2", "1", "1", "1", "1", "1", "1")),
    )
    words = {"C": "contractor-priced", "B": "not paid here", "S": "paid", "E1": "not covered"}
    return [
        {"year": 2019 + place, "track": track, "status": status, "label": words.get(status, status)}
        for track, statuses in tracks
        for place, status in enumerate(statuses)
    ]


def _path() -> list[Record]:
    return [
        {
            "step": 1,
            "question": "Is a listed sample code for the weekly management met in full?",
            "outcome": "listed code A",
            "kind": "listed",
        },
        {
            "step": 2,
            "question": "Is it one session or few sessions at a high dose, with a listed code of its own?",
            "outcome": "listed codes B and C",
            "kind": "listed",
        },
        {
            "step": 3,
            "question": "Does a temporary code describe it?",
            "outcome": "listed code D",
            "kind": "listed",
        },
        {
            "step": 4,
            "question": "Does no listed code describe the work, and is it documented why?",
            "outcome": "the unlisted code",
            "kind": "unlisted",
        },
    ]


def _matrix(names: list[str]) -> list[Record]:
    marks = ("known", "partly", "unavailable", "known", "conflict")
    questions = (
        "Mechanism",
        "Authorization",
        "Records",
        "Description",
        "Modifiers",
        "Units",
        "Channel",
        "Filing",
        "Appeal",
    )
    return [
        {"row": name, "column": question, "mark": marks[(at + place) % 5], "label": ""}
        for at, name in enumerate(names)
        for place, question in enumerate(questions)
    ]


def _distribution() -> list[Record]:
    return [
        {"group": state, "value": Decimal(400 + (place * place * 37) % 9000) + Decimal("0.5"), "n": 24}
        for state in ("Ohio", "Texas", "California", "New York", "Florida")
        for place in range(24)
    ]


def _mechanism(names: list[str]) -> list[Record]:
    kinds = ("by report", "percent of charge", "comparator fee", "not covered", "unknown")
    return [{"payer": name, "mechanism": kinds[(at * at) % 5]} for at, name in enumerate(names)]


def _waterfall() -> list[Record]:
    return [
        {"gate": "read", "label": "rows read", "rows": 9001, "dropped": 0},
        {"gate": "sentinel", "label": "sentinel amount", "rows": 7100, "dropped": 1901},
        {"gate": "placeholder", "label": "placeholder", "rows": 6900, "dropped": 200},
        {"gate": "ghost", "label": "ghost rate", "rows": 1210, "dropped": 5690},
        {"gate": "outlier", "label": "outlier", "rows": 1180, "dropped": 30},
    ]


def _timeline(names: list[str]) -> list[Record]:
    kinds = ("added", "removed", "changed")
    return [
        {
            "date": f"{2020 + place % 7}-{1 + place % 12:02d}" + ("-15" if place % 2 else ""),
            "label": f"Sample change {place}",
            "payer": names[place % min(len(names), 9)],
            "kind": kinds[place % 3],
        }
        for place in range(24)
    ]


def _locality() -> list[Record]:
    return [
        {"code": code, "locality": f"Locality {place:02d}", "value": base + Decimal(place * 7 % 53) / 4}
        for code, base in (("77427", Decimal(180)), ("77431", Decimal(90)), ("77432", Decimal(400)))
        for place in range(50)
    ]


def _quantiles() -> list[Record]:
    return [
        {
            "group": group,
            "p10": Decimal(at * 10),
            "p25": Decimal(at * 20),
            "p50": Decimal(at * 30),
            "p75": Decimal(at * 55),
            "p90": Decimal(at * 90),
            "n": at * 4,
        }
        for at, group in enumerate(("percent of charge", "fee schedule", "case rate", "not stated"), start=3)
    ]
