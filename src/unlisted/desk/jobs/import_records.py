"""The import job: decrypt what was handed in, read it, and open a case or add to one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from unlisted.base.errors import InputError, UnlistedError
from unlisted.claim.case_states import CaseState
from unlisted.desk.files import take_out
from unlisted.desk.jobs.archives import Taken, queue_returns, take_returns
from unlisted.desk.jobs.queue import finish, lock_own
from unlisted.desk.models import Case, Job, Upload
from unlisted.desk.services.episodes import add_records, open_case
from unlisted.episode.episode import Episode
from unlisted.pipeline.episode_import import import_episode

SHOWN = 400
ARCHIVE = "archive"
Progress = Callable[[int, int, str], None]


def run(job: Job, progress: Progress) -> None:
    """Run the job. Effect and end are one transaction, so a second run finds either nothing or all.

    Payers' files inside of an archive go to a job of their own, which that transaction queues.
    """
    uploads = list(Upload.objects.filter(pk__in=job.given["uploads"], practice=job.practice_id))
    work = settings.DESK.folder / "work"
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(dir=work))
    taken, episode = Taken(), None
    try:
        archives = []
        for number, upload in enumerate(uploads):
            progress(number, len(uploads), "reading the files")
            place = _place(folder, upload)
            take_out(upload.stored, place)
            if upload.kind == ARCHIVE:
                archives.append((place, place.relative_to(folder).as_posix()))
        taken = take_returns(job, archives)
        progress(len(uploads), len(uploads), "putting the record together")
        if taken.others or len(archives) < len(uploads) or not taken.names:
            episode = _import(folder, taken)
        if episode is not None:
            _check_one_patient(episode)
        source = uploads[0].name if len(uploads) == 1 else f"{len(uploads)} files"
        with transaction.atomic():
            mine = lock_own(job)
            refused = [*job.given.get("refused", []), *taken.refused]
            posting = queue_returns(mine, taken)
            result: dict[str, Any] = {"refused": refused[:SHOWN], "returns": posting.pk if posting else None}
            if episode is not None:
                case, joined = _keep(mine, episode, source)
                result |= _result(episode, case, joined, taken.names)
            finish(mine, result, "imported" if episode is not None else "only payers' files were in it")
    except BaseException:
        taken.discard()
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _import(folder: Path, taken: Taken) -> Episode | None:
    """Return the episode; beside payers' files that were taken, a record nobody can read is only refused."""
    try:
        return import_episode([folder])
    except UnlistedError as error:
        if not taken.stored:
            raise
        taken.refused.append(
            {"name": error.where[:2000] or "the other files", "why": error.what, "fix": error.fix}
        )
        return None


def _place(folder: Path, upload: Upload) -> Path:
    """Return where a file goes: its own name below the folder, told apart where names collide."""
    target = folder / upload.name
    if not target.resolve().is_relative_to(folder.resolve()):
        target = folder / upload.stored
    if target.exists() or any(parent.is_file() for parent in target.parents if parent != folder):
        target = folder / f"{upload.stored}-{target.name}"
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _check_one_patient(episode: Episode) -> None:
    if len({fact.value for fact in episode.patient.record_number.facts}) > 1:
        raise InputError(
            "the files name more than one record number",
            why="a case is one course of one patient; two must never be mixed",
            fix="hand in each chart by itself",
        )


def _keep(job: Job, episode: Episode, source: str) -> tuple[Case, bool]:
    number = episode.patient.record_number
    if job.given.get("case"):
        case = Case.objects.get(pk=job.given["case"], practice=job.practice_id)
        if number.is_known and case.record_number and number.value != case.record_number:
            raise InputError(
                "the files name another record number than the case",
                why="two patients must never be mixed",
                fix="open the right case, then add the files there",
            )
        add_records(by=job.made_by, case=case, episode=episode, source=source)
        return case, True
    if number.is_known:
        drafts = Case.objects.filter(
            practice=job.practice_id, record_number=number.value[:80], state=CaseState.DRAFT.value
        )[:2]
        if len(drafts) == 1:
            add_records(by=job.made_by, case=drafts[0], episode=episode, source=source)
            return drafts[0], True
    return open_case(by=job.made_by, episode=episode, source=source), False


def _result(episode: Episode, case: Case, joined: bool, posted: set[str]) -> dict[str, Any]:
    used = [item for item in episode.sources if item.used]
    left = [item for item in episode.sources if not item.used and item.name not in posted]
    return {
        "case": case.number,
        "joined": joined,
        "understood": [{"name": item.name, "kind": item.kind} for item in used[:SHOWN]],
        "understood_count": len(used),
        "not_understood": [{"name": item.name, "why": item.note} for item in left[:SHOWN]],
        "not_understood_count": len(left),
        "findings": [
            {"severity": f.severity.value, "message": f.message, "fix": f.fix}
            for f in episode.findings[:SHOWN]
        ],
        "unmapped": len(episode.unmapped),
        "conflicts": _conflicts(episode),
    }


def _conflicts(episode: Episode) -> int:
    """Count the patient's facts on which sources contradict."""
    patient = episode.patient
    facts = (patient.family_name, patient.given_name, patient.birth_date, patient.sex)
    return sum(item.in_conflict for item in facts)
