"""The report as a tagged PDF (PDF/UA-1), US Letter, the same bytes for the same report."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import typst

from unlisted.base.errors import OutputError
from unlisted.documents.clean import clean_report, western
from unlisted.documents.pdf.data import report_for_template
from unlisted.report.blocks import Report

_STANDARD: Final = "ua-1"


def render_pdf(report: Report) -> bytes:
    """Typeset the report; raise ``OutputError`` when the typesetter refuses.

    Text reaches the template as data, never as markup, so nothing in it is executed. The creation
    time is the first moment (UTC) of the report's as-of day; no clock is read. A letter that the packaged
    fonts cannot draw becomes U+FFFD; the other formats keep it.
    """
    clean = clean_report(report)
    data = report_for_template(clean)
    try:
        return _typeset(data, clean)
    except typst.TypstError:
        try:
            return _typeset(western(data), clean)
        except typst.TypstError as error:
            raise OutputError(
                "the PDF cannot be typeset",
                where=f"report {clean.billing_code}",
                why=str(error),
                fix="report this with the JSON of the report; the other formats do not depend on it",
            ) from error


def _typeset(data: dict[str, Any], report: Report) -> bytes:
    return typst.compile(
        _template(),
        format="pdf",
        font_paths=package_fonts(),
        sys_inputs={"report": json.dumps(data, ensure_ascii=False)},
        pdf_standards=_STANDARD,
        timestamp=datetime.combine(report.as_of, time(), tzinfo=UTC),
    )


@lru_cache(maxsize=1)
def package_fonts() -> typst.Fonts:
    """Return the packaged fonts only: a system font would change the bytes from machine to machine."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(resources.files("fontpkg_source_sans_3").joinpath("files"))],
    )


@lru_cache(maxsize=1)
def _template() -> bytes:
    return resources.files("unlisted.documents").joinpath("templates/report.typ").read_bytes()
