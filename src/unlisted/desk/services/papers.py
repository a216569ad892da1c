"""Files of packets and appeals: asked for by people, made by the worker, stored encrypted, handed out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction

from unlisted.base.errors import UsageError
from unlisted.desk.audit import record
from unlisted.desk.files import read_made
from unlisted.desk.models import Appeal, Case, Job, Membership, Packet, PaperFile
from unlisted.desk.permissions import Action, check_allowed

PAPERS = "papers"


@transaction.atomic
def ask_for_papers(
    *, by: Membership, case: Case, packet: Packet | None = None, appeal: Appeal | None = None
) -> Job:
    """Queue the making of the files of a packet or an appeal; a job that is still under way is returned."""
    check_allowed(by.role, Action.ENTER_FACTS)
    Case.objects.select_for_update().get(pk=case.pk)
    if appeal is not None and not appeal.sha256:
        raise UsageError(
            "this appeal was written by hand",
            why="files are made of letters the desk drafted",
            fix="use the letter that was written",
        )
    given = {"packet": packet.pk} if packet is not None else {"appeal": appeal.pk if appeal else None}
    key, pk = next(iter(given.items()))
    jobs = Job.objects.filter(practice=case.practice_id, kind=PAPERS, **{f"given__{key}": pk})
    under_way = jobs.filter(state__in=(Job.QUEUED, Job.RUNNING), cancel_asked=False).first()
    if under_way is not None:
        return under_way
    job = Job.objects.create(practice=case.practice, kind=PAPERS, given=given, made_by=by)
    record(verb="files asked for", by=by, case=case, detail={**given, "job": job.pk})
    return job


def keep_papers(
    *,
    job: Job,
    case: Case,
    packet: Packet | None,
    appeal: Appeal | None,
    signed: bool,
    content_sha256: str,
    made: Sequence[Mapping[str, Any]],
) -> None:
    """Keep what the worker made, in the transaction that ends its job. ``made``: name, stored, size, hash."""
    PaperFile.objects.bulk_create(
        PaperFile(
            case=case,
            packet=packet,
            appeal=appeal,
            job=job,
            signed=signed,
            content_sha256=content_sha256,
            **item,
        )
        for item in made
    )
    detail = {"job": job.pk, "files": len(made), "signed": signed, "sha256": content_sha256}
    record(verb="files made", by=job.made_by, case=case, detail=detail)


def hand_out(*, by: Membership, case: Case, file: PaperFile) -> Iterator[bytes]:
    """Record that a person takes a file, and return its bytes."""
    check_allowed(by.role, Action.SEE_CASES)
    detail = {"file": file.pk, "signed": file.signed, "sha256": file.sha256}
    record(verb="file downloaded", by=by, case=case, detail=detail)
    return read_made(file.stored)
