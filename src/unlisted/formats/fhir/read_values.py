"""Read the extensions of CodeX RT and mCODE: doses, modalities, guidance, motion management."""

from __future__ import annotations

from decimal import Decimal

from unlisted.episode.course import BiologicDose, DicomReference, RadiationUse, VolumeDose
from unlisted.episode.vocabulary import Modality
from unlisted.formats.fhir.codes import CODEX, MCODE, MODALITIES, QUALIFIERS, TECHNIQUES
from unlisted.formats.fhir.element import Element, codings, mark_coding, read_coding, shown
from unlisted.formats.fhir.identity import Identities

_OID = "urn:oid:"
_CENTI = Decimal(100)


def concept_in(extension: Element) -> Element | None:
    """Return the concept an extension holds."""
    extension.text("url")
    return extension.one("valueCodeableConcept")


def slug_of(concept: Element | None, table: object) -> str:
    """Return our slug of the first code the table knows, or else the concept as it is shown."""
    if concept is not None and isinstance(concept.value, dict) and isinstance(table, dict):
        for _, code, item in codings(concept):
            if code in table:
                read_coding(concept, item)
                return str(table[code])
    return shown(concept)


def number_in(root: Element, *urls: str) -> int | None:
    """Return the whole number of the first of these extensions."""
    for item in root.extensions(*urls):
        item.text("url")
        for name in ("valuePositiveInt", "valueUnsignedInt", "valueInteger"):
            value = item.whole(name)
            if value is not None:
                return value
    return None


def flag_in(root: Element, *urls: str) -> bool | None:
    """Return the boolean of the first of these extensions."""
    for item in root.extensions(*urls):
        item.text("url")
        return item.flag("valueBoolean")
    return None


def code_in_extension(root: Element, table: object, *urls: str) -> str:
    """Return the first code a table knows in these extensions."""
    for item in root.extensions(*urls):
        concept = item.one("valueCodeableConcept")
        if concept is None or not isinstance(concept.value, dict):
            continue
        for _, code, coding in codings(concept):
            if isinstance(table, dict) and code in table:
                item.text("url")
                read_coding(concept, coding)
                return code
    return ""


def pair_in(extension: Element, first: str, second: str, table: object) -> str:
    """Return the two inner values of an extension as ``first second``."""
    extension.text("url")
    inner = {
        str(item.value.get("url")): item
        for item in extension.all("extension")
        if isinstance(item.value, dict)
    }
    words = [slug_of(concept_in(inner[first]), table)] if first in inner else []
    if second in inner:
        words.append(_short(concept_in(inner[second])))
    return " ".join(word for word in words if word)


def _short(concept: Element | None) -> str:
    if concept is not None and isinstance(concept.value, dict):
        for _, code, item in codings(concept):
            mark_coding(item)
            return QUALIFIERS.get(code, code)
    return shown(concept)


def use_in(extension: Element) -> RadiationUse:
    """Return a modality with its techniques and energies."""
    extension.text("url")
    modality, code, slugs, codes, energies, texts = Modality.UNKNOWN, "", [], [], [], []
    for item in extension.all("extension"):
        url = str(item.value.get("url")) if isinstance(item.value, dict) else ""
        concept = item.one("valueCodeableConcept")
        if url == f"{MCODE}mcode-radiotherapy-modality" and concept is not None:
            item.text("url")
            code = _first_code(concept)
            modality = MODALITIES.get(code, Modality.UNKNOWN)
            texts.append(concept.text("text"))
        elif url == f"{MCODE}mcode-radiotherapy-technique" and concept is not None:
            item.text("url")
            technique = _first_code(concept)
            codes.append(technique)
            slugs.append(TECHNIQUES.get(technique, technique))
            texts.append(concept.text("text"))
        elif url == f"{CODEX}codexrt-radiotherapy-energy-or-isotope":
            item.text("url")
            energies.append(_energy(item, concept))
    return RadiationUse(
        modality,
        code,
        tuple(slugs),
        tuple(codes),
        tuple(energy for energy in energies if energy),
        tuple(text for text in texts if text),
    )


