"""Named, typed predicates: the only tests a rule file may use. There are no expressions.

A predicate looks at one fact of ``Given`` and answers met, unmet or unknown, with the reason as a
person would write it. A new kind of test is a new function here, with its own tests; the page
``docs/reference/predicates.md`` is generated from this module.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from unlisted.base.outcome import Truth
from unlisted.rules.given import Given


class Argument(StrEnum):
    """The shape of a predicate's argument."""

    YES = "`true`"
    WORD = "one text"
    WORDS = "one text or a list of texts"
    WHOLE = "a whole number"
    EVENT_DAYS = "`{event: slug, days: whole number}`"
    FACT_COUNT = "`{fact: slug, count: whole number}`"


Tested = tuple[Truth, str]
Test = Callable[[Given, Any], Tested]


@dataclass(frozen=True, slots=True)
class Predicate:
    """A named test: its argument, the fact it looks at, and what it means."""

    name: str
    argument: Argument
    fact: str
    meaning: str
    test: Test


@dataclass(frozen=True, slots=True)
class Call:
    """A predicate with its argument, as a rule uses it."""

    predicate: Predicate
    argument: Any


@dataclass(frozen=True, slots=True)
class Group:
    """``all``, ``any``, ``not`` or ``at_least`` (then ``n``) over other checks."""

    kind: str
    parts: tuple[Check, ...]
    n: int = 0


Check = Call | Group

PREDICATES: dict[str, Predicate] = {}


def _predicate(argument: Argument, fact: str) -> Callable[[Test], Test]:
    def register(test: Test) -> Test:
        """Add the test under its function's name; its docstring is its meaning."""
        name = test.__name__
        PREDICATES[name] = Predicate(name, argument, fact, " ".join((test.__doc__ or "").split()), test)
        return test

    return register


def words(slug: str) -> str:
    """Write a slug as words."""
    return slug.replace("_", " ")


def _listed(items: tuple[str, ...] | list[str]) -> str:
    return ", ".join(words(item) for item in items) if items else "none"


def _answer(holds: bool, text: str) -> Tested:
    return (Truth.MET if holds else Truth.UNMET, text)


def _unknown(fact: str) -> Tested:
    return (Truth.UNKNOWN, f"{fact} not given, so this is not known")


@_predicate(Argument.WORD, "documents")
def has_document(given: Given, wanted: str) -> Tested:
    """A document of this kind is at hand."""
    if given.documents is None:
        return _unknown("the documents are")
    return _answer(
        wanted in given.documents, f"{words(wanted)} is wanted; documents at hand: {_listed(given.documents)}"
    )


@_predicate(Argument.WORD, "elements")
def has_element(given: Given, wanted: str) -> Tested:
    """The record holds this clinical element."""
    if given.elements is None:
        return _unknown("the elements of the record are")
    return _answer(
        wanted in given.elements, f"{words(wanted)} is wanted; the record holds: {_listed(given.elements)}"
    )


@_predicate(Argument.YES, "description")
def has_description(given: Given, _: bool) -> Tested:
    """The line has a description of the service."""
    if given.description is None:
        return _unknown("the description is")
    stands = bool(given.description.strip())
    return _answer(stands, "the line has a description" if stands else "the line has no description")


@_predicate(Argument.WHOLE, "description")
def description_at_most(given: Given, limit: int) -> Tested:
    """The description has at most this many characters."""
    if given.description is None:
        return _unknown("the description is")
    length = len(given.description)
    return _answer(length <= limit, f"the description has {length} characters; at most {limit} fit")


