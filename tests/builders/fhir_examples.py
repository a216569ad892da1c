"""The official examples beside the repository: which file belongs to which package."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from unlisted.formats.fhir.profiles.terminology import expand
from unlisted.pipeline.fhir_packages import read_examples

FOLDERS = {
    "mcode": "hl7.fhir.us.mcode@4.0.0",
    "codexrt": "hl7.fhir.us.codex-radiation-therapy",
    "pas": "hl7.fhir.us.davinci-pas@2.2.1",
    "dtr": "hl7.fhir.us.davinci-dtr@2.0.1",
    "crd": "hl7.fhir.us.davinci-crd@2.0.1",
}
"""Folders of example files, and the package each was published with."""

PACKAGES = (
    "hl7.fhir.us.core-3.1.1",
    "hl7.fhir.us.core-6.1.0",
    "hl7.fhir.us.davinci-crd-2.0.1",
    "hl7.fhir.us.davinci-dtr-2.0.1",
    "hl7.fhir.us.davinci-pas-2.0.1",
    "hl7.fhir.us.davinci-pas-2.2.1",
    "hl7.fhir.us.mcode-4.0.0",
)
"""Packages with examples inside."""

_TABLE = Path(__file__).resolve().parents[1] / "spec" / "fhir" / "official_departures.yaml"
DEFECTS = {
    (row["package"], row["file"]): row["rule"] for row in yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
}
"""Official examples that do break their own definitions, each with the reason in the table."""


def official_examples(fhir: Path) -> Iterator[tuple[str, str, Any]]:
    """Return every official example: package, file name, parsed resource."""
    for stem in PACKAGES:
        name, _, version = stem.rpartition("-")
        for file, resource in read_examples(fhir / "packages" / f"{stem}.tgz"):
            yield f"{name}@{version}", file, resource
    for folder, package in FOLDERS.items():
        for path in sorted((fhir / "examples" / folder).glob("*.json")):
            yield package, path.name, json.loads(path.read_bytes())


def is_closed(definitions: Any, package: str) -> Any:
    """Return a test: do the packages say exactly which codes a value set holds?"""
    asking = definitions.package(package)

    def closed(url: str) -> bool:
        found = expand(definitions, url, asking) if url else None
        return found is not None and not found.unknown and not found.open_systems

    return closed


def lookup_in(definitions: Any, package: str) -> Any:
    """Return a lookup of StructureDefinitions as the package sees them."""
    asking = definitions.package(package)

    def lookup(url: str) -> Any:
        found = definitions.resolve(url, asking)
        is_structure = found is not None and found.body.get("resourceType") == "StructureDefinition"
        return found.body if is_structure and "snapshot" in found.body else None

    return lookup
