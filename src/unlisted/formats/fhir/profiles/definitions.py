"""The definitions of several packages side by side, found by canonical and version without mixing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

CORE = "hl7.fhir.r4.core"
_KINDS = ("StructureDefinition", "ValueSet", "CodeSystem")
_ALIAS = re.compile(r"\.v\d+$")


@dataclass(frozen=True, slots=True)
class Package:
    """A FHIR package: name, version, the versions it depends on, and its resources as parsed JSON."""

    name: str
    version: str
    dependencies: Mapping[str, str]
    resources: tuple[Mapping[str, Any], ...]

    @property
    def id(self) -> str:
        """Return ``name@version``."""
        return f"{self.name}@{self.version}"


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """One conformance resource and the package it stands in."""

    url: str
    version: str
    package: Package
    body: Mapping[str, Any]

    @property
    def canonical(self) -> str:
        """Return ``url|version``."""
        return f"{self.url}|{self.version}"


@dataclass(slots=True, eq=False)
class Definitions:
    """All definitions of the loaded packages.

    ``resolve`` follows the version in the canonical, else the version the asking package depends on.
    A version that is asked for and not loaded is answered by another patch of the same minor version
    (2.0.0 by 2.0.1), never by another minor version.
    """

    packages: tuple[Package, ...]
    cache: dict[Any, Any] = field(default_factory=dict)
    _by_url: dict[str, list[Definition]] = field(default_factory=dict)
    _wanted: dict[str, dict[str, set[str]]] = field(default_factory=dict)

    def __init__(self, packages: Iterable[Package]) -> None:
        self.packages = tuple(packages)
        self.cache, self._by_url, self._wanted = {}, {}, {}
        for package in self.packages:
            for body in package.resources:
                url = body.get("url")
                if body.get("resourceType") in _KINDS and isinstance(url, str):
                    version = body.get("version")
                    version = version if isinstance(version, str) else package.version
                    self._by_url.setdefault(url, []).append(Definition(url, version, package, body))
        for found in self._by_url.values():
            found.sort(key=lambda item: version_key(item.version), reverse=True)

    def package(self, name: str) -> Package | None:
        """Return a package by ``name`` (the newest) or ``name@version``."""
        found = [item for item in self.packages if name in (item.name, item.id)]
        return max(found, key=lambda item: version_key(item.version), default=None)

    def resolve(self, canonical: str, asking: Package | None = None) -> Definition | None:
        """Return a definition by canonical; ``None`` where no package holds it in a fitting version."""
        key = ("resolve", canonical, asking.id if asking else "")
        if key not in self.cache:
            self.cache[key] = self._resolve(canonical, asking)
        found: Definition | None = self.cache[key]
        return found

    def _resolve(self, canonical: str, asking: Package | None) -> Definition | None:
        url, _, version = canonical.partition("#")[0].partition("|")
        held = self._by_url.get(url, [])
        if version:
            return _fitting(held, {version})
        if asking is not None:
            own = [item for item in held if item.package is asking]
            if own:
                return own[0]
            wanted = self._closure(asking)
            for item in held:
                versions = wanted.get(item.package.name)
                if versions:
                    near = [other for other in held if other.package.name == item.package.name]
                    return _fitting(near, versions, by_package=True)
        return held[0] if held else None

    def _closure(self, package: Package) -> dict[str, set[str]]:
        """Return the versions wanted of each package, the package's own words first."""
        if package.id not in self._wanted:
            wanted: dict[str, set[str]] = {}
            queue, seen = [package], {package.id}
            while queue:
                here = queue.pop(0)
                level: dict[str, set[str]] = {}
                for name, version in here.dependencies.items():
                    level.setdefault(_ALIAS.sub("", name), set()).add(version)
                for name, versions in level.items():
                    wanted.setdefault(name, versions)
                for other in self.packages:
                    if other.id not in seen and any(
                        _fits(other.version, version) for version in wanted.get(other.name, ())
                    ):
                        seen.add(other.id)
                        queue.append(other)
            self._wanted[package.id] = wanted
        return self._wanted[package.id]


def _fitting(held: list[Definition], versions: set[str], *, by_package: bool = False) -> Definition | None:
    def version_of(item: Definition) -> str:
        return item.package.version if by_package else item.version

    for item in held:
        if version_of(item) in versions:
            return item
    return next((item for item in held if any(_fits(version_of(item), v) for v in versions)), None)


def _fits(held: str, wanted: str) -> bool:
    if wanted in ("current", "dev", held) or not wanted:
        return True
    return version_key(held)[:2] == version_key(wanted)[:2]


def version_key(version: str) -> tuple[int, ...]:
    """Return a version as numbers to order it by; words count as nothing."""
    return tuple(int(part) for part in re.findall(r"\d{1,9}", version)[:4])
