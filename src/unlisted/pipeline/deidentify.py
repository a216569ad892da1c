"""Read an episode's files, de-identify them together, write the result into a new folder or nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from unlisted.base.errors import InputError, LimitExceededError, OutputError, UsageError
from unlisted.formats.deidentify import Deidentified, deidentify_files
from unlisted.formats.deidentify.joint import MAX_FILES

KEY_VARIABLE = "UNLISTED_DEID_KEY"
MAX_TOTAL_BYTES = 2 * 1024**3


def key_from(environment: Mapping[str, str]) -> bytes:
    """Return the key of the environment; raise ``UsageError`` where there is none."""
    text = environment.get(KEY_VARIABLE, "")
    if not text:
        raise UsageError(
            f"{KEY_VARIABLE} is not set",
            why="pseudonyms are made with a key; without one anybody could undo them by guessing",
            fix=f"set {KEY_VARIABLE} to a long random text and keep it apart from the data",
        )
    return text.encode()


def read_inputs(paths: Sequence[Path]) -> dict[str, bytes]:
    """Return the bytes of files, and of every file below folders; links out of a folder are not followed.

    Names carry their number, so that equal names in two folders stay apart. Raises ``InputError`` for
    a missing path and ``LimitExceededError`` beyond 20,000 files or 2 GiB.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            root = path.resolve()
            inside = sorted(item for item in path.rglob("*") if item.is_file())
            files += [item for item in inside if item.resolve().is_relative_to(root)]
        elif path.is_file():
            files.append(path)
        else:
            raise InputError(f"no file or folder {path}", fix="check the path")
    total = sum(path.stat().st_size for path in files)
    if len(files) > MAX_FILES or total > MAX_TOTAL_BYTES:
        raise LimitExceededError(
            f"{len(files):,} files with {total:,} bytes; at most {MAX_FILES:,} and {MAX_TOTAL_BYTES:,}",
            why="all files of an episode are held in memory while they are made to fit each other",
            fix="leave out image series: nothing of the pathway needs their pixels",
        )
    return {f"{n}: {path.name}": path.read_bytes() for n, path in enumerate(files, start=1)}


def deidentify_paths(paths: Sequence[Path], out: Path, key: bytes) -> Deidentified:
    """Write the de-identified files into the new folder ``out``; nothing is left behind on an error.

    Raises ``OutputError`` when ``out`` exists and is not empty, or when an identifier would leak.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(
            f"{out} is there already and not empty",
            why="files of two runs in one folder could be told apart by their patient",
            fix="name a new folder",
        )
    made = deidentify_files(key, read_inputs(paths))
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".deidentify-", dir=out.parent))
    try:
        for name, data in made.files.items():
            (folder / name).write_bytes(data)
        if out.exists():
            out.rmdir()
        folder.replace(out)
    except OSError as error:
        raise OutputError(f"cannot write {out}: {error.strerror}", fix="check the disk and rights") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return made
