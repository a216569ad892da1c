"""Open cases that a change of policy touches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from unlisted.desk.changes import PolicyChange
from unlisted.desk.models import Case, Membership
from unlisted.desk.queues import Queue

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Touched:
    """How many open cases a change touches, and the first of them by deadline."""

    count: int
    first: tuple[int, ...]


def touched_by(by: Membership, changes: Sequence[PolicyChange]) -> list[Touched]:
    """Return what each change touches, in two queries however many changes and cases there are.

    A case is touched when it is open, its payer is concerned and its code is. The day of its service does
    not decide: filing, appeal and documents follow the day they are done. A rule that holds whoever pays
    touches every case of its codes.
    """
    if not changes:
        return []
    cases = _open(by, changes)
    groups = cases.order_by().values("payer", "code").annotate(n=Count("id"))
    counts = {(row["payer"], row["code"]): row["n"] for row in groups}
    rank = Window(
        RowNumber(),
        partition_by=[F("payer"), F("code")],
        order_by=[F("due_on").asc(nulls_last=True), "number"],
    )
    firsts: dict[tuple[str, str], list[tuple[str, int]]] = {}
    ranked = cases.order_by().annotate(rank=rank).filter(rank__lte=SHOWN)
    for payer, code, due, number in ranked.values_list("payer", "code", "due_on", "number"):
        firsts.setdefault((payer, code), []).append((due.isoformat() if due else "9999", number))
    return [_touched(item, counts, firsts) for item in changes]


def _open(by: Membership, changes: Sequence[PolicyChange]) -> QuerySet[Case]:
    found = Case.objects.filter(practice=by.practice_id).exclude(queue=Queue.CLOSED.value)
    if all(item.payers for item in changes):
        found = found.filter(Q(payer__in=sorted({name for item in changes for name in item.payers})))
    return found


def _touched(
    item: PolicyChange,
    counts: dict[tuple[str, str], int],
    firsts: dict[tuple[str, str], list[tuple[str, int]]],
) -> Touched:
    mine = [key for key in counts if key[1] in item.codes and (not item.payers or key[0] in item.payers)]
    first = sorted(entry for key in mine for entry in firsts.get(key, ()))[:SHOWN]
    return Touched(sum(counts[key] for key in mine), tuple(number for _, number in first))
