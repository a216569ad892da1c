"""Read the patient, the coverages and the people of a chart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from unlisted.base.evidence import Evidence
from unlisted.episode.fact import Held
from unlisted.episode.person import Actor, Coverage, Patient
from unlisted.episode.vocabulary import Role
from unlisted.formats.fhir.codes import NPI
from unlisted.formats.fhir.element import Element, Resource, code_in, shown
from unlisted.formats.fhir.index import Index

_V2_IDENTIFIER = "http://terminology.hl7.org/CodeSystem/v2-0203"
_MAX_ORDER = 99


def _say(held: Held[Any], value: Any, evidence: Evidence) -> Held[Any]:
    return held.also(value, (evidence,)) if value not in ("", None) else held


def read_patients(index: Index) -> Patient:
    """Return the patient; several patients in the files are kept as a contradiction."""
    patient = Patient()
    for resource in index.of_type("Patient"):
        root = resource.root
        number = _record_number(root)
        if number is not None:
            patient = replace(
                patient, record_number=_say(patient.record_number, number.text("value"), number.evidence)
            )
        for name in _in_use(root.all("name"))[:1]:
            given = [item for item in name.all("given") if isinstance(item.value, str)]
            for item in given:
                item.read()
            name.text("use")
            patient = replace(
                patient,
                family_name=_say(patient.family_name, name.text("family"), name.evidence),
                given_name=_say(patient.given_name, " ".join(item.value for item in given), name.evidence),
            )
        born, sex = root.day("birthDate"), root.text("gender")
        patient = replace(
            patient,
            birth_date=_say(patient.birth_date, born, resource.evidence(f"{root.path}.birthDate")),
            sex=_say(patient.sex, sex, resource.evidence(f"{root.path}.gender")),
        )
    return patient


def _in_use(items: list[Element]) -> list[Element]:
    """Return names or identifiers that are not old, temporary or maiden ones (their ``use`` says so)."""
    return [
        item
        for item in items
        if not (isinstance(item.value, dict) and item.value.get("use") in ("old", "temp", "maiden"))
    ]


def _record_number(root: Element) -> Element | None:
    """Return the identifier of type MR, or else the first one."""
    found = _in_use(root.all("identifier"))
    for item in found:
        if code_in(item.one("type"), _V2_IDENTIFIER) == "MR":
            return item
    return found[0] if found else None


def read_coverages(index: Index) -> tuple[Coverage, ...]:
    """Return the coverages in the order of payment; those without an order follow."""
    found = []
    for n, resource in enumerate(index.of_type("Coverage"), start=1):
        root = resource.root
        root.text("status")
        root_order = root.whole("order")
        index.follow(root.one("beneficiary"))
        payor = next(iter(root.all("payor")), None)
        payer = _organization(index, payor)
        member = root.text("subscriberId")
        place = resource.evidence(f"{root.path}.subscriberId")
        if not member:
            for item in root.all("identifier"):
                if code_in(item.one("type"), _V2_IDENTIFIER) == "MB":
                    member, place = item.text("value"), item.evidence
        group = next((item for item in root.all("class") if _is_group(item)), None)
        empty: Held[str] = Held()
        order = root_order if root_order and 0 < root_order <= _MAX_ORDER else _MAX_ORDER + n
        found.append(
            Coverage(
                order,
                payer=_say(empty, payer, payor.evidence) if payor else empty,
                member_id=_say(empty, member, place),
                group_number=_say(empty, group.text("value"), group.evidence) if group else empty,
            )
        )
    found.sort(key=lambda item: item.order)
    orders = [item.order for item in found]
    if len(set(orders)) == len(orders) and all(order <= _MAX_ORDER for order in orders):
        return tuple(found)
    return tuple(replace(item, order=n) for n, item in enumerate(found, start=1))


def _is_group(item: Element) -> bool:
    return code_in(item.one("type"), "http://terminology.hl7.org/CodeSystem/coverage-class") == "group"


def _organization(index: Index, reference: Element | None) -> str:
    if reference is None:
        return ""
    found = index.follow(reference)
    if found is not None and found.type == "Organization":
        return found.root.text("name")
    return reference.text("display")


def read_actor(index: Index, reference: Element | None) -> Actor | None:
    """Return the person a reference names; ``None`` where no name is known."""
    if reference is None:
        return None
    found = index.follow(reference)
    if found is None or found.type != "Practitioner":
        name, number = reference.text("display"), ""
        identifier = reference.one("identifier")
        if identifier is not None and isinstance(identifier.value, dict) and identifier.text("system") == NPI:
            number = identifier.text("value")
        reference.text("type")
        return Actor(name, Role.OTHER, number) if name or number else None
    root = found.root
    name = ""
    for item in _in_use(root.all("name"))[:1]:
        given = [part for part in item.all("given") if isinstance(part.value, str)]
        for part in given:
            part.read()
        name = " ".join([*(part.value for part in given), item.text("family")]).strip() or item.text("text")
    npi = next((i.text("value") for i in root.all("identifier") if i.text("system") == NPI), "")
    titles = [shown(item.one("code")) for item in root.all("qualification")]
    credentials = ", ".join(title.partition("#")[2].partition(" |")[0] or title for title in titles if title)
    return Actor(name, Role.OTHER, npi, credentials) if name or npi else None


def read_place(index: Index, references: Iterable[Element]) -> str:
    """Return the name of the first location or organization that has one."""
    for reference in references:
        found = index.follow(reference)
        name = (
            found.root.text("name")
            if found is not None and found.type in ("Location", "Organization")
            else ""
        )
        if name:
            return name
    return ""


def device_name(resource: Resource | None) -> str:
    """Return a device's name."""
    if resource is None or resource.type != "Device":
        return ""
    for item in resource.root.all("deviceName"):
        item.text("type")
        name = item.text("name")
        if name:
            return name
    return ""
