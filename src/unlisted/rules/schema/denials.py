"""The shape of denial tables: what a reason code, with or without a remark, means for an unlisted line."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PlainValidator

from unlisted.rules.schema.common import CiteModel, ConfidenceField, Sources
from unlisted.rules.schema.scalars import Dotted, Slug, Strict, Text, Truth, one_of
from unlisted.rules.vocabulary import DenialAction, DenialClass, StopReason


class DenialModel(Strict):
    """One entry. ``carc`` empty: any reason code; ``rarc`` empty: whatever remark, or none."""

    id: Slug
    carc: list[Text] = Field(default_factory=list)
    rarc: list[Text] = Field(default_factory=list)
    group: list[Text] = Field(default_factory=list)
    payers: list[Slug] = Field(default_factory=list)
    lines_of_business: list[Slug] = Field(default_factory=list)
    denial_class: Annotated[DenialClass, PlainValidator(one_of(DenialClass, "denial class"))] = Field(
        alias="class"
    )
    action: Annotated[DenialAction, PlainValidator(one_of(DenialAction, "denial action"))]
    stop: Annotated[StopReason, PlainValidator(one_of(StopReason, "stop reason"))] | None = None
    medical_judgment: Truth
    says: Text
    do: Text
    confidence: ConfidenceField
    cites: Annotated[list[CiteModel], Field(min_length=1)]
    note: Text | None = None


class DenialsModel(Strict):
    """A table of denials."""

    denials: Dotted
    title: Text
    sources: Sources
    entries: Annotated[list[DenialModel], Field(min_length=1)]
    note: Text | None = None
