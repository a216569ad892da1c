"""Write one file of a packet: whole, or not at all."""

from __future__ import annotations

from pathlib import Path

from unlisted.base.errors import OutputError


def write_file(path: Path, data: bytes) -> Path:
    """Write a file through a fresh one beside it; raises ``OutputError`` where that cannot be done."""
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(data)
        fresh.replace(path)
    except OSError as error:
        raise OutputError(
            f"{path.name} cannot be written: {error.strerror}",
            where=str(path),
            fix="choose a folder that can be written",
        ) from error
    return path
