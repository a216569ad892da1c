"""The packet request file: what no record holds: comparator and judgement, charges, people, address."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from unlisted.base.edi_values import read_decimal
from unlisted.base.errors import UsageError
from unlisted.claim.fields import Fields, Problems
from unlisted.packet.letter import Approval
from unlisted.pricing.fee import StatedPercent

KIND = "unlisted.packet/1"


@dataclass(frozen=True, slots=True)
class PacketRequest:
    """A packet request. ``claim`` holds keys of a claim request that the record does not know, as read.

    ``charges`` are the practice's charges of the listed lines, by code; ``activities`` those of the time log
    that make up the reported service.
    """

    letterhead: tuple[str, ...]
    service: str
    setting: str
    locality: str
    comparators: tuple[str, ...]
    judgement: StatedPercent | None
    charges: dict[str, Decimal]
    claim: dict[str, object] = field(default_factory=dict)
    medium: str = "electronic"
    activities: tuple[str, ...] = ()
    approval: Approval | None = None


def read_packet_request(tree: object, name: str) -> PacketRequest:
    """Read the nested values of a packet request; raise ``BrokenFileError`` that names every problem."""
    problems = Problems(name, "a packet request", "docs/how-to/build-a-packet.md")
    top = Fields(tree, "", problems)
    top.choice("packet", (KIND,))
    judged = top.inner("judgement")
    signed = top.inner("signed")
    claim = top.raw("claim")
    if not isinstance(claim, dict):
        top.wrong("claim", "is missing", "add `claim:` with control_number, address, place_of_service")
    request = PacketRequest(
        _texts(top, "letterhead"),
        top.plain("service", needed=True),
        top.plain("setting"),
        top.plain("locality"),
        _texts(top, "comparators"),
        _judgement(judged) if judged is not None else None,
        dict(top.each("charges", _charge)),
        dict(claim) if isinstance(claim, dict) else {},
        top.choice("medium", ("electronic", "paper"), "electronic"),
        _texts(top, "activities"),
        _approval(signed) if signed is not None else None,
    )
    top.close()
    problems.raise_if_any()
    return request


def _texts(fields: Fields, key: str) -> tuple[str, ...]:
    value = fields.raw(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        fields.wrong(key, "is no list of texts", "write [A, B]")
        return ()
    return tuple(item.strip() for item in value)


def _judgement(fields: Fields) -> StatedPercent | None:
    percent = read_decimal(fields.plain("percent", needed=True))
    found = None
    code, reason = fields.plain("comparator", needed=True), fields.plain("reason", needed=True)
    by, role = fields.plain("by", needed=True), fields.plain("role", needed=True)
    on = fields.day("on", needed=True)
    if percent is None:
        fields.wrong("percent", "is no number", "write for example 40 or -10")
    elif on is not None and reason:
        try:
            found = StatedPercent(code, fields.plain("dimension"), percent, reason, by, role, on)
        except UsageError as error:
            fields.wrong("percent", error.what, error.fix)
    fields.close()
    return found


def _charge(fields: Fields) -> tuple[str, Decimal]:
    return fields.plain("code", needed=True), fields.amount("charge", needed=True) or Decimal(0)


def _approval(fields: Fields) -> Approval:
    by, role, on = (
        fields.plain("by", needed=True),
        fields.plain("role", needed=True),
        fields.day("on", needed=True),
    )
    fields.close()
    return Approval(by, role, on or date.min)
