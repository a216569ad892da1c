"""The practice file: who bills, the people and places by id, and each payer's electronic address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unlisted.base.errors import UnknownNameError
from unlisted.claim.fields import Fields, Problems
from unlisted.claim.model import Address, Name, Party, PayerName, Practice, Provider
from unlisted.claim.text import clean_text

_CHANNELS = ("mail", "fax", "email", "electronic", "portal", "unknown")
_WAYS = ("with_claim", "on_request", "never", "by_appeal", "unknown")


@dataclass(frozen=True, slots=True)
class PayerEntry:
    """A payer as this practice bills it. ``id`` is a registry id or the practice's own word.

    ``name`` goes onto the claim with its electronic id; ``receiver`` is who gets the file.
    ``attachments`` and ``attachment_channel`` are what the practice knows itself; empty where it does not.
    """

    id: str
    name: PayerName
    filing_code: str
    receiver: Party
    attachments: str
    attachment_channel: str = ""


@dataclass(frozen=True, slots=True)
class PracticeFile:
    """Everything of a practice that claims need."""

    practice: Practice
    submitter: Party
    people: Mapping[str, Provider]
    payers: Mapping[str, PayerEntry]

    def payer(self, name: str) -> PayerEntry:
        """Return a payer by id or by its name on the claim; raise ``UnknownNameError`` otherwise."""
        for entry in self.payers.values():
            if name == entry.id or clean_text(name) == entry.name.name:
                return entry
        raise UnknownNameError(
            f"the practice file has no payer {name!r}",
            why="the claim needs the payer's electronic id and receiver",
            fix=f"use one of: {', '.join(self.payers)}; or add it under `payers:`",
        )


def read_practice(tree: object, name: str) -> PracticeFile:
    """Read the nested values of a practice file; raise ``BrokenFileError`` that names every problem."""
    problems = Problems(name, "a practice file")
    top = Fields(tree, "", problems)
    practice = _practice(top)
    submitter = _submitter(top)
    people = dict((*top.each("providers", _person), *top.each("facilities", _place)))
    payers = {entry.id: entry for entry in top.each("payers", _payer, needed=True)}
    top.close()
    problems.raise_if_any()
    return PracticeFile(practice, submitter, people, payers)


def read_address(fields: Fields | None) -> Address | None:
    """Read an address; ``None`` where there is none."""
    if fields is None:
        return None
    address = Address(
        fields.text("line", needed=True, limit=55),
        fields.text("city", needed=True, limit=30),
        fields.text("state", needed=True, limit=2),
        fields.digits("zip", lengths=(5, 9), needed=True),
        fields.text("line_2", limit=55),
    )
    fields.close()
    return address


def _practice(top: Fields) -> Practice:
    fields = top.inner("practice") or Fields({}, "practice", top.problems)
    contact = fields.inner("contact")
    provider = Provider(
        Name(fields.text("name", needed=True, limit=60), is_person=False),
        fields.npi("npi"),
        fields.text("taxonomy", needed=True, limit=10),
        read_address(fields.inner("address") or Fields({}, "practice.address", top.problems)),
    )
    practice = Practice(
        provider,
        fields.digits("tax_id", lengths=(9,), needed=True),
        read_address(fields.inner("pay_to")),
        contact.text("name", limit=60) if contact else "",
        contact.digits("phone", lengths=(10,)) if contact else "",
    )
    if contact is not None:
        contact.close()
    fields.close()
    return practice


def _submitter(top: Fields) -> Party:
    fields = top.inner("submitter") or Fields({}, "submitter", top.problems)
    party = Party(
        fields.text("name", needed=True, limit=60),
        fields.text("id", needed=True, limit=15),
        fields.text("contact", needed=True, limit=60),
        fields.digits("phone", lengths=(10,), needed=True),
    )
    fields.close()
    return party


def _person(fields: Fields) -> tuple[str, Provider]:
    name = Name(
        fields.text("family", needed=True, limit=60),
        fields.text("given", limit=35),
        fields.text("middle", limit=25),
    )
    return fields.plain("id", needed=True), Provider(
        name, fields.npi("npi"), fields.text("taxonomy", limit=10)
    )


def _place(fields: Fields) -> tuple[str, Provider]:
    name = Name(fields.text("name", needed=True, limit=60), is_person=False)
    address = read_address(fields.inner("address") or Fields({}, f"{fields.path}.address", fields.problems))
    return fields.plain("id", needed=True), Provider(name, fields.npi("npi"), "", address)


def _payer(fields: Fields) -> PayerEntry:
    name = PayerName(
        fields.text("name", needed=True, limit=60),
        fields.text("electronic_id", needed=True, limit=80),
        read_address(fields.inner("address")),
    )
    receiver = fields.inner("receiver")
    party = Party(
        receiver.text("name", needed=True, limit=60) if receiver else name.name,
        receiver.text("id", needed=True, limit=15) if receiver else name.id[:15],
    )
    if receiver is not None:
        receiver.close()
    attachments = fields.choice("attachments", _WAYS, "unknown")
    return PayerEntry(
        fields.plain("id", needed=True),
        name,
        fields.text("filing_code", needed=True, limit=2),
        party,
        "" if attachments == "unknown" else attachments,
        fields.choice("attachment_channel", _CHANNELS, "unknown").replace("unknown", ""),
    )
