"""The files of a packet or an appeal, and the job that makes them."""

from __future__ import annotations

from dataclasses import dataclass

from unlisted.desk.models import Appeal, Case, Job, Membership, Packet, PaperFile
from unlisted.desk.permissions import NotThereError
from unlisted.desk.selectors.cases import case_of


@dataclass(frozen=True, slots=True)
class Papers:
    """The last job and the files of the last one that ended well. ``stale``: signed since they were made."""

    job: Job | None
    files: tuple[PaperFile, ...]
    stale: bool


def papers_of(*, packet: Packet | None = None, appeal: Appeal | None = None) -> Papers:
    """Return what there is of a packet or an appeal."""
    paper = packet or appeal
    key = "packet" if packet is not None else "appeal"
    pk = paper.pk if paper is not None else None
    job = Job.objects.filter(kind="papers", **{f"given__{key}": pk}).order_by("-id").first()
    last = PaperFile.objects.filter(**{key: paper}).order_by("-id").values_list("job_id", flat=True).first()
    files = tuple(PaperFile.objects.filter(job=last)) if last is not None else ()
    signed = paper is not None and paper.signed_at is not None
    return Papers(job, files, bool(files) and files[0].signed != signed)


def paper_file_of(by: Membership, number: int, pk: int) -> tuple[Case, PaperFile]:
    """Return a file of a case of the practice."""
    case = case_of(by, number)
    found = PaperFile.objects.select_related("packet", "appeal").filter(case=case, pk=pk).first()
    if found is None:
        raise NotThereError("there is no such file here")
    return case, found
