"""Tokens for the HTTP interface."""

from __future__ import annotations

from django.db import models

from unlisted.desk.models.people import Membership


class ApiToken(models.Model):
    """A token of one membership, kept as a hash. Its scopes can only narrow what the role allows."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    minute = models.BigIntegerField(default=0)  # since 1970, of the last use
    used_in_minute = models.PositiveIntegerField(default=0)

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
