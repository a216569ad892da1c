"""The service catalogue: a practice's own names for what it does under an unlisted code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from unlisted.base.outcome import Finding, Severity, Truth
from unlisted.coding.request import UNLISTED_OF
from unlisted.rules.checks import PREDICATES
from unlisted.rules.given import Given
from unlisted.rules.rulebook import Rulebook

DESCRIPTION_CHARACTERS = 80
"""Room of the description on a claim (SV101-7; item 19)."""

_X12_TEXT = re.compile(r"^[A-Za-z0-9 !\"&'()+,\-./;?=%@\[\]_{}\\|<>#$^`]*$")
_RESERVED = frozenset("*:~^")
_CODE = re.compile(r"\b(?:\d{4}[0-9T]|[CG]\d{4})\b")


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """An entry of a service's history: when, who, in which role, and what changed."""

    on: date
    by: str
    role: str
    change: str


@dataclass(frozen=True, slots=True)
class Service:
    """One service the practice gives under an unlisted code. ``fee`` in US dollars, ``None`` where open.

    ``evidence`` are slugs of documents or clinical elements that have to be at hand.
    """

    id: str
    name: str
    code: str
    description: str
    evidence: tuple[str, ...]
    comparator: str
    fee: Decimal | None
    review_by: date
    history: tuple[ServiceChange, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All services of a practice."""

    practice: str
    services: tuple[Service, ...]

    def service(self, service_id: str) -> Service:
        """Return a service; raise ``LookupError`` when there is none of that id."""
        for item in self.services:
            if item.id == service_id:
                return item
        raise LookupError(f"no service {service_id}")


def check_catalogue(catalogue: Catalogue, rulebook: Rulebook, on: date) -> tuple[Finding, ...]:
    """Check every service: description, code, comparator, fee, review date, history."""
    found: list[Finding] = []
    seen: set[str] = set()
    texts: dict[str, str] = {}
    for item in catalogue.services:
        if item.id in seen:
            found.append(_finding("service_twice", Severity.BLOCKING, item, "the id stands twice"))
        seen.add(item.id)
        plain = " ".join(item.description.lower().split())
        if plain in texts:
            found.append(
                _finding(
                    "same_description", Severity.WARNING, item, f"the description is that of {texts[plain]}"
                )
            )
        texts.setdefault(plain, item.id)
        found += check_service(item, rulebook, on)
    return tuple(found)


def check_service(service: Service, rulebook: Rulebook, on: date) -> tuple[Finding, ...]:
    """Check one service."""
    found = [*_description(service, rulebook)]
    if service.code not in UNLISTED_OF.values():
        codes = ", ".join(sorted(UNLISTED_OF.values()))
        found.append(
            _finding("not_unlisted", Severity.BLOCKING, service, f"{service.code} is none of {codes}")
        )
    else:
        family = rulebook.groups[f"comparators_{service.code}"]
        if service.comparator in UNLISTED_OF.values() or service.comparator not in rulebook.codes:
            found.append(
                _finding(
                    "no_comparator",
                    Severity.BLOCKING,
                    service,
                    f"{service.comparator} is no listed code here",
                )
            )
        elif service.comparator not in family:
            text = f"{service.comparator} is of another family; that is allowed, and wants a reason"
            found.append(_finding("other_family", Severity.ADVICE, service, text))
    if service.fee is None:
        found.append(_finding("no_fee", Severity.WARNING, service, "no fee is set"))
    elif service.fee <= 0:
        found.append(_finding("fee_not_positive", Severity.BLOCKING, service, "the fee is not above zero"))
    if not service.evidence:
        found.append(_finding("no_evidence", Severity.BLOCKING, service, "no evidence is asked for"))
    if service.review_by < on:
        text = f"the review was due on {service.review_by}"
        found.append(_finding("review_due", Severity.WARNING, service, text))
    found += _history(service, on)
    return tuple(found)


def check_description(text: str, rulebook: Rulebook) -> tuple[tuple[str, Severity, str], ...]:
    """Check a description for length, characters, vagueness, and codes that are listed."""
    found: list[tuple[str, Severity, str]] = []
    length = len(text)
    if not text.strip():
        return (("no_description", Severity.BLOCKING, "the description is empty"),)
    if length > DESCRIPTION_CHARACTERS:
        says = f"the description has {length} characters, {DESCRIPTION_CHARACTERS} fit"
        found.append(("description_too_long", Severity.BLOCKING, says))
    if not _X12_TEXT.match(text) or _RESERVED & set(text):
        says = "the description holds characters a claim file cannot carry as they are"
        found.append(("description_characters", Severity.BLOCKING, says))
    truth, why = PREDICATES["description_is_specific"].test(Given(description=text), True)
    if truth is not Truth.MET:
        found.append(("description_vague", Severity.BLOCKING, why))
    named = [code for code in _CODE.findall(text) if code in rulebook.codes]
    listed = [code for code in named if rulebook.codes[code].kind != "unlisted"]
    if listed and not re.search(r"\b(compar|cf\b|like|similar)", text.lower()):
        says = f"the description names {', '.join(listed)}; a payer may deny it as a coded service"
        found.append(("names_listed_code", Severity.WARNING, says))
    return tuple(found)


def _description(service: Service, rulebook: Rulebook) -> Iterable[Finding]:
    for code, severity, says in check_description(service.description, rulebook):
        yield _finding(code, severity, service, says)


def _history(service: Service, on: date) -> Iterable[Finding]:
    if not service.history:
        yield _finding("no_history", Severity.BLOCKING, service, "nobody stands in the history")
        return
    days = [item.on for item in service.history]
    if days != sorted(days):
        yield _finding("history_order", Severity.BLOCKING, service, "the history is not in order of time")
    if days[-1] > on:
        yield _finding("history_ahead", Severity.WARNING, service, f"the history goes beyond {on}")


def _finding(code: str, severity: Severity, service: Service, message: str) -> Finding:
    return Finding(code, severity, f"{service.id}: {message}", where=service.id)
