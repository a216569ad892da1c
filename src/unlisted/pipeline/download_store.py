"""Ask an object store for a file, by fsspec: s3, Google, Azure."""

from __future__ import annotations

import importlib
from typing import Any, BinaryIO, cast

from unlisted.base.errors import DownloadError, MissingExtraError
from unlisted.pipeline.download_location import file_name, public_location
from unlisted.pipeline.download_stream import MIB, Answer

_BLOCK = 8 * MIB


class StoreTransport:
    """A file in an object store; credentials are those of the store's own library."""

    def __init__(self, url: str) -> None:
        self._url = url
        try:
            self._fsspec: Any = importlib.import_module("fsspec")
        except ImportError as error:
            raise MissingExtraError(
                "object stores are read by fsspec, which is not installed",
                where=public_location(url),
                fix="pip install 'unlisted[remote]' and the store's own part (s3fs, gcsfs or adlfs)",
            ) from error

    def ask(self, start: int, validator: str) -> Answer:
        """Open the file and go to ``start``."""
        try:
            store, path = self._fsspec.core.url_to_fs(self._url)
            facts = store.info(path)
            stream = store.open(path, "rb", block_size=_BLOCK)
            stream.seek(start)
        except ImportError as error:
            raise MissingExtraError(
                f"this store needs a library that is not installed: {error}",
                where=public_location(self._url),
                fix="install the store's own part for fsspec (s3fs, gcsfs or adlfs)",
            ) from error
        except (OSError, ValueError) as error:
            raise DownloadError(
                f"{file_name(self._url)} cannot be opened: {error}",
                where=public_location(self._url),
                fix="check the address and the credentials",
            ) from error
        validator = next((str(facts[key]) for key in ("ETag", "etag", "md5Hash") if facts.get(key)), "")
        return Answer(cast(BinaryIO, stream), start, facts.get("size"), validator)
