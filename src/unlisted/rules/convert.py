"""What both converters need: citations, code groups, ids of the registry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from unlisted.base.evidence import Citation, Confidence, Source
from unlisted.rules.parse import RuleFile
from unlisted.rules.problems import Loc
from unlisted.rules.schema.common import CiteModel, SourceModel

BILLING_CODE = re.compile(r"^[A-Z0-9][0-9]{3}[A-Z0-9]$")


@dataclass(frozen=True, slots=True)
class Names:
    """What the registry knows: payers, questions (id to topic), code groups.

    ``None`` when that file of the registry is itself broken: one broken file is one problem, and not
    one for every name it would have held.
    """

    payers: frozenset[str] | None
    questions: Mapping[str, str] | None
    groups: Mapping[str, frozenset[str]] | None


def sources_of(models: Mapping[str, SourceModel]) -> dict[str, Source]:
    """Turn the sources of a file into values, by id."""
    return {
        key: Source(
            id=key,
            title=model.title,
            publisher=model.publisher,
            kind=model.kind.value,
            url=model.url,
            published=model.published,
            retrieved=model.retrieved,
            revision=model.revision or "",
            note=model.note or "",
        )
        for key, model in models.items()
    }


def citations_of(
    file: RuleFile,
    loc: Loc,
    cites: Iterable[CiteModel],
    sources: Mapping[str, Source],
    confidence: Confidence,
) -> tuple[Citation, ...]:
    """Resolve cites against the file's own sources; report unknown and repeated ones."""
    found: list[Citation] = []
    seen: set[tuple[str, str]] = set()
    for index, cite in enumerate(cites):
        source = sources.get(cite.source)
        if source is None:
            file.report(
                (*loc, index, "source"),
                "unknown_source",
                f"`{cite.source}` is no source of this file",
                why="a citation that leads nowhere proves nothing",
                fix=f"add it under `sources:`, or use one of: {', '.join(sources) or 'none yet'}",
            )
        elif (cite.source, cite.locator) in seen:
            file.report(
                (*loc, index),
                "cited_twice",
                f"`{cite.source}`, {cite.locator} is cited twice",
                why="the same place twice looks like two proofs",
                fix="remove one of the two",
            )
        else:
            seen.add((cite.source, cite.locator))
            found.append(Citation(source, cite.locator, confidence))
    return tuple(found)


def expand_codes(file: RuleFile, loc: Loc, named: Iterable[str], names: Names) -> frozenset[str]:
    """Return the billing codes behind codes and code groups; report what is neither."""
    codes: set[str] = set()
    groups = names.groups or {}
    for index, name in enumerate(named):
        if name in groups:
            codes |= groups[name]
        elif BILLING_CODE.match(name):
            codes.add(name)
        elif names.groups is not None:
            file.report(
                (*loc, index),
                "unknown_code",
                f"`{name}` is neither a billing code nor a code group",
                why="a rule for a code that does not exist never answers",
                fix=f"write five characters such as 77499, or a group: {', '.join(sorted(groups))}",
            )
    return frozenset(codes)


def check_payer(file: RuleFile, loc: Loc, payer: str | None, names: Names) -> None:
    """Report a payer the registry does not have."""
    if payer is not None and names.payers is not None and payer not in names.payers:
        file.report(
            loc,
            "unknown_payer",
            f"`{payer}` is no payer of the registry",
            why="its answers would stand on no card",
            fix="add it to registry/payers.yaml, or correct the id",
        )


def check_question(file: RuleFile, loc: Loc, question: str, names: Names) -> None:
    """Report a question the registry does not have."""
    if names.questions is not None and question not in names.questions:
        file.report(
            loc,
            "unknown_question",
            f"`{question}` is no question of the registry",
            why="its answer would stand in no card and no matrix",
            fix="use an id of registry/questions.yaml, or leave `question` out",
        )


def check_unique(file: RuleFile, loc: Loc, ids: Iterable[str], key: str = "id") -> None:
    """Report ids that stand twice in one list."""
    seen: set[str] = set()
    for index, name in enumerate(ids):
        if name in seen:
            file.report(
                (*loc, index, key) if key else (*loc, index),
                "duplicate_id",
                f"`{name}` stands twice",
                why="an id must lead to one entry",
                fix="rename or merge one of the two",
            )
        seen.add(name)
