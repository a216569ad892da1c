"""Write the parts of a course as CodeX RT resources (or, for a bare summary, as mCODE's)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from unlisted.episode.course import CoursePart, RadiationUse, Volume, VolumeDose
from unlisted.formats.fhir.codes import (
    CHANGE_CODES,
    CODEX,
    COURSE_CODES,
    COURSE_WORDS,
    DICOM_UID,
    FREE_BREATHING_TECHNIQUES,
    GUIDANCE_CODES,
    ICD10CM,
    INTENT_CODES,
    MCODE,
    MOTION_CODES,
    NULL_FLAVOR,
    OWN_IDENTIFIER,
    PROFILES,
    QUALIFIER_CODES,
    RADIOTHERAPY,
    SNOMED,
    TERMINATION_CODES,
    UCUM,
    URI,
    VERIFICATION_CODES,
    VOLUME_CODES,
)
from unlisted.formats.fhir.write_person import Json, absent, concept

Refer = Callable[[str, str], Json]
"""A reference to a resource by kind and key."""

_CENTI = Decimal(100)
_GUIDANCE = {str(kind): code for kind, code in GUIDANCE_CODES.items()}
_UCUM_UNITS = ("MV", "MeV", "kV")


def coded(code: str, system: str = SNOMED) -> Json:
    """Return a CodeableConcept of one code."""
    return {"coding": [{"system": system, "code": code}]}


def _worded(code: str) -> Json:
    return {"coding": [{"system": SNOMED, "code": code, "display": COURSE_WORDS[code]}]}


def is_uid(text: str) -> bool:
    """Say whether a text is a DICOM UID."""
    return 0 < len(text) <= 64 and text.count(".") > 1 and all(part.isdecimal() for part in text.split("."))


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
    extensions = [*_counts(part), *_facts(part), *_doses(part, refer, kinds), *_dicom(part)]
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


def _value(url: str, kind: str, value: Any) -> Json:
    return {"url": url, f"value{kind}": value}


def _counts(part: CoursePart) -> Iterable[Json]:
    if part.sessions is not None:
        yield _value(f"{MCODE}mcode-radiotherapy-sessions", "UnsignedInt", part.sessions)
    if part.fractions is not None and part.level != "course":
        word = {"prescribed": "prescribed", "planned": "planned", "delivered": "delivered"}[part.side]
        kind = "UnsignedInt" if part.side == "delivered" else "PositiveInt"
        yield _value(f"{CODEX}codexrt-radiotherapy-fractions-{word}", kind, part.fractions)
    if part.number is not None:
        yield _value(f"{CODEX}codexrt-radiotherapy-fraction-number-in-plan", "PositiveInt", part.number)
    if part.number_in_phase is not None:
        yield _value(
            f"{CODEX}codexrt-radiotherapy-fraction-number-in-phase", "PositiveInt", part.number_in_phase
        )


def _facts(part: CoursePart) -> Iterable[Json]:
    concept_of = "CodeableConcept"
    if part.intent is not None:
        yield _value(f"{MCODE}mcode-procedure-intent", concept_of, coded(INTENT_CODES[part.intent]))
    for text in part.termination_reasons:
        yield _value(f"{MCODE}mcode-treatment-termination-reason", concept_of, _slug(text, TERMINATION_CODES))
    for use in part.uses:
        yield _use(use)
    for text in part.image_guidance:
        yield _pair(
            text, f"{CODEX}codexrt-image-guided-radiotherapy-modality", "modality", "energy", _GUIDANCE
        )
    for text in part.motion_management:
        name = (
            "codexrt-radiotherapy-free-breathing-motion-mgmt-technique"
            if text in FREE_BREATHING_TECHNIQUES
            else "codexrt-radiotherapy-respiratory-motion-management"
        )
        yield _value(f"{CODEX}{name}", concept_of, _slug(text, MOTION_CODES))
    for text in part.intrafraction_verification:
        yield _pair(
            text, f"{CODEX}codexrt-intrafraction-verification", "procedure", "qualifier", VERIFICATION_CODES
        )
    if part.reirradiation is not None:
        yield _value(
            f"{CODEX}codexrt-radiotherapy-course-involves-reirradiation", "Boolean", part.reirradiation
        )
    for text in part.change_reasons:
        url = f"{CODEX}codexrt-radiotherapy-reason-for-revision-or-adaptation"
        yield _value(url, concept_of, _slug(text, CHANGE_CODES))


def _slug(text: str, codes: dict[str, str]) -> Json:
    return coded(codes[text]) if text in codes else concept(text)


def _pair(text: str, url: str, first: str, second: str, codes: dict[str, str]) -> Json:
    head, _, tail = text.partition(" ") if text.partition(" ")[0] in codes else (text, "", "")
    inner = [_value(first, "CodeableConcept", _slug(head, codes))]
    if tail:
        value = coded(tail, UCUM) if tail in _UCUM_UNITS else _slug(tail, QUALIFIER_CODES)
        inner.append(_value(second, "CodeableConcept", value))
    return {"url": url, "extension": inner}


def _use(use: RadiationUse) -> Json:
    texts = list(use.texts)
    inner = [
        _value(
            f"{MCODE}mcode-radiotherapy-modality",
            "CodeableConcept",
            _possibly_uncoded(use.modality_code, texts),
        )
    ]
    inner += [
        _value(f"{MCODE}mcode-radiotherapy-technique", "CodeableConcept", _possibly_uncoded(code, texts))
        for code in use.technique_codes
    ]
    for energy in use.energies:
        value, _, unit = energy.partition(" ")
        url = f"{CODEX}codexrt-radiotherapy-energy-or-isotope"
        if unit:
            quantity = {"value": Decimal(value), "unit": unit, "system": UCUM, "code": unit}
            inner.append(_value(url, "Quantity", quantity))
        else:
            inner.append(_value(url, "CodeableConcept", coded(energy)))
    return {"url": f"{MCODE}mcode-radiotherapy-modality-and-technique", "extension": inner}


def _possibly_uncoded(code: str, texts: list[str]) -> Json:
    found = coded(code, NULL_FLAVOR if code == "UNC" else SNOMED)
    if code == "UNC":
        found["text"] = texts.pop(0) if texts else "not stated"
    return found


def _doses(part: CoursePart, refer: Refer, kinds: dict[str, str]) -> Iterable[Json]:
    delivered = part.side == "delivered"
    url = {
        "delivered": f"{MCODE}mcode-radiotherapy-dose-delivered-to-volume",
        "planned": f"{CODEX}codexrt-radiotherapy-dose-planned-to-volume",
        "prescribed": f"{CODEX}codexrt-radiotherapy-dose-prescribed-to-volume",
    }[part.side]
    for dose in part.doses:
        yield {"url": url, "extension": list(_dose(dose, delivered, refer, kinds))}


def _dose(dose: VolumeDose, delivered: bool, refer: Refer, kinds: dict[str, str]) -> Iterable[Json]:
    known = dose.volume_id in kinds
    volume = refer(kinds[dose.volume_id], dose.volume_id) if known else {"reference": dose.volume_id}
    yield _value("volume", "Reference", volume if known or dose.volume_id else absent())
    if dose.dose_per_fraction_gy is not None:
        yield _value("fractionDose", "Quantity", _centigray(dose.dose_per_fraction_gy))
    if dose.dose_gy is not None:
        yield _value("totalDoseDelivered" if delivered else "totalDose", "Quantity", _centigray(dose.dose_gy))
    if dose.fractions is not None:
        name, kind = ("fractionsDelivered", "UnsignedInt") if delivered else ("fractions", "PositiveInt")
        yield _value(name, kind, dose.fractions)
    for name, flag in (
        ("point-dose", dose.point),
        ("primary-plan-dose", dose.primary_plan),
        ("uniform-fractionation", dose.uniform),
    ):
        if flag is not None:
            yield _value(f"{CODEX}codexrt-radiotherapy-{name}", "Boolean", flag)
    for metric in dose.biologic:
        quantity: Json = {"value": metric.value, "unit": metric.unit}
        if metric.code:
            quantity |= {"system": UCUM, "code": metric.code}
        yield _value(f"{CODEX}codexrt-radiobiologic-metric", "Quantity", quantity)


def _centigray(dose: Decimal) -> Json:
    return {"value": dose * _CENTI, "unit": "cGy", "system": UCUM, "code": "cGy"}


def _dicom(part: CoursePart) -> Iterable[Json]:
    for reference in part.dicom:
        inner = [_value("instanceUid", "Id", reference.instance_uid)]
        if reference.sop_class_uid:
            coding = {"system": URI, "code": f"urn:oid:{reference.sop_class_uid}"}
            inner.append(_value("sopClass", "Coding", coding))
        yield {"url": f"{CODEX}codexrt-dicom-reference", "extension": inner}


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
            _value(f"{CODEX}codexrt-radiotherapy-session-number", "PositiveInt", part.number)
        ]
    references = [refer(kinds[uid], uid) for uid in part.based_on if uid in kinds]
    if references:
        found["basedOn"] = references
    if _period(part):
        found["period"] = _period(part)
    if part.location:
        found["location"] = [{"location": refer("place", part.location)}]
    return found
