"""Find rate files, open them, name them by their hash, and read the mappings that ship with the package."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from unlisted.base.errors import InputError
from unlisted.formats.charges.mapping import ChargeMapping, parse_mapping
from unlisted.formats.container.limits import CHUNK_BYTES
from unlisted.formats.container.members import Member, list_members
from unlisted.pipeline.download_location import file_name, is_url, public_location, signature_expiry

ENDINGS = (".json", ".csv", ".gz", ".zip", ".7z")
"""What a folder is searched for (7z to say that it is not read). A file named by hand may end as it likes."""

OnBytes = Callable[[int], None]
"""Told how many bytes of the file on disk were read; called often."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read; ``named`` says whether the user named it, or a folder was searched."""

    path: Path
    named: bool

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def location(self) -> str:
        """Where it lies, as shown to the user."""
        return str(self.path)


@dataclass(frozen=True, slots=True)
class FoundUrl:
    """An address the user gave."""

    url: str
    named: bool = True

    @property
    def name(self) -> str:
        """The last part of the address."""
        return file_name(self.url)

    @property
    def location(self) -> str:
        """The address without its signature."""
        return public_location(self.url)


Found = FoundFile | FoundUrl


def find_all(given: Iterable[str | Path]) -> tuple[Found, ...]:
    """Return what paths and addresses name: files in the order of their names, then addresses as given.

    Addresses that differ by their signature only are one; the signature that ends last is used.
    """
    paths: list[Path] = []
    urls: dict[str, str] = {}
    for text in given:
        if isinstance(text, str) and is_url(text):
            before = urls.setdefault(public_location(text), text)
            if signature_expiry(text) > signature_expiry(before):
                urls[public_location(text)] = text
        else:
            paths.append(Path(text))
    return (*find_files(paths), *(FoundUrl(url) for url in urls.values()))


def find_files(paths: Iterable[Path]) -> tuple[FoundFile, ...]:
    """Return the files named, and those below the folders named, in the order of their names."""
    found: dict[Path, FoundFile] = {}
    for path in paths:
        if path.is_dir():
            for below in sorted(path.rglob("*")):
                if below.is_file() and below.name.lower().endswith(ENDINGS):
                    found.setdefault(below.resolve(), FoundFile(below, named=False))
        elif path.is_file():
            found[path.resolve()] = FoundFile(path, named=True)
        else:
            raise InputError(
                f"there is no file {path}",
                why="nothing can be read from it",
                fix="check the spelling; relative paths start at the current folder",
            )
    return tuple(found.values())


def hash_file(path: Path, on_bytes: OnBytes | None = None) -> str:
    """Return the SHA-256 of the file's bytes as they lie on disk."""
    digest = hashlib.sha256()
    with open_file(path) as stream:
        while data := stream.read(CHUNK_BYTES):
            digest.update(data)
            if on_bytes:
                on_bytes(len(data))
    return digest.hexdigest()


def open_file(path: Path) -> BinaryIO:
    """Open a file on disk, or say why it cannot be opened."""
    try:
        return path.open("rb")
    except OSError as error:
        raise InputError(
            f"{path} cannot be opened: {error.strerror}", fix="check the file's permissions"
        ) from error


class CountingFile(io.FileIO):
    """A file that tells how far it is read."""

    def __init__(self, path: Path, on_bytes: OnBytes) -> None:
        super().__init__(path, "rb")
        self._on_bytes = on_bytes

    def readinto(self, buffer: Any, /) -> int | None:
        """Read, and tell how much."""
        count = super().readinto(buffer)
        self._on_bytes(count or 0)
        return count


@cache
def packaged_mappings() -> tuple[ChargeMapping, ...]:
    """Return the layouts that are recognised without an option, in the order of their names."""
    folder = resources.files("unlisted.formats.charges") / "mappings"
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda e: e.name
    )
    return tuple(parse_mapping(entry.name, entry.read_bytes()) for entry in files)


def load_mapping(path: Path) -> ChargeMapping:
    """Read a mapping file of the user's own."""
    with open_file(path) as stream:
        return parse_mapping(path.name, stream.read())


def reference_folder(folder: Path) -> Callable[[str], Member | None]:
    """Return a finder of downloaded provider reference files: by the last part of their location.

    The folder is looked into flat; nothing is fetched. A gzip or zip beside the plain name counts too.
    """
    if not folder.is_dir():
        raise InputError(f"there is no folder {folder}", fix="give the folder that holds the reference files")
    by_name = {entry.name: entry for entry in _files_in(folder)}

    def find(location: str) -> Member | None:
        """Return the local copy of a location."""
        name = unquote(urlsplit(location).path).rsplit("/", 1)[-1]
        for candidate in (name, f"{name}.gz", f"{name}.zip", name.removesuffix(".gz").removesuffix(".zip")):
            path = by_name.get(candidate)
            if candidate and path is not None:
                return list_members(partial(open_file, path), path.name)[0]
        return None

    return find


def _files_in(folder: Path) -> Iterator[Path]:
    return (entry for entry in sorted(folder.iterdir()) if entry.is_file())
