"""Open cases that a change of policy touches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet

from unlisted.desk.changes import PolicyChange
from unlisted.desk.models import Case, Membership
from unlisted.desk.queues import Queue

SHOWN = 5

Scope = tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Touched:
    """How many open cases a change touches, and the numbers of the first by deadline."""

    count: int
    first: tuple[int, ...]


def touched_by(by: Membership, changes: Sequence[PolicyChange]) -> list[Touched]:
    """Return what each change touches.

    A case is touched when it is open, its payer is concerned and its code is. The day of its service does
    not decide: filing, appeal and documents follow the day they are done. A rule that holds whoever pays
    touches every case of its codes. One query counts; changes of the same payers and codes share one more.
    """
    if not changes:
        return []
    open_ = Case.objects.filter(practice=by.practice_id).exclude(queue=Queue.CLOSED.value).order_by()
    groups = open_.values_list("payer", "code").annotate(n=Count("*"))
    counts = {(payer, code): n for payer, code, n in groups}
    known: dict[Scope, Touched] = {}
    for item in changes:
        scope = (item.payers, item.codes)
        if scope not in known:
            known[scope] = _touched(open_, counts, scope)
    return [known[item.payers, item.codes] for item in changes]


def _touched(open_: QuerySet[Case], counts: dict[tuple[str, str], int], scope: Scope) -> Touched:
    payers, codes = scope
    mine = [key for key in counts if key[1] in codes and (not payers or key[0] in payers)]
    if not mine:
        return Touched(0, ())
    found = open_.filter(code__in=sorted({code for _, code in mine}))
    if payers:
        found = found.filter(payer__in=sorted({payer for payer, _ in mine}))
    first = found.order_by(F("due_on").asc(nulls_last=True), "number")[:SHOWN]
    return Touched(sum(counts[key] for key in mine), tuple(first.values_list("number", flat=True)))
