"""A web server on this machine that misbehaves on request."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from builders.serving import serving


@dataclass
class Served:
    """One file and how it is served. Lists are used up, one entry a request.

    ``cuts``: end the connection after so many bytes. ``statuses``: answer with this instead, and
    ``retry_after`` with it. ``stated``: what to state as length, when it is not the truth. ``later``: the
    content from the second request on. ``piece`` and ``pause``: send slowly.
    """

    data: bytes
    cuts: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    retry_after: str = ""
    stated: int | None = None
    no_length: bool = False
    ranges: bool = True
    etag: str = '"v1"'
    later: bytes | None = None
    signature: str = ""
    redirect: str = ""
    piece: int = 0
    pause: float = 0.0
    requests: list[str] = field(default_factory=list)
    sent: int = 0


class Loopback:
    """The server: ``files`` by path, ``url(path)``."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.files: dict[str, Served] = {}
        self.agents: Counter[str] = Counter()

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def add(self, path: str, data: bytes, **how: object) -> Served:
        """Serve a file."""
        served = Served(data, **how)  # type: ignore[arg-type]
        self.files[path] = served
        return served


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Be silent."""

    def do_GET(self) -> None:  # noqa: PLR0912 - one branch a misdeed
        """Answer as told."""
        parts = urlsplit(self.path)
        made: Loopback = self.server.made  # type: ignore[attr-defined]
        served = made.files.get(parts.path)
        self.close_connection = True
        if served is None:
            self.send_error(404)
            return
        asked = self.headers.get("Range", "")
        served.requests.append(asked)
        if served.statuses:
            status = served.statuses.pop(0)
            self.send_response(status)
            if served.retry_after:
                self.send_header("Retry-After", served.retry_after)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if served.redirect:
            self.send_response(302)
            self.send_header("Location", served.redirect)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if served.signature and parse_qs(parts.query).get("Signature") != [served.signature]:
            self.send_error(403)
            return
        data = served.later if served.later is not None and len(served.requests) > 1 else served.data
        start = 0
        if asked and served.ranges and self.headers.get("If-Range", served.etag) == served.etag:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(data):
                self.send_error(416)
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            self.send_response(200)
        if served.etag:
            self.send_header("ETag", served.etag)
        if not served.no_length:
            stated = len(data) - start if served.stated is None else served.stated - start
            self.send_header("Content-Length", str(stated))
        self.end_headers()
        body = data[start:]
        if served.cuts:
            body = body[: served.cuts.pop(0)]
        step = served.piece or max(len(body), 1)
        try:
            for at in range(0, len(body), step):
                self.wfile.write(body[at : at + step])
                served.sent += len(body[at : at + step])
                if served.pause:
                    time.sleep(served.pause)
        except OSError:
            return


def loopback() -> AbstractContextManager[Loopback]:
    """Run the server while the block runs."""
    return serving(_Handler, Loopback)
