"""Pieces of a claim as segments: names, addresses, payers, adjustments, attachments, notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from unlisted.base.edi_values import day_text, decimal_text
from unlisted.base.segment import Segment, composite, segment
from unlisted.claim.model import Address, Adjustment, Attachment, Name, Note, Person, Provider
from unlisted.claim.tree import Loop

ADJUSTMENTS_IN_CAS = 6


def name_segment(entity: str, name: Name, qualifier: str = "", identifier: str = "") -> Segment:
    """Return NM1 of a person or an organization."""
    kind = "1" if name.is_person else "2"
    given = (name.given, name.middle, "", name.suffix) if name.is_person else ("", "", "", "")
    return segment("NM1", entity, kind, name.family, *given, qualifier if identifier else "", identifier)


def address_segments(address: Address | None) -> list[Segment]:
    """Return N3 and N4, or nothing."""
    if address is None:
        return []
    return [
        segment("N3", address.line, address.line_2),
        segment("N4", address.city, address.state, address.zip_code),
    ]


def provider_loop(
    name: str, entity: str, provider: Provider, taxonomy: str = "", place: bool = False
) -> Loop:
    """Return the loop of a provider; ``taxonomy`` is PRV01 where the loop has a PRV."""
    loop = Loop(name, [name_segment(entity, provider.name, "XX", provider.npi)])
    if taxonomy and provider.taxonomy:
        loop.segments.append(segment("PRV", taxonomy, "PXC", provider.taxonomy))
    if place:
        loop.segments.extend(address_segments(provider.address))
    return loop


def person_segments(entity: str, person: Person, member_id: str) -> list[Segment]:
    """Return NM1, N3, N4 and DMG of a subscriber or patient."""
    found = [name_segment(entity, person.name, "MI", member_id), *address_segments(person.address)]
    if person.birth_date is not None:
        found.append(segment("DMG", "D8", day_text(person.birth_date), person.sex or "U"))
    return found


def adjustment_segments(adjustments: Iterable[Adjustment]) -> Iterator[Segment]:
    """Yield CAS: adjustments of one group that follow each other share a segment, six at most."""
    group, held = "", list[str]()
    for item in adjustments:
        if item.group != group or len(held) >= 3 * ADJUSTMENTS_IN_CAS:
            if held:
                yield segment("CAS", group, *held)
            group, held = item.group, []
        quantity = "" if item.quantity is None else decimal_text(item.quantity)
        held += [item.reason, decimal_text(item.amount), quantity]
    if held:
        yield segment("CAS", group, *held)


def amount_segment(kind: str, amount: Decimal | None) -> list[Segment]:
    """Return AMT, or nothing."""
    return [] if amount is None else [segment("AMT", kind, decimal_text(amount))]


def reference_segment(kind: str, value: str) -> list[Segment]:
    """Return REF, or nothing."""
    return [segment("REF", kind, value)] if value else []


def attachment_segments(attachments: Iterable[Attachment]) -> list[Segment]:
    """Return PWK; PWK05 says AC whenever there is a control number (note P0506)."""
    return [
        segment(
            "PWK", a.report_type, a.transmission, "", "", "AC" if a.control_number else "", a.control_number
        )
        for a in attachments
    ]


def note_segments(notes: Iterable[Note]) -> list[Segment]:
    """Return NTE."""
    return [segment("NTE", note.kind, note.text) for note in notes]


def procedure(code: str, modifiers: tuple[str, ...], description: str = "") -> str:
    """Return the composite of SV101, SV202 or SVD03: the description is always the seventh component."""
    return composite("HC", code, *(modifiers + ("",) * (4 - len(modifiers))), description)
