"""Read the parts of a course: prescriptions, plans, treated phases, fractions, sessions, and the volumes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from unlisted.episode.course import CoursePart, Place, Volume
from unlisted.formats.fhir.codes import (
    CHANGE_REASONS,
    CODEX,
    GUIDANCE,
    ICD10CM,
    INTENTS,
    KIND_CODES,
    MCODE,
    MOTION,
    SNOMED,
    TERMINATION,
    VERIFICATION,
    VOLUME_KINDS,
)
from unlisted.formats.fhir.element import Element, Resource, code_in, codings, read_coding, shown
from unlisted.formats.fhir.identity import Identities, dicom_uid, display_name, mark_identifiers, part_kind
from unlisted.formats.fhir.index import Index
from unlisted.formats.fhir.read_person import device_name, read_actor, read_place
from unlisted.formats.fhir.read_values import (
    code_in_extension,
    concept_in,
    dicom_in,
    dose_in,
    flag_in,
    number_in,
    pair_in,
    site_of,
    slug_of,
    use_in,
)

_FIELDS = {
    "status": "status",
    "identifier": "name",
    "performedPeriod": "started_on",
    "performedDateTime": "started_on",
    "period": "started_on",
    "authoredOn": "authored_on",
    "bodySite": "body_sites",
    "statusReason": "termination_reasons",
    "usedReference": "machine",
}
_EXTENSION_FIELDS = {
    "mcode-radiotherapy-sessions": "sessions",
    "mcode-procedure-intent": "intent",
    "mcode-treatment-termination-reason": "termination_reasons",
    "mcode-radiotherapy-modality-and-technique": "uses",
    "mcode-radiotherapy-dose-delivered-to-volume": "doses",
    "codexrt-radiotherapy-dose-planned-to-volume": "doses",
    "codexrt-radiotherapy-dose-prescribed-to-volume": "doses",
    "codexrt-radiotherapy-fractions-planned": "fractions",
    "codexrt-radiotherapy-fractions-prescribed": "fractions",
    "codexrt-radiotherapy-fractions-delivered": "fractions",
    "codexrt-image-guided-radiotherapy-modality": "image_guidance",
    "codexrt-radiotherapy-respiratory-motion-management": "motion_management",
    "codexrt-radiotherapy-free-breathing-motion-mgmt-technique": "motion_management",
    "codexrt-radiotherapy-course-involves-reirradiation": "reirradiation",
    "codexrt-radiotherapy-reason-for-revision-or-adaptation": "change_reasons",
}


def read_volumes(index: Index, ids: Identities) -> tuple[Volume, ...]:
    """Return the volumes (BodyStructure)."""
    found = []
    for resource in index.of_type("BodyStructure"):
        root = resource.root
        mark_identifiers(root)
        index.follow(root.one("patient"))
        kind = code_in(root.one("morphology"), SNOMED) if root.one("morphology") else ""
        found.append(
            Volume(
                ids.of(resource),
                display_name(root, ids.of(resource)) or root.text("description"),
                VOLUME_KINDS.get(kind, kind),
                shown(root.one("location")),
                tuple(shown(item) for item in root.all("locationQualifier")),
                dicom_uid(resource),
                (resource.evidence(),),
            )
        )
    return tuple(found)


def read_parts(index: Index, ids: Identities) -> tuple[tuple[CoursePart, Resource], ...]:
    """Return every part of a course with the resource it was read from."""
    found = []
    for resource in index.resources:
        kind = part_kind(resource)
        if kind is not None:
            found.append((_part(index, ids, resource, *kind), resource))
    return tuple(found)


def _part(index: Index, ids: Identities, resource: Resource, side: str, level: str) -> CoursePart:
    root = resource.root
    mark_identifiers(root)
    for name in ("subject", "patient"):
        if root.one(name) is not None:
            index.follow(root.one(name))
    _mark_kind(root)
    period = root.one("performedPeriod") or root.one("period")
    day = root.day("performedDateTime")
    requests = resource.type == "ServiceRequest"
    encounter = root.one("encounter") if not requests and level != "session" else None
    performers = [p.one("actor") for p in root.all("performer")] if resource.type == "Procedure" else []
    devices = root.all("usedReference") if resource.type == "Procedure" else []
    if requests:
        devices = [item for item in root.all("performer") if _leads_to_device(index, item)]
    return CoursePart(
        id=ids.of(resource),
        side=side,
        level=level,
        name=display_name(root, ids.of(resource)),
        status=root.text("status"),
        started_on=period.day("start") if period is not None else day,
        ended_on=period.day("end") if period is not None else day,
        authored_on=root.day("authoredOn") if requests else None,
        sessions=number_in(root, f"{MCODE}mcode-radiotherapy-sessions"),
        fractions=number_in(
            root,
            f"{CODEX}codexrt-radiotherapy-fractions-planned",
            f"{CODEX}codexrt-radiotherapy-fractions-prescribed",
            f"{CODEX}codexrt-radiotherapy-fractions-delivered",
        ),
        number=number_in(
            root,
            f"{CODEX}codexrt-radiotherapy-fraction-number-in-plan",
            f"{CODEX}codexrt-radiotherapy-session-number",
        ),
        number_in_phase=number_in(root, f"{CODEX}codexrt-radiotherapy-fraction-number-in-phase"),
        intent=INTENTS.get(code_in_extension(root, INTENTS, f"{MCODE}mcode-procedure-intent")),
        uses=tuple(
            use_in(item) for item in root.extensions(f"{MCODE}mcode-radiotherapy-modality-and-technique")
        ),
        doses=tuple(
            dose
            for item in root.extensions(
                f"{MCODE}mcode-radiotherapy-dose-delivered-to-volume",
                f"{CODEX}codexrt-radiotherapy-dose-planned-to-volume",
                f"{CODEX}codexrt-radiotherapy-dose-prescribed-to-volume",
            )
            if (dose := dose_in(ids, item)) is not None
        ),
        body_sites=tuple(site_of(item) for item in root.all("bodySite")),
        diagnoses=_reasons(index, root),
        image_guidance=tuple(
            pair_in(item, "modality", "energy", GUIDANCE)
            for item in root.extensions(f"{CODEX}codexrt-image-guided-radiotherapy-modality")
        ),
        motion_management=tuple(
            slug_of(concept_in(item), MOTION)
            for item in root.extensions(
                f"{CODEX}codexrt-radiotherapy-respiratory-motion-management",
                f"{CODEX}codexrt-radiotherapy-free-breathing-motion-mgmt-technique",
            )
        ),
        intrafraction_verification=tuple(
            pair_in(item, "procedure", "qualifier", VERIFICATION)
            for item in root.extensions(f"{CODEX}codexrt-intrafraction-verification")
        ),
        reirradiation=flag_in(root, f"{CODEX}codexrt-radiotherapy-course-involves-reirradiation"),
        change_reasons=tuple(
            slug_of(concept_in(item), CHANGE_REASONS)
            for item in root.extensions(f"{CODEX}codexrt-radiotherapy-reason-for-revision-or-adaptation")
        ),
        termination_reasons=tuple(
            slug_of(item, TERMINATION)
            for item in [
                *(concept_in(e) for e in root.extensions(f"{MCODE}mcode-treatment-termination-reason")),
                *root.all("statusReason"),
            ]
            if item is not None
        ),
        based_on=_ids(ids, root.all("basedOn")),
        part_of=_ids(ids, root.all("partOf")),
        replaces=_ids(ids, root.all("replaces")),
        session_id=ids.follow(encounter),
        requester=read_actor(index, root.one("requester")) if requests else None,
        performers=tuple(a for p in performers if (a := read_actor(index, p)) is not None),
        location=read_place(index, _places(root, resource.type)),
        machine=next((name for d in devices if (name := device_name(index.follow(d)))), ""),
        dicom=tuple(
            reference
            for item in root.extensions(f"{CODEX}codexrt-dicom-reference")
            if (reference := dicom_in(item)) is not None
        ),
        uid=dicom_uid(resource),
        places=tuple(_fields(root)),
        evidence=(resource.evidence(),),
    )


def _mark_kind(root: Element) -> None:
    """Mark what says which part of a course this is; other codes beside it (a billing code) stay listed."""
    root.text("intent")
    for name in ("code", "category", "class", "type", "serviceType"):
        for concept in root.all(name):
            for system, code, item in codings(concept) if isinstance(concept.value, dict) else ():
                if (system == SNOMED and code in KIND_CODES) or (name == "class" and code == "AMB"):
                    read_coding(concept, item)


def _fields(root: Element) -> Iterator[Place]:
    """Return where the fields of a part stand that others follow from."""
    for key, name in _FIELDS.items():
        if key in root.value:
            yield Place(name, root.resource.evidence(f"{root.path}.{key}"))
    for extension in root.all("extension"):
        url = extension.value.get("url") if isinstance(extension.value, dict) else ""
        name = _EXTENSION_FIELDS.get(str(url).rpartition("/")[2], "")
        if name:
            yield Place(name, extension.evidence)


def _leads_to_device(index: Index, reference: Element) -> bool:
    text = reference.value.get("reference") if isinstance(reference.value, dict) else None
    return isinstance(text, str) and "Device/" in text


def _places(root: Element, kind: str) -> list[Element]:
    if kind == "Encounter":
        return [place for item in root.all("location") if (place := item.one("location")) is not None]
    return root.all("locationReference") if kind == "ServiceRequest" else root.all("location")


def _ids(ids: Identities, references: Iterable[Element]) -> tuple[str, ...]:
    return tuple(found for item in references if isinstance(item.value, dict) if (found := ids.follow(item)))


def _reasons(index: Index, root: Element) -> tuple[str, ...]:
    found: list[str] = []
    for concept in root.all("reasonCode"):
        code = code_in(concept, ICD10CM)
        found.append(code or shown(concept))
    for reference in root.all("reasonReference"):
        index.follow(reference)
    return tuple(dict.fromkeys(code for code in found if code))
