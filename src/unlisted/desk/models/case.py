"""The case: its head for the worklist, revisions of the episode, decisions, answers, choices, notes."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce

from unlisted.claim.case_states import CaseState
from unlisted.desk.models.people import Membership, Practice
from unlisted.desk.models.sealed import SealedField
from unlisted.desk.queues import Queue

NOTHING_ASKED = models.Value(Decimal(-1), output_field=models.DecimalField(max_digits=12, decimal_places=2))
"""Where a case without a fee stands in an order by value: last, on every database."""


class Case(models.Model):
    """One course of treatment on its way to payment.

    ``queue``, ``due_on`` and ``next_step`` are worked out by ``services.standing`` whenever something
    changes, so the worklist is one indexed read. ``due_on`` is the nearer of the two clocks.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="cases")
    number = models.PositiveIntegerField()
    family_name = models.CharField(max_length=120, blank=True)
    given_name = models.CharField(max_length=120, blank=True)
    record_number = models.CharField(max_length=80, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    payer = models.CharField(max_length=80, blank=True)
    payer_name = models.CharField(max_length=160, blank=True)
    member_id = models.CharField(max_length=80, blank=True)
    service = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=5, default="77499")
    stage = models.CharField(max_length=20, default="management")
    setting = models.CharField(max_length=40, blank=True)
    date_of_service = models.DateField(null=True, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in CaseState], default="draft")
    queue = models.CharField(max_length=30, choices=[(q.value, q.value) for q in Queue])
    next_step = models.CharField(max_length=120, blank=True)
    filing_limit = models.DateField(null=True, blank=True)
    limit_by_contract = models.DateField(null=True, blank=True)  # as a person reads it in the contract
    appeal_limit = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    snoozed_until = models.DateField(null=True, blank=True)
    snooze_reason = models.CharField(max_length=200, blank=True)
    gaps = models.PositiveIntegerField(default=0)
    claim_details = SealedField(default=b"", blank=True)  # address, place of service, who rendered: JSON
    authorization_pending = models.BooleanField(default=False)
    records_asked = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        """One number per practice; the worklist's orders have their indexes."""

        ordering = ("number",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("practice", "number"), name="one_case_number")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index("practice", "queue", "due_on", models.F("amount").desc(), name="case_queue"),
            models.Index("practice", "due_on", models.F("amount").desc(), "number", name="case_due"),
            models.Index("practice", "owner", "due_on", name="case_owner"),
            models.Index("practice", "owner", "queue", "snoozed_until", name="case_counts"),
            models.Index("practice", "queue", "snoozed_until", name="case_counts_all"),
            models.Index("practice", "payer", "code", "queue", name="case_payer"),
            models.Index("practice", Coalesce("amount", NOTHING_ASKED).desc(), name="case_amount"),
            models.Index("practice", "record_number", name="case_record"),
            models.Index("practice", "family_name", name="case_family"),
        ]

    def __str__(self) -> str:
        return f"case {self.number}"

    @property
    def initials(self) -> str:
        """Return the patient's initials: what a list shows."""
        return "".join(f"{name[0].upper()}." for name in (self.given_name, self.family_name) if name) or "?"


class EpisodeRevision(models.Model):
    """The episode as it was known from one moment on: the episode file, encrypted."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    content = SealedField()
    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=200)
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest last."""

        ordering = ("number",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("case", "number"), name="one_revision_number")
        ]

    def __str__(self) -> str:
        return f"revision {self.number}"


class Decision(models.Model):
    """What the record supported on a day, with the checklist, the payer check and the board beside it.

    ``content`` is JSON, encrypted: ``decision``, ``checklist``, ``payer``, ``board``.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    revision = models.ForeignKey(EpisodeRevision, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20)
    codes = models.CharField(max_length=120, blank=True)
    open_questions = models.PositiveIntegerField(default=0)
    as_of = models.DateField()
    rulebook_version = models.CharField(max_length=40)
    content = SealedField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest last."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.outcome} on {self.as_of}"


class Answer(models.Model):
    """A named person's answer to an open question. Never changed; a later one stands beside it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=80)
    value = models.CharField(max_length=20)  # yes, no, or a whole number
    says = models.CharField(max_length=400)
    person = models.CharField(max_length=120)
    role = models.CharField(max_length=40)
    on = models.DateField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order given."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.question}: {self.value}"


class ComparatorChoice(models.Model):
    """The comparator a person chose, the percentage with its reason, and the fee that follows."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="choices")
    comparator = models.CharField(max_length=5)
    percent = models.DecimalField(max_digits=6, decimal_places=2)
    reason = models.CharField(max_length=400)
    asked = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    floor = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    person = models.CharField(max_length=120)
    role = models.CharField(max_length=40)
    on = models.DateField()

    class Meta:
        """In the order chosen; the last one holds."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.comparator} {self.percent:+}%"


class Note(models.Model):
    """A note on a case, never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(max_length=4000)
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return f"note {self.pk}"
