"""Build claim files: read practice and request, take control numbers, write, check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from unlisted.base.errors import InputError, LimitExceededError, UsageError
from unlisted.claim.model import Batch, ClaimKind
from unlisted.claim.practice_file import PracticeFile, read_practice
from unlisted.claim.request import read_request
from unlisted.formats.x12.write import write_batch
from unlisted.pipeline.claim_check import ClaimCheck, check_bytes, edit_context
from unlisted.pipeline.control_numbers import ControlNumberFile
from unlisted.pipeline.whole_files import write_private
from unlisted.rules.problems import as_error
from unlisted.rules.strict_yaml import read_tree

MAX_REQUEST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class BuiltClaims:
    """One written file and what the edits say of it. ``path`` is ``None`` where nothing was written."""

    path: Path | None
    kind: ClaimKind
    claims: int
    control_number: str
    data: bytes
    check: ClaimCheck


def read_practice_file(path: Path) -> PracticeFile:
    """Read a practice file (YAML or JSON); raises ``InputError`` and its kind."""
    return read_practice(read_tree_file(path), path.name)


def build_claims(
    request: Path,
    practice: Path,
    payer: str,
    *,
    now: datetime,
    out: Path | None = None,
    counter: Path | None = None,
    test: bool = False,
    basic: bool = False,
) -> tuple[BuiltClaims, ...]:
    """Build, check and write the claims of a request: one file for each kind of claim.

    A file with a blocking finding is not written. Raises ``BrokenFileError`` for the request or practice
    file, ``UnknownNameError`` for the payer, ``UsageError`` for an unlisted line without a usable
    description, ``OutputError`` where the folder cannot be written.
    """
    office = read_practice_file(practice)
    entry = office.payer(payer)
    claims = read_request(read_tree_file(request), request.name, office, entry)
    folder = out or Path("claims")
    numbers = ControlNumberFile(counter or folder / "control-number")
    context = edit_context(now.date(), attachments=entry.attachments)
    if context.rulebook is not None and context.rulebook.find_payer(entry.id) is not None:
        context = edit_context(now.date(), payer=entry.id, attachments=entry.attachments)
    built: list[BuiltClaims] = []
    for kind in ClaimKind:
        chosen = tuple(claim for claim in claims if claim.kind is kind)
        if not chosen:
            continue
        stamp = now.replace(second=0, microsecond=0, tzinfo=None)
        batch = Batch(office.submitter, entry.receiver, stamp, numbers.take(), chosen, "T" if test else "P")
        data = write_batch(batch, unlisted=context.unlisted, basic=basic)
        check = check_bytes(data, context)
        number = f"{batch.numbers.interchange:09d}"
        path = _write(folder / f"837{kind.value[0]}-{number}.x12", data) if check.ok else None
        built.append(BuiltClaims(path, kind, len(chosen), number, data, check))
    return tuple(built)


def read_tree_file(path: Path) -> object:
    """Read a YAML or JSON file of a bounded size into nested values; raises ``InputError`` and its kind."""
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_REQUEST_BYTES else None
    except OSError as error:
        raise InputError(
            f"{path.name} cannot be opened: {error.strerror}",
            where=str(path),
            fix="give the path of a YAML or JSON file",
        ) from error
    if data is None:
        raise LimitExceededError(
            f"{path.name} has more than {MAX_REQUEST_BYTES:,} bytes", fix="divide the request"
        )
    tree = read_tree(path.name, data)
    if isinstance(tree, dict):
        return tree
    problem = as_error((tree,))
    raise InputError(
        problem.what.replace("the rulebook format", "the form of a request"),
        where=problem.where,
        why="a claim is built from what the file says, and nothing is guessed",
        fix=problem.fix,
    )


def _write(path: Path, data: bytes) -> Path:
    if path.exists():
        raise UsageError(
            f"{path.name} exists already",
            where=str(path),
            why="a control number that comes twice is refused",
            fix="use the counter file that belongs to the folder",
        )
    return write_private(path, data)
