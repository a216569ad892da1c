"""Cases: the worklist, one case with everything on its page, search."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from unlisted.base.money import parse_decimal
from unlisted.desk.models import (
    Answer,
    Appeal,
    AuditEvent,
    Case,
    ClaimFile,
    Decision,
    Denial,
    EpisodeRevision,
    Membership,
    Packet,
    SavedView,
)
from unlisted.desk.models.case import NOTHING_ASKED
from unlisted.desk.numbers import whole
from unlisted.desk.permissions import NotThereError
from unlisted.desk.queues import Queue
from unlisted.desk.selectors.payers_at_hand import payers_at_hand

PAGE = 50
REVIEWS_AT_HAND = 32
"""Reviews a process keeps parsed: about 2 MB each in memory, and 5 ms of every look saved."""

LOOKS = ("case looked at", "case found by search")
"""Entries that stand in the trail only: on a case many people look at they would crowd out its history."""
TABS = ("mine", "unassigned", "all")
SORTS = {
    "due": (F("due_on").asc(nulls_last=True), F("amount").desc(nulls_last=True), "number"),
    "amount": (Coalesce("amount", NOTHING_ASKED).desc(), F("due_on").asc(nulls_last=True), "number"),
    "number": ("-number",),
    "updated": ("-updated_at", "number"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What the worklist shows; it is exactly what stands in the address."""

    tab: str = "all"
    queue: str = ""
    payer: str = ""
    service: str = ""
    state: str = ""
    due: str = ""  # overdue, week, month
    least: Decimal | None = None
    sort: str = "due"
    page: int = 1


def read_filter(given: Mapping[str, str]) -> Filter:
    """Read a filter from an address; what is not known there falls back to its default."""
    queue = given.get("queue", "")
    least = parse_decimal(given.get("least", "")[:12])
    page = whole(given.get("page", "1"))
    return Filter(
        tab=given.get("tab", "all") if given.get("tab") in TABS else "all",
        queue=queue if queue in {q.value for q in Queue} else "",
        payer=given.get("payer", "")[:80],
        service=given.get("service", "")[:80],
        state=given.get("state", "")[:20],
        due=given.get("due", "") if given.get("due") in {"overdue", "week", "month"} else "",
        least=least if least is not None and least >= 0 else None,
        sort=given.get("sort", "due") if given.get("sort") in SORTS else "due",
        page=page if page and page < 100_000 else 1,
    )


@dataclass(frozen=True, slots=True)
class Worklist:
    """One page of the worklist with its counts."""

    rows: tuple[Case, ...]
    total: int
    pages: int
    counts: Mapping[str, int]
    everything: int
    chosen: Filter


def worklist(by: Membership, chosen: Filter, today: date) -> Worklist:
    """Return one page in the order of the work: deadline, then value."""
    base = _tab(by, chosen.tab, today)
    counts = dict.fromkeys((queue.value for queue in Queue), 0)
    counts |= {row["queue"]: row["n"] for row in base.order_by().values("queue").annotate(n=Count("*"))}
    found = filtered(by, chosen, today)
    total = found.count() if _narrows(chosen) else sum(_shown(counts, chosen.queue))
    pages = max(1, -(-total // PAGE))
    page = min(chosen.page, pages)
    rows = _rows(found, (page - 1) * PAGE)
    return Worklist(rows, total, pages, counts, sum(_shown(counts, "")), chosen)


def _rows(found: QuerySet[Case], start: int) -> tuple[Case, ...]:
    """Return one page. The rows before it are passed over by their keys alone, without their owners."""
    keys = list(found.select_related(None).values_list("pk", flat=True)[start : start + PAGE])
    by_key = found.order_by().in_bulk(keys)
    return tuple(by_key[key] for key in keys if key in by_key)


def filtered(by: Membership, chosen: Filter, today: date) -> QuerySet[Case]:
    """Return the cases of a filter, ordered, with their owner."""
    found = _tab(by, chosen.tab, today)
    shut = Queue.CLOSED.value
    found = found.filter(queue=chosen.queue) if chosen.queue else found.exclude(queue=shut)
    for name in ("payer", "service", "state"):
        if getattr(chosen, name):
            found = found.filter(**{name: getattr(chosen, name)})
    if chosen.least is not None:
        found = found.filter(amount__gte=chosen.least)
    if chosen.due == "overdue":
        found = found.filter(due_on__lt=today)
    elif chosen.due:
        days = 7 if chosen.due == "week" else 31
        found = found.filter(due_on__lte=today + timedelta(days=days))
    return found.select_related("owner__user").defer("claim_details").order_by(*SORTS[chosen.sort])


def _tab(by: Membership, tab: str, today: date) -> QuerySet[Case]:
    found = Case.objects.filter(practice=by.practice_id)
    if tab == "mine":
        found = found.filter(owner=by)
    elif tab == "unassigned":
        found = found.filter(owner=None)
    return found.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=today))


def _narrows(chosen: Filter) -> bool:
    return bool(chosen.payer or chosen.service or chosen.state or chosen.due or chosen.least is not None)


def _shown(counts: Mapping[str, int], queue: str) -> list[int]:
    if queue:
        return [counts[queue]]
    return [n for name, n in counts.items() if name != Queue.CLOSED.value]


def choices_of_filter(by: Membership) -> dict[str, list[tuple[str, str]]]:
    """Return the payers and services cases of this practice have."""
    services = by.practice.services.values_list("slug", "name")
    return {"payers": payers_at_hand(by), "services": list(services)}


