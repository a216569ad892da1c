"""The report as one self-contained HTML page: inline style and drawings, no request, no need of script."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from unlisted.documents import words
from unlisted.documents.charts import draw
from unlisted.documents.clean import clean_report
from unlisted.documents.html.marks import Marks
from unlisted.documents.tokens import DARK, LIGHT, css_variables, dark_drawing_rules
from unlisted.report.blocks import Chart, Report

_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9_-]+")
_JOINTS = re.compile(r"([._])")


def render_html(report: Report) -> str:
    """Write the report as one HTML page; the same report gives the same text."""
    clean = clean_report(report)
    script = _text("report.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=clean,
            marks=Marks(clean.citations),
            style=Markup(_style()),  # noqa: S704 - our own file and tokens
            script=Markup(script),  # noqa: S704 - our own file
            script_digest=digest,
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("unlisted.documents", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "slug": lambda text: _NOT_IN_AN_ID.sub("-", text),
        "day": words.day_words,
        "reason": words.REASON_WORDS.__getitem__,
        "known_words": words.KNOWN_WORDS.__getitem__,
        "searched": words.searched_words,
        "size": words.file_size_words,
        "web": words.is_web_address,
        "topic": lambda text: text.replace("_", " ").capitalize(),
        "kind_of": lambda block: type(block).__name__,
        "drawing": _drawing,
        "breakable": _breakable,
    }
    return environment


def _drawing(chart: Chart) -> Markup:
    return Markup(draw(chart))  # noqa: S704 - drawn here; its text is escaped by the drawing library


def _breakable(name: str) -> Markup:
    """Let a dotted name break after its dots and underscores."""
    return Markup(_JOINTS.sub(r"\1<wbr>", str(escape(name))))  # noqa: S704 - escaped here


@lru_cache(maxsize=1)
def _style() -> str:
    return (
        f":root{{color-scheme:light dark;{css_variables(LIGHT)}}}"
        "@media screen and (prefers-color-scheme:dark)"
        f"{{:root{{{css_variables(DARK)}}}{dark_drawing_rules()}}}\n" + _text("report.css")
    )


def _text(name: str) -> str:
    return resources.files("unlisted.documents").joinpath("templates", name).read_text(encoding="utf-8")
