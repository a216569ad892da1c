"""Build a claim from plain values: what the decided, priced episode knows, without knowing the episode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from unlisted.claim.model import (
    Attachment,
    Claim,
    ClaimKind,
    Coverage,
    Diagnosis,
    Note,
    Person,
    Practice,
    Provider,
    ServiceLine,
)
from unlisted.claim.text import clean_text


def claim_from(
    *,
    control_number: str,
    practice: Practice,
    coverage: Coverage,
    code: str,
    description: str,
    charge: Decimal,
    service_day: date,
    place_of_service: str,
    diagnoses: Sequence[str],
    rendering: Provider | None = None,
    last_day: date | None = None,
    patient: Person | None = None,
    relationship: str = "",
    modifiers: Sequence[str] = (),
    authorization: str = "",
    note: str = "",
    attachments: Sequence[Attachment] = (),
    referring: Provider | None = None,
    facility: Provider | None = None,
    listed: Sequence[ServiceLine] = (),
) -> Claim:
    """Return a professional claim with one unlisted line, and ``listed`` lines after it.

    ``diagnoses`` may carry their point; the line points to the first four. Text becomes plain capitals and
    is never cut: the edits and the writer say when it does not fit. ``coverage.subscriber`` is the patient
    unless ``patient`` and ``relationship`` say otherwise.
    """
    codes = tuple(Diagnosis(text.replace(".", "").upper()) for text in diagnoses)
    unlisted = ServiceLine(
        code=code,
        charge=charge,
        service_from=service_day,
        service_to=last_day,
        control_number=f"{control_number}-001",
        description=clean_text(description),
        modifiers=tuple(modifiers),
        pointers=tuple(range(1, min(4, len(codes)) + 1)),
    )
    return Claim(
        kind=ClaimKind.PROFESSIONAL,
        control_number=control_number,
        practice=practice,
        coverage=coverage,
        facility_code=place_of_service,
        diagnoses=codes,
        lines=(unlisted, *listed),
        patient=patient,
        relationship=relationship,
        authorization=authorization,
        attachments=tuple(attachments),
        notes=(Note("ADD", clean_text(note)),) if note else (),
        rendering=rendering,
        referring=replace(referring, taxonomy="") if referring else None,
        facility=replace(facility, taxonomy="") if facility else None,
    )
