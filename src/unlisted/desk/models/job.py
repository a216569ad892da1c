"""Background work: durable, on the same database, picked up again after a crash."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from unlisted.desk.models.people import Membership, Practice


class Job(models.Model):
    """One piece of work. ``lease`` is the token of the worker that has it until ``leased_until``."""

    QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
    STATES = (QUEUED, RUNNING, DONE, FAILED, CANCELLED)

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="jobs")
    kind = models.CharField(max_length=40)
    given = models.JSONField(default=dict)
    state = models.CharField(max_length=12, default=QUEUED, choices=[(s, s) for s in STATES])
    done_parts = models.PositiveIntegerField(default=0)
    all_parts = models.PositiveIntegerField(default=0)
    says = models.CharField(max_length=400, blank=True)
    result = models.JSONField(default=dict)
    attempts = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Oldest first, as they are worked off."""

        ordering = ("id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=("state", "leased_until", "id"), name="job_next")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Say whether work is still to be done."""
        return self.state in {self.QUEUED, self.RUNNING}