_GENERIC_WORDS = """
    an and by for in of on the to unlisted procedure procedures service services noc nos not otherwise
    specified classified miscellaneous misc other radiation oncology therapy radiotherapy treatment
    treatments management clinical planning physics dosimetry device devices brachytherapy therapeutic
    radiology see attached note notes report code codes special
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())  # what any unlisted code of the field says by itself


@_predicate(Argument.YES, "description")
def description_is_specific(given: Given, _: bool) -> Tested:
    """The description says more than the code does: it keeps a word after codes, numbers and
    words such as unlisted, procedure, radiation, treatment or management are taken out."""
    if given.description is None:
        return _unknown("the description is")
    found = [word for word in re.findall(r"[a-z]{2,}", given.description.lower()) if word not in _GENERIC]
    if found:
        return _answer(True, f"the description names what was done ({' '.join(found[:4])})")
    return _answer(False, "the description only repeats what any unlisted code says")


@_predicate(Argument.WORDS, "narrative")
def narrative_in(given: Given, places: tuple[str, ...]) -> Tested:
    """The description stands in one of these places of the claim
    (`sv101_7`, `sv202_7`, `nte`, `item_19`, `item_24_shaded`, `remarks`, `pwk`)."""
    if given.narrative is None:
        return _unknown("the places of the narrative are")
    filled = tuple(place for place, text in given.narrative.items() if text.strip())
    holds = any(place in filled for place in places)
    return _answer(holds, f"a description is wanted in {' or '.join(places)}; it stands in: {_plain(filled)}")


def _plain(items: tuple[str, ...]) -> str:
    return ", ".join(items) if items else "no place"


@_predicate(Argument.WORD, "authorizations")
def has_authorization(given: Given, subject: str) -> Tested:
    """An authorization is on file for this subject (`course`, `unlisted_line`)."""
    if given.authorizations is None:
        return _unknown("the authorizations are")
    return _answer(
        subject in given.authorizations,
        f"an authorization of the {words(subject)} is wanted; on file: {_listed(given.authorizations)}",
    )


@_predicate(Argument.WHOLE, "units")
def units_at_most(given: Given, limit: int) -> Tested:
    """The line has at most this many units."""
    if given.units is None:
        return _unknown("the units are")
    return _answer(given.units <= limit, f"the line has {given.units} units; at most {limit} are allowed")


@_predicate(Argument.WORDS, "modifiers")
def modifiers_among(given: Given, allowed: tuple[str, ...]) -> Tested:
    """Every modifier on the line is one of these; a line without modifiers meets it."""
    if given.modifiers is None:
        return _unknown("the modifiers are")
    others = tuple(modifier for modifier in given.modifiers if modifier not in allowed)
    if others:
        return _answer(
            False, f"{_plain_or_none(others)} on the line; only {', '.join(allowed)} may stand there"
        )
    return _answer(True, f"modifiers on the line: {_plain_or_none(given.modifiers)}; all allowed")


def _plain_or_none(items: tuple[str, ...]) -> str:
    return ", ".join(items) if items else "none"


@_predicate(Argument.WORDS, "modifiers")
def has_modifier(given: Given, wanted: tuple[str, ...]) -> Tested:
    """At least one of these modifiers is on the line."""
    if given.modifiers is None:
        return _unknown("the modifiers are")
    holds = any(modifier in given.modifiers for modifier in wanted)
    return _answer(
        holds, f"{' or '.join(wanted)} is wanted; modifiers on the line: {_plain_or_none(given.modifiers)}"
    )


@_predicate(Argument.YES, "modifiers")
def has_no_modifier(given: Given, _: bool) -> Tested:
    """The line has no modifier."""
    if given.modifiers is None:
        return _unknown("the modifiers are")
    return _answer(not given.modifiers, f"modifiers on the line: {_plain_or_none(given.modifiers)}")


@_predicate(Argument.WORDS, "code")
def code_is(given: Given, codes: tuple[str, ...]) -> Tested:
    """The billing code is one of these."""
    if given.code is None:
        return _unknown("the billing code is")
    return _answer(given.code in codes, f"the code is {given.code}; asked for: {', '.join(codes)}")


@_predicate(Argument.WORDS, "setting")
def setting_is(given: Given, settings: tuple[str, ...]) -> Tested:
    """The setting is one of these (`office`, `freestanding_center`, `outpatient_hospital` …)."""
    if given.setting is None:
        return _unknown("the setting is")
    return _answer(
        given.setting in settings, f"the setting is {words(given.setting)}; asked for: {_listed(settings)}"
    )


@_predicate(Argument.WORDS, "setting")
def setting_is_not(given: Given, settings: tuple[str, ...]) -> Tested:
    """The setting is none of these."""
    if given.setting is None:
        return _unknown("the setting is")
    return _answer(
        given.setting not in settings,
        f"the setting is {words(given.setting)}; ruled out: {_listed(settings)}",
    )


@_predicate(Argument.WORDS, "billing_class")
def billing_class_is(given: Given, classes: tuple[str, ...]) -> Tested:
    """The billing class is one of these (`professional`, `institutional`)."""
    if given.billing_class is None:
        return _unknown("the billing class is")
    return _answer(
        given.billing_class in classes,
        f"the billing class is {words(given.billing_class)}; asked for: {_listed(classes)}",
    )


@_predicate(Argument.WORDS, "line_of_business")
def line_of_business_is(given: Given, lines: tuple[str, ...]) -> Tested:
    """The patient's plan is of one of these lines of business."""
    if given.line_of_business is None:
        return _unknown("the line of business is")
    return _answer(
        given.line_of_business in lines,
        f"the line of business is {words(given.line_of_business)}; asked for: {_listed(lines)}",
    )


@_predicate(Argument.WORDS, "place_of_service")
def place_of_service_is(given: Given, places: tuple[str, ...]) -> Tested:
    """The place of service code is one of these (two digits, kept as text)."""
    if given.place_of_service is None:
        return _unknown("the place of service is")
    return _answer(
        given.place_of_service in places,
        f"the place of service is {given.place_of_service}; asked for: {', '.join(places)}",
    )


@_predicate(Argument.EVENT_DAYS, "days_since")
def days_since_at_most(given: Given, limit: tuple[str, int]) -> Tested:
    """At most this many days have passed since the event."""
    event, days = limit
    passed = None if given.days_since is None else given.days_since.get(event)
    if passed is None:
        return _unknown(f"the days since {words(event)} are")
    return _answer(passed <= days, f"{passed} days since {words(event)}; at most {days} are allowed")


@_predicate(Argument.WORD, "course")
def course_is(given: Given, fact: str) -> Tested:
    """The named yes-or-no fact of the treatment course holds."""
    value = None if given.course is None else given.course.get(fact)
    if value is None:
        return _unknown(f"the fact {words(fact)} is")
    return _answer(value is True, f"{words(fact)}: {'yes' if value is True else 'no'}")


@_predicate(Argument.FACT_COUNT, "course")
def course_at_most(given: Given, limit: tuple[str, int]) -> Tested:
    """The named number of the treatment course is at most this."""
    fact, count = limit
    value = None if given.course is None else given.course.get(fact)
    if value is None or isinstance(value, bool):
        return _unknown(f"the number of {words(fact)} is")
    return _answer(value <= count, f"{words(fact)}: {value}; at most {count}")


@_predicate(Argument.FACT_COUNT, "course")
def course_at_least(given: Given, limit: tuple[str, int]) -> Tested:
    """The named number of the treatment course is at least this."""
    fact, count = limit
    value = None if given.course is None else given.course.get(fact)
    if value is None or isinstance(value, bool):
        return _unknown(f"the number of {words(fact)} is")
    return _answer(value >= count, f"{words(fact)}: {value}; at least {count}")
