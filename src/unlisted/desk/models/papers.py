"""Files the desk made of a packet or an appeal: stored encrypted like uploads, under a name of ours."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from unlisted.desk.models.case import Case
from unlisted.desk.models.follow_up import Appeal
from unlisted.desk.models.job import Job
from unlisted.desk.models.paper import Packet


class PaperFile(models.Model):
    """One file, made of a packet or an appeal.

    ``name`` is its place in the set, ``stored`` names it in the files folder. ``content_sha256`` is the hash
    of what it was made from: in a ``signed`` one, of what was signed.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    packet = models.ForeignKey(Packet, null=True, on_delete=models.PROTECT, related_name="files")
    appeal = models.ForeignKey(Appeal, null=True, on_delete=models.CASCADE, related_name="files")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=120)
    stored = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    signed = models.BooleanField()
    content_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order made."""

        ordering = ("id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=("packet", "signed", "id"), name="paper_packet"),
            models.Index(fields=("appeal", "signed", "id"), name="paper_appeal"),
        ]

    def __str__(self) -> str:
        return f"paper {self.pk}"
