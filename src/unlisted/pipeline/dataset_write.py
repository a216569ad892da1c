"""A dataset on disk: this side writes it, file by file, always whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from shutil import copyfileobj
from typing import Any, BinaryIO

from unlisted.base.errors import BrokenFileError
from unlisted.pipeline.dataset import (
    MARKER,
    NEW,
    PACKS,
    load_new,
    load_pack,
    load_sources,
    new_frequencies,
    new_rows,
    open_dataset,
)
from unlisted.pipeline.dataset_entry import FORMAT, Source, source_as_json
from unlisted.pipeline.dataset_lock import Claims, reading, writing
from unlisted.pipeline.dataset_package import Package
from unlisted.pipeline.whole_files import write_whole


class DatasetWriter:
    """Commit packages to a dataset, also while another process does.

    A package is committed by the name of its JSON file, last: what is killed before leaves the dataset as
    it was. Nothing depends on the clock: the same inputs give the same bytes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamps: dict[str, tuple[int, int] | None] = {}
        self._known: dict[str, Source] = {}
        self._located: dict[tuple[str, str], Source] = {}
        with reading(folder):
            snapshot = open_dataset(folder)
        for source in snapshot.sources.values() if snapshot else ():
            self._remember(source)
        self._claims = Claims(folder)

    def close(self) -> None:
        """Let go of what was claimed."""
        self._claims.close()

    @contextmanager
    def claim(self, key: str, *, wait: bool) -> Iterator[bool]:
        """Claim an input file for this process; say whether it is ours."""
        with self._claims.hold(key, wait=wait) as ours:
            yield ours

    def known(self) -> tuple[Source, ...]:
        """Return every source this writer has seen in the dataset."""
        return tuple(self._known.values())

    def held(self, sha256: str) -> Source | None:
        """Return what the dataset holds now of the input file with this hash, whoever put it there."""
        path = self._folder / NEW / f"{sha256}.json"
        try:
            if path.is_file():
                self._remember(load_new(path))
                return self._known[sha256]
        except BrokenFileError:
            if path.is_file():
                raise  # else it was filed a moment ago
        shard = sha256[0]
        stamp = _stamp(self._folder / PACKS / f"{shard}.json")
        if stamp != self._stamps.get(shard):
            self._stamps[shard] = stamp
            for source in load_sources(self._folder, load_pack(self._folder, shard)):
                self._remember(source)
        return self._known.get(sha256)

    def held_from(self, location: str, validator: str) -> Source | None:
        """Return what is held of a location at the server's word for its version (never of an empty one)."""
        return self._located.get((location, validator)) if validator else None

    def commit(self, package: Package) -> None:
        """Put a package in place of what the dataset held of its input file."""
        source = package.source
        with writing(self._folder):
            if not (self._folder / MARKER).exists():
                write_json(self._folder / MARKER, {})
            path = self._folder / NEW / f"{source.sha256}.json"
            before = load_new(path) if path.is_file() else None
            for name, given in (
                (new_rows(source), package.rows),
                (new_frequencies(source), package.frequencies),
            ):
                if given is not None:
                    given.seek(0)
                    write_whole(self._folder / name, partial(copyfileobj, given))
            write_json(path, source_as_json(source))
            if before is not None and before.version != source.version:
                for name in (new_rows(before), new_frequencies(before)):
                    (self._folder / name).unlink(missing_ok=True)
        self._remember(source)

    def _remember(self, source: Source) -> None:
        self._known[source.sha256] = source
        first = source.files[0]
        if first.validator:
            self._located[first.location, first.validator] = source


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write one of the dataset's JSON files whole or not at all."""
    text = json.dumps({"format": FORMAT} | content, indent=2, ensure_ascii=False)
    _write_bytes(path, f"{text}\n".encode())


def _write_bytes(path: Path, data: bytes) -> None:
    def write(stream: BinaryIO) -> None:
        """Put the bytes."""
        stream.write(data)

    write_whole(path, write)
