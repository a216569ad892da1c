"""The report as plain data for the typesetting template: every word ready, nothing left to decide."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from unlisted.documents import words
from unlisted.documents.charts import draw
from unlisted.documents.pdf.columns import column_widths
from unlisted.documents.tokens import LIGHT
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
    InputFile,
    Paragraph,
    Report,
    Sentence,
    Table,
)

Plain = dict[str, Any]

_JOINTS = re.compile(r"([._])")  # where a dotted name may break

# The largest drawing on a US Letter page, in inches.
_WIDTH, _HEIGHT = Decimal("4.5"), Decimal("7.4")


def report_for_template(report: Report) -> Plain:
    """Return objects, lists and text as ``templates/report.typ`` reads them."""
    return {
        "colors": LIGHT,
        "code": report.billing_code,
        "name": report.name,
        "as_of": words.day_words(report.as_of),
        "payers_as_of": words.day_words(report.payers_as_of),
        "status": report.status_line,
        "findings": [_sentence(one) for one in report.findings],
        "sections": [
            {
                "number": str(section.number),
                "id": section.id,
                "title": section.title,
                "known": section.known.value,
                "known_words": words.KNOWN_WORDS[section.known],
                "blocks": [_block(block) for block in section.blocks],
            }
            for section in report.sections
        ],
        "citations": [_citation(entry) for entry in report.citations],
        "inputs": [_input(file) for file in report.inputs],
        "versions": (
            f"Software {report.software_version}, rulebook {report.rulebook_version}, "
            f"report format {report.schema}."
        ),
        "reproduce": report.reproduce,
    }


def _block(block: Block) -> Plain:  # noqa: PLR0911 - one for each kind of block
    match block:
        case Heading():
            return {"type": "heading", "text": block.text}
        case Paragraph():
            return {"type": "paragraph", "sentences": [_sentence(one) for one in block.sentences]}
        case Bullets():
            return {
                "type": "bullets",
                "ordered": block.ordered,
                "items": [_sentence(one) for one in block.items],
            }
        case Gap():
            return {"type": "gap", **_gap(block)}
        case Table():
            return _table(block)
        case Chart():
            return {"type": "chart", "title": block.title, "alt": block.alt, **_drawing(block)}
        case Card():
            return {
                "type": "card",
                "title": block.title,
                "subtitle": block.subtitle,
                "known": block.known.value,
                "known_words": words.KNOWN_WORDS[block.known],
                "lines": [_card_line(line, before) for line, before in _with_previous(block.lines)],
            }
        case Conflict():
            return {
                "type": "conflict",
                "question": block.question,
                "sides": [
                    {
                        "says": _sentence(side.says),
                        "source": ", ".join(filter(None, (side.source, side.published))),
                    }
                    for side in block.sides
                ],
                "follows": block.follows,
                "why": block.why,
            }


def _drawing(chart: Chart) -> Plain:
    svg = draw(chart)
    box = re.search(r'viewBox="[0-9.]+ [0-9.]+ ([0-9.]+) ([0-9.]+)"', svg)
    width, height = (Decimal(box[1]), Decimal(box[2])) if box else (Decimal(1), Decimal(1))
    return {"svg": _weighted(svg), "width": format(min(_WIDTH, _HEIGHT * width / height), ".2f")}


def _weighted(svg: str) -> str:
    # The font is a variable one; in drawings the typesetter would take its lightest instance.
    return svg.replace("<text ", "<text style=\"font-variation-settings:'wght' 400\" ")


def _sentence(one: Sentence) -> Plain:
    return {"text": one.text, "marks": _marks(one.marks)}


def _marks(numbers: tuple[int, ...]) -> list[Plain]:
    return [{"to": first, "text": words.run_words(first, last)} for first, last in words.mark_runs(numbers)]


def _gap(gap: Gap) -> Plain:
    return {
        "what": gap.what,
        "why": words.REASON_WORDS[gap.reason],
        "searched": words.searched_words(gap),
        "would_fill": gap.would_fill,
        "marks": _marks(gap.marks),
    }


def _table(table: Table) -> Plain:
    return {
        "type": "table",
        "caption": table.caption,
        "sort": f"Order: {table.sort}." if table.sort else "",
        "note": table.note,
        "columns": [{"title": words.column_words(column), "align": column.align} for column in table.columns],
        "widths": column_widths(table),
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
    }


def _cell(cell: Cell) -> Plain:
    if cell.unavailable is None:
        return {"text": cell.text, "marks": _marks(cell.marks), "why": ""}
    return {
        "text": cell.text or "unavailable",
        "marks": _marks(cell.marks),
        "why": f"({words.REASON_WORDS[cell.unavailable]})",
    }


def _with_previous(lines: tuple[CardLine, ...]) -> list[tuple[CardLine, CardLine | None]]:
    return list(zip(lines, (None, *lines), strict=False))


def _card_line(line: CardLine, before: CardLine | None) -> Plain:
    standing = [line.effective]
    if line.verified_through:
        standing.append(f"verified {words.day_words(line.verified_through)}")
    if line.confidence:
        standing.append(f"{line.confidence} confidence")
    answer = line.answer
    return {
        "topic": "" if before and before.topic == line.topic else line.topic.replace("_", " ").capitalize(),
        "question": line.question,
        "sentence": _sentence(answer) if isinstance(answer, Sentence) else None,
        "gap": _gap(answer) if isinstance(answer, Gap) else None,
        "standing": ", ".join(filter(None, standing)),
        "stale": line.stale,
        "rule": _JOINTS.sub("\\1\N{ZERO WIDTH SPACE}", line.rule_id),
    }


def _citation(entry: CitationEntry) -> Plain:
    facts = [f"Read {words.day_words(entry.retrieved)}."] if entry.retrieved else []
    facts += [f"{entry.confidence.capitalize()} confidence."] if entry.confidence else []
    facts += [f"{entry.kind.replace('_', ' ').capitalize()}."] if entry.kind else []
    return {
        "number": entry.number,
        "publisher": entry.publisher,
        "title": entry.title,
        "place": ", ".join(filter(None, (entry.published, entry.locator))),
        "url": entry.url,
        "is_link": words.is_web_address(entry.url),
        "facts": " ".join(facts),
        "sha256": entry.sha256,
    }


def _input(file: InputFile) -> Plain:
    return {
        "name": file.file_name,
        "kind": file.kind,
        "publisher": file.publisher,
        "date": words.day_words(file.file_date) or "undated",
        "size": words.file_size_words(file.bytes_read),
        "rows": f"{file.rows_read:,}",
        "kept": f"{file.rows_kept:,}",
        "sha256": file.sha256,
    }
