"""Build the letters of a packet in one call, and say what is still open."""

from __future__ import annotations

from dataclasses import dataclass, replace

from unlisted.packet.attachment_plan import AttachmentPlan
from unlisted.packet.case import PacketCase
from unlisted.packet.letter import Approval, Blank, Letter, sign
from unlisted.packet.letters.cover_letter import cover_letter
from unlisted.packet.letters.cover_sheet import cover_sheet
from unlisted.packet.letters.evidence_index import evidence_index
from unlisted.packet.letters.necessity import necessity_letter
from unlisted.packet.letters.special_report import special_report
from unlisted.packet.letters.worksheet import comparator_worksheet


@dataclass(frozen=True, slots=True)
class Packet:
    """The letters in the order they are sent, and the attachment plan."""

    letters: tuple[Letter, ...]
    plan: AttachmentPlan

    @property
    def blanks(self) -> tuple[tuple[str, Blank], ...]:
        """Return what is missing, each with the letter it is missing in."""
        return tuple((letter.id, blank) for letter in self.letters for blank in letter.blanks)

    def letter(self, letter_id: str) -> Letter:
        """Return a letter; raise ``LookupError`` when the packet has none of that id."""
        for item in self.letters:
            if item.id == letter_id:
                return item
        raise LookupError(f"no letter {letter_id}")


def build_packet(case: PacketCase) -> Packet:
    """Write all letters of a case as drafts: cover sheet (where papers may go), letters, worksheet, index."""
    report, need, sheet = special_report(case), necessity_letter(case), comparator_worksheet(case)
    cover = cover_letter(case, (report, need, sheet))
    front = cover_sheet(case)
    index = evidence_index(case, (cover, report, need, sheet))
    first = () if front is None else (front,)
    return Packet((*first, cover, report, need, sheet, index), case.plan)


def sign_packet(packet: Packet, approval: Approval) -> Packet:
    """Return the packet signed: letters with a signature are signed, the sheets around them are released.

    Raises ``UsageError`` for a role that may not sign, or while a blank is open.
    """
    letters = tuple(
        sign(letter, approval) if letter.signature.shown else replace(letter, approval=approval)
        for letter in packet.letters
    )
    return Packet(letters, packet.plan)
