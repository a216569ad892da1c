"""Parts that several kinds of rule files share."""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainValidator

from unlisted.base.evidence import Confidence
from unlisted.base.outcome import Reason, Severity
from unlisted.rules.schema.scalars import Day, Slug, Strict, Text, Url, one_of
from unlisted.rules.vocabulary import PublicationKind, Topic

ConfidenceField = Annotated[Confidence, PlainValidator(one_of(Confidence, "confidence"))]
ReasonField = Annotated[Reason, PlainValidator(one_of(Reason, "reason of the closed list"))]
SeverityField = Annotated[Severity, PlainValidator(one_of(Severity, "severity"))]
TopicField = Annotated[Topic, PlainValidator(one_of(Topic, "topic"))]


class SourceModel(Strict):
    """A source under its id."""

    title: Text
    publisher: Text
    kind: Annotated[PublicationKind, PlainValidator(one_of(PublicationKind, "source kind"))]
    url: Url
    published: Text
    retrieved: Day
    revision: Text | None = None
    note: Text | None = None


class CiteModel(Strict):
    """A place in a source of the same file."""

    source: Slug
    locator: Text


class UnavailableModel(Strict):
    """Why there is no answer."""

    reason: ReasonField
    searched: Text
    would_fill: Text | None = None


Sources = dict[Slug, SourceModel]
