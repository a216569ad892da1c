"""Files no entry names: what a killed process had stored before anything spoke of it."""

from __future__ import annotations

import time

from unlisted.desk.files import files_folder
from unlisted.desk.models import PaperFile, Upload

ORPHANS_AFTER = 24 * 60 * 60.0
"""Seconds after which a file without an entry belongs to no work that is still going on."""


def sweep_files() -> int:
    """Remove files no entry names and no work can still need; return how many there were."""
    before = time.time() - ORPHANS_AFTER
    old = [path for path in files_folder().iterdir() if path.is_file() and path.stat().st_mtime < before]
    if not old:
        return 0
    known = {*Upload.objects.values_list("stored", flat=True)}
    known |= {*PaperFile.objects.values_list("stored", flat=True)}
    left = [path for path in old if path.name not in known]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
