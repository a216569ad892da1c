"""Made-up charts on the disk, as an importer meets them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from unlisted.pipeline.synthetic.write import write_files

READS_FHIR = find_spec("unlisted.formats.fhir") is not None


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write the files that can be imported, and return the folder."""
    wanted = {n: d for n, d in files.items() if READS_FHIR or b'"resourceType"' not in d[:200]}
    write_files(folder, wanted)
    return folder
