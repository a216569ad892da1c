"""Made-up charts on the disk, as an importer meets them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from unlisted.pipeline.synthetic.write import write_files


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write the files, and return the folder."""
    write_files(folder, dict(files))
    return folder
