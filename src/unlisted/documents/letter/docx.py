"""A letter as DOCX, for offices that edit before they send; the same value gives the same bytes."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

from unlisted.documents.clean import shorten
from unlisted.documents.letter.copies import Copy, Plain, letter_data
from unlisted.documents.letter.docx_parts import (
    add_field,
    draft_watermark,
    mark_header_row,
    numbered_list,
    same_bytes,
)
from unlisted.documents.tokens import LIGHT
from unlisted.packet.letter import Letter

_PROPERTY = 255
"""Longest document property the format takes."""
_TEXT_WIDTH = Inches(6.5)


def render_letter_docx(letter: Letter, copy: Copy = Copy.SENT) -> bytes:
    """Write a letter as DOCX; a draft carries its watermark in the header of every page."""
    data = letter_data(letter, copy)
    document = Document()
    _page(document, data)
    _core(document, letter, data)
    _head(document, data)
    for block in data["blocks"]:
        _block(document, block)
    _signature(document, data["signature"])
    if data["enclosures"]:
        document.add_heading("Enclosures", 2)
        _listing(document, data["enclosures"], ordered=True)
    if data["annotated"]:
        _sources(document, data)
    written = io.BytesIO()
    document.save(written)
    return same_bytes(written.getvalue())


def _core(document: Any, letter: Letter, data: Plain) -> None:
    core = document.core_properties
    moment = datetime.combine(letter.day, time())
    author = data["sender"][0] if data["sender"] else "Unlisted"
    core.title, core.author = shorten(data["title"], _PROPERTY), shorten(author, _PROPERTY)
    core.created = core.modified = moment
    core.last_modified_by, core.revision, core.comments = core.author, 1, ""
    core.language = "en-US"


def _page(document: Any, data: Plain) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1)
    section.top_margin, section.bottom_margin = Inches(0.9), Inches(0.85)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(7)
    normal.element.rPr.append(_language())
    for name, size, color in (("Heading 1", 15, "ink"), ("Heading 2", 11.5, "accent")):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = "Calibri", Pt(size), True
        style.font.color.rgb = _rgb(color)
        style.element.rPr.rFonts.set(qn("w:asciiTheme"), "minorHAnsi")
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(13), Pt(5)
    if data["draft"]:
        draft_watermark(section.header)
    if data["annotated"]:
        note = section.header.paragraphs[0]
        note.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _small(note.add_run("Annotated copy: stays in the file, is not sent"), "conflict")
    foot = section.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.clear_all()
    foot.paragraph_format.tab_stops.add_tab_stop(_TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    state = "  ·  Draft, not signed" if data["draft"] else ""
    _small(foot.add_run(f"{data['each_page']}{state}\tPage "), "muted")
    add_field(foot, "PAGE")
    _small(foot.add_run(" of "), "muted")
    add_field(foot, "NUMPAGES")


def _language() -> Any:
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    return language


def _head(document: Any, data: Plain) -> None:
    if data["sender"]:
        first = document.add_paragraph()
        first.paragraph_format.space_after = Pt(0)
        run = first.add_run(data["sender"][0])
        run.bold, run.font.size, run.font.color.rgb = True, Pt(12.5), _rgb("accent")
        _small(document.add_paragraph().add_run("  ·  ".join(data["sender"][1:])), "muted")
    document.add_paragraph(data["day"])
    for one in data["recipient"]:
        line = document.add_paragraph()
        line.paragraph_format.space_after = Pt(0)
        _said(line, one)
    document.add_heading(data["title"], 1)
    _lines(document, data["references"])


def _block(document: Any, block: Plain) -> None:
    match block["type"]:
        case "heading":
            document.add_heading(block["text"], 2)
        case "paragraph":
            paragraph = document.add_paragraph()
            for place, one in enumerate(block["sentences"]):
                if place:
                    paragraph.add_run(" ")
                _said(paragraph, one)
        case "listing":
            _listing(document, block["items"], ordered=block["ordered"])
        case "lines":
            _lines(document, block["lines"])
        case _:
            _grid(document, block)


def _listing(document: Any, items: list[Plain], *, ordered: bool) -> None:
    join = numbered_list(document) if ordered else None
    for one in items:
        paragraph = document.add_paragraph(style="List Number" if ordered else "List Bullet")
        if join is not None:
            join(paragraph)
        _said(paragraph, one)


def _lines(document: Any, lines: list[Plain]) -> None:
    for line in lines:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.left_indent = Inches(1.9)
        paragraph.paragraph_format.first_line_indent = Inches(-1.9)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Inches(1.9))
        label = paragraph.add_run(f"{line['label']}\t")
        label.font.color.rgb = _rgb("muted")
        _said(paragraph, line["says"])


def _grid(document: Any, block: Plain) -> None:
    caption = document.add_paragraph()
    caption.paragraph_format.keep_with_next = True
    caption.add_run(block["caption"]).bold = True
    table = document.add_table(rows=1, cols=len(block["columns"]), style="Table Grid")
    table.autofit = False
    for cell, title in zip(table.rows[0].cells, block["columns"], strict=True):
        run = cell.paragraphs[0].add_run(title)
        run.bold, run.font.size = True, Pt(9)
    mark_header_row(table.rows[0])
    for row in block["rows"]:
        cells = table.add_row().cells
        for place, one in enumerate(row):
            paragraph = cells[place].paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            if place in block["right"]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _said(paragraph, one, Pt(9))
    whole = sum(block["widths"])
    for place, width in enumerate(block["widths"]):
        for cell in table.columns[place].cells:
            cell.width = int(_TEXT_WIDTH * width / whole)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _said(paragraph: Any, one: Plain, size: Any = None) -> None:
    for part in one["parts"]:
        if part["hand"]:
            paragraph.add_run("_" * 30 + " ")
            _small(paragraph.add_run(part["text"]), "muted")
            continue
        run = paragraph.add_run(f"[{part['text']}]" if part["blank"] else part["text"])
        run.underline = True if part["blank"] or part["underline"] else None
        if part["blank"]:
            run.font.color.rgb = _rgb("conflict")
        if size is not None:
            run.font.size = size
    if one["marks"]:
        mark = paragraph.add_run("[" + ",".join(one["marks"]) + "]")
        mark.font.superscript, mark.font.color.rgb = True, _rgb("accent")


def _signature(document: Any, who: Plain) -> None:
    if not who["shown"]:
        return
    line = document.add_paragraph()
    line.paragraph_format.space_before = Pt(26)
    line.paragraph_format.keep_with_next = True
    if who["signed"]:
        line.add_run(who["signed"]).bold = True
    else:
        line.add_run("_" * 42)
        line.add_run().add_break()
        _small(line.add_run("Signature and date"), "muted")
    name = document.add_paragraph(", ".join(filter(None, (who["name"], who["credentials"]))))
    if who["npi"]:
        name.add_run().add_break()
        name.add_run(f"NPI {who['npi']}").font.color.rgb = _rgb("muted")


def _sources(document: Any, data: Plain) -> None:
    document.add_heading("What made each sentence", 2)
    _small(document.add_paragraph().add_run(f"A number is a source below; s is {data['standing']}."), "muted")
    for entry in data["sources"]:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(1)
        _small(paragraph.add_run(f"{entry['number']}  {entry['kind']}: {entry['says']}"), "ink")


def _small(run: Any, color: str) -> None:
    run.font.size, run.font.color.rgb = Pt(8.5), _rgb(color)


def _rgb(name: str) -> RGBColor:
    return RGBColor.from_string(LIGHT[name].removeprefix("#").upper())
