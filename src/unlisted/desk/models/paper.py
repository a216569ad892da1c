"""What leaves the practice: packets and claim files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from unlisted.desk.models.case import Case
from unlisted.desk.models.people import Membership
from unlisted.desk.models.sealed import SealedField


class Packet(models.Model):
    """A version of the packet: drafts may be replaced, a signed one is locked with its hash.

    ``content`` is JSON: documents with their sentences and the facts behind each, as ``unlisted.packet``
    writes them.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="packets")
    version = models.PositiveIntegerField()
    content = SealedField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    signed_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_name = models.CharField(max_length=160, blank=True)

    class Meta:
        """Newest last."""

        ordering = ("version",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("case", "version"), name="one_packet_version")
        ]

    def __str__(self) -> str:
        return f"packet {self.version}"


class ClaimFile(models.Model):
    """A claim file as it was built, with its findings; ``sent_at`` with proof when it went out."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="claims")
    control_number = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    content = SealedField()
    sha256 = models.CharField(max_length=64)
    ok = models.BooleanField()
    findings = models.JSONField(default=list)
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    proof = models.CharField(max_length=200, blank=True)

    class Meta:
        """Newest last."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"claim {self.control_number}"
