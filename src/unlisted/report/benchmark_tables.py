"""Benchmarks computed from files, as tables and charts; where no file was read, the gap says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from unlisted.base.outcome import Reason
from unlisted.benchmarks.thresholds import LIST_BELOW, QUARTILES_BELOW
from unlisted.benchmarks.values import Benchmark, BenchmarkRun, Distribution, Weight
from unlisted.market.observation import AmountKind
from unlisted.report.blocks import Block, Cell, Chart, ChartKind, Column, Gap, Scalar, Table
from unlisted.report.draft import Draft, dollars, figure, make_table
from unlisted.report.market_tables import CHARGES, amount_table
from unlisted.report.words import count, plain

_CHARGES = (AmountKind.GROSS_CHARGE, AmountKind.DISCOUNTED_CASH)
_NEGOTIATED = (
    AmountKind.NEGOTIATED_DOLLAR,
    AmountKind.MEDIAN_ALLOWED,
    AmountKind.ESTIMATED_ALLOWED,
    AmountKind.ALLOWED_AMOUNT,
)
_PERCENTS = (10, 25, 50, 75, 90)
_ORDER = (Weight.TIN, Weight.HOSPITAL, Weight.NPI, Weight.STATE_AND_PRICE)
LOAD = "unlisted rates extract FILE… --codes {code} --out DIR, then unlisted report {code} --data DIR"
Row = list[Cell]


def charges_blocks(draft: Draft) -> tuple[Block, ...]:
    """Return the distribution of posted charges: computed from files, and as published with the package."""
    blocks: list[Block] = []
    if draft.runs is None:
        blocks.append(_not_loaded(draft, "Posted charges computed from files at hand"))
    else:
        national = _of_kind(draft.runs.national, _CHARGES, draft.code)
        by_state = _of_kind(draft.runs.by_state, _CHARGES, draft.code)
        blocks += _distribution_blocks(
            draft, "charges", f"Posted charges of {draft.code}", national, ("source", "amount_kind")
        )
        if by_state:
            blocks += _distribution_blocks(
                draft,
                "charges-state",
                f"Posted charges of {draft.code} by state",
                by_state,
                ("state", "source", "amount_kind"),
            )
        if not national:
            blocks.append(_none_kept(draft, "posted charges"))
    embedded = draft.rulebook.amounts.get(CHARGES)
    shown = amount_table(draft, embedded) if embedded else None
    if shown is not None:
        blocks += [_embedded_chart(draft, shown), shown]
    unusable = draft.rulebook.amounts.get("amounts.market.hospital_unusable_rows")
    dropped = amount_table(draft, unusable) if unusable else None
    if dropped is not None:
        blocks.append(dropped)
    return tuple(blocks)


def amounts_blocks(draft: Draft) -> tuple[Block, ...]:
    """Return negotiated and allowed dollars by payer, state, setting, billing class, modifier class."""
    if draft.runs is None:
        return (
            _not_loaded(draft, "Negotiated amounts"),
            Gap(
                f"Any price that a payer states for {draft.code}",
                Reason.NOT_PUBLISHED,
                "every payer page of this rulebook; none names a price or percentage for this code alone",
                "contracts, remittances, or payer files that carry the code",
            ),
        )
    found = _of_kind(draft.runs.by_payer, _NEGOTIATED, draft.code)
    if not found:
        return (_none_kept(draft, "negotiated amounts"),)
    fields = ("payer", "segment", "state", "setting", "billing_class", "modifier_class", "negotiated_type")
    return _distribution_blocks(
        draft,
        "negotiated",
        f"Negotiated and allowed amounts of {draft.code}",
        found,
        (*fields, "amount_kind"),
    )


def percent_blocks(draft: Draft) -> tuple[Block, ...]:
    """Return percentages of billed charges, as their own distribution."""
    if draft.runs is None:
        return (_not_loaded(draft, "Percentages of billed charges in files"),)
    found = tuple(b for b in draft.runs.by_payer.percentages if b.stratum.code == draft.code)
    if not found:
        return (_none_kept(draft, "percentages of billed charges"),)
    return _distribution_blocks(
        draft,
        "percent-of-charge",
        f"Percent of billed charges for {draft.code}; no dollars, and never pooled with dollars",
        found,
        ("payer", "segment", "state", "setting", "billing_class"),
    )


def wildcard_blocks(draft: Draft) -> tuple[Block, ...]:
    """Return prices for every code of a type, which may cover the code without naming it."""
    matches = draft.runs.by_payer.wildcard_matches if draft.runs else ()
    rows = [
        [
            Cell(m.payer or m.plan, m.payer),
            Cell(m.match, m.match),
            Cell(plain(m.amount_kind), m.amount_kind),
            figure(m.amount),
            draft.cell(m.evidence.locator, [m.evidence]),
        ]
        for m in matches
        if m.code == draft.code
    ]
    if not rows:
        return ()
    columns = (
        Column("payer", "Payer"),
        Column("match", "Wildcard"),
        Column("kind", "Kind"),
        Column("amount", "Amount", "USD or %", "right"),
        Column("where", "Where"),
    )
    caption = f"Prices for all codes of a type that may cover {draft.code} ({count(len(rows), 'row')})"
    return (make_table("wildcards", caption, columns, rows, sort="as read"),)


def waterfall_blocks(draft: Draft) -> tuple[Block, ...]:
    """Return rows read to rows kept, gate by gate, with the first dropped rows."""
    waterfall = next(
        (w for w in (draft.runs.by_payer.waterfalls if draft.runs else ()) if w.code == draft.code), None
    )
    if waterfall is None:
        return (_not_loaded(draft, "The waterfall of rows"),)
    rows: list[Row] = [[Cell("rows for the code"), *[figure(waterfall.rows_read)] * 2, figure(0), Cell("")]]
    data: list[tuple[tuple[str, Scalar], ...]] = [
        (("gate", 0), ("label", "rows for the code"), ("rows", waterfall.rows_read), ("dropped", 0))
    ]
    for position, step in enumerate(waterfall.steps, start=1):
        why = ", ".join(f"{plain(reason)} {n:,}" for reason, n in step.reasons)
        rows.append(
            [
                Cell(step.title, str(step.gate)),
                figure(step.rows_in),
                figure(step.rows_kept),
                figure(step.rows_dropped),
                Cell("; ".join(part for part in (why, step.note) if part)),
            ]
        )
        data.append(
            (
                ("gate", position),
                ("label", step.title),
                ("rows", step.rows_kept),
                ("dropped", step.rows_dropped),
            )
        )
    table = make_table(
        "waterfall",
        f"{draft.code}: {waterfall.rows_read:,} rows read, {waterfall.rows_kept:,} kept",
        (
            Column("gate", "A row is kept if it"),
            Column("in", "In", "rows", "right"),
            Column("kept", "Kept", "rows", "right"),
            Column("dropped", "Dropped", "rows", "right"),
            Column("why", "Why"),
        ),
        rows,
        sort="the gates",
        note="All amounts of the code together: charges, negotiated amounts, percentages, counts.",
    )
    chart = Chart(
        "chart-waterfall",
        ChartKind.WATERFALL,
        f"Rows of {draft.code} from read to kept",
        f"Of {waterfall.rows_read} rows {waterfall.rows_kept} are kept; the table says why the others went.",
        tuple(data),
        table.id,
    )
    samples = [
        [
            Cell(step.title, str(step.gate)),
            Cell(sample.payer or "no payer", sample.payer),
            Cell(plain(sample.amount_kind), sample.amount_kind),
            figure(sample.amount),
            Cell(plain(sample.reason), sample.reason),
            Cell(f"{sample.evidence.file_name}, {sample.evidence.locator}", sample.evidence.sha256),
        ]
        for step in waterfall.steps
        for sample in step.samples
    ]
    if not samples:
        return chart, table
    return (
        chart,
        table,
        make_table(
            "dropped-rows",
            f"The first dropped rows of each gate ({count(len(samples), 'row')})",
            (
                Column("gate", "Gate"),
                Column("payer", "Payer"),
                Column("kind", "Kind"),
                Column("amount", "Amount", "USD or %", "right"),
                Column("reason", "Reason"),
                Column("where", "Where"),
            ),
            samples,
            sort="gate, then as read",
        ),
    )


def _of_kind(run: BenchmarkRun, kinds: Iterable[AmountKind], code: str) -> tuple[Benchmark, ...]:
    wanted = {str(kind) for kind in kinds}
    return tuple(b for b in run.benchmarks if b.stratum.code == code and b.stratum.amount_kind in wanted)


def _distribution_blocks(
    draft: Draft, block_id: str, caption: str, found: Sequence[Benchmark], fields: tuple[str, ...]
) -> tuple[Block, ...]:
    used = [f for f in fields if any(getattr(b.stratum, f) not in (None, "", "not stated") for b in found)]
    table = _distribution_table(draft, block_id, caption, found, tuple(used))
    data = [
        (
            ("group", " · ".join(_text(b, name) for name in used)),
            *((f"p{p}", d.at(p)) for p in _PERCENTS),
            ("n", d.count),
        )
        for b in found
        if (d := _first(b)) is not None and d.at(50) is not None
    ]
    if not data:
        return (table,)
    unit = found[0].unit
    chart = Chart(
        f"chart-{block_id}",
        ChartKind.QUANTILES,
        caption,
        f"Percentiles of {len(data)} groups; the table beside gives each figure and its n.",
        tuple(data[:_MOST_GROUPS]),
        table.id,
        unit,
    )
    return chart, table


_MOST_GROUPS = 24


def _first(benchmark: Benchmark) -> Distribution | None:
    return next((d for w in _ORDER if (d := benchmark.by_weight(w)) is not None), None)


def _text(benchmark: Benchmark, name: str) -> str:
    value = getattr(benchmark.stratum, name)
    return plain(value) if value else "all"


def _distribution_table(
    draft: Draft, block_id: str, caption: str, found: Sequence[Benchmark], fields: tuple[str, ...]
) -> Table:
    unit = found[0].unit if found else "USD"
    rows = []
    for benchmark in found:
        marks = draft.citations.mark(benchmark.evidence[:1])
        spreads = [d for w in _ORDER if (d := benchmark.by_weight(w)) is not None]
        for spread in spreads[:1] if "state" in fields else spreads:
            cells = [Cell(_text(benchmark, name), getattr(benchmark.stratum, name)) for name in fields]
            head = [Cell(cells[0].text, cells[0].value, marks), *cells[1:]] if cells else []
            listed = ", ".join(f"{value.amount:,.2f}" for value in spread.listed)
            rows.append(
                [
                    *head,
                    Cell(plain(str(spread.weight)), str(spread.weight)),
                    figure(spread.count),
                    *(_percentile(spread, p, unit) for p in _PERCENTS),
                    Cell(listed, listed),
                    Cell(_files(benchmark), benchmark.file_count),
                ]
            )
    titles = {"amount_kind": "Kind", "negotiated_type": "Type or method", "source": "Source family"}
    return make_table(
        block_id,
        f"{caption} (n = {sum(b.row_count for b in found):,} rows)",
        (
            *(Column(name, titles.get(name, plain(name).capitalize())) for name in fields),
            Column("weight", "Counted once per"),
            Column("n", "n", "", "right"),
            *(Column(f"p{p}", f"p{p}", unit, "right") for p in _PERCENTS),
            Column("listed", "Values where n < 5", unit),
            Column("files", "Files, dates"),
        ),
        rows,
        sort="stratum",
        note="n < 5: values are listed; n < 11: only p25, p50 and p75. Unlike kinds are never pooled. "
        "What was dropped on the way stands in the waterfall below.",
    )


def _percentile(spread: Distribution, percent: int, unit: str) -> Cell:
    value = spread.at(percent)
    if value is None:
        return Cell(f"n < {LIST_BELOW if spread.count < LIST_BELOW else QUARTILES_BELOW}", None)
    return dollars(value, cents=False) if unit == "USD" else figure(value)


def _files(benchmark: Benchmark) -> str:
    first, last = benchmark.first_file_date, benchmark.last_file_date
    days = f", {first} to {last}" if first and last and first != last else f", {first}" if first else ""
    return count(benchmark.file_count, "file") + days


def _embedded_chart(draft: Draft, table: Table) -> Chart:
    place = {column.key: n for n, column in enumerate(table.columns)}
    data = tuple(
        (
            ("group", str(row[place["code"]].value)),
            *((f"p{p}", row[place[key]].value) for p, key in zip(_PERCENTS, _EMBEDDED, strict=True)),
            ("n", row[place["n"]].value),
        )
        for row in table.rows
        if row[place["system_repeats"]].value == "kept" and row[place["median_usd"]].value is not None
    )
    return Chart(
        "chart-published-charges",
        ChartKind.QUANTILES,
        f"Posted gross charges of {draft.code} and its comparators",
        "Median, quartiles and tenths of usable gross charges, one value per hospital.",
        data,
        table.id,
        "USD",
    )


_EMBEDDED = ("p10_usd", "p25_usd", "median_usd", "p75_usd", "p90_usd")


def _not_loaded(draft: Draft, what: str) -> Gap:
    return Gap(
        what,
        Reason.NOT_LOADED,
        "this report was made without price files",
        LOAD.format(code=draft.code),
    )


def _none_kept(draft: Draft, what: str) -> Gap:
    files = len(draft.runs.by_payer.files) if draft.runs else 0
    return Gap(
        f"{what.capitalize()} of {draft.code}",
        Reason.NO_OBSERVATIONS,
        f"{count(files, 'file')} with rows of the code; no usable row passed the gates (see the waterfall)",
        "payer files and hospital files that carry a usable rate",
    )
