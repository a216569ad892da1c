"""Write a report to a folder in the formats asked for: each file whole, or none at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from unlisted.base.codes import BillingCode
from unlisted.base.errors import OutputError, UsageError
from unlisted.documents.html import render_html
from unlisted.documents.json import render_json
from unlisted.documents.markdown import render_markdown
from unlisted.documents.pdf import render_pdf
from unlisted.report.blocks import Report


def _render_xlsx(report: Report) -> bytes:
    from unlisted.documents.xlsx import render_xlsx  # noqa: PLC0415 - a slow library few runs need

    return render_xlsx(report)


RENDERERS: dict[str, Callable[[Report], str | bytes]] = {
    "html": render_html,
    "pdf": render_pdf,
    "md": render_markdown,
    "json": render_json,
    "xlsx": _render_xlsx,
}
FORMATS = tuple(RENDERERS)


def publish_report(report: Report, formats: Iterable[str], folder: Path) -> list[Path]:
    """Render every format, then write ``<code>.<format>`` files; return their paths in the order asked.

    All formats are rendered and written under temporary names in the same folder before the first one
    takes its name. Raises ``UsageError`` for an unknown format, ``OutputError`` when rendering or
    writing fails; whatever stands under a final name is whole.
    """
    asked = list(dict.fromkeys(formats))
    unknown = [name for name in asked if name not in RENDERERS]
    if unknown:
        raise UsageError(
            f"{', '.join(map(repr, unknown))} is not a format of the report",
            fix=f"choose from {', '.join(FORMATS)}",
        )
    code = BillingCode(report.billing_code)  # also keeps the file name inside the folder
    rendered = _render(report, asked)
    waiting: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in rendered.items():
            target = folder / f"{code}.{name}"
            if target.is_dir():
                raise IsADirectoryError(21, "a folder stands where the file should go", str(target))
            waiting[_write_aside(content, folder, target)] = target
        for temporary, target in waiting.items():
            temporary.replace(target)
    except OSError as error:
        raise OutputError(
            f"the report cannot be written: {error.strerror or error}",
            where=str(error.filename or folder),
            why="nothing half-written is left behind",
            fix="check that the folder exists, may be written to and has room",
        ) from error
    finally:
        for temporary in waiting:
            temporary.unlink(missing_ok=True)
    return list(waiting.values())


def _render(report: Report, formats: list[str]) -> dict[str, str | bytes]:
    """Render side by side: the typesetter runs outside the interpreter's lock."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        # The PDF takes longest and goes first.
        waiting = {name: pool.submit(RENDERERS[name], report) for name in sorted(formats, key="pdf".__ne__)}
        return {name: waiting[name].result() for name in formats}


def _write_aside(content: str | bytes, folder: Path, target: Path) -> Path:
    data = content.encode("utf-8") if isinstance(content, str) else content
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=folder)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary
