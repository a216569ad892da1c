"""Receive DICOM objects from the clinic's systems (C-STORE) into a folder, within limits.

Needs the extra ``dicom-net`` (pynetdicom). What arrives is written as it came; it is read like any other
file afterwards. DICOM itself has no login: the receiver listens on this computer only unless told
otherwise, and can be told which calling title to accept.
"""

from __future__ import annotations

import importlib
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from unlisted.base.errors import MissingExtraError, OutputError, UsageError
from unlisted.formats.dicomrt.kinds import KINDS
from unlisted.formats.dicomrt.reader import quiet_library

MIB = 1024 * 1024

MAX_OBJECTS = 20_000
"""Objects of one session; further ones are refused."""

MAX_OBJECT_BYTES = 1024 * MIB
"""One object."""

MAX_SESSION_BYTES = 16 * 1024 * MIB
"""All objects of one session."""

MAX_ASSOCIATIONS = 4
MAX_PDU_BYTES = 1 * MIB
POLL_SECONDS = 0.1

_UID = re.compile(r"^[0-9]+(?:\.[0-9]+)*$")
_MAX_UID = 64
_AE_TITLE = re.compile(r"^[ -\[\]-~]{1,16}$")

SUCCESS = 0x0000
OUT_OF_RESOURCES = 0xA700
NOT_UNDERSTOOD = 0xC000


@dataclass(frozen=True, slots=True)
class ListenSettings:
    """Where to listen. ``calling_title``: accept only this sender; empty accepts any."""

    port: int
    host: str = "127.0.0.1"
    title: str = "UNLISTED"
    calling_title: str = ""
    idle_seconds: float = 0  # stop after so long without an object; 0 waits until told


@dataclass(slots=True)
class Received:
    """What arrived so far."""

    objects: int = 0
    refused: int = 0
    bytes: int = 0
    last_at: float = field(default_factory=time.monotonic)


def receive_objects(
    settings: ListenSettings,
    folder: Path,
    stop: threading.Event,
    ready: Callable[[int], None] = lambda port: None,
) -> Received:
    """Receive into ``folder`` until ``stop`` is set or nothing came for ``idle_seconds``.

    ``ready`` is told the port once the receiver listens. Raises ``MissingExtraError`` without the
    extra, ``UsageError`` for a port or title that cannot be, ``OutputError`` where the folder cannot be
    written.
    """
    net = _library()
    _check(settings)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made ({error.strerror})", where=str(folder)) from error
    received, lock = Received(), threading.Lock()
    entity = net.AE(ae_title=settings.title)
    entity.maximum_associations = MAX_ASSOCIATIONS
    entity.maximum_pdu_size = MAX_PDU_BYTES
    entity.require_called_aet = False
    if settings.calling_title:
        entity.require_calling_aet = [settings.calling_title]
    for sop_class in KINDS:
        entity.add_supported_context(sop_class, net.ALL_TRANSFER_SYNTAXES)
    entity.add_supported_context("1.2.840.10008.1.1")  # verification: C-ECHO
    handlers = [(net.evt.EVT_C_STORE, lambda event: _store(event, folder, received, lock))]
    try:
        server = entity.start_server((settings.host, settings.port), block=False, evt_handlers=handlers)
    except OSError as error:
        raise UsageError(
            f"port {settings.port} of {settings.host} cannot be listened on ({error.strerror})",
            why="another program may hold it, or ports below 1024 need a permission",
            fix="choose another port, for example 11112",
        ) from error
    try:
        received.last_at = time.monotonic()
        ready(server.socket.getsockname()[1])
        with quiet_library():
            _wait(settings, received, stop)
    finally:
        server.shutdown()
    return received


def _wait(settings: ListenSettings, received: Received, stop: threading.Event) -> None:
    while not stop.wait(POLL_SECONDS):
        idle = time.monotonic() - received.last_at
        if settings.idle_seconds and idle > settings.idle_seconds:
            return


def _library() -> Any:
    try:
        return importlib.import_module("pynetdicom")
    except ImportError as error:
        raise MissingExtraError(
            "receiving DICOM needs a part that is not installed",
            why="it opens a network port, so it is left out unless asked for",
            fix="pip install 'unlisted[dicom-net]'",
        ) from error


def _check(settings: ListenSettings) -> None:
    if not 0 <= settings.port <= 65_535:
        raise UsageError(f"{settings.port} is no port", fix="give a number from 1 to 65535")
    for title in (settings.title, settings.calling_title or "ANY"):
        if not _AE_TITLE.match(title):
            raise UsageError(
                "an application entity title has 1 to 16 plain characters and no backslash",
                fix="give the title as the sending system has it",
            )


def _store(event: Any, folder: Path, received: Received, lock: threading.Lock) -> int:
    """Write one object; the name is its identifier, checked, so it cannot leave the folder."""
    uid = str(event.request.AffectedSOPInstanceUID or "")
    if len(uid) > _MAX_UID or not _UID.match(uid):
        with lock:
            received.refused += 1
        return NOT_UNDERSTOOD
    data = event.encoded_dataset()
    with lock:
        received.last_at = time.monotonic()
        too_many = received.objects >= MAX_OBJECTS or received.bytes + len(data) > MAX_SESSION_BYTES
        if too_many or len(data) > MAX_OBJECT_BYTES:
            received.refused += 1
            return OUT_OF_RESOURCES
        received.objects += 1
        received.bytes += len(data)
    target = folder / f"{uid}.dcm"
    part = folder / f"{uid}.{threading.get_ident()}.part"
    try:
        part.write_bytes(data)
        part.chmod(0o600)
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        with lock:
            received.objects -= 1
            received.refused += 1
        return OUT_OF_RESOURCES
    return SUCCESS
