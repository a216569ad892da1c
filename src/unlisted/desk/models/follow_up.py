"""What comes back: remittances, denials, appeals."""

from __future__ import annotations

from django.db import models

from unlisted.desk.models.case import Case
from unlisted.desk.models.people import Membership
from unlisted.desk.models.sealed import SealedField


class Remittance(models.Model):
    """What a payer decided on the line of a case. Amounts in US dollars."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="remittances")
    payer_claim_control_number = models.CharField(max_length=80, blank=True)
    charge_amount = models.DecimalField(max_digits=12, decimal_places=2)
    allowed_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    paid_amount = models.DecimalField(max_digits=12, decimal_places=2)
    patient_responsibility_amount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    adjustments = models.JSONField(default=list)
    decided_on = models.DateField()
    source_sha256 = models.CharField(max_length=64)
    posted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order posted; one file counts once for a case."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("case", "source_sha256"), name="one_remittance_per_file"),
        )

    def __str__(self) -> str:
        return f"remittance of {self.decided_on}"


class Denial(models.Model):
    """A denial by its codes. ``can_appeal`` and ``deadline`` come from the rulebook, or a person."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="denials")
    remittance = models.ForeignKey(Remittance, null=True, on_delete=models.PROTECT, related_name="denials")
    reason_code = models.CharField(max_length=10)
    remark_codes = models.JSONField(default=list)
    says = models.CharField(max_length=400, blank=True)
    next_action = models.CharField(max_length=200, blank=True)
    can_appeal = models.BooleanField(default=False)
    deadline = models.DateField(null=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order recorded."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"denial {self.reason_code}"


class Appeal(models.Model):
    """An appeal at one level: drafted, sent, and how it ended."""

    denial = models.ForeignKey(Denial, on_delete=models.PROTECT, related_name="appeals")
    level = models.PositiveSmallIntegerField(default=1)
    content = SealedField()
    sent_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    result = models.CharField(max_length=20, blank=True)  # overturned, upheld
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """By level."""

        ordering = ("level",)

    def __str__(self) -> str:
        return f"appeal, level {self.level}"
