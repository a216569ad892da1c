"""Serve on this machine while a block runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar

Made = TypeVar("Made")


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler], make: Callable[[int], Made]) -> Iterator[Made]:
    """Serve on a free port; yield what ``make`` builds for it, which the handler finds as ``server.made``."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    made = make(server.server_address[1])
    server.made = made  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
