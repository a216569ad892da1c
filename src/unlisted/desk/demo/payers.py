"""The payers of the demonstration: simulated ones whose files go through the import like any others."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from unlisted.desk.jobs.worker import work_one
from unlisted.desk.models import Case, ClaimFile, Membership
from unlisted.desk.services.uploads import import_records
from unlisted.pipeline.payer_behavior import Behavior
from unlisted.pipeline.payer_simulator import SentAnswer, SimulatedPayer

ACKNOWLEDGED_ONLY = "accepted"
BEHAVIORS = {
    "accepted": Behavior.PAID,
    "rejected": Behavior.REJECTED_CLAIM,
    "records": Behavior.RECORDS_REQUESTED,
    "paid": Behavior.PAID,
    "closed": Behavior.PAID,
    "underpaid": Behavior.UNDERPAID_COMPARABLE,
    "denied": Behavior.LISTED_CODE,
    "appealed": Behavior.LISTED_CODE,
    "overturned": Behavior.LISTED_CODE,
    "upheld": Behavior.NOT_NECESSARY,
    "stopped": Behavior.UNPROCESSABLE,
}
"""What a payer does with the claim of a case that ends so."""


class DemoPayer:
    """The payer of one case. ``hand_in`` lets the biller hand its files in, and the worker post them."""

    def __init__(self, case: Case, end: str) -> None:
        self.case, self.end = case, end
        self.payer = SimulatedPayer(
            (case.payer or "demo").upper().replace("_", " ")[:35],
            f"{(case.payer or 'DEMO').upper().replace('_', '')[:9]}{case.number:03d}",
            drawn=(BEHAVIORS[end],),
            full_share=Decimal(1),
        )

    def answer(self, claim: ClaimFile, day: date, by: Membership) -> None:
        """Answer the claim."""
        answers = self.payer.receive(bytes(claim.content), day)
        if self.end == ACKNOWLEDGED_ONLY:
            answers = [item for item in answers if item.kind != "835"]
        self._hand_in(answers, by)

    def answer_appeal(self, day: date, by: Membership) -> None:
        """Answer the first appeal."""
        number = next(iter(self.payer.claims))
        self._hand_in(self.payer.react(number, "appeal_1", day), by)

    def _hand_in(self, answers: Sequence[SentAnswer], by: Membership) -> None:
        files = [
            (
                f"{self.payer.payer_id.lower()}-{item.day}-{number}.{item.kind.lower()}",
                io.BytesIO(item.data),
                len(item.data),
            )
            for number, item in enumerate(answers, 1)
        ]
        import_records(by=by, files=files)
        while work_one():
            pass
