"""Everything a packet is written from: decided, priced, checked, and the claim it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unlisted.base.errors import UsageError
from unlisted.base.evidence import EnteredEvidence
from unlisted.claim.model import Claim, ServiceLine
from unlisted.coding.catalogue import Service
from unlisted.coding.decision import Decision
from unlisted.coding.payer_check import PayerCheck
from unlisted.episode.derive.totals import CourseTotals, course_totals
from unlisted.episode.episode import Episode
from unlisted.episode.person import Actor
from unlisted.packet.attachment_plan import AttachmentPlan
from unlisted.packet.letter import Blank, Fill, Line, Sentence, Signature, sentence
from unlisted.pricing.comparator import Board, ComparatorColumn
from unlisted.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class PacketCase:
    """One unlisted line of one episode. ``day`` stands on the letters; ``letterhead`` as the practice has it.

    ``comparator`` is the code the service is compared with; its column is on the board. ``activities`` of the
    time log make up the reported service, as the practice states it; the others belong to other services.
    """

    episode: Episode
    decision: Decision
    service: Service
    board: Board
    comparator: str
    check: PayerCheck
    claim: Claim
    plan: AttachmentPlan
    rulebook: Rulebook
    day: date
    letterhead: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()

    @property
    def line(self) -> ServiceLine:
        """Return the claim's unlisted line; raise ``UsageError`` when the claim has none of this code."""
        for item in self.claim.lines:
            if item.code == self.service.code:
                return item
        raise UsageError(
            f"the claim has no line with {self.service.code}",
            why="the packet explains that line",
            fix="build the claim from the same decision",
        )

    @property
    def column(self) -> ComparatorColumn:
        """Return the comparator's column of the board."""
        return next(item for item in self.board.columns if item.code == self.comparator)

    @property
    def totals(self) -> CourseTotals:
        """Return the sums of the course."""
        return course_totals(self.episode)

    @property
    def physician(self) -> Actor | None:
        """Return the physician who answers for the service: who attests its need, else who consulted."""
        attested = [item.by for item in self.episode.attestations if item.slug == "medical_necessity"]
        by = self.episode.consultation.by
        return attested[-1] if attested else by.value if by.is_known else None

    @property
    def description(self) -> Fill:
        """Return the service's own description, with who entered it in the catalogue."""
        last = self.service.history[-1] if self.service.history else None
        by = () if last is None else (EnteredEvidence(last.by, last.role, last.on, "service catalogue"),)
        return Fill(self.service.description, by)

    @property
    def patient_name(self) -> Fill | Blank:
        """Return given and family name as the record has them."""
        who = self.episode.patient
        if not (who.family_name.is_known and who.given_name.is_known):
            return Blank("patient's name")
        places = (*who.given_name.evidence, *who.family_name.evidence)
        name = f"{who.given_name.value} {who.family_name.value}"
        return Fill(name.title() if name.isupper() else name, places)

    @property
    def each_page(self) -> str:
        """Return what identifies the case on every page: patient, record number, claim."""
        number = self.episode.patient.record_number
        record = f"  ·  {number.value}" if number.is_known else ""
        return f"{sentence('{n}', n=self.patient_name).text}{record}  ·  claim {self.claim.control_number}"

    def sender(self) -> tuple[str, ...]:
        """Return the lines of the letterhead; from the claim where the practice gives none."""
        if self.letterhead:
            return self.letterhead
        practice = self.claim.practice
        place = practice.provider.address
        lines = [practice.provider.name.family]
        if place is not None:
            lines.append(f"{place.line}, {place.city}, {place.state} {place.zip_code[:5]}")
        return (*lines, practice.contact_phone) if practice.contact_phone else tuple(lines)

    def signature(self, *, shown: bool = True) -> Signature:
        """Return who has to sign. The NPI is the claim's, and only where it is the same person's."""
        who = self.physician
        rendering = self.claim.rendering
        if who is None:
            return Signature("", shown=shown)
        same = rendering is not None and rendering.name.family.upper() in who.name.upper()
        return Signature(
            who.name, who.credentials, rendering.npi if same and rendering is not None else "", shown=shown
        )

    def recipient(self, desk: str) -> tuple[Sentence, ...]:
        """Return the payer's name, the desk, and its address where the practice file has one."""
        place = self.claim.coverage.payer.address
        lines = [sentence("{name}", name=Fill(self.check.payer_name, rules=(f"payer {self.check.payer}",)))]
        lines.append(sentence(desk))
        if place is not None:
            city = f"{place.city}, {place.state} {place.zip_code[:5]}"
            rules = (f"payer {self.check.payer}",)
            lines += [sentence("{line}", line=Fill(text, rules=rules)) for text in (place.line, city)]
        return tuple(lines)


def lines(*pairs: tuple[str, Fill | Blank]) -> tuple[Line, ...]:
    """Return labeled facts."""
    return tuple(Line(label, sentence("{fact}", fact=fact)) for label, fact in pairs)
