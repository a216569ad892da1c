"""What comes back: remittances, denials, appeals."""

from __future__ import annotations

from django.db import models

from unlisted.desk.models.case import Case
from unlisted.desk.models.people import Membership
from unlisted.desk.models.sealed import SealedField


class Remittance(models.Model):
    """What a payer decided on the line of a case. Amounts in US dollars; those of a reversal are negative.

    ``posting_key`` names the claim in its payment, ``payer`` and ``status`` (CLP02) are as the file says;
    all three are empty where a person noted the figures. ``adjustments``: group, reason, amount.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="remittances")
    payer_claim_control_number = models.CharField(max_length=80, blank=True)
    charge_amount = models.DecimalField(max_digits=12, decimal_places=2)
    allowed_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    paid_amount = models.DecimalField(max_digits=12, decimal_places=2)
    patient_responsibility_amount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    adjustments = models.JSONField(default=list)
    decided_on = models.DateField()
    source_sha256 = models.CharField(max_length=64)
    posting_key = models.CharField(max_length=200, blank=True)
    payer = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=4, blank=True)
    secondary = models.BooleanField(default=False)
    remarks = models.JSONField(default=list)
    verdict = models.CharField(max_length=24, blank=True)
    posted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order posted; one file counts once for a case."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("case", "source_sha256", "posting_key"), name="one_remittance_per_file"
            ),
        )

    def __str__(self) -> str:
        return f"remittance of {self.decided_on}"


class RemittanceLine(models.Model):
    """What a payer decided on one line of a claim, as one remittance says it. Amounts in US dollars.

    ``control_number`` and ``code`` are those the line was sent with; ``adjustments``: group, reason, amount;
    ``reason`` is the refusing code, empty where nothing was refused.
    """

    remittance = models.ForeignKey(Remittance, on_delete=models.PROTECT, related_name="lines")
    control_number = models.CharField(max_length=40)
    code = models.CharField(max_length=10)
    charge_amount = models.DecimalField(max_digits=12, decimal_places=2)
    allowed_amount = models.DecimalField(max_digits=12, decimal_places=2)
    paid_amount = models.DecimalField(max_digits=12, decimal_places=2)
    adjustments = models.JSONField(default=list)
    reason = models.CharField(max_length=80, blank=True)
    remarks = models.JSONField(default=list)

    class Meta:
        """In the order of the remittance."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"line {self.control_number}"


class Denial(models.Model):
    """A denial by its codes. ``can_appeal`` and ``deadline`` come from the rulebook, or a person.

    ``route`` is the rulebook's answer as ``unlisted denial route --json`` gives it, empty where a person
    noted the denial. ``open`` until a later answer of the payer takes its place. ``line`` and ``code`` name
    the line it is about, empty where the payer refused the claim as a whole.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="denials")
    remittance = models.ForeignKey(Remittance, null=True, on_delete=models.PROTECT, related_name="denials")
    reason_code = models.CharField(max_length=10)
    remark_codes = models.JSONField(default=list)
    says = models.CharField(max_length=400, blank=True)
    next_action = models.CharField(max_length=200, blank=True)
    can_appeal = models.BooleanField(default=False)
    deadline = models.DateField(null=True)
    group_code = models.CharField(max_length=4, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    line = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=10, blank=True)
    denial_class = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=40, blank=True)
    route = models.JSONField(default=dict)
    open = models.BooleanField(default=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order recorded."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"denial {self.reason_code}"

    @property
    def appeal_to_send(self) -> Appeal | None:
        """Return the appeal that may go out: the last one, signed, or written by hand."""
        last = max(self.appeals.all(), key=lambda item: item.level, default=None)
        if last is None or last.sent_on is not None or (last.sha256 and last.signed_at is None):
            return None
        return last


class Appeal(models.Model):
    """An appeal at one level: drafted, signed, sent, and how it ended.

    ``content`` is JSON with documents and blanks like a packet's, or plain text a person wrote.
    """

    denial = models.ForeignKey(Denial, on_delete=models.PROTECT, related_name="appeals")
    level = models.PositiveSmallIntegerField(default=1)
    content = SealedField()
    sha256 = models.CharField(max_length=64, blank=True)
    signed_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_name = models.CharField(max_length=160, blank=True)
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
