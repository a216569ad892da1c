"""Keep the memory of this process near what it uses, where the C library has calls for it."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

_SETTINGS = {-8: 1, -3: 1536 * 1024, -1: 1024 * 1024}
"""Of glibc's ``mallopt``: ``M_ARENA_MAX`` one, so that what one thread gives back serves the others;
``M_MMAP_THRESHOLD`` and ``M_TRIM_THRESHOLD`` in bytes, which else grow with the largest piece ever used."""


def keep_small() -> None:
    """Let large pieces go back to the system when they are given up, and threads share the small ones."""
    mallopt = getattr(_library(), "mallopt", None)
    if mallopt is not None:
        for name, value in _SETTINGS.items():
            mallopt(name, value)


def give_back() -> None:
    """Give free memory back to the system: the pieces that reading a large file leaves behind."""
    trim = getattr(_library(), "malloc_trim", None)
    if trim is not None:
        trim(0)


@cache
def _library() -> Any:
    try:
        return ctypes.CDLL(None)
    except (OSError, TypeError):
        return None
