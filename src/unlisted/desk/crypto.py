"""Encryption at rest: files in frames, small values whole; the first key encrypts, all keys decrypt."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import lru_cache
from typing import IO

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from unlisted.base.errors import BrokenFileError, UsageError

FRAME = 1024 * 1024
_LENGTH = struct.Struct(">I")
_HEAD = struct.Struct(">QB")
_LONGEST = 2 * FRAME


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise UsageError(
            "UNLISTED_DESK_FILE_KEYS holds no usable key",
            why="files are encrypted with it",
            fix="use keys of Fernet.generate_key(), separated by commas",
        ) from error


def _mine() -> MultiFernet:
    return _fernet(settings.DESK.file_keys)


def seal(data: bytes) -> bytes:
    """Encrypt a value."""
    return _mine().encrypt(data)


def unseal(token: bytes) -> bytes:
    """Decrypt a value; raise ``BrokenFileError`` where no key fits or bytes were changed."""
    try:
        return _mine().decrypt(bytes(token))
    except InvalidToken as error:
        raise BrokenFileError(
            "a stored value cannot be decrypted",
            why="it was changed, or its key is not among the file keys",
            fix="put the former key behind the present one in UNLISTED_DESK_FILE_KEYS",
        ) from error


def seal_text(text: str) -> str:
    """Encrypt a text into text."""
    return seal(text.encode()).decode("ascii")


def open_text(token: str) -> str:
    """Decrypt what ``seal_text`` wrote."""
    return unseal(token.encode("ascii")).decode()


def seal_stream(source: IO[bytes], target: IO[bytes]) -> None:
    """Encrypt a stream frame by frame; each frame knows its number and whether it is the last."""
    number, block = 0, source.read(FRAME)
    while True:
        following = source.read(FRAME)
        token = seal(_HEAD.pack(number, not following) + block)
        target.write(_LENGTH.pack(len(token)) + token)
        if not following:
            return
        number, block = number + 1, following


def open_stream(source: IO[bytes]) -> Iterator[bytes]:
    """Decrypt a stream frame by frame; a frame that is missing, moved or changed raises."""
    number, last = 0, False
    while not last:
        head = source.read(_LENGTH.size)
        length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else _LONGEST + 1
        token = source.read(length) if length <= _LONGEST else b""
        if len(token) != length:
            raise BrokenFileError("a stored file is cut short", fix="restore it from the backup")
        plain = unseal(token)
        found, last = _HEAD.unpack_from(plain)
        if found != number:
            raise BrokenFileError("a stored file has its parts out of order", fix="restore it")
        number += 1
        yield plain[_HEAD.size :]
    if source.read(1):
        raise BrokenFileError("a stored file goes on behind its end", fix="restore it from the backup")
