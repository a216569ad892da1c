"""The chart stories among the published examples, and what of an episode must survive a round trip."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held

STORIES: dict[str, tuple[str, ...]] = {
    "XRTS-01": ("codexrt/*XRTS-01-22B*",),
    "XRTS-02": ("codexrt/*XRTS-02-22B*",),
    "XRTS-03": ("codexrt/*XRTS-03-22B*",),
    "XRTS-04": ("codexrt/*XRTS-04-22B*",),
    "XRTS-07": ("codexrt/*XRTS-07-22B*", "codexrt/Device-RadiotherapySeedDevice-Mesh.json"),
    "bilateral breast": (
        "codexrt/*-101*",
        "codexrt/*-102-*",
        "codexrt/*-103-*",
    ),
    "prostate": (
        "codexrt/*-0[45]-Prostate*",
        "codexrt/BodyStructure-RadiotherapyVolume-0[2345]-*",
        "codexrt/Encounter-*",
        "codexrt/Patient-Patient-6.json",
        "codexrt/Location-*",
        "codexrt/Practitioner-*",
        "codexrt/Condition-Diagnosis-2-*",
    ),
    "jenny-m": ("mcode/Bundle-mcode-patient-bundle-jenny-m.json",),
}
"""Files of each story, below the folder of examples."""


def story(shared_data: Path, name: str) -> dict[str, bytes]:
    """Return the files of a story by name."""
    folder = shared_data / "fhir" / "examples"
    paths = sorted({path for pattern in STORIES[name] for path in folder.glob(pattern)})
    assert paths, f"no files of {name}"
    return {path.name: path.read_bytes() for path in paths}


def mapped(episode: Episode) -> Any:
    """Return an episode without evidence, sources and what is listed as not mapped or not written.

    Documents are held by their kind only, so nothing is written for them.
    """
    bare = replace(episode, id="", sources=(), unmapped=(), findings=(), documents=())
    return _plain(bare)


def _plain(value: Any) -> Any:
    if isinstance(value, Held):
        return [_plain(fact.value) for fact in value.facts]
    if is_dataclass(value) and not isinstance(value, type):
        kept = [item.name for item in fields(value) if item.name not in ("evidence", "places")]
        return {name: _plain(getattr(value, name)) for name in kept}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
