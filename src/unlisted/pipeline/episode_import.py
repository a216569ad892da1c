"""Import an episode: read every path, drop copies, join the parts, derive what follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from unlisted.base.errors import InputError
from unlisted.episode.derive.course import derive_course
from unlisted.episode.episode import Episode
from unlisted.episode.merge import merge_episodes
from unlisted.pipeline.episode_sources import read_parts

MAX_SHOWN = 5


def import_episode(paths: Sequence[Path]) -> Episode:
    """Return the one episode that files, folders, zip archives and DICOMDIRs hold together.

    Raises ``InputError`` where a path is not there, or where no file could be used.
    """
    several = len(paths) > 1
    named = [(path, path.name if several and path.is_dir() else "") for path in paths]
    whole = combine_parts(read_parts(named))
    if not any(source.used for source in whole.sources):
        raise _nothing(whole)
    return whole


def combine_parts(parts: Iterable[Episode]) -> Episode:
    """Return the derived episode of some parts; copies of one file count once."""
    return derive_course(merge_episodes(_without_copies(parts)))


def _without_copies(parts: Iterable[Episode]) -> list[Episode]:
    seen: dict[str, str] = {}
    kept = []
    for part in parts:
        source = part.sources[0] if len(part.sources) == 1 else None
        if source is None or not source.used or not source.sha256:
            kept.append(part)
        elif source.sha256 in seen:
            note = f"the same bytes as {seen[source.sha256]}"
            kept.append(Episode(id="", sources=(replace(source, used=False, note=note),)))
        else:
            seen[source.sha256] = source.name
            kept.append(part)
    return kept


def _nothing(whole: Episode) -> InputError:
    refused = [finding for finding in whole.findings if finding.code == "file_not_used"]
    shown = [f"{finding.message} ({finding.where})" for finding in refused[:MAX_SHOWN]]
    more = len(refused) - len(shown)
    return InputError(
        "no file could be used" if whole.sources else "there is no file to read",
        where="\n  ".join([*shown, *([f"and {more} more"] if more > 0 else [])]),
        why="an episode needs at least one plan, record, chart, form or time log",
        fix="export from the planning system, the record-and-verify system or the chart",
    )
