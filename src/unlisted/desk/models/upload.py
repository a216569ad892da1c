"""Files people hand in: stored encrypted outside the web root, under a name of ours."""

from __future__ import annotations

from django.db import models

from unlisted.desk.models.people import Membership, Practice


class Upload(models.Model):
    """One file. ``stored`` names it in the files folder; ``name`` is what the person called it."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=255)
    stored = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order handed in."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"upload {self.pk}"
