"""A small FHIR core and a small guide, made here: enough types to build profiles on."""

from __future__ import annotations

from typing import Any

from unlisted.formats.fhir.profiles import Definitions, Package

CORE = "http://hl7.org/fhir/StructureDefinition/"
GUIDE = "http://guide.example/StructureDefinition/"
Json = dict[str, Any]


def element(path: str, kind: str = "", minimum: int = 0, maximum: str = "1", **more: Any) -> Json:
    """Return an element definition; ``kind`` is one type or several, parted by spaces."""
    found: Json = {"id": path, "path": path, "min": minimum, "max": maximum}
    found["base"] = {"path": path, "min": minimum, "max": more.pop("base_max", maximum)}
    if kind:
        found["type"] = [{"code": code} for code in kind.split()]
    return {**found, **more}


def structure(name: str, *elements: Json, kind: str = "complex-type", **more: Any) -> Json:
    """Return a StructureDefinition of a type."""
    return {
        "resourceType": "StructureDefinition",
        "url": f"{CORE}{name}",
        "version": "4.0.1",
        "name": name,
        "kind": kind,
        "type": name,
        "derivation": "specialization",
        "snapshot": {"element": [element(name, maximum="*"), *elements]},
        **more,
    }


def profile(name: str, base: str, *elements: Json, version: str = "1.0.0", kind: str = "resource") -> Json:
    """Return a profile of the guide with the snapshot given."""
    return structure(
        base, *elements, kind=kind, url=f"{GUIDE}{name}", version=version, derivation="constraint"
    )


def extension_element(path: str) -> Json:
    """Return the element every type has for its extensions."""
    return element(
        f"{path}.extension",
        "Extension",
        maximum="*",
        slicing={"discriminator": [{"type": "value", "path": "url"}], "rules": "open"},
    )


def patient_elements() -> list[Json]:
    """Return the elements of the small Patient."""
    return [
        element("Patient.id", "id"),
        element("Patient.meta", "Meta"),
        element("Patient.contained", "Resource", maximum="*"),
        extension_element("Patient"),
        element("Patient.active", "boolean"),
        element("Patient.birthDate", "date"),
        element("Patient.gender", "code", binding=required("http://guide.example/ValueSet/sex")),
        element("Patient.name", "HumanName", maximum="*"),
        element("Patient.deceased[x]", "boolean dateTime"),
        element("Patient.maritalStatus", "CodeableConcept"),
        element("Patient.managingOrganization", "Reference"),
        element("Patient.generalPractitioner", "Reference", maximum="*"),
    ]


def required(value_set: str) -> Json:
    """Return a required binding."""
    return {"strength": "required", "valueSet": value_set}


def core() -> Package:
    """Return the small core."""
    resources = [
        structure("Element", element("Element.id", "string"), extension_element("Element")),
        structure(
            "Extension",
            element("Extension.id", "string"),
            extension_element("Extension"),
            element("Extension.url", "uri", 1),
            element("Extension.value[x]", "boolean string code Quantity CodeableConcept Reference"),
        ),
        structure("Meta", element("Meta.profile", "canonical", maximum="*"), element("Meta.versionId", "id")),
        structure(
            "Coding",
            extension_element("Coding"),
            element("Coding.system", "uri"),
            element("Coding.code", "code"),
            element("Coding.display", "string"),
        ),
        structure(
            "CodeableConcept",
            extension_element("CodeableConcept"),
            element("CodeableConcept.coding", "Coding", maximum="*"),
            element("CodeableConcept.text", "string"),
        ),
        structure(
            "Quantity",
            element("Quantity.value", "decimal"),
            element("Quantity.system", "uri"),
            element("Quantity.code", "code"),
        ),
        structure("Reference", element("Reference.reference", "string"), element("Reference.type", "uri")),
        structure(
            "HumanName",
            extension_element("HumanName"),
            element("HumanName.use", "code"),
            element("HumanName.family", "string"),
            element("HumanName.given", "string", maximum="*"),
        ),
        structure("Patient", *patient_elements(), kind="resource"),
        structure(
            "Organization",
            element("Organization.id", "id"),
            element("Organization.meta", "Meta"),
            element("Organization.name", "string"),
            kind="resource",
        ),
        structure(
            "Bundle",
            element("Bundle.meta", "Meta"),
            element("Bundle.type", "code", 1),
            element("Bundle.entry", "BackboneElement", maximum="*"),
            element("Bundle.entry.fullUrl", "uri"),
            element("Bundle.entry.resource", "Resource"),
            kind="resource",
        ),
        value_set(
            "sex", [{"system": "http://guide.example/sex", "concept": [{"code": "male"}, {"code": "female"}]}]
        ),
    ]
    return Package("hl7.fhir.r4.core", "4.0.1", {}, tuple(resources))


def value_set(name: str, include: list[Json], **more: Any) -> Json:
    """Return a value set of the guide."""
    return {
        "resourceType": "ValueSet",
        "url": f"http://guide.example/ValueSet/{name}",
        "version": "1.0.0",
        "compose": {"include": include, **more},
    }


def code_system(name: str, concepts: list[Json], content: str = "complete") -> Json:
    """Return a code system of the guide."""
    return {
        "resourceType": "CodeSystem",
        "url": f"http://guide.example/{name}",
        "version": "1.0.0",
        "content": content,
        "concept": concepts,
    }


def guide(*resources: Json, version: str = "1.0.0", name: str = "guide.example", **needs: str) -> Package:
    """Return a guide that depends on the small core."""
    return Package(name, version, {"hl7.fhir.r4.core": "4.0.1", **needs}, resources)


def definitions(*resources: Json) -> Definitions:
    """Return the small core and one guide of these resources."""
    return Definitions([core(), guide(*resources)])


def replaced(*changed: Json) -> list[Json]:
    """Return the elements of Patient with some replaced by path, or added where they belong."""
    found = patient_elements()
    for item in changed:
        paths = [held["path"] for held in found]
        if item["path"] in paths and "sliceName" not in item:
            found[paths.index(item["path"])] = item
        else:
            parent = item["path"] if "sliceName" in item else item["path"].rpartition(".")[0]
            last = max(n for n, path in enumerate(paths) if path == parent or path.startswith(f"{parent}."))
            found.insert(last + 1, item)
    return found
