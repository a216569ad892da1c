"""Read the rulebook's files: the packaged ones, or a folder of the user's."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from unlisted.base.errors import InputError
from unlisted.rules.build import MAX_FILES
from unlisted.rules.rulebook import Rulebook, build_rulebook
from unlisted.rules.strict_yaml import MAX_BYTES


def packaged_files() -> dict[str, bytes]:
    """Return the bytes of every packaged rule file by its path below the rulebook."""
    files: dict[str, bytes] = {}
    _collect(resources.files("unlisted.rulebook"), "", files)
    return files


def _collect(folder: Traversable, prefix: str, files: dict[str, bytes]) -> None:
    for item in folder.iterdir():
        if item.is_dir():
            _collect(item, f"{prefix}{item.name}/", files)
        elif item.name.endswith(".yaml"):
            files[f"{prefix}{item.name}"] = item.read_bytes()


def folder_files(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every rule file below a folder by its path; links out of it are not followed.

    Raises ``InputError`` when the folder is missing or holds no rule file. At most one byte over the
    size limit is read of each file, so that the loader can refuse it.
    """
    if not folder.is_dir():
        raise InputError(f"no folder {folder}", why="the rulebook is read from it", fix="check the path")
    root = folder.resolve()
    files: dict[str, bytes] = {}
    for path in sorted(root.rglob("*.yaml")):
        if path.is_file() and path.resolve().is_relative_to(root) and len(files) <= MAX_FILES:
            with path.open("rb") as stream:
                files[path.relative_to(root).as_posix()] = stream.read(MAX_BYTES + 1)
    if not files:
        raise InputError(
            f"no rule files below {folder}", why="a rulebook is a folder of .yaml files", fix="check the path"
        )
    return files


@cache
def _packaged() -> Rulebook:
    return build_rulebook(packaged_files())


def load_rulebook(folder: Path | None = None) -> Rulebook:
    """Return the packaged rulebook (read once), or the one in ``folder``."""
    return _packaged() if folder is None else build_rulebook(folder_files(folder))
