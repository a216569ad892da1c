"""Read diagnoses, adverse events and documents of a chart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from unlisted.episode.care import AdverseEvent, Toxicity
from unlisted.episode.clinical import Diagnosis
from unlisted.episode.fact import Held, held
from unlisted.formats.fhir.codes import (
    CODEX,
    DOCUMENTS,
    GRADE_URL,
    ICD10CM,
    LATERALITY,
    LOINC,
    MCODE,
    SNOMED,
    STAGE_CODES,
)
from unlisted.formats.fhir.element import Element, code_in, codings, mark_coding, read_coding, shown
from unlisted.formats.fhir.index import Index

_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_RECURRENT = ("recurrence", "relapse")
_PRIMARY = f"{MCODE}mcode-primary-cancer-condition"
_HISTOLOGY = f"{MCODE}mcode-histology-morphology-behavior"
_SIDE = f"{MCODE}mcode-laterality-qualifier"
_GRADES = (
    GRADE_URL,
    f"{CODEX}codexrt-radiotherapy-adverse-event-severity-or-grade",
    f"{CODEX}codexrt-radiotheraphy-adverse-event-severity-or-grade",  # STU1 spells it so
)
""" "Radiotherapy Adverse Event Grade" of CodeX RT, in STU2 by the extension of HL7's adverse event guide."""
_MAX_GRADE = 5


def _known(text: Any, element: Element | None) -> Held[Any]:
    return held(text, element.evidence) if text not in ("", None) and element is not None else Held()


def read_diagnoses(index: Index) -> tuple[Diagnosis, ...]:
    """Return every Condition; the primary cancer condition is the reason for the course."""
    stages = _stage_groups(index)
    found = []
    for resource in index.of_type("Condition"):
        root = resource.root
        index.follow(root.one("subject"))
        verified = root.one("verificationStatus")
        if verified is not None:  # only a confirmed diagnosis comes here: see ``modifiers``
            verified.read()
        code = root.one("code")
        icd, others = "", []
        if code is not None and isinstance(code.value, dict):
            for system, value, item in codings(code):
                read_coding(code, item)
                if system == ICD10CM and not icd:
                    icd = value
                else:
                    others.append(f"{system}|{value}")
        status = _status(root.one("clinicalStatus"))
        histology = next(iter(root.extensions(_HISTOLOGY)), None)
        stage = next((item.one("summary") for item in root.all("stage")), None)
        sites = root.all("bodySite")
        site = sites[0] if sites else None
        side = next(iter(site.extensions(_SIDE)), None) if site is not None else None
        diagnosis = Diagnosis(
            icd10cm=_known(icd, code),
            onset=_known(root.day("onsetDateTime"), root.one("onsetDateTime")),
            histology=_known(shown(_concept(histology)), histology),
            stage=_known(shown(stage), stage),
            body_site=_known(shown(site), site),
            laterality=_known(_side(_concept(side)), side),
            is_recurrence=_known(status in _RECURRENT or None, root.one("clinicalStatus")),
            is_primary=_PRIMARY in resource.profiles,
            other_codes=tuple(others),
        )
        if not diagnosis.stage.is_known and resource.key in stages:
            diagnosis = replace(diagnosis, stage=stages[resource.key])
        found.append(diagnosis)
    return tuple(dict.fromkeys(found))


def _status(concept: Element | None) -> str:
    """Return the clinical status; only a recurrence has a place, so others stay unread and are listed."""
    for system, code, item in codings(concept) if concept is not None else ():
        if system == _CLINICAL and code in (*_RECURRENT, "active"):
            mark_coding(item)
            return code
    return ""


def _side(concept: Element | None) -> str:
    code = code_in(concept, SNOMED)
    return LATERALITY.get(code, code) if code else shown(concept)


def _concept(extension: Element | None) -> Element | None:
    if extension is None:
        return None
    extension.text("url")
    return extension.one("valueCodeableConcept")


def _stage_groups(index: Index) -> dict[str, Held[str]]:
    """Return the stage group by the condition it is about, the pathologic one before the clinical."""
    found: dict[str, Held[str]] = {}
    groups = []
    for resource in index.of_type("Observation"):
        code = resource.root.one("code")
        loinc = (
            next((c for s, c, _ in codings(code) if s == LOINC), "")
            if code is not None and isinstance(code.value, dict)
            else ""
        )
        if loinc in STAGE_CODES:
            groups.append((loinc, resource))
    for _, resource in sorted(groups, key=lambda pair: pair[0]):  # 21902-2 is the pathologic one
        root = resource.root
        value = root.one("valueCodeableConcept")
        for focus in root.all("focus"):
            target = index.follow(focus)
            if target is None or value is None or target.key in found:
                continue
            for item in (root.one("code"), root.one("status")):
                if item is not None:
                    item.read()
            found[target.key] = held(shown(value), value.evidence)
    return found


def read_adverse_events(index: Index) -> tuple[AdverseEvent, ...]:
    """Return the adverse events with their CTCAE grade, where one is stated."""
    found = []
    for resource in index.of_type("AdverseEvent"):
        root = resource.root
        index.follow(root.one("subject"))
        root.text("actuality")
        event = root.one("event")
        code, version = "", ""
        if event is not None and isinstance(event.value, dict):
            for system, value, item in codings(event):
                code, version = f"{system}|{value}", item.text("version")
                break
        term = shown(event)
        grade = _grade(root)
        on = root.day("date") or root.day("detected") or root.day("recordedDate")
        found.append(
            AdverseEvent(
                Toxicity(
                    term.partition(" |")[2].rstrip("|") or term, grade if grade is not None else 0, version
                ),
                on,
                code,
                grade is not None,
                (resource.evidence(),),
            )
        )
    return tuple(found)


def _grade(root: Element) -> int | None:
    """Return the grade an extension states. AdverseEvent.severity is none: FHIR keeps it apart from CTCAE."""
    for extension in root.extensions(*_GRADES):
        extension.text("url")
        concept = extension.one("valueCodeableConcept")
        if concept is not None and isinstance(concept.value, dict):
            for _, code, item in codings(concept):
                digit = code.removeprefix("grade").strip()
                if digit.isdecimal() and int(digit[:2]) <= _MAX_GRADE:
                    mark_coding(item)
                    return int(digit)
    return None


def read_documents(index: Index) -> tuple[str, ...]:
    """Return the slugs of the documents and reports at hand, by their LOINC code."""
    found: dict[str, None] = {}
    for resource in index.of_type("DocumentReference", "DiagnosticReport"):
        root = resource.root
        concept = root.one("type") if resource.type == "DocumentReference" else root.one("code")
        if concept is None or not isinstance(concept.value, dict):
            continue
        for system, code, item in codings(concept):
            if system == LOINC and code in DOCUMENTS:
                mark_coding(item)
                found[DOCUMENTS[code]] = None
                index.follow(root.one("subject"))
                root.text("status")
    return tuple(found)
