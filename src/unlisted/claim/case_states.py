"""The states of a case and the steps between them: one table, from which the diagram is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CaseState(StrEnum):
    """Where a case stands on its way from record to payment."""

    DRAFT = "draft"
    READY = "ready"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ADJUDICATED = "adjudicated"
    PAID = "paid"
    UNDERPAID = "underpaid"
    DENIED = "denied"
    APPEALED = "appealed"
    OVERTURNED = "overturned"
    UPHELD = "upheld"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Step:
    """One allowed step: from, to, and the verb that names it."""

    before: CaseState
    after: CaseState
    verb: str


_S = CaseState
STEPS = (
    Step(_S.DRAFT, _S.READY, "sign the packet"),
    Step(_S.READY, _S.DRAFT, "reopen"),
    Step(_S.READY, _S.SUBMITTED, "mark as sent"),
    Step(_S.SUBMITTED, _S.ACCEPTED, "record acceptance"),
    Step(_S.SUBMITTED, _S.REJECTED, "record rejection"),
    Step(_S.ACCEPTED, _S.REJECTED, "record rejection"),
    Step(_S.REJECTED, _S.READY, "correct the claim"),
    Step(_S.SUBMITTED, _S.ADJUDICATED, "post the remittance"),
    Step(_S.ACCEPTED, _S.ADJUDICATED, "post the remittance"),
    *(
        Step(before, _S.ADJUDICATED, "post a later remittance")
        for before in (_S.REJECTED, _S.PAID, _S.UNDERPAID, _S.DENIED, _S.OVERTURNED, _S.UPHELD, _S.CLOSED)
    ),
    Step(_S.ADJUDICATED, _S.PAID, "close as paid in full"),
    Step(_S.ADJUDICATED, _S.UNDERPAID, "note the underpayment"),
    Step(_S.ADJUDICATED, _S.DENIED, "note the denial"),
    Step(_S.DENIED, _S.READY, "correct the claim"),
    Step(_S.DENIED, _S.APPEALED, "send the appeal"),
    Step(_S.UNDERPAID, _S.APPEALED, "send the appeal"),
    Step(_S.APPEALED, _S.OVERTURNED, "record that it was overturned"),
    Step(_S.APPEALED, _S.UPHELD, "record that it was upheld"),
    Step(_S.UPHELD, _S.APPEALED, "go to the next level"),
    Step(_S.OVERTURNED, _S.CLOSED, "close"),
    Step(_S.UPHELD, _S.CLOSED, "close"),
    Step(_S.PAID, _S.CLOSED, "close"),
    Step(_S.UNDERPAID, _S.CLOSED, "accept and close"),
    Step(_S.DENIED, _S.CLOSED, "accept and close"),
    Step(_S.DRAFT, _S.CLOSED, "close: no unlisted code is claimed"),
)


def steps_from(state: CaseState) -> tuple[Step, ...]:
    """Return the steps a state allows, in the order of the table."""
    return tuple(step for step in STEPS if step.before is state)


def can_step(before: CaseState, after: CaseState) -> bool:
    """Say whether the table allows a step."""
    return any(step.before is before and step.after is after for step in STEPS)


def state_diagram() -> str:
    """Write the table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    lines += [f"    {step.before.value} --> {step.after.value}: {step.verb}" for step in STEPS]
    return "\n".join([*lines, "    closed --> [*]"]) + "\n"
