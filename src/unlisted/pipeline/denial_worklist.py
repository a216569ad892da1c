"""The open denials of a ledger with their routes, by deadline, then amount: none ends unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unlisted.base.outcome import Available
from unlisted.denials.deadline import Deadline, DeadlineState
from unlisted.denials.route import Denied, Route, route_denial
from unlisted.pipeline.ledger_store import LedgerStore
from unlisted.remittance.ledger import Denial
from unlisted.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class WorkItem:
    """An open denial, where it goes, and how its deadline stands; ``None`` where no source states a limit."""

    denial: Denial
    route: Route
    deadline: Deadline | None
    state: DeadlineState | None

    @property
    def is_over(self) -> bool:
        """Say whether the time is over: the item stays on the list until a person closes it."""
        return self.state is DeadlineState.OVER


def worklist(
    store: LedgerStore, rulebook: Rulebook, today: date, *, payer: str = "", line_of_business: str = ""
) -> list[WorkItem]:
    """Return the open denials: those with a deadline first, the earliest on top; then the others by amount.

    The level that comes next is one above the appeals the ledger knows of the claim.
    """
    appeals: dict[str, int] = {}
    for action in store.history.actions():
        if action.what.startswith("appeal_"):
            appeals[action.claim] = appeals.get(action.claim, 0) + 1
    items = []
    for denial in store.denials():
        denied = Denied(
            denial.reason,
            denial.remarks,
            denial.group,
            payer,
            line_of_business,
            denial.day,
            level=appeals.get(denial.claim, 0) + 1,
            amount=denial.amount,
        )
        route = route_denial(denied, rulebook, today)
        deadline = route.level.value.deadline if isinstance(route.level, Available) else None
        items.append(WorkItem(denial, route, deadline, deadline.state(today) if deadline else None))
    return sorted(items, key=_by_deadline)


def _by_deadline(item: WorkItem) -> tuple[bool, date, object, str]:
    due = item.deadline.due if item.deadline is not None else date.max
    return item.deadline is None, due, -item.denial.amount, item.denial.key
