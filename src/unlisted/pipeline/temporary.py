"""Where values are set aside while a file is read."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

_BYTES_IN_MEMORY = 1024 * 1024


def open_aside() -> BinaryIO:
    """Open a temporary file without a name (folder: ``TMPDIR``); up to 1 MiB stays in memory."""
    return cast("BinaryIO", SpooledTemporaryFile(max_size=_BYTES_IN_MEMORY))
