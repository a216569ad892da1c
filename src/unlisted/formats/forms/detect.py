"""Tell a form or time log from other files, and read it."""

from __future__ import annotations

from unlisted.base.errors import UnsupportedFormatError
from unlisted.episode.episode import Episode
from unlisted.formats.forms.form import read_yaml_form
from unlisted.formats.forms.shape import FORM_KIND
from unlisted.formats.forms.timelog import REQUIRED, read_time_log

_YAML_ENDS = (".yaml", ".yml", ".json")
_LOOK = 4_096


def is_form(name: str, data: bytes) -> bool:
    """Say whether a file claims to be a form of ours or a time log; looks at name and start only."""
    return _is_time_log(name, data) or _is_yaml_form(name, data)


def read_form(name: str, data: bytes) -> Episode:
    """Return the part of an episode a form or time log holds.

    Raises ``UnsupportedFormatError`` for other files, ``BrokenFileError`` with every problem by file,
    line, column and fix, ``LimitExceededError`` beyond the stated sizes.
    """
    if _is_time_log(name, data):
        return read_time_log(name, data)
    if _is_yaml_form(name, data):
        return read_yaml_form(name, data)
    raise UnsupportedFormatError(
        f"{name} is neither a form nor a time log",
        where=name,
        why="forms are YAML or JSON, time logs are CSV",
        fix=f"start a form with `form: {FORM_KIND}`; head a time log with {', '.join(REQUIRED)}",
    )


def _is_time_log(name: str, data: bytes) -> bool:
    if not name.lower().endswith(".csv"):
        return False
    header = data[:_LOOK].split(b"\n", 1)[0].decode("utf-8-sig", errors="replace").lower()
    cells = {cell.strip().strip('"') for cell in header.split(",")}
    return {"activity", "minutes"} <= cells


def _is_yaml_form(name: str, data: bytes) -> bool:
    start = data[:_LOOK].decode("utf-8-sig", errors="replace")
    return name.lower().endswith(_YAML_ENDS) and FORM_KIND.split("/", maxsplit=1)[0] in start
