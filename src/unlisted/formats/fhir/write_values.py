"""Write the extensions of CodeX RT and mCODE: counts, intent, modalities, guidance, doses, DICOM objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from unlisted.episode.course import CoursePart, RadiationUse, VolumeDose
from unlisted.formats.fhir.codes import (
    CHANGE_CODES,
    CODEX,
    FREE_BREATHING_TECHNIQUES,
    GUIDANCE_CODES,
    INTENT_CODES,
    MCODE,
    MOTION_CODES,
    NULL_FLAVOR,
    QUALIFIER_CODES,
    SNOMED,
    TERMINATION_CODES,
    UCUM,
    URI,
    VERIFICATION_CODES,
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


def extensions_of(part: CoursePart, refer: Refer, kinds: dict[str, str]) -> list[Json]:
    """Return all extensions of a part; ``kinds`` tells the kind of resource behind each id."""
    return [*_counts(part), *_facts(part), *_doses(part, refer, kinds), *_dicom(part)]


def extension(url: str, kind: str, value: Any) -> Json:
    """Return an extension that holds one value."""
    return {"url": url, f"value{kind}": value}


def _counts(part: CoursePart) -> Iterable[Json]:
    if part.sessions is not None:
        yield extension(f"{MCODE}mcode-radiotherapy-sessions", "UnsignedInt", part.sessions)
    if part.fractions is not None and part.level != "course":
        word = {"prescribed": "prescribed", "planned": "planned", "delivered": "delivered"}[part.side]
        kind = "UnsignedInt" if part.side == "delivered" else "PositiveInt"
        yield extension(f"{CODEX}codexrt-radiotherapy-fractions-{word}", kind, part.fractions)
    if part.number is not None:
        yield extension(f"{CODEX}codexrt-radiotherapy-fraction-number-in-plan", "PositiveInt", part.number)
    if part.number_in_phase is not None:
        yield extension(
            f"{CODEX}codexrt-radiotherapy-fraction-number-in-phase", "PositiveInt", part.number_in_phase
        )


def _facts(part: CoursePart) -> Iterable[Json]:
    concept_of = "CodeableConcept"
    if part.intent is not None:
        yield extension(f"{MCODE}mcode-procedure-intent", concept_of, coded(INTENT_CODES[part.intent]))
    for text in part.termination_reasons:
        yield extension(
            f"{MCODE}mcode-treatment-termination-reason", concept_of, _slug(text, TERMINATION_CODES)
        )
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
        yield extension(f"{CODEX}{name}", concept_of, _slug(text, MOTION_CODES))
    for text in part.intrafraction_verification:
        yield _pair(
            text, f"{CODEX}codexrt-intrafraction-verification", "procedure", "qualifier", VERIFICATION_CODES
        )
    if part.reirradiation is not None:
        yield extension(
            f"{CODEX}codexrt-radiotherapy-course-involves-reirradiation", "Boolean", part.reirradiation
        )
    for text in part.change_reasons:
        url = f"{CODEX}codexrt-radiotherapy-reason-for-revision-or-adaptation"
        yield extension(url, concept_of, _slug(text, CHANGE_CODES))


def _slug(text: str, codes: dict[str, str]) -> Json:
    return coded(codes[text]) if text in codes else concept(text)


def _pair(text: str, url: str, first: str, second: str, codes: dict[str, str]) -> Json:
    head, _, tail = text.partition(" ") if text.partition(" ")[0] in codes else (text, "", "")
    inner = [extension(first, "CodeableConcept", _slug(head, codes))]
    if tail:
        value = coded(tail, UCUM) if tail in _UCUM_UNITS else _slug(tail, QUALIFIER_CODES)
        inner.append(extension(second, "CodeableConcept", value))
    return {"url": url, "extension": inner}


def _use(use: RadiationUse) -> Json:
    texts = list(use.texts)
    inner = [
        extension(
            f"{MCODE}mcode-radiotherapy-modality",
            "CodeableConcept",
            _possibly_uncoded(use.modality_code, texts),
        )
    ]
    inner += [
        extension(f"{MCODE}mcode-radiotherapy-technique", "CodeableConcept", _possibly_uncoded(code, texts))
        for code in use.technique_codes
    ]
    for energy in use.energies:
        value, _, unit = energy.partition(" ")
        url = f"{CODEX}codexrt-radiotherapy-energy-or-isotope"
        if unit:
            quantity = {"value": Decimal(value), "unit": unit, "system": UCUM, "code": unit}
            inner.append(extension(url, "Quantity", quantity))
        else:
            inner.append(extension(url, "CodeableConcept", coded(energy)))
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
    yield extension("volume", "Reference", volume if known or dose.volume_id else absent())
    if dose.dose_per_fraction_gy is not None:
        yield extension("fractionDose", "Quantity", _centigray(dose.dose_per_fraction_gy))
    if dose.dose_gy is not None:
        yield extension(
            "totalDoseDelivered" if delivered else "totalDose", "Quantity", _centigray(dose.dose_gy)
        )
    if dose.fractions is not None:
        name, kind = ("fractionsDelivered", "UnsignedInt") if delivered else ("fractions", "PositiveInt")
        yield extension(name, kind, dose.fractions)
    for name, flag in (
        ("point-dose", dose.point),
        ("primary-plan-dose", dose.primary_plan),
        ("uniform-fractionation", dose.uniform),
    ):
        if flag is not None:
            yield extension(f"{CODEX}codexrt-radiotherapy-{name}", "Boolean", flag)
    for metric in dose.biologic:
        quantity: Json = {"value": metric.value, "unit": metric.unit}
        if metric.code:
            quantity |= {"system": UCUM, "code": metric.code}
        yield extension(f"{CODEX}codexrt-radiobiologic-metric", "Quantity", quantity)


def _centigray(dose: Decimal) -> Json:
    return {"value": dose * _CENTI, "unit": "cGy", "system": UCUM, "code": "cGy"}


def _dicom(part: CoursePart) -> Iterable[Json]:
    for reference in part.dicom:
        inner = [extension("instanceUid", "Id", reference.instance_uid)]
        if reference.sop_class_uid:
            coding = {"system": URI, "code": f"urn:oid:{reference.sop_class_uid}"}
            inner.append(extension("sopClass", "Coding", coding))
        yield {"url": f"{CODEX}codexrt-dicom-reference", "extension": inner}
