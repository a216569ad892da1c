"""The price files of the dataset at hand: what was loaded and what each held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from unlisted.base.errors import InputError, MissingDataError
from unlisted.desk.rates import dataset_mark
from unlisted.pipeline.dataset import require_dataset

SHOWN = (
    "name",
    "sha256",
    "bytes",
    "kind",
    "layout",
    "publisher",
    "file_date",
    "newest_row",
    "rows_read",
    "rows_matched",
    "observations",
)
_TRIES = 3


@dataclass(frozen=True, slots=True)
class LoadedFiles:
    """The files in the order of name and hash, and the codes that all of them were searched for."""

    codes: tuple[str, ...]
    files: tuple[Mapping[str, Any], ...]


def loaded_files() -> LoadedFiles:
    """Read the list of files; kept in memory until the dataset changes.

    No lock is taken, so a page never waits for an extraction. A list that was replaced in the middle of the
    reading is read again.
    """
    for left in reversed(range(_TRIES)):
        try:
            return _read(Path(settings.DESK.rates or "nowhere"), dataset_mark())
        except (InputError, MissingDataError):
            if not left:
                raise
    raise AssertionError


@lru_cache(maxsize=1)
def _read(folder: Path, mark: str) -> LoadedFiles:
    found = require_dataset(folder)
    files = tuple(
        {
            **{name: getattr(file, name) for name in SHOWN},
            "codes": file.codes,
            "findings": len(file.findings),
        }
        for file in found.files
    )
    return LoadedFiles(tuple(sorted(found.codes)), files)
