"""Prices of the dataset at hand: worked out once by the worker, then read by pages from small files.

``UNLISTED_RATES`` names the dataset. What is worked out lies below the desk's folder, under a name that
changes whenever the dataset changes, so that an old figure is never shown for new files.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from unlisted.base.plain import to_plain
from unlisted.pipeline.case_review import packaged

SPLITS = ("payer", "state", "setting")
"""What a reader may split by; class, modifiers, place and kind of amount are always apart."""

_NAMED = re.compile(r"[0-9a-f]{16}")
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class DatasetState:
    """Whether there is a dataset; where not, ``says`` tells in words what to do."""

    there: bool
    says: str = ""


def dataset_state() -> DatasetState:
    """Say whether prices can be shown."""
    folder = settings.DESK.rates
    if folder is None:
        return DatasetState(
            False,
            "No price files are loaded here: the variable UNLISTED_RATES names no dataset. "
            "An administrator extracts one with: unlisted rates extract FILE… --codes 77499 --out DIR.",
        )
    if not (folder / "dataset.json").is_file():
        return DatasetState(
            False, "The folder named by UNLISTED_RATES holds no dataset. An administrator can correct it."
        )
    return DatasetState(True)


def split_text(chosen: list[str]) -> str:
    """Write a split in its one form: known dimensions in a fixed order."""
    return ",".join(name for name in SPLITS if name in chosen)


def kept_run(code: str, split: str) -> Mapping[str, Any] | None:
    """Return the benchmarks of a code with a split, or ``None`` where they are not worked out yet."""
    found: Mapping[str, Any] | None = _read(f"run-{code}-{split.replace(',', '-') or 'all'}.json")
    return found


def kept_choices(code: str) -> Mapping[str, Any] | None:
    """Return what rows of a code can be filtered by, or ``None`` where they are not gathered yet."""
    found: Mapping[str, Any] | None = _read(f"rows-{code}.json")
    return found if found is not None and rows_file(code).is_file() else None


def rows_file(code: str) -> Path:
    """Return where the gathered rows of a code lie."""
    return _place() / f"rows-{code}.parquet"


def work_out(code: str, split: str, progress: Progress) -> None:
    """Gather the rows of a code and compute its benchmarks; files appear whole or not at all.

    Raises ``MissingDataError`` where there is no dataset or it was extracted without the code.
    """
    from unlisted.desk.rates_rows import gather_rows  # noqa: PLC0415 - the engine loads in the worker only
    from unlisted.pipeline.benchmarks import benchmark_dataset  # noqa: PLC0415 - likewise

    folder, place = Path(settings.DESK.rates or "nowhere"), _place()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    for other in place.parent.iterdir():
        if other != place and _NAMED.fullmatch(other.name):
            shutil.rmtree(other, ignore_errors=True)
    progress(0, 2, "computing the distributions")
    by = [name for name in split.split(",") if name]
    run = benchmark_dataset(folder, [code], packaged()[0], by=by)
    progress(1, 2, "gathering the rows")
    if not (place / f"rows-{code}.json").exists():
        with tempfile.TemporaryDirectory(dir=place) as scratch:
            rows = Path(scratch) / "rows.parquet"
            choices = gather_rows(folder, code, rows)
            rows.replace(place / f"rows-{code}.parquet")
            _write(place / f"rows-{code}.json", choices)
    _write(place / f"run-{code}-{split.replace(',', '-') or 'all'}.json", to_plain(run))


def _place() -> Path:
    return Path(settings.DESK.folder) / "worked-out" / dataset_mark()


def dataset_mark() -> str:
    """Name the present content of the dataset by the files that describe it, and the rulebook."""
    folder = Path(settings.DESK.rates or "nowhere")
    seen = [packaged()[0].version]
    for path in (folder / "dataset.json", folder / "new", *sorted((folder / "packs").glob("*.json"))):
        if path.exists():
            found = path.stat()
            seen.append(f"{path.name} {found.st_size} {found.st_mtime_ns}")
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:16]


def _read(name: str) -> Any:
    if not dataset_state().there:
        return None
    try:
        return json.loads((_place() / name).read_bytes())
    except (OSError, ValueError):
        return None


def _write(path: Path, content: Any) -> None:
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False)
    Path(stream.name).replace(path)
