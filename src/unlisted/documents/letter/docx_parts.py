"""What python-docx has no call for: watermark, page fields, repeated header rows, bytes that never differ."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest day a zip entry can carry

_WATERMARK = """
<w:r {spaces} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<w:rPr><w:noProof/></w:rPr><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" path="m0,0l21600,0m0,21600l21600,21600e">
<v:path textpathok="t"/><v:textpath on="t" fitshape="t"/>
</v:shapetype>
<v:shape id="DraftWatermark" o:spid="_x0000_s2049" alt="Draft" type="#_x0000_t136" stroked="f"
 fillcolor="#d7e5e6" style="position:absolute;width:430pt;height:150pt;rotation:308;z-index:-251658752;
mso-position-horizontal:center;mso-position-horizontal-relative:margin;
mso-position-vertical:center;mso-position-vertical-relative:margin">
<v:textpath style="font-family:Calibri;font-size:1pt" string="DRAFT"/>
</v:shape></w:pict></w:r>
"""
"""The text is stretched between two lines, the shape's top and bottom (VML)."""


def draft_watermark(header: Any) -> None:
    """Put the word DRAFT behind the text of every page."""
    header.is_linked_to_previous = False
    header.paragraphs[0]._p.append(parse_xml(_WATERMARK.format(spaces=nsdecls("w"))))


def add_field(paragraph: Any, name: str) -> None:
    """Add a field the word processor fills in: PAGE, NUMPAGES."""
    run = paragraph.add_run()
    run.font.size = Pt(8.5)
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        element = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            element.set(qn("xml:space"), "preserve")
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def mark_header_row(row: Any) -> None:
    """Mark a table row as header: it is repeated on each page and read out as such."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def numbered_list(document: Any) -> Callable[[Any], None]:
    """Return what makes a paragraph an item of one new list that begins at 1.

    The style alone would count on from the list before.
    """
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element
    kind = numbering.num_having_numId(style.pPr.numPr.numId.val).abstractNumId.val
    number = numbering.add_num(kind)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)

    def join(paragraph: Any) -> None:
        """Put a paragraph into the list."""
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = number.numId
        properties.get_or_add_ilvl().val = 0

    return join


def same_bytes(docx: bytes) -> bytes:
    """Pack the parts again without the hour of packing, in one order."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx)) as parts,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed,
    ):
        for name in parts.namelist():
            packed.writestr(
                zipfile.ZipInfo(name, _FIRST_DAY), parts.read(name), compress_type=zipfile.ZIP_DEFLATED
            )
    return written.getvalue()
