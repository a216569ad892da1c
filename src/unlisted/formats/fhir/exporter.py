"""Write an episode as one FHIR bundle: CodeX RT STU2, mCODE 4, US Core 6.1.0."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from unlisted.base.codes import is_npi
from unlisted.episode.care import AdverseEvent
from unlisted.episode.course import CoursePart
from unlisted.episode.episode import Episode
from unlisted.episode.person import Actor
from unlisted.formats.fhir.codes import CODEX, US_CORE
from unlisted.formats.fhir.json_out import json_text
from unlisted.formats.fhir.parts import parts_of
from unlisted.formats.fhir.write_course import write_part, write_volume
from unlisted.formats.fhir.write_person import (
    Json,
    absent,
    name_person,
    write_adverse_event,
    write_coverage,
    write_diagnosis,
    write_patient,
    write_practitioner,
)

_NAMESPACE = uuid.UUID("8a1f2f0e-6c2b-5d0a-9a51-0d7749900001")


def export_fhir(episode: Episode) -> bytes:
    """Return the bundle of an episode, UTF-8, two spaces; the same episode gives the same bytes."""
    return (json_text(to_bundle(episode), shortest=True) + "\n").encode("utf-8", "backslashreplace")


def to_bundle(episode: Episode) -> Json:
    """Return the bundle (collection) as JSON values, decimals exact.

    Planned and delivered sides of course, phases and plans, fractions, sessions; a plan that was replaced is
    revoked and its treatment stopped, and its successor names it. Ids are UUIDs made from the episode's
    id, the kind and the key of what is written. ``docs/reference/fhir-mapping.md`` says what is left out.
    """
    return _Writing(episode).bundle()


class _Writing:
    """One export under way."""

    def __init__(self, episode: Episode) -> None:
        self._episode = episode
        self._parts = parts_of(episode)
        self._entries: list[Json] = []
        self._actors: dict[str, Actor] = {}
        for part in self._parts.parts:
            for actor in (*((part.requester,) if part.requester else ()), *part.performers):
                self._actors.setdefault(f"{actor.npi}|{actor.name}", actor)

    def _id(self, kind: str, key: str) -> str:
        name = "|".join((self._episode.id, kind, key)).encode("utf-8", "backslashreplace").decode()
        return str(uuid.uuid5(_NAMESPACE, name))

    def refer(self, kind: str, key: str) -> Json:
        """Return a reference to what is written under kind and key."""
        if kind == "person" and not is_npi(self._actors[key].npi):
            return name_person(self._actors[key])
        return {"reference": f"urn:uuid:{self._id(kind, key)}"}

    def _add(self, kind: str, key: str, resource: Json) -> None:
        own = self._id(kind, key)
        ordered = {"resourceType": resource.pop("resourceType"), "id": own, **resource}
        self._entries.append({"fullUrl": f"urn:uuid:{own}", "resource": ordered})

    def bundle(self) -> Json:
        """Return the bundle."""
        episode, parts = self._episode, self._parts
        patient = self.refer("patient", "")
        kinds = {volume.id: "volume" for volume in parts.volumes}
        kinds |= {part.id: _kind(part) for part in parts.parts}
        self._add("patient", "", write_patient(episode.patient))
        for coverage in episode.coverages:
            self._add("coverage", str(coverage.order), write_coverage(coverage, patient))
        for n, diagnosis in enumerate(episode.diagnoses):
            self._add("diagnosis", str(n), write_diagnosis(diagnosis, patient))
        for key, actor in self._actors.items():
            if is_npi(actor.npi):
                self._add("person", key, write_practitioner(actor))
        for place in _known(part.location for part in parts.parts):
            self._add("place", place, _location(place))
        for machine in _known(part.machine for part in parts.parts):
            self._add("machine", machine, _device(machine))
        for volume in parts.volumes:
            self._add("volume", volume.id, write_volume(volume, patient))
        for part in parts.parts:
            self._add(_kind(part), part.id, write_part(part, patient, self.refer, kinds))
        for n, event in enumerate((*episode.adverse_events, *_at_visits(episode))):
            self._add("adverse_event", str(n), write_adverse_event(event, patient))
        return {
            "resourceType": "Bundle",
            "id": self._id("bundle", ""),
            "type": "collection",
            "entry": self._entries,
        }


def _at_visits(episode: Episode) -> Iterable[AdverseEvent]:
    """Return the toxicities noted at visits, each a report of its own."""
    for visit in episode.visits:
        on = visit.on.value if visit.on.is_known else None
        for toxicity in visit.toxicities.value if visit.toxicities.is_known else ():
            yield AdverseEvent(toxicity, on)


def _kind(part: CoursePart) -> str:
    return "session" if part.level == "session" else f"{part.side}_{part.level}"


def _known(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def _location(name: str) -> Json:
    return {"resourceType": "Location", "meta": {"profile": [f"{US_CORE}us-core-location"]}, "name": name}


def _device(name: str) -> Json:
    return {
        "resourceType": "Device",
        "meta": {"profile": [f"{CODEX}codexrt-radiotherapy-treatment-device"]},
        "_manufacturer": absent(),
        "deviceName": [{"name": name, "type": "manufacturer-name"}],
    }
