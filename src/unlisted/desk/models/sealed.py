"""A column that is encrypted at rest: bytes in, bytes out, compressed below the encryption."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from unlisted.desk.crypto import seal, unseal

if TYPE_CHECKING:
    _Binary = models.BinaryField[bytes, bytes]
else:
    _Binary = models.BinaryField


class SealedField(_Binary):
    """Encrypted bytes. It cannot be searched; what is searched has a column of its own."""

    def get_prep_value(self, value: Any) -> Any:
        """Compress and encrypt."""
        return None if value is None else seal(zlib.compress(bytes(value), 6))

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> bytes | None:
        """Decrypt and expand."""
        return None if value is None else zlib.decompress(unseal(bytes(value)))
