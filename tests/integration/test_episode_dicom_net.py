"""Receiving by C-STORE and fetching by DICOMweb, over this computer's own network."""

from __future__ import annotations

import io
import json
import re
import sys
import threading
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pydicom
import pytest

from builders.dicom_objects import CLASSES, delivery, plan, record, uid
from unlisted.base.errors import BrokenFileError, InputError, MissingExtraError, UsageError
from unlisted.pipeline import dicom_listen
from unlisted.pipeline.dicom_listen import ListenSettings, Received, receive_objects
from unlisted.pipeline.dicomweb import DicomWeb, fetch_study
from unlisted.pipeline.episode_import import import_episode

pynetdicom = pytest.importorskip("pynetdicom")
OBJECTS = [plan(), record("1", "20260914"), record("2", "20260915", delivery(fraction=2))]


class Listening:
    """A receiver in a thread, until told to stop."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.stop, self._ready, self.port = threading.Event(), threading.Event(), 0
        self.received = Received()
        given = ListenSettings(0, **settings)  # type: ignore[arg-type]
        self._thread = threading.Thread(target=self._run, args=(given, folder))

    def _run(self, settings: ListenSettings, folder: Path) -> None:
        self.received = receive_objects(settings, folder, self.stop, self._set_port)

    def _set_port(self, port: int) -> None:
        self.port = port
        self._ready.set()

    def __enter__(self) -> Listening:
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self._thread.join(20)


def send(port: int, objects: list[bytes], title: str = "SENDER") -> list[int | None]:
    """Send objects; return the status of each, or nothing where the association is refused."""
    entity = pynetdicom.AE(ae_title=title)
    for sop_class in CLASSES.values():
        entity.add_requested_context(sop_class)
    association = entity.associate("127.0.0.1", port)
    if not association.is_established:
        return []
    found = [association.send_c_store(pydicom.dcmread(io.BytesIO(data))).get("Status") for data in objects]
    association.release()
    return found


def test_what_is_sent_is_imported(tmp_path: Path) -> None:
    with Listening(tmp_path) as listening:
        assert send(listening.port, OBJECTS) == [0, 0, 0]
    assert (listening.received.objects, listening.received.refused) == (3, 0)
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".dcm"] * 3
    assert len(import_episode([tmp_path]).fractions) == 2


def test_only_the_named_sender_is_accepted(tmp_path: Path) -> None:
    with Listening(tmp_path, calling_title="ARIA") as listening:
        assert send(listening.port, OBJECTS[:1], "STRANGER") == []
        assert send(listening.port, OBJECTS[:1], "ARIA") == [0]


def test_an_identifier_that_is_a_path_is_refused(tmp_path: Path) -> None:
    evil = pydicom.dcmread(io.BytesIO(OBJECTS[0]))
    with Listening(tmp_path / "in") as listening:
        entity = pynetdicom.AE()
        entity.add_requested_context(CLASSES["RTPLAN"])
        association = entity.associate("127.0.0.1", listening.port)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library warns of the identifier, and sends it
            evil.SOPInstanceUID = "../../evil"
            status = association.send_c_store(evil).get("Status")
            association.release()
    assert status == dicom_listen.NOT_UNDERSTOOD
    assert list(tmp_path.rglob("*.dcm")) == []


def test_the_number_of_objects_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dicom_listen, "MAX_OBJECTS", 2)
    with Listening(tmp_path) as listening:
        assert send(listening.port, OBJECTS) == [0, 0, dicom_listen.OUT_OF_RESOURCES]
    assert len(list(tmp_path.iterdir())) == 2


def test_it_stops_by_itself_when_nothing_comes(tmp_path: Path) -> None:
    found = receive_objects(ListenSettings(0, idle_seconds=0.2), tmp_path, threading.Event())
    assert found.objects == 0


def test_without_the_extra_the_command_that_installs_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pynetdicom", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'unlisted\[dicom-net\]'"):
        receive_objects(ListenSettings(0), tmp_path, threading.Event())


@pytest.mark.parametrize(
    "settings", [ListenSettings(70_000), ListenSettings(0, title="a\\b"), ListenSettings(-1)]
)
def test_settings_that_cannot_be(tmp_path: Path, settings: ListenSettings) -> None:
    with pytest.raises(UsageError):
        receive_objects(settings, tmp_path, threading.Event())


STUDY, SERIES = uid("study"), uid("series")


class Archive(BaseHTTPRequestHandler):
    """A small DICOMweb archive with one study."""

    asked: ClassVar[list[tuple[str, str]]] = []
    answer: ClassVar[str] = "multipart"

    def do_GET(self) -> None:
        """Answer."""
        self.asked.append((self.path, self.headers.get("Authorization", "")))
        if Archive.answer == "redirect":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
        elif self.path.endswith("/series"):
            modalities = ((SERIES, "RTPLAN"), (uid("other"), "CT"))
            self._json(
                [{"0020000E": {"vr": "UI", "Value": [s]}, "00080060": {"Value": [m]}} for s, m in modalities]
            )
        elif self.path.endswith("/instances"):
            self._json([{"00080018": {"vr": "UI", "Value": [uid("plan-A")]}}])
        else:
            self._object()

    def _json(self, tree: object) -> None:
        self._send("application/dicom+json", json.dumps(tree).encode())

    def _object(self) -> None:
        if Archive.answer == "single":
            self._send("application/dicom", OBJECTS[0])
        elif Archive.answer == "html":
            self._send("text/html", b"<p>log in</p>")
        else:
            part = b"--edge\r\nContent-Type: application/dicom\r\n\r\n" + OBJECTS[0]
            end = b"" if Archive.answer == "cut" else b"\r\n--edge--\r\n"
            self._send('multipart/related; type="application/dicom"; boundary=edge', part + end)

    def _send(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@pytest.fixture
def archive() -> Iterator[str]:
    """The address of a running archive."""
    Archive.asked.clear()
    Archive.answer = "multipart"
    server = ThreadingHTTPServer(("127.0.0.1", 0), Archive)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/dicom-web"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("answer", ["multipart", "single"])
def test_a_study_is_fetched_and_nothing_but_identifiers_is_sent(
    archive: str, tmp_path: Path, answer: str
) -> None:
    Archive.answer = answer
    (file,) = fetch_study(DicomWeb(archive, "token-1"), STUDY, tmp_path)
    assert file.read_bytes() == OBJECTS[0]
    paths = [path for path, _ in Archive.asked]
    assert len(paths) == 3
    assert all(
        re.fullmatch(r"[\w./-]+", path) and "MADEUP" not in path and "T-0001" not in path for path in paths
    )
    assert {token for _, token in Archive.asked} == {"Bearer token-1"}


@pytest.mark.parametrize(("answer", "words"), [("html", "multipart"), ("cut", "cut off")])
def test_answers_that_are_not_standard(archive: str, tmp_path: Path, answer: str, words: str) -> None:
    Archive.answer = answer
    with pytest.raises(BrokenFileError, match=words):
        fetch_study(DicomWeb(archive), STUDY, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_redirects_are_not_followed(archive: str, tmp_path: Path) -> None:
    Archive.answer = "redirect"
    with pytest.raises(InputError, match="302"):
        fetch_study(DicomWeb(archive, "token-1"), STUDY, tmp_path)
    assert len(Archive.asked) == 1


@pytest.mark.parametrize(
    ("base", "study"),
    [
        ("http://archive.example.org/dicom", STUDY),
        ("ftp://127.0.0.1/dicom", STUDY),
        ("https://user:word@example.org/dicom", STUDY),
        ("https://example.org/dicom?patient=1", STUDY),
        ("https://example.org/dicom", "1.2/../3"),
        ("https://example.org/dicom", ""),
    ],
)
def test_addresses_and_identifiers_that_cannot_be(tmp_path: Path, base: str, study: str) -> None:
    with pytest.raises(UsageError):
        fetch_study(DicomWeb(base), study, tmp_path)


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not answer"):
        fetch_study(DicomWeb("http://127.0.0.1:9/dicom"), STUDY, tmp_path)
