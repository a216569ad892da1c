"""The files a case was made from, as they were handed in."""

from __future__ import annotations

from unlisted.desk.models import Case, Job, Upload
from unlisted.desk.permissions import NotThereError
from unlisted.desk.services.uploads import RECORDS

MOST_FILES = 2000


def files_of(case: Case) -> list[Upload]:
    """Return what the imports handed in that opened this case or added to it."""
    jobs = Job.objects.filter(practice=case.practice_id, kind=RECORDS, result__case=case.number)
    wanted = [pk for given in jobs.values_list("given", flat=True) for pk in given.get("uploads", [])]
    found = Upload.objects.filter(practice=case.practice_id, pk__in=wanted).select_related("made_by__user")
    return list(found.order_by("id")[:MOST_FILES])


def file_of(case: Case, pk: int) -> Upload:
    """Return one of these files."""
    found = next((item for item in files_of(case) if item.pk == pk), None)
    if found is None:
        raise NotThereError("there is no such file here")
    return found
