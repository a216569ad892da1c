"""Write the parts of a course as CodeX RT resources (or, for a bare summary, as mCODE's)."""

from __future__ import annotations

from unlisted.episode.course import CoursePart, Volume
from unlisted.formats.fhir.codes import (
    CODEX,
    COURSE_CODES,
    COURSE_WORDS,
    DICOM_UID,
    ICD10CM,
    MCODE,
    OWN_IDENTIFIER,
    PROFILES,
    RADIOTHERAPY,
    SNOMED,
    VOLUME_CODES,
)
from unlisted.formats.fhir.identity import is_uid
from unlisted.formats.fhir.write_person import Json, absent, concept
from unlisted.formats.fhir.write_values import Refer, coded, extension, extensions_of


def _worded(code: str) -> Json:
    return {"coding": [{"system": SNOMED, "code": code, "display": COURSE_WORDS[code]}]}


def identifiers(own: str, uid: str, name: str) -> list[Json]:
    """Return the name for people, the official identifier, and ours where it is another."""
    official = uid or own
    found: list[Json] = [
        {"use": "usual", "system": OWN_IDENTIFIER + ":name", "value": name or own},
        {"use": "official", "system": DICOM_UID, "value": f"urn:oid:{official}"}
        if is_uid(official)
        else {"use": "official", "system": OWN_IDENTIFIER, "value": official},
    ]
    if official != own:
        found.append({"use": "secondary", "system": OWN_IDENTIFIER, "value": own})
    return found


def write_volume(volume: Volume, patient: Json) -> Json:
    """Return a volume (CodeX RT radiotherapy volume)."""
    held = identifiers(volume.id, volume.uid, volume.name)
    for item in held:
        if item["use"] == "official" and item["system"] != DICOM_UID:
            del item["system"]  # the profile allows no other system there
    found: Json = {
        "resourceType": "BodyStructure",
        "meta": {"profile": [f"{CODEX}codexrt-radiotherapy-volume"]},
        "identifier": held,
        "patient": patient,
    }
    if volume.kind:
        found["morphology"] = coded(VOLUME_CODES.get(volume.kind, volume.kind))
    if volume.body_site:
        found["location"] = concept(volume.body_site)
    if volume.qualifiers:
        found["locationQualifier"] = [concept(item) for item in volume.qualifiers]
    return found


def write_part(part: CoursePart, patient: Json, refer: Refer, kinds: dict[str, str]) -> Json:
    """Return one part of the course; ``kinds`` tells the kind of resource behind each id."""
    if part.level == "session":
        return _session(part, patient, refer, kinds)
    is_request = part.side != "delivered"
    found: Json = {
        "resourceType": "ServiceRequest" if is_request else "Procedure",
        "meta": {"profile": [_profile(part)]},
        "identifier": identifiers(part.id, part.uid, part.name),
        "status": part.status or "unknown",
        "code": _worded(COURSE_CODES[part.level]),
        "subject": patient,
    }
    if is_request:
        found["intent"] = "original-order" if part.side == "prescribed" else "filler-order"
    found["category"] = [coded(RADIOTHERAPY)] if is_request else coded(RADIOTHERAPY)
    extensions = extensions_of(part, refer, kinds)
    if extensions:
        found["extension"] = extensions
    for key, ids in (("basedOn", part.based_on), ("partOf", part.part_of), ("replaces", part.replaces)):
        references = [refer(kinds[uid], uid) for uid in ids if uid in kinds]
        if references:
            found[key] = references
    if part.diagnoses:
        found["reasonCode"] = [
            concept(code) if " |" in code or code.isdecimal() else coded(code, ICD10CM)
            for code in part.diagnoses
        ]
    if part.body_sites:
        found["bodySite"] = [_site(text) for text in part.body_sites]
    _people(part, found, refer, is_request)
    _times(part, found, is_request)
    return found


def _profile(part: CoursePart) -> str:
    """Return the profile; a course summary that does not say whether fractions were equal is mCODE's."""
    bare = any(dose.uniform is None for dose in part.doses) or not (part.name or part.uid)
    if (part.side, part.level) == ("delivered", "course") and bare:
        return f"{MCODE}mcode-radiotherapy-course-summary"
    return f"{CODEX}{PROFILES[part.side, part.level]}"


def _site(text: str) -> Json:
    site, _, side = text.partition(" : ")
    found = concept(site)
    if side:
        url = f"{MCODE}mcode-laterality-qualifier"
        found["extension"] = [{"url": url, "valueCodeableConcept": concept(side)}]
    return found


def _people(part: CoursePart, found: Json, refer: Refer, is_request: bool) -> None:
    if part.requester is not None:
        found["requester"] = refer("person", f"{part.requester.npi}|{part.requester.name}")
    actors = [refer("person", f"{actor.npi}|{actor.name}") for actor in part.performers]
    if actors and not is_request:
        found["performer"] = [{"actor": actor} for actor in actors]
    if part.machine:
        device = refer("machine", part.machine)
        found["performer" if is_request else "usedReference"] = [device]
    if part.location:
        place = refer("place", part.location)
        found["locationReference" if is_request else "location"] = [place] if is_request else place
    if part.session_id and not is_request:
        found["encounter"] = refer("session", part.session_id)


def _times(part: CoursePart, found: Json, is_request: bool) -> None:
    if is_request:
        if part.authored_on:
            found["authoredOn"] = part.authored_on.isoformat()
        return
    period = _period(part)
    if period:
        found["performedPeriod"] = period
    else:
        found["_performedDateTime"] = absent()


def _period(part: CoursePart) -> Json:
    days = {"start": part.started_on, "end": part.ended_on}
    return {key: day.isoformat() for key, day in days.items() if day is not None}


def _session(part: CoursePart, patient: Json, refer: Refer, kinds: dict[str, str]) -> Json:
    own = part.uid or part.id
    found: Json = {
        "resourceType": "Encounter",
        "meta": {"profile": [f"{CODEX}{PROFILES[part.side, part.level]}"]},
        "identifier": [
            {"system": DICOM_UID, "value": f"urn:oid:{own}"}
            if is_uid(own)
            else {"system": OWN_IDENTIFIER, "value": part.id}
        ],
        "status": part.status or "unknown",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "type": [coded("308335008")],
        "serviceType": _worded(RADIOTHERAPY),
        "subject": patient,
    }
    if part.number is not None:
        found["extension"] = [
            extension(f"{CODEX}codexrt-radiotherapy-session-number", "PositiveInt", part.number)
        ]
    references = [refer(kinds[uid], uid) for uid in part.based_on if uid in kinds]
    if references:
        found["basedOn"] = references
    if _period(part):
        found["period"] = _period(part)
    if part.location:
        found["location"] = [{"location": refer("place", part.location)}]
    return found
