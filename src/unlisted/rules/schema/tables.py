"""The shape of amounts, clinical tables and changes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PlainValidator

from unlisted.rules.schema.common import CiteModel, ConfidenceField, Sources, TopicField
from unlisted.rules.schema.scalars import (
    Day,
    Dotted,
    LooseDay,
    NoneIsEmpty,
    Number,
    Slug,
    Strict,
    Text,
    Url,
    one_of,
)
from unlisted.rules.vocabulary import ChangeKind, CiteWhen, Step, Strength


class AmountsModel(Strict):
    """A table of figures."""

    amounts: Dotted
    title: Text
    subject: dict[Slug, Text] = Field(default_factory=dict)
    unit: Text
    verified_through: Day
    sources: Sources
    columns: Annotated[list[Slug], Field(min_length=1)]
    decimals: list[Slug] = Field(default_factory=list)
    rows: list[list[str]]
    cites: Annotated[list[CiteModel], Field(min_length=1)]
    note: Text | None = None


class ElementModel(Strict):
    """What a step of the work must record."""

    id: Slug
    element: Slug
    says: Text
    strength: Annotated[Strength, PlainValidator(one_of(Strength, "strength"))]
    applies_to: Text | None = None
    confidence: ConfidenceField
    facts: list[Text] = Field(default_factory=list)
    cites: Annotated[list[CiteModel], Field(min_length=1)]
    note: Text | None = None


class ElementsModel(Strict):
    """The clinical elements of one step."""

    elements: Dotted
    title: Text
    step: Annotated[Step, PlainValidator(one_of(Step, "step"))]
    sources: Sources
    entries: Annotated[list[ElementModel], Field(min_length=1)]


class MinutesModel(Strict):
    """Minutes as published."""

    low: Number | None = None
    high: Number | None = None
    mean: Number | None = None
    median: Number | None = None
    n: Text | None = None


class WorkTimeModel(Strict):
    """A published working time."""

    id: Slug
    task: Text
    minutes: MinutesModel
    setting: Text | None = None
    says: Text | None = None
    confidence: ConfidenceField
    facts: list[Text] = Field(default_factory=list)
    cites: Annotated[list[CiteModel], Field(min_length=1)]
    note: Text | None = None


class WorkTimesModel(Strict):
    """Published working times."""

    work_times: Dotted
    title: Text
    sources: Sources
    entries: Annotated[list[WorkTimeModel], Field(min_length=1)]


class LiteratureItemModel(Strict):
    """An article and its finding in our own words."""

    id: Slug
    topic: Text
    citation: Text
    identifier: Text | None = None
    finding: Text
    url: Url
    confidence: ConfidenceField
    facts: list[Text] = Field(default_factory=list)
    note: Text | None = None
    cite_when: list[
        Annotated[CiteWhen, PlainValidator(one_of(CiteWhen, "fact a citation may depend on"))]
    ] = Field(default_factory=list)
    cite_as: Text | None = None


class LiteratureModel(Strict):
    """Literature on one topic."""

    literature: Dotted
    title: Text
    sources: Sources = Field(default_factory=dict)
    entries: Annotated[list[LiteratureItemModel], Field(min_length=1)]


class UseCaseModel(Strict):
    """A use in which an unlisted code may be right; ``named_by: none`` when no source names it."""

    id: Slug
    title: Text
    says: Text
    codes: list[Text]
    named_by: Annotated[list[CiteModel], NoneIsEmpty]
    confidence: ConfidenceField | None = None
    facts: list[Text] = Field(default_factory=list)
    note: Text | None = None


class UseCasesModel(Strict):
    """Use cases."""

    use_cases: Dotted
    title: Text
    sources: Sources = Field(default_factory=dict)
    entries: Annotated[list[UseCaseModel], Field(min_length=1)]


class DiagnosisGroupModel(Strict):
    """A group of ICD-10-CM codes or ranges."""

    id: Slug
    title: Text
    says: Text
    codes: Annotated[list[Text], Field(min_length=1)]
    confidence: ConfidenceField
    facts: list[Text] = Field(default_factory=list)
    cites: Annotated[list[CiteModel], Field(min_length=1)]
    note: Text | None = None


class DiagnosisGroupsModel(Strict):
    """Diagnosis groups."""

    diagnosis_groups: Dotted
    title: Text
    sources: Sources
    entries: Annotated[list[DiagnosisGroupModel], Field(min_length=1)]


class TaxonomyModel(Strict):
    """A provider taxonomy code, named in our words."""

    code: Text
    name: Text
    says: Text
    role: Slug
    confidence: ConfidenceField
    facts: list[Text] = Field(default_factory=list)
    cites: Annotated[list[CiteModel], Field(min_length=1)]
    note: Text | None = None


class TaxonomiesModel(Strict):
    """Provider taxonomies."""

    taxonomies: Dotted
    title: Text
    sources: Sources
    entries: Annotated[list[TaxonomyModel], Field(min_length=1)]


class ChangeModel(Strict):
    """A dated change of a policy."""

    id: Slug
    policy: Text
    policy_number: Text | None = None
    kind: Annotated[ChangeKind, PlainValidator(one_of(ChangeKind, "kind of change"))]
    topic: TopicField
    codes: list[Text] = Field(default_factory=list)
    published_on: LooseDay | None = None
    effective_on: LooseDay | None = None
    next_review_on: LooseDay | None = None
    says: Text
    added: Text | None = None
    removed: Text | None = None
    action: Text | None = None
    rules: list[Dotted] = Field(default_factory=list)
    confidence: ConfidenceField
    facts: list[Text] = Field(default_factory=list)
    cites: Annotated[list[CiteModel], Field(min_length=1)]
    note: Text | None = None


class ChangesModel(Strict):
    """Changes at one payer or program."""

    changes: Dotted
    title: Text
    payer: Slug | None = None
    sources: Sources
    entries: Annotated[list[ChangeModel], Field(min_length=1)]
