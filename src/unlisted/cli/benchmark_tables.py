"""A benchmark run as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from unlisted.base.money import format_usd, to_cents
from unlisted.benchmarks.gates import DROP_REASONS, DropReason, Gate
from unlisted.benchmarks.strata import Stratum
from unlisted.benchmarks.thresholds import PERCENTS
from unlisted.benchmarks.values import Benchmark, BenchmarkRun, Distribution, Waterfall, Weight

WEIGHTS = {
    Weight.TIN: "tax ids",
    Weight.NPI: "NPIs",
    Weight.HOSPITAL: "hospitals",
    Weight.STATE_AND_PRICE: "one per state and price",
}


def print_run(run: BenchmarkRun, console: Console, *, samples: bool) -> None:
    """Print waterfalls first, then dollars, percentages, wildcards, thresholds and notes."""
    for waterfall in run.waterfalls:
        console.print(waterfall_table(waterfall))
        for step in waterfall.steps:
            if step.note:
                console.print(Text(f"  {step.gate}: {step.note}", style="dim"))
        if samples:
            console.print(samples_table(waterfall))
        console.print()
    for title, benchmarks in (
        ("Dollars", run.benchmarks),
        ("Percentage of billed charges", run.percentages),
    ):
        if benchmarks:
            console.print(benchmark_table(title, benchmarks))
            console.print()
        else:
            console.print(f"{title}: no row was kept.\n")
    if run.wildcard_matches:
        console.print(wildcard_table(run))
        console.print()
    console.print(thresholds_table(run))
    console.print(f"Percentiles: {run.percentile_definition}.", soft_wrap=True)
    for note in run.notes:
        console.print(note, soft_wrap=True)


def waterfall_table(waterfall: Waterfall) -> Table:
    """Return the gates of one code with rows in, dropped and kept, and the reasons."""
    factor = f", duplicate factor {waterfall.duplicate_factor}" if waterfall.duplicate_factor else ""
    table = Table(
        title=f"{waterfall.code}: {waterfall.rows_read:,} rows read, {waterfall.rows_kept:,} kept{factor}",
        title_justify="left",
    )
    table.add_column("gate")
    for heading in ("rows in", "dropped", "kept"):
        table.add_column(heading, justify="right")
    table.add_column("why")
    for step in waterfall.steps:
        why = "\n".join(f"{count:,} {DROP_REASONS[DropReason(reason)]}" for reason, count in step.reasons)
        table.add_row(step.title, f"{step.rows_in:,}", f"{step.rows_dropped:,}", f"{step.rows_kept:,}", why)
    return table


def samples_table(waterfall: Waterfall) -> Table:
    """Return the first dropped rows of each gate, with where they stand."""
    table = Table(title=f"{waterfall.code}: first dropped rows of each gate", title_justify="left")
    for heading in ("gate", "amount", "kind", "payer", "plan", "reason", "file", "place"):
        table.add_column(heading, justify="right" if heading == "amount" else "left", overflow="fold")
    for step in waterfall.steps:
        for row in step.samples:
            table.add_row(
                str(Gate(step.gate)),
                "" if row.amount is None else _number(row.amount),
                row.amount_kind,
                row.payer,
                row.plan,
                row.reason,
                row.evidence.file_name,
                row.evidence.locator,
            )
    return table


def benchmark_table(title: str, benchmarks: Iterable[Benchmark]) -> Table:
    """Return one line per stratum and weight: n, percentiles or listed values, files and dates."""
    table = Table(title=title, title_justify="left", show_lines=True)
    table.add_column("code")
    table.add_column("what")
    table.add_column("who and where")
    table.add_column("counts once")
    table.add_column("n", justify="right")
    for percent in PERCENTS:
        table.add_column("median" if percent == 50 else f"p{percent}", justify="right")
    table.add_column("files")
    for benchmark in benchmarks:
        for number, distribution in enumerate(benchmark.distributions):
            first = number == 0
            table.add_row(
                benchmark.stratum.code if first else "",
                _what(benchmark.stratum) if first else "",
                _who(benchmark.stratum) if first else "",
                WEIGHTS[distribution.weight],
                f"{distribution.count:,}",
                *_values(distribution, benchmark.unit),
                _files(benchmark) if first else "",
            )
    return table


def wildcard_table(run: BenchmarkRun) -> Table:
    """Return the wildcard prices that may cover the codes, which are never pooled."""
    table = Table(title="Wildcard prices that may cover the code (not pooled)", title_justify="left")
    for heading in ("code", "match", "payer", "plan", "kind", "amount", "place"):
        table.add_column(heading, justify="right" if heading == "amount" else "left", overflow="fold")
    for match in run.wildcard_matches:
        amount = "" if match.amount is None else _number(match.amount)
        place = f"{match.evidence.file_name} {match.evidence.locator}"
        table.add_row(match.code, match.match, match.payer, match.plan, match.amount_kind, amount, place)
    return table


def thresholds_table(run: BenchmarkRun) -> RenderableType:
    """Return every threshold that was applied."""
    table = Table(title="Thresholds", title_justify="left")
    for heading in ("gate", "value", "meaning"):
        table.add_column(heading)
    for threshold in run.thresholds:
        table.add_row(threshold.gate, threshold.value, threshold.meaning)
    return Group(table)


def _what(stratum: Stratum) -> str:
    narrowed = [f"class {stratum.billing_class}"]
    if stratum.modifier_class != "global":
        narrowed.append(f"modifier {stratum.modifier_class}")
    if stratum.place_class != "global":
        narrowed.append(stratum.place_class)
    kind = stratum.amount_kind.replace("_", " ")
    return f"{kind}, {stratum.basis}\n{', '.join(narrowed)}\n{stratum.source}"


def _who(stratum: Stratum) -> str:
    named = (
        ("payer", stratum.payer),
        ("segment", stratum.segment),
        ("plan", stratum.plan),
        ("state", stratum.state),
        ("setting", stratum.setting),
        ("type", stratum.negotiated_type),
    )
    lines = [f"{name} {value}" for name, value in named if value is not None]
    return "\n".join(lines) or "all"


def _values(distribution: Distribution, unit: str) -> list[str]:
    if distribution.listed:
        listed = ", ".join(_amount(entry.amount, unit) for entry in distribution.listed)
        return ["", "", f"values: {listed}", "", ""]
    shown = {entry.percent: _amount(entry.amount, unit) for entry in distribution.percentiles}
    return [shown.get(percent, "") for percent in PERCENTS]


def _files(benchmark: Benchmark) -> str:
    files = f"{_counted(benchmark.file_count, 'file')}, {_counted(benchmark.row_count, 'row')}"
    if benchmark.first_file_date is None or benchmark.last_file_date is None:
        return f"{files}\nundated"
    if benchmark.first_file_date == benchmark.last_file_date:
        return f"{files}\n{benchmark.first_file_date}"
    return f"{files}\n{benchmark.first_file_date} to {benchmark.last_file_date}"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _amount(value: Decimal, unit: str) -> str:
    return f"{to_cents(value):f} %" if unit == "%" else format_usd(value)


def _number(value: Decimal) -> str:
    return f"{value.normalize():,f}"
