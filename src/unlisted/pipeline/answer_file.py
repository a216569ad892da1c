"""Keep answers to open questions in a file: appended, never rewritten, for one episode only."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from unlisted.base.errors import InputError, UsageError
from unlisted.coding.answers import GivenAnswer
from unlisted.episode.episode import Episode
from unlisted.formats.answers import AnswerFile, entry_text, read_answers, write_answers
from unlisted.pipeline.whole_files import write_whole


def keep_answer(path: Path, episode: Episode, answer: GivenAnswer) -> AnswerFile:
    """Add an answer at the end of the file, and return what the file holds then.

    What stands in the file stays as it is, comments too; the same answer twice is kept once. A new file
    names the episode. Raises ``UsageError`` for a file of another episode, ``OutputError`` where the disk
    refuses.
    """
    data = _bytes(path)
    if data is None:
        whole = write_answers(AnswerFile(episode.id, (answer,)))
    else:
        kept = read_answers(path.name, data)
        check_episode(path, kept.episode, episode)
        if any(_same(item, answer) for item in kept.given):
            return kept
        whole = data + (b"" if data.endswith(b"\n") else b"\n") + entry_text(answer)
    found = _read_back(path, whole, answer)

    def write(stream: BinaryIO) -> None:
        stream.write(whole)

    write_whole(path, write)
    return found


def check_episode(path: Path, named: str, episode: Episode) -> None:
    """Raise ``UsageError`` unless a file names this episode, or none."""
    if named and named != episode.id:
        raise UsageError(
            f"{path.name} holds answers of another episode",
            where=str(path),
            why="an answer about one patient must not decide on another",
            fix="give the file of this episode, or start a new one",
        )


def _read_back(path: Path, whole: bytes, answer: GivenAnswer) -> AnswerFile:
    """Read what will be written; a hand-made layout that takes no further entry is said, not broken."""
    try:
        found = read_answers(path.name, whole)
    except InputError as error:
        raise _no_room(path) from error
    if not found.given or not _same(found.given[-1], answer):
        raise _no_room(path)
    return found


def _no_room(path: Path) -> UsageError:
    return UsageError(
        f"{path.name} takes no further entry at its end",
        where=str(path),
        why="nothing was changed",
        fix="write entries as a list, each starting with - under `entries:`, as the last key of the file",
    )


def _same(one: GivenAnswer, other: GivenAnswer) -> bool:
    key = ("question", "value", "person", "role", "on", "says")
    return all(
        getattr(one, name) == getattr(other, name)
        and isinstance(getattr(one, name), type(getattr(other, name)))
        for name in key
    )


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes() or None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{path.name} cannot be read ({error.strerror})", fix="check the path") from error
