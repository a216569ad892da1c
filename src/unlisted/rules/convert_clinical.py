"""Turn clinical tables and dated changes into values."""

from __future__ import annotations

import re

from unlisted.base.evidence import Confidence
from unlisted.rules.convert import (
    Names,
    check_payer,
    check_unique,
    citations_of,
    expand_codes,
    sources_of,
)
from unlisted.rules.parse import RuleFile
from unlisted.rules.schema import tables
from unlisted.rules.tables import (
    ClinicalElement,
    DiagnosisGroup,
    LiteratureItem,
    PolicyChange,
    Taxonomy,
    UseCase,
    WorkTime,
)

_ICD = re.compile(r"^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$")
_TAXONOMY = re.compile(r"^[0-9A-Z]{9}X$")


def convert_elements(
    file: RuleFile, model: tables.ElementsModel, names: Names
) -> tuple[ClinicalElement, ...]:
    """Return the clinical elements of one step; ids are the file's id and the entry's own."""
    sources = sources_of(model.sources)
    check_unique(file, ("entries",), (item.id for item in model.entries))
    return tuple(
        ClinicalElement(
            id=f"{model.elements}.{item.id}",
            step=model.step,
            element=item.element,
            says=item.says,
            strength=item.strength,
            applies_to=item.applies_to or "",
            confidence=item.confidence,
            facts=tuple(item.facts),
            citations=citations_of(file, ("entries", index, "cites"), item.cites, sources, item.confidence),
            note=item.note or "",
        )
        for index, item in enumerate(model.entries)
    )


def convert_work_times(file: RuleFile, model: tables.WorkTimesModel, names: Names) -> tuple[WorkTime, ...]:
    """Return published working times."""
    sources = sources_of(model.sources)
    check_unique(file, ("entries",), (item.id for item in model.entries))
    return tuple(
        WorkTime(
            id=item.id,
            task=item.task,
            low=item.minutes.low,
            high=item.minutes.high,
            mean=item.minutes.mean,
            median=item.minutes.median,
            n=item.minutes.n or "",
            setting=item.setting or "",
            says=item.says or "",
            confidence=item.confidence,
            facts=tuple(item.facts),
            citations=citations_of(file, ("entries", index, "cites"), item.cites, sources, item.confidence),
            note=item.note or "",
        )
        for index, item in enumerate(model.entries)
    )


def convert_literature(
    file: RuleFile, model: tables.LiteratureModel, names: Names
) -> tuple[LiteratureItem, ...]:
    """Return the literature of one topic."""
    check_unique(file, ("entries",), (item.id for item in model.entries))
    return tuple(
        LiteratureItem(
            id=item.id,
            table=model.literature,
            topic=item.topic,
            citation=item.citation,
            identifier=item.identifier or "",
            finding=item.finding,
            url=item.url,
            confidence=item.confidence,
            facts=tuple(item.facts),
            note=item.note or "",
            cite_when=tuple(item.cite_when),
            cite_as=item.cite_as or "",
        )
        for item in model.entries
    )


def convert_use_cases(file: RuleFile, model: tables.UseCasesModel, names: Names) -> tuple[UseCase, ...]:
    """Return the use cases."""
    sources = sources_of(model.sources)
    check_unique(file, ("entries",), (item.id for item in model.entries))
    return tuple(
        UseCase(
            id=item.id,
            title=item.title,
            says=item.says,
            codes=expand_codes(file, ("entries", index, "codes"), item.codes, names),
            named_by=citations_of(
                file,
                ("entries", index, "named_by"),
                item.named_by,
                sources,
                item.confidence or Confidence.MEDIUM,
            ),
            facts=tuple(item.facts),
            note=item.note or "",
        )
        for index, item in enumerate(model.entries)
    )


def convert_diagnosis_groups(
    file: RuleFile, model: tables.DiagnosisGroupsModel, names: Names
) -> tuple[DiagnosisGroup, ...]:
    """Return the diagnosis groups; report what is no ICD-10-CM code or range."""
    sources = sources_of(model.sources)
    check_unique(file, ("entries",), (item.id for item in model.entries))
    for index, item in enumerate(model.entries):
        for place, code in enumerate(item.codes):
            ends = code.split("-")
            if len(ends) > 2 or not all(_ICD.match(end) for end in ends) or ends != sorted(ends):
                file.report(
                    ("entries", index, "codes", place),
                    "bad_diagnosis_code",
                    f"`{code}` is no ICD-10-CM code or range",
                    why="it would match no diagnosis",
                    fix="write C49.2, C49, or a range such as C40-C41",
                )
    return tuple(
        DiagnosisGroup(
            id=item.id,
            title=item.title,
            says=item.says,
            codes=tuple(item.codes),
            confidence=item.confidence,
            facts=tuple(item.facts),
            citations=citations_of(file, ("entries", index, "cites"), item.cites, sources, item.confidence),
            note=item.note or "",
        )
        for index, item in enumerate(model.entries)
    )


def convert_taxonomies(file: RuleFile, model: tables.TaxonomiesModel, names: Names) -> tuple[Taxonomy, ...]:
    """Return provider taxonomies; report codes that are not ten characters ending in X."""
    sources = sources_of(model.sources)
    check_unique(file, ("entries",), (item.code for item in model.entries), "code")
    for index, item in enumerate(model.entries):
        if not _TAXONOMY.match(item.code):
            file.report(
                ("entries", index, "code"),
                "bad_taxonomy_code",
                f"`{item.code}` is no taxonomy code",
                why="it would match no provider",
                fix="a taxonomy code has ten characters and ends in X, for example 2085R0001X",
            )
    return tuple(
        Taxonomy(
            code=item.code,
            name=item.name,
            says=item.says,
            role=item.role,
            confidence=item.confidence,
            facts=tuple(item.facts),
            citations=citations_of(file, ("entries", index, "cites"), item.cites, sources, item.confidence),
            note=item.note or "",
        )
        for index, item in enumerate(model.entries)
    )


def convert_changes(file: RuleFile, model: tables.ChangesModel, names: Names) -> tuple[PolicyChange, ...]:
    """Return the dated changes of one payer or program."""
    sources = sources_of(model.sources)
    check_payer(file, ("payer",), model.payer, names)
    check_unique(file, ("entries",), (item.id for item in model.entries))
    return tuple(
        PolicyChange(
            id=f"{model.changes}.{item.id}",
            payer=model.payer or "",
            policy=item.policy,
            policy_number=item.policy_number or "",
            kind=item.kind,
            topic=item.topic,
            codes=expand_codes(file, ("entries", index, "codes"), item.codes, names),
            published_on=item.published_on or "",
            effective_on=item.effective_on or "",
            next_review_on=item.next_review_on or "",
            says=item.says,
            added=item.added or "",
            removed=item.removed or "",
            action=item.action or "",
            rules=tuple(item.rules),
            confidence=item.confidence,
            facts=tuple(item.facts),
            citations=citations_of(file, ("entries", index, "cites"), item.cites, sources, item.confidence),
            note=item.note or "",
        )
        for index, item in enumerate(model.entries)
    )
