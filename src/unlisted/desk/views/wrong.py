"""The last page: what is shown when an error passed everything else."""

from __future__ import annotations

import contextlib
import errno
import logging
import sys

from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

log = logging.getLogger("unlisted.desk")
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
DISK_FULL = "53100"
"""SQLSTATE of a database that cannot write for lack of space."""


def wrong(request: HttpRequest) -> HttpResponse:
    """Answer with the page that fits the error at hand, without asking the database for anything.

    Sessions and uploads are read and kept outside of any page, so a database that is away or a full disk
    shows itself there first.
    """
    return _known(request, sys.exc_info()[1]) or HttpResponse(render_to_string("500.html", {}), status=500)


def not_read(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that was refused as unreadable.

    Django calls it so as well when a session cannot be kept, whatever the cause: the cause is looked for.
    """
    cause: BaseException | None = exception if isinstance(exception, SessionInterrupted) else None
    while cause is not None:
        answer = _known(request, cause)
        if answer is not None:
            return answer
        cause = cause.__cause__ or cause.__context__
    return HttpResponse(render_to_string("400.html", {}), status=400)


def _known(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    if (isinstance(error, OSError) and error.errno in FULL) or _database_is_full(error):
        log.error("no space left to write")
        _drop_upload(request)
        return HttpResponse(render_to_string("desk/errors/full.html", {}), status=507)
    if isinstance(error, OperationalError | InterfaceError):
        log.error("database not reachable: %s", type(error).__name__)
        text = render_to_string("desk/errors/away.html", {})
        return HttpResponse(text, status=503, headers={"Retry-After": "10"})
    return None


def _database_is_full(error: BaseException | None) -> bool:
    """Say whether the database has no room: SQLite says so in words, PostgreSQL by a state of its own."""
    if not isinstance(error, OperationalError):
        return False
    return getattr(error.__cause__, "sqlstate", "") == DISK_FULL or "disk is full" in str(error)


def _drop_upload(request: HttpRequest) -> None:
    """Close the file that was being uploaded; Django closes only those that arrived whole."""
    for handler in request.upload_handlers:
        file = getattr(handler, "file", None)
        if file is not None:
            with contextlib.suppress(OSError):
                file.close()
