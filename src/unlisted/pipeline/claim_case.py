"""Build the claim of one case in memory: the same values, writer and edits as a request file."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from unlisted.base.errors import UsageError
from unlisted.claim.model import Batch, ClaimKind, ControlNumbers
from unlisted.claim.practice_file import read_practice
from unlisted.claim.request import read_request
from unlisted.formats.x12.write import write_batch
from unlisted.pipeline.claim_build import BuiltClaims
from unlisted.pipeline.claim_check import check_bytes, edit_context


def build_claim_of_case(
    request: object, practice: object, payer: str, *, number: int, now: datetime, test: bool = False
) -> BuiltClaims:
    """Build and check one professional claim from the nested values of a request and a practice file.

    ``number`` is a control number that was never used. Nothing is written to disk. Raises
    ``BrokenFileError`` that names every field that is missing, ``UnknownNameError`` for the payer.
    """
    office = read_practice(practice, "the practice's billing data")
    entry = office.payer(payer)
    claims = read_request(request, "the case", office, entry)
    if len(claims) != 1 or claims[0].kind is not ClaimKind.PROFESSIONAL:
        raise UsageError("a case has one professional claim", fix="build others at the command line")
    context = edit_context(now.date(), attachments=entry.attachments)
    if context.rulebook is not None and context.rulebook.find_payer(entry.id) is not None:
        context = replace(context, payer=entry.id)
    stamp = now.replace(second=0, microsecond=0, tzinfo=None)
    numbers = ControlNumbers(number, number)
    batch = Batch(office.submitter, entry.receiver, stamp, numbers, claims, "T" if test else "P")
    data = write_batch(batch, unlisted=context.unlisted)
    check = check_bytes(data, context)
    return BuiltClaims(None, ClaimKind.PROFESSIONAL, 1, f"{number:09d}", data, check)
