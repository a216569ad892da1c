"""Files on the network: a server on this machine cuts, refuses, lies about lengths, and changes its mind."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from builders.killed_runs import digest
from builders.loopback import Loopback, loopback
from builders.rate_files import as_bytes, group, item, payer_file, price
from unlisted.base.errors import BrokenFileError, DownloadError, MissingExtraError
from unlisted.pipeline import download_store
from unlisted.pipeline.dataset import read_dataset
from unlisted.pipeline.dataset_build import BuildResult, build_dataset
from unlisted.pipeline.download_stream import CHECK_BYTES, MAX_ATTEMPTS
from unlisted.pipeline.rate_source import RemoteSource

RATES = payer_file(
    item("77499", {"provider_references": [1], "negotiated_prices": [price(120.25)]}),
    *(item("99213") for _ in range(300)),
    provider_references=[
        {"provider_group_id": 1, "network_name": ["N"], "provider_groups": [group(1111111111)]}
    ],
)
DATA = gzip.compress(as_bytes(RATES), mtime=0)
NOISE = random.Random(7).randbytes(3 * CHECK_BYTES + 12_345)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


class Sleeper:
    """Remember how long one would have slept."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


def remote(url: str, held_bytes: int = 100_000) -> tuple[RemoteSource, Sleeper]:
    sleeper = Sleeper()
    return RemoteSource(url, sleep=sleeper, held_bytes=held_bytes), sleeper


def read_all(source: RemoteSource) -> bytes:
    with source.open() as stream:
        return stream.read()


def build(tmp_path: Path, *urls: str, codes: str = "77499", out: str = "out") -> BuildResult:
    return build_dataset(urls, codes.split(","), tmp_path / out)


def test_a_file_from_the_network_equals_the_same_file_from_disk(server: Loopback, tmp_path: Path) -> None:
    served = server.add("/files/rates.json.gz", DATA)
    (tmp_path / "rates.json.gz").write_bytes(DATA)
    result = build(tmp_path, server.url("/files/rates.json.gz"))
    assert result.failed == []
    build_dataset([tmp_path / "rates.json.gz"], ["77499"], tmp_path / "disk")
    assert read_dataset(tmp_path / "out").observations == read_dataset(tmp_path / "disk").observations
    (file,) = read_dataset(tmp_path / "out").files
    assert (file.sha256, file.bytes) == (hashlib.sha256(DATA).hexdigest(), len(DATA))
    assert (file.location, file.validator) == (server.url("/files/rates.json.gz"), '"v1"')
    assert len(served.requests) == 1  # small files are kept in memory for the second pass


def test_nothing_lands_on_disk(server: Loopback, tmp_path: Path) -> None:
    server.add("/rates.json.gz", DATA)
    build(tmp_path, server.url("/rates.json.gz"))
    names = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
    assert names <= {".json", ".parquet", ""}
    assert not any(path.read_bytes()[:2] == b"\x1f\x8b" for path in tmp_path.rglob("*") if path.is_file())


def test_a_second_run_asks_and_does_not_read(server: Loopback, tmp_path: Path) -> None:
    url = server.url("/rates.json.gz")
    server.add("/rates.json.gz", DATA)
    build(tmp_path, url)
    before = digest(tmp_path / "out")
    again = build(tmp_path, url)
    assert (len(again.added), len(again.present)) == (0, 1)
    assert digest(tmp_path / "out") == before


def test_a_cut_connection_goes_on_where_it_broke(server: Loopback) -> None:
    served = server.add("/noise", NOISE, cuts=[1_000_000, 5, 3_000_000, CHECK_BYTES])
    source, sleeper = remote(server.url("/noise"))
    assert read_all(source) == NOISE
    assert source.sha256() == hashlib.sha256(NOISE).hexdigest()
    assert served.requests == [
        "",
        "bytes=1000000-",
        "bytes=1000005-",
        "bytes=4000005-",
        f"bytes={4000005 + CHECK_BYTES}-",
    ]
    assert served.sent == len(NOISE)
    assert sleeper.waits == [0.5] * 4


def test_a_server_without_ranges_is_read_again_from_the_start(server: Loopback) -> None:
    served = server.add("/noise", NOISE, cuts=[CHECK_BYTES + 1, 2 * CHECK_BYTES + 1], ranges=False)
    source, _ = remote(server.url("/noise"))
    assert read_all(source) == NOISE
    assert source.sha256() == hashlib.sha256(NOISE).hexdigest()
    assert served.sent == 3 * CHECK_BYTES + 2 + len(NOISE)


def test_a_server_that_gives_up_is_given_up(server: Loopback) -> None:
    served = server.add("/noise", NOISE, cuts=[0] * 100)
    source, sleeper = remote(server.url("/noise"))
    with pytest.raises(DownloadError, match=f"after {MAX_ATTEMPTS} tries"):
        read_all(source)
    assert len(served.requests) == MAX_ATTEMPTS
    assert sleeper.waits == [0.5, 1, 2, 4, 8]


