"""Section 2: what the code is, its status by year, its family, and what changed in the code set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from unlisted.base.evidence import Evidence
from unlisted.base.outcome import Available, Reason, Unavailable
from unlisted.pricing.medicare import RelativeValues
from unlisted.report.blocks import (
    Block,
    Cell,
    Chart,
    ChartKind,
    Column,
    Heading,
    Known,
    Paragraph,
    Section,
    Table,
)
from unlisted.report.draft import Draft, dollars, figure, make_table, missing
from unlisted.report.words import ADJUDICATION, FEE_STATUS, OPPS_STATUS, PCTC_WORDS, count, plain
from unlisted.rules.tables import CodeEntry

FIRST_YEAR = 2020  # the first year of the fee schedule files at hand


def code_section(draft: Draft) -> Section:
    """Assemble the section."""
    status = _status_table(draft)
    blocks: list[Block] = [
        _overview(draft),
        _facts(draft),
        Heading("on-status-by-year", "Status by year"),
        *([_status_chart(draft, status)] if status.rows else []),
        status,
        Heading("on-code-family", "Code family"),
        _family(draft),
        Heading("on-code-set-changes", "What changed in the code set"),
        _changes(draft),
    ]
    return Section(2, "the-code", "The code", Known.KNOWN, tuple(blocks))


def _overview(draft: Draft) -> Paragraph:
    entry = draft.entry
    unlisted = entry.kind == "unlisted"
    say = draft.say
    lines = [
        say(f"{draft.code} stands for {entry.name}."),
        say(
            "It is an unlisted code: one code that hides many services, used only when no listed code names "
            "the work."
            if unlisted
            else "It is a listed code and is reported for the work it names."
        ),
        say(f"It belongs to the family of {plain(entry.family)} codes."),
    ]
    return Paragraph(tuple(lines))


def _facts(draft: Draft) -> Table:
    day = draft.day
    rows: list[tuple[Cell, Cell]] = []

    def row(label: str, cell: Cell) -> None:
        rows.append((Cell(label, label), cell))

    line = draft.tables.relative_values(draft.code, day)
    if isinstance(line, Available):
        values = line.value
        for label, text in (
            ("Physician fee schedule status", _worded(values.status, FEE_STATUS)),
            ("Professional and technical part", _worded(values.pctc_indicator, PCTC_WORDS)),
            ("Global period", values.global_days),
            ("Relative value units", f"{values.total(facility=False):,.2f}"),
        ):
            row(label, draft.cell(text, line.evidence))
    else:
        row("Physician fee schedule status", missing(line.reason))
    opps = draft.tables.opps_line(draft.code, day)
    if isinstance(opps, Available):
        shown = _worded(opps.value.status_indicator, OPPS_STATUS)
        row("Hospital outpatient status", draft.cell(shown, opps.evidence))
        row("Hospital outpatient rate", dollars(opps.value.rate, draft.citations.mark(opps.evidence)))
    else:
        row("Hospital outpatient status", missing(opps.reason))
    for setting, label in (
        ("practitioner", "Units a day, practitioner"),
        ("outpatient_hospital", "Units a day, outpatient hospital"),
    ):
        units = draft.tables.units_line(draft.code, day, setting)
        if isinstance(units, Available):
            limit = units.value
            judged = _worded(limit.adjudication_indicator, ADJUDICATION)
            row(label, draft.cell(f"{limit.units} (judged {judged})", units.evidence))
        else:
            row(label, missing(units.reason))
    row("Service type", Cell(plain(draft.entry.kind), draft.entry.kind))
    row("Sites of service", _sites(draft))
    row("Family", Cell(plain(draft.entry.family), draft.entry.family))
    return make_table(
        "code-facts",
        f"{draft.code} on {day.isoformat()}: Medicare's indicators",
        (Column("what", "What"), Column("value", "Value")),
        rows,
    )


def _sites(draft: Draft) -> Cell:
    """Say from where the code can be billed to Medicare, as the two fee schedules leave it."""
    fee = draft.tables.relative_values(draft.code, draft.day)
    opps = draft.tables.opps_line(draft.code, draft.day)
    if isinstance(fee, Unavailable) or isinstance(opps, Unavailable):
        return missing(Reason.NOT_LOADED)
    parts = []
    if fee.value.pctc_indicator != "3":
        parts.append("professional claim, office or facility")
    if fee.value.pctc_indicator in ("1", "3"):
        parts.append("technical part in the office or freestanding center")
    status = opps.value.status_indicator
    parts.append(
        "no hospital outpatient bill"
        if status == "B"
        else "hospital outpatient bill, packaged"
        if status == "N"
        else "hospital outpatient bill"
    )
    return draft.cell("; ".join(parts), (*fee.evidence, *opps.evidence))


def _worded(symbol: str, words: dict[str, str]) -> str:
    return f"{symbol}: {words[symbol]}" if symbol in words else symbol


def _years(draft: Draft) -> Iterator[tuple[int, date]]:
    for year in range(FIRST_YEAR, draft.day.year + 1):
        yield year, min(date(year, 7, 1), draft.day) if year == draft.day.year else date(year, 7, 1)


def _status_table(draft: Draft) -> Table:
    columns = (
        Column("year", "Year"),
        Column("fee_status", "Fee schedule status"),
        Column("pctc", "PC/TC"),
        Column("global", "Global"),
        Column("total_rvu", "Total", "RVU", "right"),
        Column("opps_status", "Hospital outpatient status"),
        Column("opps_rate", "Hospital outpatient rate", "USD", "right"),
    )
    rows = []
    for year, day in _years(draft):
        row = [Cell(str(year), year)]
        fee = draft.tables.relative_values(draft.code, day)
        if isinstance(fee, Available):
            values = fee.value
            row += [
                draft.cell(values.status, fee.evidence),
                Cell(values.pctc_indicator, values.pctc_indicator),
                Cell(values.global_days, values.global_days),
                figure(values.total(facility=False)),
            ]
        else:
            row += [missing(fee.reason)] * 4
        opps = draft.tables.opps_line(draft.code, day)
        if isinstance(opps, Available):
            row += [
                draft.cell(opps.value.status_indicator, opps.evidence),
                dollars(opps.value.rate),
            ]
        else:
            row += [missing(opps.reason)] * 2
        rows.append(row)
    return make_table(
        "status-by-year",
        f"{draft.code}: status under Medicare by year, on 1 July (this year: on or before the report's day)",
        columns,
        rows,
        sort="year, oldest first",
        note="; ".join(
            [f"{symbol}: {FEE_STATUS[symbol]}" for symbol in _symbols(rows, 1) if symbol in FEE_STATUS]
            + [f"{symbol}: {OPPS_STATUS[symbol]}" for symbol in _symbols(rows, 5) if symbol in OPPS_STATUS]
        ),
    )


def _symbols(rows: list[list[Cell]], place: int) -> list[str]:
    return sorted({str(row[place].value) for row in rows if row[place].value is not None})


def _status_chart(draft: Draft, table: Table) -> Chart:
    data = []
    for row in table.rows:
        year = row[0].value
        for track, place in (("Physician fee schedule", 1), ("Hospital outpatient", 5)):
            status = row[place].value
            label = str(status) if status is not None else "not loaded"
            data.append((("year", year), ("track", track), ("status", label), ("label", label)))
    first = table.rows[-1]
    return Chart(
        "chart-status",
        ChartKind.STATUS_STEPS,
        f"{draft.code}: status by year",
        f"Status of {draft.code} under the physician fee schedule and on hospital outpatient bills, "
        f"{FIRST_YEAR} to {draft.day.year}; in the last year {first[1].text} and {first[5].text}.",
        tuple(data),
        table.id,
    )


def _family(draft: Draft) -> Table:
    columns = (
        Column("code", "Code"),
        Column("name", "In our words"),
        Column("period", "In force"),
        Column("status", "Fee schedule"),
        Column("total", "Total", "RVU", "right"),
        Column("opps", "Outpatient"),
        Column("note", "Note"),
    )
    family = sorted(
        (e for e in draft.rulebook.codes.values() if e.family == draft.entry.family), key=lambda e: e.code
    )
    rows = []
    for entry in family:
        fee = draft.tables.relative_values(entry.code, draft.day)
        opps = draft.tables.opps_line(entry.code, draft.day)
        rows.append(
            [
                Cell(entry.code, entry.code),
                Cell(entry.name, entry.name),
                Cell(_period(entry), _period(entry)),
                draft.cell(fee.value.status, fee.evidence)
                if isinstance(fee, Available)
                else missing(fee.reason),
                figure(fee.value.total(facility=False))
                if isinstance(fee, Available) and fee.value.status != "C"
                else _no_value(fee),
                draft.cell(opps.value.status_indicator, opps.evidence)
                if isinstance(opps, Available)
                else missing(opps.reason),
                Cell(entry.note, entry.note),
            ]
        )
    return make_table(
        "code-family",
        f"The {plain(draft.entry.family)} family on {draft.day.isoformat()} ({count(len(rows), 'code')})",
        columns,
        rows,
        sort="code",
        note="Names are our own; the official descriptors are licensed and stand in no part of this report.",
    )


def _no_value(fee: Available[RelativeValues] | Unavailable) -> Cell:
    return Cell("contractor", "contractor") if isinstance(fee, Available) else missing(fee.reason)


def _period(entry: CodeEntry) -> str:
    start = entry.effective_from.isoformat() if entry.effective_from else ""
    end = entry.effective_to.isoformat() if entry.effective_to else ""
    if start and end:
        return f"{start} to {end}"
    return f"from {start}" if start else f"to {end}" if end else "all years shown"


def _changes(draft: Draft) -> Table:
    entries = [
        e
        for e in draft.rulebook.codes.values()
        if _moved(e.effective_from) or _moved(e.effective_to) or "redefined" in e.note.lower()
    ]
    rows = []
    for entry in sorted(entries, key=lambda e: (_year_of(e), e.code)):
        what = (
            "new" if _moved(entry.effective_from) else "ended" if _moved(entry.effective_to) else "redefined"
        )
        rows.append(
            [
                Cell(str(_year_of(entry)), _year_of(entry)),
                Cell(entry.code, entry.code),
                Cell(what, what),
                Cell(entry.name, entry.name),
                Cell(entry.note, entry.note),
            ]
        )
    evidence: list[Evidence] = []
    for rule_id in ("coding.delivery_2026", "coding.image_guidance"):
        pack = draft.rulebook.packs.get(rule_id)
        evidence += [c for r in (pack.rules if pack else ()) for v in r.versions for c in v.citations][:2]
    marks = draft.citations.mark(evidence)
    shown = [[*row[:2], Cell(row[2].text, row[2].value, marks), *row[3:]] for row in rows]
    return make_table(
        "code-set-changes",
        f"Radiation-oncology codes that came, went or changed meaning since {FIRST_YEAR}",
        (
            Column("year", "From"),
            Column("code", "Code"),
            Column("what", "What"),
            Column("name", "In our words"),
            Column("note", "Note"),
        ),
        shown,
        sort="year, then code",
        note="A rate posted for an ended code, or for a redefined one before its year, is another service.",
    )


def _moved(day: date | None) -> bool:
    return day is not None and day.year >= FIRST_YEAR


def _year_of(entry: CodeEntry) -> int:
    if _moved(entry.effective_from) and entry.effective_from:
        return entry.effective_from.year
    if _moved(entry.effective_to) and entry.effective_to:
        return entry.effective_to.year + 1
    digits = [word for word in entry.note.replace("-", " ").split() if word.isdigit() and len(word) == 4]
    return int(digits[0]) if digits else FIRST_YEAR
