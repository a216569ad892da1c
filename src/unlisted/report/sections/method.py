"""Section 11: method, input files with hashes, versions, how to reproduce."""

from __future__ import annotations

from unlisted.base.outcome import Reason
from unlisted.benchmarks.gates import TITLES
from unlisted.benchmarks.thresholds import list_thresholds
from unlisted.report.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Gap,
    Heading,
    Known,
    Paragraph,
    Section,
    Table,
)
from unlisted.report.draft import Draft, figure, make_table, missing
from unlisted.report.words import count, plain

METHOD = (
    "Rules are dated data; the day of the report decides which version answers, and each shows the day "
    "it was last checked, and is marked stale 90 days later.",
    "Every figure and statement carries a mark that leads to its source; where there is none, the answer is "
    "unavailable with one of eight reasons.",
    "Rows of price files pass the gates in a fixed order; each gate counts what it drops and keeps the first "
    "twenty rows it dropped.",
    "The unit of count is the tax identifier; NPIs and hospitals stand beside it, and raw rows never count.",
    "Percentages stay percentages; they become dollars only with the same hospital's own charge for the same "
    "item, and are then labelled converted.",
    "Where Medicare has no value, no percent of Medicare is given.",
    "Two engines compute the figures, one in plain Python and one in SQL, and tests require them to agree.",
)


def method_section(draft: Draft) -> Section:
    """Assemble the section."""
    blocks: list[Block] = [
        Heading("on-method", "Method in short"),
        Bullets(tuple(draft.say(text) for text in METHOD)),
        Heading("on-gates", "Gates"),
        Bullets(
            tuple(draft.say(f"A row is kept if it: {title}.") for title in TITLES.values()), ordered=True
        ),
        _thresholds(),
        Heading("on-input-files", "Input files"),
        _inputs(draft),
        Heading("on-versions", "Versions"),
        _versions(draft),
        Heading("on-reproduce", "How to reproduce"),
        Paragraph(
            (draft.say(f"The same inputs give the same bytes: {draft.request.reproduce}"),),
        ),
    ]
    return Section(11, "method-and-sources", "Method and sources", Known.KNOWN, tuple(blocks))


def _thresholds() -> Table:
    rows = [
        [Cell(plain(t.gate), t.gate), Cell(t.value, t.value), Cell(t.meaning, t.meaning)]
        for t in list_thresholds()
    ]
    return make_table(
        "thresholds",
        "Every threshold of the gates and of suppression",
        (Column("gate", "Gate"), Column("value", "Threshold"), Column("meaning", "Meaning")),
        rows,
        sort="the gates",
    )


def _inputs(draft: Draft) -> Table | Gap:
    if not draft.inputs:
        return Gap(
            "Price files read for this report",
            Reason.NOT_LOADED,
            "no data folder was given; all figures come with the package and carry their citation",
            f"unlisted report {draft.code} --data DIR",
        )
    rows = [
        [
            Cell(item.file_name, item.file_name),
            Cell(plain(item.kind), item.kind),
            Cell(item.publisher, item.publisher) if item.publisher else missing(Reason.NOT_PUBLISHED),
            Cell(item.file_date.isoformat(), item.file_date.isoformat())
            if item.file_date
            else missing(Reason.NOT_PUBLISHED, "undated"),
            figure(item.bytes_read),
            figure(item.rows_read),
            figure(item.rows_kept),
            Cell(item.sha256, item.sha256),
        ]
        for item in draft.inputs
    ]
    return make_table(
        "input-files",
        f"Files read ({count(len(rows), 'file')})",
        (
            Column("file", "File"),
            Column("kind", "Kind"),
            Column("publisher", "Publisher"),
            Column("date", "Dated"),
            Column("bytes", "Size", "bytes", "right"),
            Column("read", "Read", "rows", "right"),
            Column("kept", "Of the codes", "rows", "right"),
            Column("sha256", "SHA-256"),
        ),
        rows,
        sort="file name",
    )


def _versions(draft: Draft) -> Table:
    book = draft.rulebook
    verified = book.verified_through
    rows = [
        ("Software", f"unlisted {draft.request.software_version}"),
        ("Rulebook", f"{book.version}, verified through {verified.isoformat() if verified else 'no day'}"),
        ("Rules", f"{len(book.rules):,} in {len(book.packs):,} packs"),
        ("Clinical elements", f"{len(book.elements):,}"),
        ("Policy changes", f"{len(book.changes):,}"),
        ("Amount tables", f"{len(book.amounts):,}"),
        ("Report schema", "unlisted-code-report/1"),
    ]
    return make_table(
        "versions",
        "What made this report",
        (Column("what", "What"), Column("version", "Version")),
        [[Cell(a, a), Cell(b, b)] for a, b in rows],
    )
