"""The report as GitHub-flavored Markdown: tables, marks that link to a numbered list of sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from unlisted.documents import words
from unlisted.documents.clean import clean_report
from unlisted.report.blocks import (
    Block,
    Bullets,
    Card,
    CardLine,
    Cell,
    Chart,
    CitationEntry,
    Conflict,
    Gap,
    Heading,
    Paragraph,
    Report,
    Section,
    Sentence,
    Table,
)

# Escaped wherever they stand: a sentence from a file must never become markup.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$@!])")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def render_markdown(report: Report) -> str:
    """Write the report as Markdown with one newline at the end."""
    clean = clean_report(report)
    parts = [*_head(clean)]
    for section in clean.sections:
        parts += _section(section)
    parts += _sources(clean.citations)
    parts += _inputs(clean)
    parts += [
        "## How to reproduce",
        f"The same inputs give the same bytes. Software {_text(clean.software_version)}, rulebook "
        f"{_text(clean.rulebook_version)}, report format {_text(clean.schema)}.",
        _fenced(clean.reproduce),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(report: Report) -> Iterator[str]:
    yield f"# {_text(report.billing_code)}: {_text(report.name)}"
    payers = (
        f"Payers as of {words.day_words(report.payers_as_of)}."
        if report.payers_as_of
        else "*Payers: no rule has been verified.*"
    )
    yield f"As of {words.day_words(report.as_of)}. {payers}"
    yield f"**{_text(report.status_line)}**"
    if report.findings:
        yield "## What matters most"
        yield "\n".join(f"{place}. {_sentence(one)}" for place, one in enumerate(report.findings, start=1))
    yield "## What is known, by section"
    yield _grid(
        ("Section", "State"),
        ("left", "left"),
        ((f"{one.number} {_text(one.title)}", words.KNOWN_WORDS[one.known]) for one in report.sections),
    )


def _section(section: Section) -> Iterator[str]:
    yield f"## {section.number} {_text(section.title)}"
    yield f"*{words.KNOWN_WORDS[section.known].capitalize()}.*"
    level = 3
    for block in section.blocks:
        if isinstance(block, Heading):
            level = 4
        yield _block(block, level)


def _block(block: Block, level: int) -> str:  # noqa: PLR0911 - one for each kind of block
    match block:
        case Heading():
            return f"### {_text(block.text)}"
        case Paragraph():
            return _guarded(" ".join(_sentence(one) for one in block.sentences))
        case Bullets():
            return "\n".join(
                f"{f'{place}.' if block.ordered else '-'} {_guarded(_sentence(one))}"
                for place, one in enumerate(block.items, start=1)
            )
        case Gap():
            return f"> **Unavailable:** *{_text(block.what)}*{_marks(block.marks)}  \n> {_reasons(block)}"
        case Table():
            return _table(block)
        case Chart():
            return f"*Drawing in the HTML and PDF: {_text(block.title)}. {_text(block.alt)}.*"
        case Card():
            return _card(block, level)
        case Conflict():
            return _conflict(block)


def _table(table: Table) -> str:
    sort = f" Order: {_text(table.sort)}." if table.sort else ""
    grid = _grid(
        [_text(words.column_words(column)) for column in table.columns],
        [column.align for column in table.columns],
        ([_cell(cell) for cell in row] for row in table.rows),
    )
    note = f"\n\n{_text(table.note)}" if table.note else ""
    return f"**{_text(table.caption)}**{sort}\n\n{grid if table.rows else '*No rows.*'}{note}"


def _cell(cell: Cell) -> str:
    if cell.unavailable is None:
        return _text(cell.text) + _marks(cell.marks)
    return (
        f"*{_text(cell.text or 'unavailable')}* ({words.REASON_WORDS[cell.unavailable]}){_marks(cell.marks)}"
    )


def _card(card: Card, level: int) -> str:
    title = f"{'#' * level} {_text(card.title)}"
    about = f"{_text(card.subtitle)} *({words.KNOWN_WORDS[card.known]})*".strip()
    grid = _grid(
        ("Question", "Answer", "Standing"),
        ("left", "left", "left"),
        ((_text(line.question), _answer(line.answer), _standing(line)) for line in card.lines),
    )
    return f"{title}\n\n{about}\n\n{grid}"


def _answer(answer: Sentence | Gap) -> str:
    if isinstance(answer, Sentence):
        return _sentence(answer)
    return f"*Unavailable.* {_reasons(answer)}{_marks(answer.marks)}"


def _standing(line: CardLine) -> str:
    parts = [_text(line.effective)]
    if line.verified_through:
        parts.append(f"verified {words.day_words(line.verified_through)}")
    if line.stale:
        parts.append("**stale**")
    if line.confidence:
        parts.append(f"{_text(line.confidence)} confidence")
    if line.rule_id:
        parts.append(_text(line.rule_id))
    return ", ".join(filter(None, parts))


def _conflict(conflict: Conflict) -> str:
    sides = "\n".join(
        f"> - {_sentence(side.says)} ({', '.join(filter(None, (_text(side.source), _text(side.published))))})"
        for side in conflict.sides
    )
    because = f" Because {_text(conflict.why)}." if conflict.why else ""
    return (
        f"> **Sources disagree:** {_text(conflict.question)}\n>\n{sides}\n>\n"
        f"> The software follows: {_text(conflict.follows)}.{because}"
    )


def _reasons(gap: Gap) -> str:
    parts = [f"Why: {words.REASON_WORDS[gap.reason]}."]
    searched = words.searched_words(gap)
    if searched:
        parts.append(f"Searched: {_text(searched)}.")
    if gap.would_fill:
        parts.append(f"Would fill it: {_text(gap.would_fill)}.")
    return " ".join(parts)


def _sources(citations: tuple[CitationEntry, ...]) -> Iterator[str]:
    yield "## Sources"
    lines = []
    for entry in citations:
        name = f"{_text(entry.publisher)}. {_text(entry.title)}" if entry.publisher else _text(entry.title)
        place = ", ".join(filter(None, (name, _text(entry.published), _text(entry.locator))))
        facts = [f"{place}."]
        if entry.url:
            facts.append(f"<{_address(entry.url)}>" if words.is_web_address(entry.url) else _text(entry.url))
        if entry.retrieved:
            facts.append(f"Read {words.day_words(entry.retrieved)}.")
        if entry.confidence:
            facts.append(f"{_text(entry.confidence).capitalize()} confidence.")
        if entry.sha256:
            facts.append(f"SHA-256 {_text(entry.sha256)}.")
        lines.append(f'{entry.number}. <a id="cite-{entry.number}"></a>{" ".join(facts)}')
    yield "\n".join(lines)


def _inputs(report: Report) -> Iterator[str]:
    yield "## Input files"
    if not report.inputs:
        yield "No data file was loaded; the figures are the cited ones that ship with the software."
        return
    yield _grid(
        ("File", "Kind", "Publisher", "File date", "Bytes read", "Rows read", "Rows kept", "SHA-256"),
        ("left", "left", "left", "left", "right", "right", "right", "left"),
        (
            (
                _text(file.file_name),
                _text(file.kind),
                _text(file.publisher),
                words.day_words(file.file_date) or "*undated*",
                f"{file.bytes_read:,}",
                f"{file.rows_read:,}",
                f"{file.rows_kept:,}",
                _text(file.sha256),
            )
            for file in report.inputs
        ),
    )


def _grid(titles: Iterable[str], aligns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    rule = "|".join(" ---: " if align == "right" else " --- " for align in aligns)
    lines = [f"| {' | '.join(titles)} |", f"|{rule}|", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines)


def _sentence(one: Sentence) -> str:
    return _text(one.text) + _marks(one.marks)


def _marks(numbers: tuple[int, ...]) -> str:
    runs = words.mark_runs(numbers)
    links = ", ".join(f"[{words.run_words(first, last)}](#cite-{first})" for first, last in runs)
    return f" <sup>{links}</sup>" if links else ""


def _text(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()).replace("&", "&amp;"))


def _guarded(line: str) -> str:
    """Keep a sentence that begins like a list or a rule from becoming one."""
    return _LINE_START.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", line)


def _address(url: str) -> str:
    return url.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}sh\n{text}\n{fence}"
