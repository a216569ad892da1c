"""Letters as packets and appeals keep them: sentences for the page, values for the files; their signature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from unlisted.documents.letter.stored import letter_tree, read_letter
from unlisted.packet.letter import (
    Approval,
    Blank,
    Heading,
    Letter,
    Line,
    Lines,
    Listing,
    Paragraph,
    Sentence,
    Signature,
    Words,
    sentence,
    sentences_of,
)
from unlisted.pipeline.coding_data import evidence_data


def letters_content(letters: Sequence[Letter]) -> dict[str, Any]:
    """Return letters as documents of sentences with the facts behind each, and as the values themselves."""
    return {
        "documents": [{"name": letter.title, "sentences": list(_sentences(letter))} for letter in letters],
        "letters": [letter_tree(letter) for letter in letters],
    }


def letters_of(content: Mapping[str, Any], *, about: str, sender: str, day: date) -> tuple[Letter, ...]:
    """Return the letters of a packet or an appeal.

    What was drafted before letters were kept, or without them, has its documents set as plain letters:
    ``about`` stands on every page, ``sender`` above.
    """
    if content.get("letters"):
        return tuple(read_letter(tree) for tree in content["letters"])
    blanks = tuple(Sentence((Blank(what),)) for what in content.get("blanks", ()))
    found = []
    for number, document in enumerate(content["documents"], start=1):
        said = tuple(_said(item) for item in document["sentences"] if item.get("text"))
        more = (Heading("Still open"), Listing(blanks)) if blanks and number == 1 else ()
        found.append(
            Letter(
                id=f"document-{number}",
                title=document["name"],
                day=day,
                sender=(sender,),
                recipient=(),
                references=(Line("About", sentence(about.replace("{", "").replace("}", ""))),),
                blocks=(*(Paragraph((one,)) for one in said), *more),
                signature=Signature("", shown=number == 1),
                each_page=about,
            )
        )
    return tuple(found)


def signed_by(letter: Letter, name: str, on: date) -> Letter:
    """Return a letter as the person of an account signed it; ``name`` with credentials.

    The account is the proof of who signed, so the name under the letter is the account's: where the record
    names somebody else, that name and its NPI leave the signature.
    """
    named = letter.signature
    same = bool(named.name) and name.casefold().startswith(named.name.casefold())
    signature = named if same else Signature(name, roles=named.roles, shown=named.shown)
    return replace(letter, signature=signature, approval=Approval(name, "clinician", on))


def _said(item: Mapping[str, Any]) -> Sentence:
    return Sentence((Words(item["text"]),), rules=tuple(item.get("rules", ())))


def _sentences(letter: Letter) -> Iterator[dict[str, Any]]:
    """Yield headings and sentences in reading order; a labeled fact comes with its label."""
    for one in letter.recipient:
        yield _one(one)
    for line in letter.references:
        yield _one(line.says, line.label)
    for block in letter.blocks:
        if isinstance(block, Heading):
            yield {"heading": block.text}
        elif isinstance(block, Lines):
            yield from (_one(line.says, line.label) for line in block.lines)
        else:
            yield from (_one(one) for one in sentences_of(block) if one.text)
    if letter.enclosures:
        yield {"heading": "Enclosures"}
        yield from (_one(one) for one in letter.enclosures)


def _one(one: Sentence, label: str = "") -> dict[str, Any]:
    return {
        "label": label,
        "text": one.text,
        "evidence": [evidence_data(place) for place in one.evidence],
        "rules": list(one.rules),
    }
