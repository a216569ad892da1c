"""The last page: what is shown when an error passed everything else."""

from __future__ import annotations

import contextlib
import errno
import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

log = logging.getLogger("unlisted.desk")
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def wrong(request: HttpRequest) -> HttpResponse:
    """Answer with the page that fits the error at hand, without asking the database for anything.

    Sessions and uploads are read and kept outside of any page, so a database that is away or a full disk
    shows itself there first.
    """
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        log.error("database not reachable: %s", type(error).__name__)
        text = render_to_string("desk/errors/away.html", {})
        return HttpResponse(text, status=503, headers={"Retry-After": "10"})
    if isinstance(error, OSError) and error.errno in FULL:
        log.error("no space left to write a file")
        _drop_upload(request)
        return HttpResponse(render_to_string("desk/errors/full.html", {}), status=507)
    return HttpResponse(render_to_string("500.html", {}), status=500)


def _drop_upload(request: HttpRequest) -> None:
    """Close the file that was being uploaded; Django closes only those that arrived whole."""
    for handler in request.upload_handlers:
        file = getattr(handler, "file", None)
        if file is not None:
            with contextlib.suppress(OSError):
                file.close()