def _first_code(concept: Element) -> str:
    if isinstance(concept.value, dict):
        for _, code, item in codings(concept):
            mark_coding(item)
            return code
    return ""


def _energy(item: Element, concept: Element | None) -> str:
    quantity = exact_quantity(item)
    if quantity is None:
        return _first_code(concept) if concept is not None else ""
    value, unit = quantity.number("value"), quantity.text("code")
    quantity.text("unit"), quantity.text("system")
    return f"{format(value.normalize(), 'f')} {unit}".strip() if value is not None else ""


def dose_in(ids: Identities, extension: Element) -> VolumeDose | None:
    """Return the dose to one volume."""
    extension.text("url")
    volume, total, each, fractions = "", None, None, None
    flags: dict[str, bool | None] = {}
    biologic = []
    for item in extension.all("extension"):
        url = str(item.value.get("url")) if isinstance(item.value, dict) else ""
        if url == "volume":
            reference = item.one("valueReference")
            volume = ids.follow(reference)
            if not volume and reference is not None:
                volume = reference.text("reference")
            item.text("url")
        elif url in ("totalDose", "totalDoseDelivered"):
            total = _gray(item)
        elif url == "fractionDose":
            each = _gray(item)
        elif url in ("fractions", "fractionsDelivered"):
            fractions = _int(item)
        elif url.startswith(f"{CODEX}codexrt-radiotherapy-"):
            item.text("url")
            flags[url.removeprefix(f"{CODEX}codexrt-radiotherapy-")] = item.flag("valueBoolean")
        elif url == f"{CODEX}codexrt-radiobiologic-metric":
            biologic += _biologic(item)
    return VolumeDose(
        volume,
        total,
        each,
        fractions,
        flags.get("uniform-fractionation"),
        flags.get("point-dose"),
        flags.get("primary-plan-dose"),
        tuple(biologic),
        (extension.evidence,),
    )


def exact_quantity(item: Element) -> Element | None:
    """Return the quantity of an extension; one with a comparator (less than, about) is no value: unread."""
    quantity = item.one("valueQuantity")
    if quantity is None or not isinstance(quantity.value, dict) or "comparator" in quantity.value:
        return None
    return quantity


def _gray(item: Element) -> Decimal | None:
    """Return a dose in Gy; a unit that is neither cGy nor Gy is left unread."""
    quantity = exact_quantity(item)
    if quantity is None:
        return None
    unit = quantity.value.get("code", quantity.value.get("unit"))
    if unit not in ("cGy", "Gy"):
        return None
    value = quantity.number("value")
    for name in ("code", "unit", "system"):
        quantity.text(name)
    item.text("url")
    if value is None:
        return None
    return value / _CENTI if unit == "cGy" else value


def _int(item: Element) -> int | None:
    item.text("url")
    for name in ("valuePositiveInt", "valueUnsignedInt", "valueInteger"):
        found = item.whole(name)
        if found is not None:
            return found
    return None


def _biologic(item: Element) -> list[BiologicDose]:
    quantity = exact_quantity(item)
    if quantity is None:
        return []
    value = quantity.number("value")
    item.text("url"), quantity.text("system")
    found = quantity.text("unit"), quantity.text("code")
    return [BiologicDose(value, *found)] if value is not None else []


def dicom_in(extension: Element) -> DicomReference | None:
    """Return the DICOM object an extension names."""
    extension.text("url")
    uid, sop_class = "", ""
    for item in extension.all("extension"):
        url = str(item.value.get("url")) if isinstance(item.value, dict) else ""
        if url == "instanceUid":
            item.text("url")
            uid = item.text("valueId")
        elif url == "sopClass":
            item.text("url")
            coding = item.one("valueCoding")
            if coding is not None:
                sop_class = coding.text("code").removeprefix(_OID)
                coding.text("system")
    return DicomReference(uid, sop_class) if uid else None


def site_of(item: Element) -> str:
    """Return a body site with its qualifiers."""
    site = shown(item)
    for extension in item.extensions(
        f"{MCODE}mcode-laterality-qualifier", f"{MCODE}mcode-body-location-qualifier"
    ):
        side = shown(concept_in(extension))
        site = f"{site} : {side}" if side else site
    return site
