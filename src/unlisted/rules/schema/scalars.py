"""Scalars of rule files: text by default; days, numbers and truth values only where asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainValidator
from pydantic_core import PydanticCustomError

from unlisted.base.money import parse_decimal

E = TypeVar("E", bound=StrEnum)

_DAY = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
_LOOSE_DAY = re.compile(r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")
_SLUG = re.compile(r"^[a-z0-9][a-z0-9_]*$")
_DOTTED = re.compile(r"^[a-z0-9][a-z0-9_]*(\.[A-Za-z0-9][A-Za-z0-9_]*)*$")
_WHOLE = re.compile(r"^[0-9]{1,9}$")


class Strict(BaseModel):
    """A mapping whose keys are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def refuse(what: str, fix: str) -> PydanticCustomError:
    """Return the error a scalar raises; ``fix`` travels with it."""
    return PydanticCustomError("rule_scalar", "{what}", {"what": what, "fix": fix})


def _text_of(value: Any) -> str:
    if not isinstance(value, str):
        kind = "a list" if isinstance(value, list) else "a mapping"
        raise refuse(f"{kind} stands where text is wanted", "write plain text here")
    return value


def read_text(value: Any) -> str:
    """Return text without surrounding space; refuse the empty text."""
    text = _text_of(value).strip()
    if not text:
        raise refuse("the text is empty", "write it, or leave the key out where it is optional")
    return text


def read_day(value: Any) -> date:
    """Read ``YYYY-MM-DD``."""
    text = _text_of(value)
    trouble = refuse(f"`{text}` is not a day", "write a day as YYYY-MM-DD, for example 2026-11-23")
    if not _DAY.match(text):
        raise trouble
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise trouble from None


def _start(value: Any) -> date | None:
    return None if value == "undated" else read_day(value)


def _loose_day(value: Any) -> str:
    text = read_text(value)
    if not _LOOSE_DAY.match(text):
        raise refuse(
            f"`{text}` is no day, month or year", "write 2026, 2026-04 or 2026-04-01, as the source gives it"
        )
    return text


def _truth(value: Any) -> bool:
    if value not in ("true", "false"):
        raise refuse(f"`{value}` is not a truth value", "write true or false")
    return bool(value == "true")


def _whole(value: Any) -> int:
    text = _text_of(value)
    if not _WHOLE.match(text):
        raise refuse(f"`{text}` is not a whole number", "write digits only, for example 180")
    return int(text)


def _number(value: Any) -> Decimal:
    text = _text_of(value)
    number = parse_decimal(text)
    if number is None:
        raise refuse(f"`{text}` is not a number", "write a plain number, for example 37.5")
    return number


def _slug(value: Any) -> str:
    text = _text_of(value)
    if not _SLUG.match(text):
        raise refuse(
            f"`{text}` is not a slug", "use small letters, digits and underscores: letter_of_necessity"
        )
    return text


def _dotted(value: Any) -> str:
    text = _text_of(value)
    if not _DOTTED.match(text):
        raise refuse(f"`{text}` is not an id", "use slugs joined by dots: payers.aetna.unlisted_services")
    return text


def _url(value: Any) -> str:
    text = read_text(value)
    if text != "unavailable" and not text.startswith(("https://", "http://")):
        raise refuse(f"`{text}` is no web address", "give https://… or the word unavailable")
    return text


def _short_answer(value: Any) -> str:
    text = read_text(value)
    if len(text) > MAX_ANSWER:
        raise refuse(
            f"the answer has {len(text)} characters; the matrix shows at most {MAX_ANSWER}",
            "shorten `answer`; the full sentence stands in `says`",
        )
    return text


MAX_ANSWER = 60

Text = Annotated[str, PlainValidator(read_text)]
Day = Annotated[date, PlainValidator(read_day)]
StartDay = Annotated[date | None, PlainValidator(_start)]
LooseDay = Annotated[str, PlainValidator(_loose_day)]
Truth = Annotated[bool, PlainValidator(_truth)]
Whole = Annotated[int, PlainValidator(_whole)]
Number = Annotated[Decimal, PlainValidator(_number)]
Slug = Annotated[str, PlainValidator(_slug)]
Dotted = Annotated[str, PlainValidator(_dotted)]
Url = Annotated[str, PlainValidator(_url)]
ShortAnswer = Annotated[str, PlainValidator(_short_answer)]


def one_of(kind: type[E], name: str) -> Callable[[Any], E]:
    """Return a reader of the closed list ``kind``; the message shows the whole list."""

    def read(value: Any) -> E:
        """Return the entry of the closed list."""
        text = _text_of(value)
        try:
            return kind(text)
        except ValueError:
            raise refuse(f"`{text}` is no {name}", f"use one of: {', '.join(kind)}") from None

    return read


def _none_is_empty(value: Any) -> Any:
    return [] if value == "none" else value


NoneIsEmpty = BeforeValidator(_none_is_empty)
