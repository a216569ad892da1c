"""The shape of rule packs."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, PlainValidator

from unlisted.rules.schema.common import (
    CiteModel,
    ConfidenceField,
    SeverityField,
    Sources,
    TopicField,
    UnavailableModel,
)
from unlisted.rules.schema.scalars import (
    Day,
    Dotted,
    Number,
    ShortAnswer,
    Slug,
    StartDay,
    Strict,
    Text,
    Whole,
    one_of,
)
from unlisted.rules.vocabulary import Calendar, CaseResult, Mechanism, Medium, Timing


class AppliesToModel(Strict):
    """What a rule is about; an absent key leaves that side open."""

    codes: list[Text] = Field(default_factory=list)
    billing_class: list[Slug] = Field(default_factory=list)
    lines_of_business: list[Slug] = Field(default_factory=list)
    states: list[Text] = Field(default_factory=list)
    settings: list[Slug] = Field(default_factory=list)


class EffectiveModel(Strict):
    """The days a version answers for, both included."""

    start: StartDay = Field(alias="from")
    end: Day | None = Field(default=None, alias="to")


MediumField = Annotated[Medium, PlainValidator(one_of(Medium, "medium"))]
TimingField = Annotated[Timing, PlainValidator(one_of(Timing, "time for documents"))]


class ValueModel(Strict):
    """What a version says, as typed values."""

    days: Whole | None = None
    months: Whole | None = None
    calendar: Annotated[Calendar, PlainValidator(one_of(Calendar, "calendar"))] | None = None
    starts: Slug | None = None
    percent: Number | None = None
    usd: Number | None = None
    units: Whole | None = None
    characters: Whole | None = None
    place: list[Slug] = Field(default_factory=list)
    channel: list[Slug] = Field(default_factory=list)
    occasion: list[TimingField] = Field(default_factory=list)
    modifiers: list[Text] = Field(default_factory=list)
    manager: Slug | None = None
    mechanism: Annotated[Mechanism, PlainValidator(one_of(Mechanism, "mechanism"))] | None = None
    timing: dict[MediumField, Annotated[list[TimingField], Field(min_length=1)]] = Field(default_factory=dict)


class IfUnmetModel(Strict):
    """What follows from an unmet check."""

    severity: SeverityField
    next_step: Slug


class VersionModel(Strict):
    """One dated version of a rule: an answer with citations, or the reason for none."""

    effective: EffectiveModel
    verified_through: Day
    confidence: ConfidenceField | None = None
    says: Text | None = None
    answer: ShortAnswer | None = None
    value: ValueModel | None = None
    check: Any = None
    if_unmet: IfUnmetModel | None = None
    cites: list[CiteModel] = Field(default_factory=list)
    unavailable: UnavailableModel | None = None
    note: Text | None = None


class RuleModel(Strict):
    """One rule."""

    id: Slug
    asks: TopicField
    question: Dotted | None = None
    applies_to: AppliesToModel = AppliesToModel()
    facts: list[Text] = Field(default_factory=list)
    versions: Annotated[list[VersionModel], Field(min_length=1)]


class SideModel(Strict):
    """One side of a contradiction."""

    rule: Dotted
    says: Text


class ConflictModel(Strict):
    """A contradiction inside or across packs."""

    id: Slug
    question: Text
    sides: Annotated[list[SideModel], Field(min_length=2)]
    follows: Dotted
    why: Text


class CaseModel(Strict):
    """A situation and what each named rule must answer."""

    name: Text
    on: Day
    given: dict[Slug, Any] = Field(default_factory=dict)
    expect: Annotated[
        dict[Dotted, Annotated[CaseResult, PlainValidator(one_of(CaseResult, "result"))]], Field(min_length=1)
    ]


class PackModel(Strict):
    """A rule pack."""

    pack: Dotted
    title: Text
    payer: Slug | None = None
    sources: Sources = Field(default_factory=dict)
    rules: Annotated[list[RuleModel], Field(min_length=1)]
    conflicts: list[ConflictModel] = Field(default_factory=list)
    cases: list[CaseModel] = Field(default_factory=list)
