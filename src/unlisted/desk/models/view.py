"""Saved views of the worklist."""

from __future__ import annotations

from django.db import models

from unlisted.desk.models.people import Membership


class SavedView(models.Model):
    """A filter under a name; ``query`` is the query string of its address."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)

    class Meta:
        """By name, each once."""

        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("membership", "name"), name="one_view_name"),)

    def __str__(self) -> str:
        return self.name
