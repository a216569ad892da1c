"""A letter as a value: sentences that carry what made them, and blanks where a fact is missing.

The one way to write a sentence is ``sentence(pattern, **facts)``: a ``Fill`` brings its evidence along, a
``Blank`` stays visible in every rendering. ``documents.letter.pdf.render_letter_pdf`` and
``documents.letter.docx.render_letter_docx`` render the value, as the copy that is sent or the annotated one.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from unlisted.base.errors import UsageError
from unlisted.base.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text of a sentence. ``underline`` marks the passage that describes the service."""

    text: str
    underline: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """A fact that is missing: what it is, in a few words, as printed in the blank.

    ``by_hand`` is no gap of the record: a place to write on when the paper is sent (pages, fax number).
    """

    what: str
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Fill:
    """A fact as words, with the evidence or the rules it comes from."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    rules: tuple[str, ...] = ()


Part = Words | Blank


@dataclass(frozen=True, slots=True)
class Sentence:
    """Parts in order. ``evidence`` and ``rules`` made it; ``standing`` text asks or greets, and no more."""

    parts: tuple[Part, ...]
    evidence: tuple[Evidence, ...] = ()
    rules: tuple[str, ...] = ()
    standing: bool = False

    @property
    def text(self) -> str:
        """Return the sentence as plain text; a blank as ``[what]``."""
        return "".join(p.text if isinstance(p, Words) else f"[{p.what}]" for p in self.parts)

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """Return what is missing in it."""
        return tuple(part for part in self.parts if isinstance(part, Blank))


def sentence(
    pattern: str,
    *,
    evidence: Iterable[Evidence] = (),
    rules: Iterable[str] = (),
    underline: bool = False,
    **facts: Fill | Blank,
) -> Sentence:
    """Write a sentence from a pattern like ``"The board met on {day}."`` and its facts.

    Evidence and rules of the facts are added to those given, each once. A sentence without any is
    ``standing``: it may ask or greet, and states nothing about the case.
    """
    parts: list[Part] = []
    places = list(evidence)
    sources = list(rules)
    for literal, name, _, _ in string.Formatter().parse(pattern):
        if literal:
            parts.append(Words(literal, underline))
        if name is None:
            continue
        fact = facts[name]
        if isinstance(fact, Blank):
            parts.append(fact)
            continue
        parts.append(Words(fact.text, underline))
        places += fact.evidence
        sources += fact.rules
    kept = tuple(dict.fromkeys(places)), tuple(dict.fromkeys(sources))
    open_fact = any(isinstance(part, Blank) for part in parts)
    return Sentence(_joined(parts), *kept, standing=not places and not sources and not open_fact)


def _joined(parts: list[Part]) -> tuple[Part, ...]:
    """Join neighboring words of one kind: renderers then break lines between words only."""
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, Words) and isinstance(last, Words) and last.underline == part.underline:
            joined[-1] = Words(last.text + part.text, part.underline)
        else:
            joined.append(part)
    return tuple(joined)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; ``ordered`` where the order matters or is referred to."""

    items: tuple[Sentence, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A labeled fact: ``Member ID``, then what it is."""

    label: str
    says: Sentence


@dataclass(frozen=True, slots=True)
class Lines:
    """Labeled facts, one below the other."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of sentences. ``right``: columns of figures, counted from 0; ``widths`` are relative."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Sentence, ...], ...]
    right: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()


Block = Heading | Paragraph | Listing | Lines | Grid


@dataclass(frozen=True, slots=True)
class Approval:
    """A named person's signature under a letter: from then on it is no draft."""

    person: str
    role: str
    on: date


@dataclass(frozen=True, slots=True)
class Signature:
    """Who has to sign; ``roles`` are those who may. No signature line where ``shown`` is false."""

    name: str
    credentials: str = ""
    npi: str = ""
    roles: tuple[str, ...] = ("radiation_oncologist", "other_physician")
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Letter:
    """One document of a packet.

    ``id`` is a slug and the name of its files. ``each_page`` identifies patient and case on every page.
    ``recipient`` and ``references`` may hold blanks. ``approval`` is ``None`` in a draft.
    """

    id: str
    title: str
    day: date
    sender: tuple[str, ...]
    recipient: tuple[Sentence, ...]
    references: tuple[Line, ...]
    blocks: tuple[Block, ...]
    signature: Signature
    each_page: str
    enclosures: tuple[Sentence, ...] = ()
    approval: Approval | None = None

    @property
    def is_draft(self) -> bool:
        """Say whether nobody has signed it."""
        return self.approval is None

    def sentences(self) -> Iterator[Sentence]:
        """Yield every sentence in reading order."""
        yield from self.recipient
        yield from (line.says for line in self.references)
        for block in self.blocks:
            yield from sentences_of(block)
        yield from self.enclosures

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """Return everything the record does not hold, each once; not what is written by hand."""
        found = (blank for one in self.sentences() for blank in one.blanks)
        return tuple(dict.fromkeys(blank for blank in found if not blank.by_hand))


def sentences_of(block: Block) -> tuple[Sentence, ...]:
    """Return the sentences of a block in reading order."""
    match block:
        case Heading():
            return ()
        case Paragraph():
            return block.sentences
        case Listing():
            return block.items
        case Lines():
            return tuple(line.says for line in block.lines)
        case Grid():
            return tuple(cell for row in block.rows for cell in row)


def sign(letter: Letter, approval: Approval) -> Letter:
    """Return the signed letter; raise ``UsageError`` for a wrong role or person, or while blanks are open."""
    if approval.role not in letter.signature.roles:
        raise UsageError(
            f"{approval.role.replace('_', ' ')} may not sign {letter.id}",
            why="the one who signs answers for what it says",
            fix=f"let one of these sign: {', '.join(letter.signature.roles)}",
        )
    if not approval.person.strip():
        raise UsageError("a signature needs a name", fix="say who signs")
    named = letter.signature.name
    if named and _same_name(named) != _same_name(approval.person):
        raise UsageError(
            f"{letter.id} is another person's to sign",
            why="the name under the letter and the signature have to be one person's",
            fix="let the person named in the letter sign",
        )
    if letter.blanks:
        missing = ", ".join(blank.what for blank in letter.blanks[:5])
        raise UsageError(
            f"{letter.id} has {len(letter.blanks)} open blank(s): {missing}",
            why="a blank that is sent is a question the payer will ask",
            fix="fill the record, or take the sentence out",
        )
    return replace(letter, approval=approval)


def _same_name(name: str) -> str:
    return " ".join(name.casefold().split())


def plain_text(letter: Letter) -> str:
    """Return the letter as plain text, one sentence or cell after another, blocks apart by an empty line."""
    groups = [
        [one.text for one in letter.recipient],
        [f"{x.label}: {x.says.text}" for x in letter.references],
    ]
    for block in letter.blocks:
        if isinstance(block, Heading):
            groups.append([block.text])
        elif isinstance(block, Paragraph):
            groups.append([" ".join(one.text for one in block.sentences)])
        else:
            groups.append([one.text for one in sentences_of(block)])
    groups.append([one.text for one in letter.enclosures])
    return "\n\n".join("\n".join(group) for group in groups if group) + "\n"
