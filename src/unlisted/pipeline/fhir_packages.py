"""Read FHIR packages from a folder: tgz as published, and ndjson.gz of a part of one."""

from __future__ import annotations

import gzip
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from unlisted.base.errors import BrokenFileError, InputError, LimitExceededError, MissingDataError
from unlisted.formats.fhir.limits import MAX_BYTES, read_json
from unlisted.formats.fhir.profiles import Definitions, Package
from unlisted.formats.fhir.profiles.definitions import CORE
from unlisted.formats.fhir.resources import read_lines

MAX_PACKAGE_BYTES = 512 * 1024 * 1024
"""Unpacked bytes of one package."""

MAX_MEMBER_BYTES = 64 * 1024 * 1024
MAX_MEMBERS = 50_000
_KINDS = ("StructureDefinition-", "ValueSet-", "CodeSystem-")
_NAME = re.compile(r"^(?P<name>.+?)-(?P<version>\d+\.\d+\.\d+[\w.-]*?)(-subset)?$")


def read_packages(folder: Path) -> Definitions:
    """Return the definitions of every package in a folder.

    Raises ``MissingDataError`` where there is none or the R4 core is missing, ``BrokenFileError`` and
    ``LimitExceededError`` for a package that cannot be read.
    """
    files = [p for p in sorted(folder.iterdir()) if p.is_file()] if folder.is_dir() else []
    found = [_read_tgz(p) for p in files if p.name.endswith((".tgz", ".tar.gz"))]
    found += [_read_lines(p) for p in files if p.name.endswith(".ndjson.gz")]
    if not any(package.name == CORE for package in found):
        raise MissingDataError(
            f"no definitions of FHIR R4 ({CORE}) in the folder of packages",
            where=folder.name,
            why="every profile rests on them",
            fix=f"put {CORE} (tgz, or ndjson.gz of its definitions) into the folder",
        )
    return Definitions(found)


def read_examples(path: Path) -> Iterator[tuple[str, Any]]:
    """Return the examples inside a package, each with its file name."""
    for member, data in _members(path):
        if member.parent.name == "example" and member.suffix == ".json" and not member.name.startswith("."):
            yield member.name, _json(path, data)


def read_resources(path: Path) -> Iterator[tuple[str, Any]]:
    """Return the resources of a file (JSON, or NDJSON line by line), each with a name for messages.

    Raises ``BrokenFileError``, ``LimitExceededError``, and ``InputError`` for a file that is not there.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise LimitExceededError(f"{path.name} has more than {MAX_BYTES} bytes", where=path.name)
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name} cannot be read", where=str(error.strerror)) from error
    if path.suffix.lower() != ".ndjson":
        yield path.name, read_json(path.name, data)
        return
    for n, tree in read_lines(path.name, data):
        yield f"{path.name} line {n}", tree


def _read_tgz(path: Path) -> Package:
    manifest: dict[str, Any] = {}
    resources = []
    for member, data in _members(path):
        if member.parent.name != "package" or len(member.parts) != 2 or member.suffix != ".json":
            continue
        if member.name == "package.json":
            manifest = _json(path, data)
        elif member.name.startswith(_KINDS):
            resources.append(_json(path, data))
    name, version = manifest.get("name"), manifest.get("version")
    if not isinstance(name, str) or not isinstance(version, str):
        raise _broken(path, "it has no package/package.json with name and version")
    return Package(name, version, dict(manifest.get("dependencies") or {}), tuple(resources))


def _members(path: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    total = 0
    try:
        with tarfile.open(path, "r|gz") as archive:
            for count, member in enumerate(archive):
                if count > MAX_MEMBERS or member.size > MAX_MEMBER_BYTES:
                    raise LimitExceededError(
                        f"{path.name} is beyond the limits of a package", where=path.name
                    )
                if not member.isfile():
                    continue
                total += member.size
                if total > MAX_PACKAGE_BYTES:
                    raise LimitExceededError(
                        f"{path.name} is beyond the limits of a package", where=path.name
                    )
                stream = archive.extractfile(member)
                if stream is not None and member.name.endswith(".json"):
                    yield PurePosixPath(member.name), stream.read()
    except (tarfile.TarError, EOFError, OSError) as error:
        raise _broken(path, "it is not a whole tar.gz archive") from error


def _read_lines(path: Path) -> Package:
    named = _NAME.match(path.name.removesuffix(".ndjson.gz"))
    if named is None:
        raise _broken(path, "its name is not PACKAGE-VERSION.ndjson.gz")
    resources, total = [], 0
    try:
        with gzip.open(path, "rb") as stream:
            while line := stream.readline(MAX_MEMBER_BYTES):
                total += len(line)
                if total > MAX_PACKAGE_BYTES or len(line) == MAX_MEMBER_BYTES:
                    raise LimitExceededError(
                        f"{path.name} is beyond the limits of a package", where=path.name
                    )
                if line.strip():
                    resources.append(_json(path, line))
    except (EOFError, OSError) as error:
        raise _broken(path, "it is not a whole gzip file") from error
    return Package(named["name"], named["version"], {}, tuple(resources))


def _json(path: Path, data: bytes) -> Any:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _broken(path, "a member is not JSON") from error
    if not isinstance(found, dict):
        raise _broken(path, "a member is not a resource")
    return found


def _broken(path: Path, what: str) -> BrokenFileError:
    return BrokenFileError(
        f"{path.name} cannot be read as a FHIR package: {what}",
        where=path.name,
        fix="download the package again from where it is published",
    )
