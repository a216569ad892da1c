"""Ask a web server for a file, from some byte on."""

from __future__ import annotations

import email.utils
import http.client
import time
import urllib.error
import urllib.request
from typing import Any, BinaryIO, cast

import unlisted
from unlisted.base.errors import DownloadError
from unlisted.pipeline.download_location import WEB, file_name, public_location
from unlisted.pipeline.download_stream import Answer, TryAgainError

TIMEOUT = 60.0
"""Seconds without a byte."""

_PARTIAL, _OK, _RANGE_REFUSED = 206, 200, 416
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_REASONS = {
    401: "wants a login",
    403: "is refused by the server; a signed address that has expired looks like this",
    404: "is not there",
    410: "is gone",
}


class _WebOnly(urllib.request.HTTPRedirectHandler):
    """Follow a redirect to the web only, never from https to http."""

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """Refuse other schemes."""
        scheme = newurl.split(":", 1)[0].lower()
        if scheme not in WEB or (req.type == "https" and scheme != "https"):
            raise _refused(req.full_url, "leads to another kind of address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class HttpTransport:
    """A file behind http or https. Proxies come from the environment, as for other tools."""

    def __init__(self, url: str, timeout: float = TIMEOUT) -> None:
        self._url = url
        self._timeout = timeout
        self._opener = urllib.request.build_opener(_WebOnly)

    def ask(self, start: int, validator: str) -> Answer:
        """Ask for the file from byte ``start``, of the version named by ``validator``."""
        headers = {"User-Agent": f"unlisted/{unlisted.__version__}", "Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
            if validator and not validator.startswith("W/"):
                headers["If-Range"] = validator
        request = urllib.request.Request(self._url, headers=headers)  # noqa: S310 - scheme checked by is_url
        try:
            response = self._opener.open(request, timeout=self._timeout)
        except urllib.error.HTTPError as error:
            with error:
                raise self._failure(error.code, error.headers) from error
        except (OSError, http.client.HTTPException) as error:
            raise TryAgainError(f"no connection: {getattr(error, 'reason', error)}") from error
        return self._answer(response, start)

    def _answer(self, response: Any, start: int) -> Answer:
        headers = response.headers
        validator = headers.get("ETag") or headers.get("Last-Modified") or ""
        body = cast(BinaryIO, response)
        if response.status == _PARTIAL:
            first, size = _content_range(headers.get("Content-Range", ""))
            if first != start:
                raise TryAgainError("the server sent another part than was asked for")
            return Answer(body, start, size, validator)
        length = headers.get("Content-Length", "")
        return Answer(body, 0, int(length) if length.isdigit() else None, validator)

    def _failure(self, status: int, headers: Any) -> Exception:
        if status in _PASSING:
            return TryAgainError(f"the server answers {status}", _retry_after(headers.get("Retry-After", "")))
        if status == _RANGE_REFUSED:
            return _refused(self._url, "is shorter than it was")
        return _refused(self._url, _REASONS.get(status, "cannot be had"), status)


def _refused(url: str, what: str, status: int | None = None) -> DownloadError:
    return DownloadError(
        f"{file_name(url)} {what}",
        where=public_location(url) + (f" (status {status})" if status else ""),
        why="nothing of the file is used",
        fix="take the address from a fresh index and run again; what is there already is not read again",
    )


def _content_range(text: str) -> tuple[int, int | None]:
    """Read ``bytes 5-9/10``; a size of ``*`` is unknown."""
    try:
        span, size = text.removeprefix("bytes ").split("/")
        return int(span.split("-")[0]), None if size == "*" else int(size)
    except ValueError as error:
        raise TryAgainError(f"the server's Content-Range cannot be read: {text[:60]!r}") from error


def _retry_after(text: str) -> float | None:
    if text.strip().isdigit():
        return float(text)
    try:
        return email.utils.parsedate_to_datetime(text).timestamp() - time.time()
    except (TypeError, ValueError):
        return None
