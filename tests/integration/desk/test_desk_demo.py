"""The demonstration: its cases are moved by payers' files, as a practice's are."""

from __future__ import annotations

import pytest

from unlisted.desk.audit import verify_chain
from unlisted.desk.demo.seed import CASES, seed_demo
from unlisted.desk.models import Case, Job, OutcomeRow, Remittance, ReturnFile, Unmatched
from unlisted.desk.queues import Queue


@pytest.mark.django_db
def test_the_payers_of_the_demo_answer_by_files() -> None:
    seed_demo(lambda _: None)
    assert Case.objects.count() == CASES
    states = set(Case.objects.values_list("state", flat=True))
    assert {"accepted", "rejected", "paid", "underpaid", "denied", "appealed", "upheld", "closed"} <= states
    assert set(Case.objects.values_list("queue", flat=True)) == {queue.value for queue in Queue}
    assert not Remittance.objects.filter(posting_key="").exists()
    assert ReturnFile.objects.count() > 20
    assert not Job.objects.exclude(state="done").exists()
    assert not Unmatched.objects.exists()
    assert OutcomeRow.objects.filter(level="appeal_1", allowed__gt=0).exists()
    assert verify_chain().ok