def case_of(by: Membership, number: int) -> Case:
    """Return a case of the practice; everything else is not there."""
    found = Case.objects.select_related("practice", "owner__user").filter(
        practice=by.practice_id, number=number
    )
    case = found.first()
    if case is None:
        raise NotThereError("there is no such case here", fix="look for it in the worklist")
    return case


def cases_of(by: Membership, numbers: list[int]) -> list[Case]:
    """Return several cases of the practice; raise where one is not there."""
    found = list(Case.objects.filter(practice=by.practice_id, number__in=numbers).order_by("number"))
    if len(found) != len(set(numbers)):
        raise NotThereError("one of the cases is not there", fix="load the worklist anew")
    return found


def search_cases(by: Membership, text: str) -> list[Case]:
    """Find cases by patient's name, record number, case number, claim number or code; at most 50."""
    words = text.strip()[:80]
    if not words:
        return []
    match = Q(family_name__istartswith=words) | Q(record_number__iexact=words) | Q(code=words)
    match |= Q(claims__control_number=words)
    first, _, last = words.partition(" ")
    if last:
        match |= Q(given_name__istartswith=first, family_name__istartswith=last.strip())
    if (number := whole(words)) is not None:
        match |= Q(number=number)
    found = Case.objects.filter(match, practice=by.practice_id).select_related("owner__user").distinct()
    return list(found.order_by("number")[:50])


@dataclass(slots=True)
class CasePage:
    """Everything the page of a case shows, read in a fixed number of queries."""

    case: Case
    decision: Decision | None
    review: dict[str, Any]
    answers: list[Answer]
    packets: list[Packet]
    claims: list[ClaimFile]
    timeline: list[AuditEvent]
    members: list[Membership]
    more: dict[str, Any] = field(default_factory=dict)


def case_page(by: Membership, number: int) -> CasePage:
    """Return the page of a case."""
    case = case_of(by, number)
    decision = _newest(case)
    events = AuditEvent.objects.filter(practice=case.practice_id, case_number=case.number)
    events = events.exclude(verb__in=LOOKS)
    denials = list(case.denials.prefetch_related("appeals").order_by("id"))
    return CasePage(
        case=case,
        decision=decision,
        review=_parsed(decision.pk, decision.made_at) if decision else {},
        answers=list(case.answers.order_by("id")),
        packets=list(case.packets.defer("content").order_by("version")),
        claims=list(case.claims.defer("content").order_by("id")),
        timeline=list(events.order_by("-sequence")[:80]),
        members=list(
            Membership.objects.select_related("user").filter(practice=case.practice_id, active=True)
        ),
        more={
            "notes": list(case.notes.select_related("by__user")[:50]),
            **comparator_choices(case),
            "remittances": list(case.remittances.order_by("id")),
            "denials": denials,
            "revisions": list(case.revisions.defer("content").order_by("number")),
        },
    )


def comparator_choices(case: Case) -> dict[str, Any]:
    """Return the choice that holds, and the services a case can be named by."""
    return {
        "choice": case.choices.order_by("id").last(),
        "services": list(case.practice.services.values_list("slug", "name")),
    }


def newest_record(case: Case) -> EpisodeRevision:
    """Return the record of a case as it is known now."""
    return case.revisions.latest("number")


def review_of(case: Case) -> dict[str, Any]:
    """Return the newest review of a case, not to be changed; empty where there is none."""
    decision = _newest(case)
    return _parsed(decision.pk, decision.made_at) if decision else {}


def _newest(case: Case) -> Decision | None:
    return case.decisions.defer("content").order_by("id").last()


@lru_cache(maxsize=REVIEWS_AT_HAND)
def _parsed(pk: int, made_at: datetime) -> dict[str, Any]:
    """Return a review as it was kept. It never changes, so a process reads it once while it is in use.

    Only selectors that have found the case for the person call this. ``made_at`` tells databases apart.
    """
    found: dict[str, Any] = json.loads(bytes(Decision.objects.only("content").get(pk=pk).content))
    return found


def claim_of(by: Membership, number: int, pk: int) -> tuple[Case, ClaimFile]:
    """Return a claim file of a case."""
    case = case_of(by, number)
    found = case.claims.filter(pk=pk).first()
    if found is None:
        raise NotThereError("there is no such claim here")
    return case, found


def answer_of(by: Membership, number: int, pk: int) -> tuple[Case, Answer]:
    """Return an answer that holds."""
    case = case_of(by, number)
    found = case.answers.filter(pk=pk, withdrawn_at=None).first()
    if found is None:
        raise NotThereError("there is no such answer here")
    return case, found


def denial_of(by: Membership, number: int, pk: int) -> tuple[Case, Denial, Appeal | None]:
    """Return a denial with its last appeal."""
    case = case_of(by, number)
    found = case.denials.filter(pk=pk).first()
    if found is None:
        raise NotThereError("there is no such denial here")
    return case, found, found.appeals.order_by("level").last()


def packet_of(by: Membership, number: int, pk: int) -> tuple[Case, Packet]:
    """Return a packet of a case."""
    case = case_of(by, number)
    found = case.packets.filter(pk=pk).first()
    if found is None:
        raise NotThereError("there is no such packet here")
    return case, found


def saved_views(by: Membership) -> QuerySet[SavedView]:
    """Return one's own saved views."""
    return SavedView.objects.filter(membership=by)


def saved_view(by: Membership, pk: int) -> SavedView:
    """Return one of one's own saved views."""
    found = saved_views(by).filter(pk=pk).first()
    if found is None:
        raise NotThereError("there is no such view")
    return found
