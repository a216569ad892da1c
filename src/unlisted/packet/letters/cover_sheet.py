"""The fax or mail cover sheet: one for a claim, with the control number that stands on the claim."""

from __future__ import annotations

from unlisted.base.outcome import Available
from unlisted.packet import facts
from unlisted.packet.case import PacketCase, lines
from unlisted.packet.letter import Blank, Fill, Heading, Letter, Lines, Listing, Sentence, sentence
from unlisted.packet.letters import shared
from unlisted.rules.vocabulary import Medium, Timing

ID = "cover-sheet"


def cover_sheet(case: PacketCase) -> Letter | None:
    """Write the cover sheet; ``None`` where this payer never takes documents."""
    when = case.plan.when
    if isinstance(when, Available) and when.value is Timing.NEVER:
        return None
    claim, line = case.claim, case.line
    from_claim = (shared.CLAIM.format(number=claim.control_number),)
    named = case.plan.attachment
    control = (
        Fill(named.control_number, rules=from_claim)
        if named is not None
        else Fill("none: no document is named on the claim", rules=from_claim)
    )
    return Letter(
        id=ID,
        title="Cover sheet for documents on a claim",
        day=case.day,
        sender=case.sender(),
        recipient=case.recipient("Attention: attachments"),
        references=(),
        blocks=(
            Lines(
                lines(
                    ("Fax or address", Blank("fax number or address, as the payer gives it", by_hand=True)),
                    ("Pages with this one", Blank("number of pages", by_hand=True)),
                    ("Sent on, by", Blank("day and name", by_hand=True)),
                    ("Claim control number", Fill(claim.control_number, rules=from_claim)),
                    ("Payer's claim number", Blank("as on the 277CA or remittance", by_hand=True)),
                    ("Attachment control number", control),
                    ("Patient", case.patient_name),
                    ("Date of birth", facts.day(case.episode.patient.birth_date, "date of birth")),
                    ("Member ID", Fill(claim.coverage.member_id, rules=from_claim)),
                    ("Date of service", Fill(shared.service_days(line), rules=from_claim)),
                    ("Code", Fill(line.code, rules=from_claim)),
                    ("Billing provider NPI", Fill(claim.practice.provider.npi, rules=from_claim)),
                )
            ),
            Heading("When and how"),
            Listing((_use(case), *_ways(case))),
            Heading("Keep as proof"),
            Listing(_proof(case)),
            Heading("Confidential"),
            Listing(
                (
                    sentence(
                        "These pages hold health information of a patient and are for the addressee only."
                    ),
                    sentence("If they reached you by mistake, please call us and destroy them."),
                )
            ),
        ),
        signature=case.signature(shown=False),
        each_page=case.each_page,
    )


_USES = {
    Timing.WITH_CLAIM: "Documents go with the claim: send these pages on the day it is filed, after "
    "it, under the control number above.",
    Timing.ON_REQUEST: "Documents go on request: send nothing unasked, and put the payer's letter on top.",
    Timing.BY_APPEAL: "Documents go by appeal: this sheet belongs to the appeal, not to the claim.",
}
_BEHIND = "Documents go with the paper claim: put these pages behind it, in one envelope."
_NOT_KNOWN = "When documents go to this payer is not known: ask before anything is sent."


def _use(case: PacketCase) -> Sentence:
    """Say when this sheet is used for this payer."""
    plan = case.plan
    if not isinstance(plan.when, Available):
        return sentence(_NOT_KNOWN, rules=plan.rules)
    text = _USES.get(plan.when.value, _NOT_KNOWN)
    if plan.medium is Medium.PAPER and plan.when.value is Timing.WITH_CLAIM:
        text = _BEHIND
    return sentence(text, rules=plan.rules, evidence=plan.when.evidence)


def _ways(case: PacketCase) -> tuple[Sentence, ...]:
    """Say what the payer's rules say; where none does, say that it has to be asked."""
    found = [
        sentence("{says}", says=Fill(item.says), rules=(item.rule_id,), evidence=item.citations)
        for item in case.plan.answers
    ]
    found += [
        sentence("Ask the payer before sending: {what}", what=Fill(ask, rules=case.plan.rules))
        for ask in case.plan.ask
    ]
    if case.plan.by_site:
        when = case.plan.when
        shown = when.value.words if isinstance(when, Available) else "as the practice knows it"
        found.append(
            sentence("The practice's own file says: {when}.", when=Fill(shown, rules=case.plan.rules))
        )
    return tuple(found)


def _proof(case: PacketCase) -> tuple[Sentence, ...]:
    """Say what proves the day of sending; a denial for late papers is answered with it."""
    channels = case.plan.channels.value if isinstance(case.plan.channels, Available) else ()
    found = [sentence("This sheet with the day, the number of pages and who sent it.")]
    if not channels or "fax" in channels:
        found.append(sentence("For a fax: the confirmation of the machine with time and pages."))
    if not channels or "mail" in channels:
        found.append(sentence("For mail: the receipt with its tracking number."))
    if "appeal" in channels:
        found.append(sentence("For an appeal: the acknowledgement with its reference number and day."))
    if any(name in channels for name in ("portal", "availity")):
        found.append(sentence("For a portal: the confirmation page with time and reference."))
    found.append(sentence("The acknowledgement of the claim (277CA) with the payer's claim number."))
    return tuple(found)
