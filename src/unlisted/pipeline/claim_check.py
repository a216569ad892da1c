"""Check claims: a file of any 837, or a batch before it is written."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from unlisted.base.errors import InputError, UnlistedError
from unlisted.claim.edits import structure
from unlisted.claim.edits.context import EditContext
from unlisted.claim.edits.finding import ClaimFinding
from unlisted.claim.edits.run import count_claims, edit_set
from unlisted.claim.model import Batch
from unlisted.claim.unlisted_codes import unlisted_codes
from unlisted.formats.x12.claim_file import ClaimFileReader
from unlisted.formats.x12.claim_writer import VERSIONS, lay_out
from unlisted.formats.x12.limits import MAX_FINDINGS
from unlisted.pipeline.rulebook import load_rulebook
from unlisted.pricing.embedded import embedded_tables
from unlisted.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """The result: ``ok`` when nothing blocks; what was read; every finding, the file's own first."""

    ok: bool
    claims: int
    findings: tuple[ClaimFinding, ...]


def edit_context(
    on: date,
    *,
    rulebook: Rulebook | None = None,
    payer: str = "",
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    attachments: str = "",
) -> EditContext:
    """Return the context of edits: packaged rulebook and tables, the list of unlisted codes with overrides.

    ``payer`` may be an id, a name or an alias; raises ``UnknownNameError`` for one that is not known.
    """
    book = rulebook or load_rulebook()
    known = (code for code, entry in book.codes.items() if entry.kind == "unlisted")
    return EditContext(
        on=on,
        rulebook=book,
        tables=embedded_tables(book, book.codes),
        unlisted=unlisted_codes(known, add=add, remove=remove),
        payer=book.payer(payer).id if payer else "",
        attachments=attachments,
    )


def check_stream(stream: BinaryIO, context: EditContext) -> ClaimCheck:
    """Check a file. A file that cannot be read is a finding, never an error: whatever the bytes."""
    reader = ClaimFileReader(stream)
    found: list[ClaimFinding] = []
    claims = 0
    try:
        for item in reader.sets():
            found += item.findings[: MAX_FINDINGS - len(found)]
            found += edit_set(item.root, item.envelope.version, context, claims)
            claims += count_claims(item.root, item.envelope.version)
            if len(found) >= MAX_FINDINGS:
                del found[MAX_FINDINGS:]
                found.append(structure.TOO_MANY.at("", ""))
                break
    except InputError as error:
        found.append(structure.UNREADABLE.at("", "", message=_said(error), fix=error.fix))
    everything = (*reader.findings, *found)
    if not claims and not any(finding.blocks for finding in everything):
        nothing = structure.UNREADABLE.at("", "", message="the file holds no claim", fix="give an 837")
        everything = (*everything, nothing)
    return ClaimCheck(not any(f.blocks for f in everything), claims, everything)


def check_bytes(data: bytes, context: EditContext) -> ClaimCheck:
    """Check a file held in memory."""
    return check_stream(io.BytesIO(data), context)


def check_file(path: Path, context: EditContext) -> ClaimCheck:
    """Check a file on disk; raises ``InputError`` where it cannot be opened."""
    try:
        with path.open("rb") as stream:
            return check_stream(stream, context)
    except OSError as error:
        raise InputError(
            f"{path.name} cannot be opened: {error.strerror}",
            where=str(path),
            fix="give the path of an 837 file",
        ) from error


def check_batch(batch: Batch, context: EditContext) -> ClaimCheck:
    """Check claims before they are written. What could not be written at all is found here as well."""
    found: list[ClaimFinding] = []
    claims = 0
    for root in lay_out(batch):
        version = VERSIONS[batch.claims[0].kind]
        found += edit_set(root, version, context, claims)
        claims += count_claims(root, version)
    return ClaimCheck(not any(f.blocks for f in found), claims, tuple(found))


def _said(error: UnlistedError) -> str:
    return f"{error.what} ({error.where})" if error.where else error.what
