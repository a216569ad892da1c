"""The audit trail: append-only, each entry bound to the one before by a keyed hash."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from unlisted.base.errors import UsageError


class AuditEvent(models.Model):
    """Who did what to what, when. ``detail`` holds codes and counts, never the patient's data.

    Rows are plain values without foreign keys, so the trail outlives what it speaks of. Triggers of the
    database refuse to change or delete a row.
    """

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    practice = models.PositiveBigIntegerField(null=True)
    case_number = models.PositiveIntegerField(null=True)
    actor = models.CharField(max_length=254)
    role = models.CharField(max_length=20, blank=True)
    verb = models.CharField(max_length=60)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        """Newest last; read by practice and by case."""

        ordering = ("sequence",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=("practice", "sequence"), name="audit_practice"),
            models.Index(fields=("practice", "case_number", "sequence"), name="audit_case"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once."""
        if self.pk is not None:
            raise UsageError("an entry of the audit trail is never changed", fix="add another")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise UsageError("an entry of the audit trail is never deleted")


class AuditHead(models.Model):
    """The one row that names the end of the trail; it is locked while an entry is added."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    class Meta:
        """One row."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"head at {self.sequence}"
