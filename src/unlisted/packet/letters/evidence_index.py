"""The evidence index: what is in the packet, which record shows what, and which passage to underline."""

from __future__ import annotations

from collections.abc import Iterable

from unlisted.base.evidence import FileEvidence
from unlisted.packet import facts
from unlisted.packet.case import PacketCase
from unlisted.packet.letter import Fill, Grid, Heading, Letter, Paragraph, Sentence, Words, sentence
from unlisted.packet.letters import shared

ID = "evidence-index"
MARKED = frozenset({"dose_summation_report", "special_physics_report", "planning_note", "completion_summary"})
"""Records whose passage on the service is to be underlined, not highlighted."""


def evidence_index(case: PacketCase, letters: Iterable[Letter]) -> Letter:
    """Write the index over the letters of a packet."""
    written = tuple(letters)
    return Letter(
        id=ID,
        title=f"Evidence index for {case.service.code}",
        day=case.day,
        sender=case.sender(),
        recipient=(),
        references=shared.identifiers(case)[:5],
        blocks=(
            Heading("Letters of this packet"),
            _letters(written),
            Heading("Records of the case"),
            Paragraph(_marking(case)),
            _records(case),
            Heading("The passages that describe the service"),
            _passages(written),
            Heading("Where the statements come from"),
            _sources(written),
        ),
        signature=case.signature(shown=False),
        each_page=case.each_page,
    )


def _letters(letters: tuple[Letter, ...]) -> Grid:
    rows = tuple(
        (
            sentence("{t}", t=Fill(letter.title, rules=("packet",))),
            sentence("{n}", n=Fill(str(sum(1 for _ in letter.sentences())), rules=("packet",))),
            sentence("{b}", b=Fill(str(len(letter.blanks)), rules=("packet",))),
        )
        for letter in letters
    )
    return Grid("Letters", ("Letter", "Statements", "Open blanks"), rows, right=(1, 2), widths=(6, 2, 2))


def _marking(case: PacketCase) -> tuple[Sentence, ...]:
    if case.plan.marking:
        rule = case.plan.marking[0]
        return (
            sentence(
                "{name} asks for marking: {says}. Underline by pen; a highlighter can turn black in a scan.",
                name=Fill(case.plan.payer_name),
                says=Fill(rule.says.rstrip(".")),
                rules=(rule.rule_id,),
                evidence=rule.citations,
            ),
        )
    return (
        sentence(
            "Underline by pen the passage that describes the service; a highlighter can turn black in a scan."
        ),
    )


def _records(case: PacketCase) -> Grid:
    have = set(case.episode.documents)
    wanted = [
        *case.service.evidence,
        *(slug for slug in case.episode.documents if slug not in case.service.evidence),
    ]
    written = {"special_report", "letter_of_medical_necessity", "time_log"}
    rows = []
    for slug in dict.fromkeys(wanted):
        state = "on file" if slug in have else "in this packet" if slug in written else "MISSING"
        why = "named by the service catalogue" if slug in case.service.evidence else "of the course"
        rows.append(
            (
                sentence("{d}", d=Fill(facts.plain(slug).capitalize(), case.description.evidence)),
                sentence("{s}", s=Fill(state, rules=("record",))),
                sentence("{w}", w=Fill(why, rules=("record",))),
                sentence(
                    "{m}", m=Fill("underline" if slug in MARKED and slug in have else "", rules=("record",))
                ),
            )
        )
    return Grid("Records", ("Record", "State", "Why", "Mark"), tuple(rows), widths=(5, 2, 4, 2))


def _passages(letters: tuple[Letter, ...]) -> Grid:
    """One row for each underlined passage, with where it stands in the record."""
    marked = dict.fromkeys(
        one
        for letter in letters
        for one in letter.sentences()
        if any(isinstance(part, Words) and part.underline for part in one.parts)
    )
    rows = tuple(
        (
            sentence("{t}", t=Fill(one.text, one.evidence)),
            sentence("{w}", w=Fill("; ".join(_places(one)), one.evidence)),
        )
        for one in marked
    )
    return Grid("Passages", ("Passage", "Where it stands"), rows, widths=(5, 4))


def _places(one: Sentence) -> list[str]:
    found = [
        f"{place.file_name}, {place.locator}" for place in one.evidence if isinstance(place, FileEvidence)
    ]
    return [*found[:3], f"and {len(found) - 3} more"] if len(found) > 3 else found


def _sources(letters: tuple[Letter, ...]) -> Grid:
    """One row for each record file: its places, the letters that use it, its fingerprint."""
    uses: dict[str, tuple[str, set[str], set[str]]] = {}
    for letter in letters:
        for one in letter.sentences():
            for place in one.evidence:
                if isinstance(place, FileEvidence):
                    held = uses.setdefault(place.file_name, (place.sha256, set(), set()))
                    held[1].add(place.locator)
                    held[2].add(facts.plain(letter.id.replace("-", "_")))
    rows = tuple(
        (
            sentence("{f}", f=Fill(name, (FileEvidence(name, sha256, "whole file"),))),
            sentence("{n}", n=Fill(str(len(places)), (FileEvidence(name, sha256, "whole file"),))),
            sentence("{l}", l=Fill(", ".join(sorted(titles)), (FileEvidence(name, sha256, "whole file"),))),
            sentence("{h}", h=Fill(sha256[:16], (FileEvidence(name, sha256, "whole file"),))),
        )
        for name, (sha256, places, titles) in sorted(uses.items())
    )
    return Grid(
        "Files, with the first 16 characters of their SHA-256",
        ("File", "Places", "Used in", "SHA-256"),
        rows,
        right=(1,),
        widths=(5, 1, 6, 3),
    )
