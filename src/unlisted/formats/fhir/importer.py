"""Read FHIR R4 files (mCODE 4, CodeX RT STU2, US Core) into the part of an episode they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from unlisted.base.outcome import Finding, Severity
from unlisted.episode.course import CoursePart
from unlisted.episode.episode import Episode, SourceFile
from unlisted.formats.fhir.element import Resource
from unlisted.formats.fhir.fill import fill_episode
from unlisted.formats.fhir.identity import Identities
from unlisted.formats.fhir.index import Index
from unlisted.formats.fhir.read_clinical import read_adverse_events, read_diagnoses, read_documents
from unlisted.formats.fhir.read_course import read_parts, read_volumes
from unlisted.formats.fhir.read_person import read_coverages, read_patients
from unlisted.formats.fhir.resources import find_resources

_SHOWN = 12


def read_fhir(files: Mapping[str, bytes] | Sequence[tuple[str, bytes]]) -> Episode:
    """Return the part of an episode that named FHIR files hold: bundles, single resources, ndjson.

    Doses become Gy. Every fact names file, SHA-256 and FHIRPath. ``unmapped`` lists, by file and FHIRPath,
    what has no place in the episode; identity, metadata and narrative are not listed. No fact is taken from
    a resource that is withdrawn, refuted or modified in a way not known here: it is listed, with a finding.
    Where two resources are states of one part, the one updated last counts. Raises ``BrokenFileError`` (file
    and path, never the value) and ``LimitExceededError``.
    """
    named = list(files.items()) if isinstance(files, Mapping) else list(files)
    opened = find_resources(named)
    index = Index(opened.resources)
    patient, coverages = read_patients(index), read_coverages(index)
    diagnoses = read_diagnoses(index)
    ids = Identities(index)
    parts, older = _latest(read_parts(index, ids))
    found = Episode(
        id=_id(named),
        patient=patient,
        coverages=coverages,
        diagnoses=diagnoses,
        documents=read_documents(index),
        sources=tuple(
            SourceFile(name, hashlib.sha256(data).hexdigest(), "fhir", used=True) for name, data in named
        ),
        course_parts=parts,
        volumes=read_volumes(index, ids),
        adverse_events=read_adverse_events(index),
        findings=(*opened.findings, *(_set_aside(r) for r in opened.resources if r.set_aside)),
        unmapped=(
            *older,
            *opened.unmapped,
            *(f"{r.file} {path}" for r in opened.resources for path in r.unmapped()),
        ),
    )
    return fill_episode(found)


def _set_aside(resource: Resource) -> Finding:
    return Finding(
        "resource_set_aside",
        Severity.WARNING,
        f"no fact is taken from a {resource.type}: {resource.set_aside}",
        f"{resource.file} {resource.path}",
        "nothing, if the chart means it so; else correct it there and import again",
        (resource.evidence(),),
    )


def _id(named: Sequence[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256()
    for _, data in named:
        digest.update(hashlib.sha256(data).digest())
    return f"fhir-{digest.hexdigest()[:_SHOWN]}"


def _latest(
    found: Sequence[tuple[CoursePart, Resource]],
) -> tuple[tuple[CoursePart, ...], tuple[str, ...]]:
    """Return each part in its latest state, and the places of the older states."""
    kept: dict[tuple[str, str, str], tuple[CoursePart, Resource]] = {}
    older = []
    for part, resource in found:
        key = (part.side, part.level, part.id)
        if key not in kept:
            kept[key] = (part, resource)
            continue
        before = kept[key][1]
        first, last = sorted((before, resource), key=_updated)
        if last is resource:
            kept[key] = (part, resource)
        older.append(f"{first.file} {first.path} (an older state of {last.key})")
    return tuple(part for part, _ in kept.values()), tuple(older)


def _updated(resource: Resource) -> str:
    meta = resource.tree.get("meta")
    return str(meta.get("lastUpdated", "")) if isinstance(meta, dict) else ""
