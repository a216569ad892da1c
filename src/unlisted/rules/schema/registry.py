"""The shape of the registry: payers, questions, codes, coverage."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PlainValidator

from unlisted.rules.schema.common import ReasonField, TopicField
from unlisted.rules.schema.scalars import Day, Dotted, Slug, Strict, Text, Truth, Whole, one_of
from unlisted.rules.vocabulary import PayerKind


class PayerModel(Strict):
    """A payer, contractor, benefit manager, program or body of law."""

    id: Slug
    name: Text
    kind: Annotated[PayerKind, PlainValidator(one_of(PayerKind, "kind of payer"))]
    parent: Slug | None = None
    aliases: list[Text] = Field(default_factory=list)
    lines_of_business: list[Slug] = Field(default_factory=list)
    states: list[Text] = Field(default_factory=list)
    order: Whole | None = None
    note: Text | None = None


class PayersModel(Strict):
    """The registry of payers."""

    registry: Dotted
    title: Text
    payers: list[PayerModel]


class QuestionModel(Strict):
    """A fixed question every payer is asked."""

    id: Dotted
    topic: TopicField
    asks: Text
    short: Text
    matrix: Truth


class QuestionsModel(Strict):
    """The registry of questions."""

    registry: Dotted
    title: Text
    questions: list[QuestionModel]


class CodeModel(Strict):
    """A billing code in our own words."""

    code: Text
    name: Text
    family: Slug
    kind: Slug
    start: Day | None = Field(default=None, alias="from")
    end: Day | None = Field(default=None, alias="to")
    note: Text | None = None


class CodesModel(Strict):
    """The registry of codes and code groups."""

    registry: Dotted
    title: Text
    codes: list[CodeModel]
    groups: dict[Slug, list[Text]] = Field(default_factory=dict)


class HoleModel(Strict):
    """Questions nobody answers for a payer, and why."""

    question: Dotted | None = None
    questions: list[Dotted] = Field(default_factory=list)
    codes: list[Text] = Field(default_factory=list)
    reason: ReasonField
    searched: Text
    would_fill: Text | None = None


class CoverageModel(Strict):
    """What is not known of one payer."""

    registry: Dotted
    title: Text | None = None
    payer: Slug | None = None
    searched_on: Day | None = None
    unanswered: list[HoleModel] = Field(default_factory=list)
