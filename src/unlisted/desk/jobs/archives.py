"""Payers' files inside of archives: found by their first bytes, expanded within the limits of an import."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from unlisted.base.errors import UnlistedError, UnsupportedFormatError
from unlisted.desk.files import HEAD, Stored, files_folder, kind_of, put_away
from unlisted.desk.models import Job
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.services.uploads import RETURNS, keep_uploads, queue_uploads
from unlisted.pipeline.episode_import_files import MAX_FILES, FoundFile, find_files

MOST = 2_000
"""Payers' files taken from the archives of one import."""


@dataclass(slots=True)
class Taken:
    """Payers' files put away, those refused, and how many other files the archives hold."""

    stored: list[Stored] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    refused: list[dict[str, str]] = field(default_factory=list)
    others: int = 0

    def discard(self) -> None:
        """Remove what was put away: nothing speaks of it."""
        for item in self.stored:
            (files_folder() / item.stored).unlink(missing_ok=True)


def take_returns(job: Job, archives: list[tuple[Path, str]]) -> Taken:
    """Put the payers' files of archives away, each as if it had been handed in by itself.

    An archive in an archive is not opened. What the limits refuse is refused by name; the rest goes on.
    """
    taken = Taken()
    try:
        for path, name in archives:
            x12 = _x12_names(path, name)
            for item in find_files(path, name):
                if item.name not in x12:
                    taken.others += 1
                    continue
                taken.names.add(item.name)
                if isinstance(item, FoundFile):
                    _take(job, item, taken)
                else:
                    taken.refused.append(_said(item.name, item.error))
    except BaseException:
        taken.discard()
        raise
    return taken


def queue_returns(job: Job, taken: Taken) -> Job | None:
    """Queue the posting of what was taken, in the transaction that ends the import."""
    if not taken.stored:
        return None
    return queue_uploads(job.made_by, RETURNS, keep_uploads(job.made_by, taken.stored))


def _take(job: Job, item: FoundFile, taken: Taken) -> None:
    try:
        check_allowed(job.made_by.role, Action.POST_PAYMENTS)
        if len(taken.stored) >= MOST:
            raise UnsupportedFormatError(
                f"more than {MOST} files of payers in one import", fix="hand the others in by themselves"
            )
        with item.open() as stream:
            size = stream.seek(0, 2)
            taken.stored.append(put_away(item.name, stream, size))
    except UnlistedError as error:
        taken.refused.append(_said(item.name, error))


def _x12_names(path: Path, name: str) -> set[str]:
    """Return the members that begin as X12, by the first bytes of each; an unreadable one is none."""
    found = set()
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist()[:MAX_FILES]:
                if not info.is_dir() and _begins_as_x12(archive, info):
                    found.add(f"{name}/{info.filename}")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return set()
    return found


def _begins_as_x12(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    try:
        with archive.open(info) as member:
            return kind_of(info.filename, member.read(HEAD)) == "x12"
    except (UnlistedError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        return False


def _said(name: str, error: UnlistedError) -> dict[str, str]:
    return {"name": name, "why": error.what, "fix": error.fix}