@pytest.mark.parametrize(
    ("stated", "waited"), [("7", 7), ("100000", 300), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)]
)
def test_too_many_requests_waits_as_asked(server: Loopback, stated: str, waited: float) -> None:
    server.add("/noise", NOISE, statuses=[429, 503], retry_after=stated)
    source, sleeper = remote(server.url("/noise"))
    assert read_all(source) == NOISE
    assert sleeper.waits == [waited, waited]


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
def test_a_refusal_is_final_and_says_where(server: Loopback, tmp_path: Path, status: int) -> None:
    served = server.add("/rates.json", DATA, statuses=[status])
    result = build(tmp_path, server.url("/rates.json?X-Amz-Signature=secret&X-Amz-Date=1&part=2"))
    ((location, error),) = result.failed
    assert isinstance(error, DownloadError)
    assert location == server.url("/rates.json?part=2")
    assert str(status) in error.where
    assert "secret" not in str(error)
    assert len(served.requests) == 1


def test_an_expired_signature_in_the_middle_stops_the_file_and_no_other(
    server: Loopback, tmp_path: Path
) -> None:
    good = server.add("/good.json.gz", DATA)
    bad = server.add("/bad.json.gz", NOISE, cuts=[1_000_000])
    source, _ = remote(server.url("/bad.json.gz"))
    with source.open() as stream:
        stream.read(10)
        bad.statuses.append(403)
        with pytest.raises(DownloadError, match="expired"):
            stream.read()
    bad.statuses.append(403)
    result = build(tmp_path, server.url("/bad.json.gz"), server.url("/good.json.gz"))
    assert [error.code for _, error in result.failed] == ["download"]
    assert [file.name for file in result.added] == ["good.json.gz"]
    assert good.requests


def test_a_length_that_is_too_long_is_an_error(server: Loopback, tmp_path: Path) -> None:
    server.add("/rates.json.gz", DATA, stated=len(DATA) + 10)
    source, _ = remote(server.url("/rates.json.gz"))
    with pytest.raises(DownloadError):
        read_all(source)


def test_a_length_that_is_too_short_is_an_error(server: Loopback, tmp_path: Path) -> None:
    server.add("/rates.json.gz", DATA, stated=len(DATA) - 10)
    ((_, error),) = build(tmp_path, server.url("/rates.json.gz")).failed
    assert isinstance(error, BrokenFileError)
    assert "cut off" in error.what


def test_a_body_without_a_length_is_read_to_its_end(server: Loopback, tmp_path: Path) -> None:
    server.add("/rates.json.gz", DATA, no_length=True, etag="")
    result = build(tmp_path, server.url("/rates.json.gz"))
    assert result.failed == []
    assert result.observations == 1
    assert result.added[0].bytes == len(DATA)


def test_a_slow_server_is_waited_for(server: Loopback, tmp_path: Path) -> None:
    server.add("/rates.json.gz", DATA, piece=200, pause=0.001)
    assert build(tmp_path, server.url("/rates.json.gz")).observations == 1


@pytest.mark.parametrize("etag", ['"v1"', ""])
def test_content_that_changes_between_two_passes_is_an_error(server: Loopback, etag: str) -> None:
    changed = NOISE[:CHECK_BYTES] + b"?" + NOISE[CHECK_BYTES + 1 :]
    server.add("/noise", NOISE, later=changed, etag=etag)
    source, _ = remote(server.url("/noise"))
    assert read_all(source) == NOISE
    with pytest.raises(DownloadError, match="not the same"):
        read_all(source)


def test_content_that_changes_around_a_cut_is_an_error(server: Loopback) -> None:
    changed = b"?" + NOISE[1:]
    server.add("/noise", NOISE, later=changed, etag="", ranges=False, cuts=[1_000_000])
    source, _ = remote(server.url("/noise"))
    with pytest.raises(DownloadError, match="not the same"):
        read_all(source)


def test_the_second_pass_of_a_large_file_is_a_second_request(server: Loopback, tmp_path: Path) -> None:
    served = server.add("/rates.json.gz", DATA)
    source, _ = remote(server.url("/rates.json.gz"), held_bytes=500)
    first, second = read_all(source), read_all(source)
    assert first == second == DATA
    assert served.requests == ["", "bytes=500-"]


def test_a_checksum_in_the_address_is_checked(server: Loopback, tmp_path: Path) -> None:
    server.add("/rates.json.gz", DATA)
    good = hashlib.sha256(DATA).hexdigest()
    assert build(tmp_path, server.url(f"/rates.json.gz#sha256={good}")).observations == 1
    ((_, error),) = build(tmp_path, server.url(f"/rates.json.gz#sha256={'0' * 64}"), out="other").failed
    assert "checksum" in error.what
    assert not list((tmp_path / "other").rglob("*.parquet"))


