"""The practice's own services under unlisted codes."""

from __future__ import annotations

from django.db import models

from unlisted.desk.models.people import Practice


class ServiceEntry(models.Model):
    """One service of the catalogue (``unlisted.coding.catalogue.Service``); ``history`` holds its changes."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="services")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=160)
    code = models.CharField(max_length=5)
    description = models.CharField(max_length=80)
    comparator = models.CharField(max_length=5)
    fee = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    evidence = models.JSONField(default=list)
    review_by = models.DateField()
    history = models.JSONField(default=list)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        """By name; one slug per practice."""

        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("practice", "slug"), name="one_service_slug"),)

    def __str__(self) -> str:
        return self.name


class OutcomeRow(models.Model):
    """The memory: what came of a case, without anything that names a patient or a claim.

    The fields are those of ``unlisted.pricing.outcomes.Outcome``; ``denial_class`` is the rulebook's word.
    A later answer on the same case takes the row's place: one case is one outcome.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="outcomes")
    case = models.OneToOneField("desk.Case", on_delete=models.PROTECT, related_name="outcome")
    service = models.CharField(max_length=80)
    code = models.CharField(max_length=5)
    payer = models.CharField(max_length=80)
    comparator = models.CharField(max_length=5, blank=True)
    month = models.CharField(max_length=7)
    asked = models.DecimalField(max_digits=12, decimal_places=2)
    allowed = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    paid = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    days = models.PositiveIntegerField(null=True)
    denial = models.CharField(max_length=10, blank=True)
    denial_class = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=20, default="first")
    recorded_on = models.DateField()

    class Meta:
        """By service and payer, as the memory is read."""

        ordering = ("service", "payer", "id")
        indexes = (models.Index(fields=("practice", "service", "id"), name="outcome_service"),)

    def __str__(self) -> str:
        return f"outcome of {self.service}"
