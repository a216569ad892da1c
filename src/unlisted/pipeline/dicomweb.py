"""Fetch one study's radiotherapy objects from a DICOMweb server (PS3.18: QIDO-RS, WADO-RS).

Only when a person asks. A study is asked for by its Study Instance UID, which stands in the address as
the standard wants it; patient names and numbers are never sent, and addresses are never logged.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from pathlib import Path
from typing import Any

from unlisted.base.errors import BrokenFileError, InputError, LimitExceededError, OutputError, UsageError
from unlisted.pipeline.whole_files import write_private

MIB = 1024 * 1024

MODALITIES = ("RTPLAN", "RTRECORD", "RTSTRUCT", "RTDOSE", "RTIMAGE", "REG")
"""Modalities fetched unless others are named; slices of CT and MR only on request."""

MAX_ANSWER_BYTES = 64 * MIB
MAX_OBJECT_BYTES = 1024 * MIB
MAX_OBJECTS = 20_000
TIMEOUT_SECONDS = 60

_UID = re.compile(r"^[0-9]+(?:\.[0-9]+)*$")
_MAX_UID = 64
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_SERIES_UID, _INSTANCE_UID, _MODALITY = "0020000E", "00080018", "00080060"


@dataclass(frozen=True, slots=True)
class DicomWeb:
    """A server: its base address, and a bearer token where it asks for one."""

    base: str
    token: str = ""


def fetch_study(
    server: DicomWeb, study_uid: str, folder: Path, modalities: tuple[str, ...] = MODALITIES
) -> tuple[Path, ...]:
    """Write each object of the study's wanted series to ``folder``; return the files.

    Raises ``UsageError`` for an address or identifier that cannot be, ``InputError`` where the server
    does not answer as the standard says, ``LimitExceededError`` beyond the stated sizes.
    """
    base = _checked(server.base)
    _check_uid(study_uid)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made ({error.strerror})", where=str(folder)) from error
    written: list[Path] = []
    for series in _wanted(server, base, study_uid, modalities):
        address = f"{base}/studies/{study_uid}/series/{series}/instances"
        for item in _query(server, address):
            instance = _value(item, _INSTANCE_UID)
            _check_uid(instance)
            if len(written) >= MAX_OBJECTS:
                raise LimitExceededError(f"the study holds more than {MAX_OBJECTS:,} objects")
            data = _retrieve(server, f"{address}/{instance}")
            target = folder / f"{instance}.dcm"
            written.append(write_private(target, data))
    return tuple(written)


def _checked(base: str) -> str:
    parts = urllib.parse.urlsplit(base)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
    if not secure or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise UsageError(
            "the address of the DICOMweb server cannot be used",
            why="clinical data travel over https only (http for this computer); "
            "names and passwords do not stand in addresses",
            fix="give it as https://server/path",
        )
    return base.rstrip("/")


def _check_uid(uid: str) -> None:
    if len(uid) > _MAX_UID or not _UID.match(uid):
        raise UsageError(
            "a DICOM identifier has digits and dots only, at most 64",
            fix="copy the Study Instance UID from the archive",
        )


def _wanted(server: DicomWeb, base: str, study_uid: str, modalities: tuple[str, ...]) -> Iterator[str]:
    for item in _query(server, f"{base}/studies/{study_uid}/series"):
        if _value(item, _MODALITY) in modalities:
            series = _value(item, _SERIES_UID)
            _check_uid(series)
            yield series


def _value(item: Any, tag: str) -> str:
    element = item.get(tag) if isinstance(item, dict) else None
    values = element.get("Value") if isinstance(element, dict) else None
    return str(values[0]) if isinstance(values, list) and values else ""


def _query(server: DicomWeb, address: str) -> list[Any]:
    body, _ = _get(server, address, "application/dicom+json", MAX_ANSWER_BYTES)
    if not body:
        return []  # 204: nothing matches
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _not_standard("the answer to a query is not JSON") from error
    if not isinstance(found, list):
        raise _not_standard("the answer to a query is no list")
    return found


def _retrieve(server: DicomWeb, address: str) -> bytes:
    accept = 'multipart/related; type="application/dicom"; transfer-syntax=*'
    body, headers = _get(server, address, accept, MAX_OBJECT_BYTES)
    if headers.get_content_type() == "application/dicom":
        return body
    boundary = headers.get_param("boundary")
    if headers.get_content_type() != "multipart/related" or not isinstance(boundary, str):
        raise _not_standard("an object is not sent as multipart/related")
    return _first_part(body, boundary)


def _first_part(body: bytes, boundary: str) -> bytes:
    """Return the first part of a multipart answer, without its head."""
    mark = b"--" + boundary.encode("ascii", "replace")
    start = body.find(mark)
    head_end = body.find(b"\r\n\r\n", start)
    end = body.find(b"\r\n" + mark, head_end)
    if start < 0 or head_end < 0 or end < 0:
        raise _not_standard("a multipart answer is cut off")
    return body[head_end + 4 : end]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follow no redirect: it would carry the token and the identifiers to another place."""

    def redirect_request(self, *_: Any) -> None:
        """Refuse."""
        return


def _get(server: DicomWeb, address: str, accept: str, limit: int) -> tuple[bytes, Message]:
    request = urllib.request.Request(address, headers={"Accept": accept})  # noqa: S310 - checked above
    if server.token:
        request.add_unredirected_header("Authorization", f"Bearer {server.token}")
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            body = answer.read(limit + 1)
            headers = answer.headers
    except urllib.error.HTTPError as error:
        error.close()
        raise _no_answer(f"the server answers {error.code}") from None
    except (urllib.error.URLError, HTTPException, OSError) as error:
        raise _no_answer(f"the server does not answer ({type(error).__name__})") from None
    if len(body) > limit:
        raise LimitExceededError(f"an answer of the server has more than {limit // MIB:,} MiB")
    return body, headers


def _no_answer(what: str) -> InputError:
    return InputError(
        what,
        why="nothing was fetched from there",
        fix="check address, token and Study Instance UID with the archive's administrator",
    )


def _not_standard(what: str) -> BrokenFileError:
    return BrokenFileError(
        what,
        where="DICOMweb server",
        why="PS3.18 says how queries and objects are answered",
        fix="ask the archive's administrator, or export to a folder instead",
    )
