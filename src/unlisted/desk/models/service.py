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
