"""The practice's ledger: what was sent, the payers' files and payments, and what posting moved.

Rows carry keys of the pure posting (``unlisted.remittance``), one of each kind in a practice: the same thing
posted again finds its row. A patient's name stands here encrypted only, in what waits unmatched.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from unlisted.desk.models.case import Case
from unlisted.desk.models.people import Membership, Practice
from unlisted.desk.models.sealed import SealedField
from unlisted.desk.models.upload import Upload


class ReturnFile(models.Model):
    """A payer's file that was taken in, known by its hash. ``result`` is what the import page shows."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="return_files")
    sha256 = models.CharField(max_length=64)
    upload = models.ForeignKey(Upload, null=True, on_delete=models.PROTECT, related_name="+")
    result = models.JSONField(default=dict)
    posted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One row for a file, however often it is handed in."""

        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("practice", "sha256"), name="one_return_file")
        ]

    def __str__(self) -> str:
        return f"return file {self.pk}"


class SentClaim(models.Model):
    """A claim as it was sent: numbers and lines, so that what comes back finds its case.

    ``body`` holds the payer's address, frequency, the number it replaces and the lines. ``file`` is the set
    a 999 names (GS06 and ST02), ``interchange`` what a TA1 names.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="sent_claims")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sent_claims")
    control_number = models.CharField(max_length=38)
    root = models.CharField(max_length=38)
    body = models.JSONField(default=dict)
    payer_number = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=20, default="sent")
    sent_on = models.DateField()
    answered_on = models.DateField(null=True)
    file = models.CharField(max_length=40, blank=True)
    interchange = models.CharField(max_length=20, blank=True)

    class Meta:
        """In the order sent; one number never stands for two claims."""

        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("practice", "control_number"), name="one_sent_claim")
        ]

    def __str__(self) -> str:
        return f"sent claim {self.control_number}"


class PaymentRow(models.Model):
    """A payment of a payer: trace number, amount, and the digest that tells a repeat from a misuse."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="payments")
    key = models.CharField(max_length=160)
    payer = models.CharField(max_length=80, blank=True)
    trace = models.CharField(max_length=80)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    paid_on = models.DateField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    file = models.CharField(max_length=64)
    claims = models.PositiveIntegerField(default=0)

    class Meta:
        """One row for a payer and trace number."""

        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("practice", "key"), name="one_payment")
        ]

    def __str__(self) -> str:
        return f"payment {self.pk}"


class LedgerRow(models.Model):
    """One amount in one account (a ``LedgerEntry`` of the pure posting); a payment's rows add up to zero."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="ledger")
    key = models.CharField(max_length=240)
    payment = models.CharField(max_length=160, blank=True)
    claim = models.CharField(max_length=38, blank=True)
    line = models.CharField(max_length=60, blank=True)
    account = models.CharField(max_length=24)
    kind = models.CharField(max_length=24)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    group = models.CharField(max_length=4, blank=True)
    reason = models.CharField(max_length=80, blank=True)
    day = models.DateField(null=True)

    class Meta:
        """One row for a key; read by claim."""

        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("practice", "key"), name="one_ledger_row")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=("practice", "claim"), name="ledger_claim")
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"


class Unmatched(models.Model):
    """Something of a payer's file that no rule could post, until a person has looked after it.

    ``details`` is JSON, encrypted: the numbers, name, days and amounts of the payer's claim, by which a
    person finds whose it is. ``assigned_claim`` and ``assigned_line`` are set while its money stands there;
    ``assigned_times`` counts, so that money assigned, taken back and assigned anew has keys of its own.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="unmatched")
    key = models.CharField(max_length=240)
    payment = models.CharField(max_length=160)
    place = models.CharField(max_length=40)
    reason = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    candidates = models.JSONField(default=list)
    file = models.CharField(max_length=64)
    queued_at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_how = models.CharField(max_length=400, blank=True)
    details = SealedField(default=b"", blank=True)
    assigned_claim = models.CharField(max_length=38, blank=True)
    assigned_line = models.CharField(max_length=40, blank=True)
    assigned_times = models.PositiveIntegerField(default=0)

    class Meta:
        """Oldest first."""

        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("practice", "key"), name="one_unmatched")
        ]

    def __str__(self) -> str:
        return f"unmatched {self.pk}"