def test_a_zip_is_read_by_ranges(server: Loopback, tmp_path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as made:
        made.writestr("noise.bin", NOISE)
        made.writestr("inner.json", as_bytes(RATES))
    served = server.add("/rates.zip", archive.getvalue())
    source, _ = remote(server.url("/rates.zip"), held_bytes=1000)
    with source.open() as stream, zipfile.ZipFile(stream) as opened:
        assert opened.read("inner.json") == as_bytes(RATES)
    assert source.sha256() == hashlib.sha256(archive.getvalue()).hexdigest()
    assert len(served.requests) > 2


def test_one_content_behind_two_addresses_is_read_once(server: Loopback, tmp_path: Path) -> None:
    mark = '"' + hashlib.md5(DATA, usedforsecurity=False).hexdigest() + '"'
    for path in ("/a.json.gz", "/b.json.gz"):
        server.add(path, DATA, etag=mark)
    server.add("/c.json.gz", DATA, etag='"5f00-1"')
    result = build(tmp_path, *(server.url(path) for path in ("/a.json.gz", "/b.json.gz", "/c.json.gz")))
    assert len(result.added) == 1
    assert [reason for _, reason in result.passed_over] == [
        "b.json.gz: the same bytes as a.json.gz, read once",
        "c.json.gz: the same bytes as a.json.gz, read once",
    ]


def test_two_signatures_of_one_address_are_one_and_the_later_counts(server: Loopback, tmp_path: Path) -> None:
    served = server.add("/rates.json.gz", DATA, signature="new")
    base = server.url("/rates.json.gz")
    urls = [
        f"{base}?Expires=1700000000&Signature=old&Key-Pair-Id=K",
        f"{base}?Expires=1800000000&Signature=new&Key-Pair-Id=K",
    ]
    result = build(tmp_path, *urls)
    assert result.failed == []
    assert len(result.added) == 1
    assert len(served.requests) == 1
    stored = "".join(p.read_text() for p in (tmp_path / "out").rglob("*.json"))
    assert "Signature" not in stored
    assert result.added[0].location == base


def test_a_redirect_to_a_local_file_is_refused(server: Loopback, tmp_path: Path) -> None:
    server.add("/rates.json.gz", b"", redirect="file:///etc/hostname")
    ((_, error),) = build(tmp_path, server.url("/rates.json.gz")).failed
    assert error.code == "download"
    assert "302" in error.where


def test_a_redirect_is_followed(server: Loopback, tmp_path: Path) -> None:
    server.add("/rates.json.gz", b"", redirect=server.url("/real.json.gz"))
    server.add("/real.json.gz", DATA)
    assert build(tmp_path, server.url("/rates.json.gz")).observations == 1


def test_no_server_at_all(tmp_path: Path) -> None:
    with loopback() as gone:
        url = gone.url("/rates.json")
    source, sleeper = remote(url)
    with pytest.raises(DownloadError, match="no connection"):
        read_all(source)
    assert len(sleeper.waits) == MAX_ATTEMPTS - 1


def test_an_object_store_is_read_by_fsspec(tmp_path: Path) -> None:
    store = fsspec.filesystem("memory")
    store.pipe("/bucket/rates.json.gz", DATA)
    try:
        result = build(tmp_path, "memory://bucket/rates.json.gz", "memory://bucket/none.json")
    finally:
        store.rm("/bucket/rates.json.gz")
    assert result.observations == 1
    assert [error.code for _, error in result.failed] == ["download"]


def test_an_object_store_without_fsspec_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(download_store.importlib, "import_module", missing)
    with pytest.raises(MissingExtraError, match="fsspec") as caught:
        RemoteSource("s3://bucket/rates.json.gz")
    assert "unlisted[remote]" in caught.value.fix


def test_the_command_takes_addresses_from_a_list(server: Loopback, tmp_path: Path) -> None:
    server.add("/rates.json.gz", DATA)
    listed = tmp_path / "list.txt"
    listed.write_text(f"# chosen files\n{server.url('/rates.json.gz')}\n\n{server.url('/gone.json')}\n")
    command = [sys.executable, "-c", "from unlisted.cli.main import run; run()", "rates", "extract"]
    ran = subprocess.run(
        [*command, "--files-from", str(listed), "--codes", "77499", "--out", str(tmp_path / "out"), "--json"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"NO_PROXY": "127.0.0.1"},
    )
    assert ran.returncode == 3
    assert "Traceback" not in ran.stderr
    answer = json.loads(ran.stdout)
    assert [file["name"] for file in answer["added"]] == ["rates.json.gz"]
    assert [failure["file"] for failure in answer["failed"]] == [server.url("/gone.json")]
