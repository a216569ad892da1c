"""The job that makes the files of a packet or an appeal: letters as PDF and DOCX, forms, index, archive."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from unlisted.base.errors import UsageError
from unlisted.desk.files import files_folder, put_made
from unlisted.desk.jobs.queue import finish, lock_own
from unlisted.desk.letter_content import letters_of, signed_by
from unlisted.desk.models import Appeal, Case, Job, Packet
from unlisted.desk.services.papers import keep_papers
from unlisted.desk.services.standing import today
from unlisted.formats.x12.claim_reader import read_batch
from unlisted.packet.letter import Letter
from unlisted.pipeline.claim_check import edit_context
from unlisted.pipeline.letter_files import letter_makers
from unlisted.pipeline.packet_forms import form_files

KIND = "unlisted-papers/1"
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
Progress = Callable[[int, int, str], None]
Maker = tuple[str, Callable[[], bytes]]


def run(job: Job, progress: Progress) -> None:
    """Run the job. The files count once the job has ended; what a killed attempt left is removed."""
    found = _find(job)
    letters = _letters(found)
    makers: list[Maker] = [*letter_makers(letters), *_forms(found)]
    names = [name for name, _ in makers] + ["index.json", f"{found.slug}.zip"]
    for attempt in range(1, job.attempts):
        _remove(job, attempt, names)
    folder = _Folder(job)
    try:
        for number, (name, make) in enumerate(makers):
            progress(number, len(names), "setting the letters")
            folder.put(name, make())
        progress(len(makers), len(names), "writing index and archive")
        folder.put("index.json", _index(found, folder.made))
        folder.put(f"{found.slug}.zip", _archive(folder.data))
        with transaction.atomic():
            mine = lock_own(job)
            mine.all_parts = len(names)
            keep_papers(
                job=mine,
                case=found.case,
                packet=found.packet,
                appeal=found.appeal,
                signed=found.signed,
                content_sha256=found.sha256,
                made=folder.made,
            )
            result = {"case": found.case.number, "files": len(folder.made), **job.given}
            finish(mine, result, f"{len(folder.made)} files made")
    except BaseException:
        _remove(job, job.attempts, names)
        raise


@dataclass(frozen=True, slots=True)
class _Found:
    """The paper the files are made of, as it is when the job begins."""

    case: Case
    packet: Packet | None
    appeal: Appeal | None
    content: dict[str, Any]
    sha256: str
    slug: str

    @property
    def paper(self) -> Packet | Appeal:
        """Return the packet or the appeal."""
        paper = self.packet or self.appeal
        if paper is None:
            raise UsageError("there is nothing to make files of", fix="open the case again")
        return paper

    @property
    def signed(self) -> bool:
        """Say whether it is signed."""
        return self.paper.signed_at is not None


@dataclass(slots=True)
class _Folder:
    """What this attempt has stored so far."""

    job: Job
    made: list[dict[str, Any]] = field(default_factory=list)
    data: dict[str, bytes] = field(default_factory=dict)

    def put(self, name: str, data: bytes) -> None:
        """Store a file encrypted."""
        stored = stored_name(self.job, self.job.attempts, name)
        put_made(name, stored, data)
        digest = hashlib.sha256(data).hexdigest()
        self.made.append({"name": name, "stored": stored, "size": len(data), "sha256": digest})
        self.data[name] = data


def _find(job: Job) -> _Found:
    packet = Packet.objects.select_related("case__practice").filter(
        pk=job.given.get("packet"), case__practice=job.practice_id
    )
    appeal = Appeal.objects.select_related("denial__case__practice").filter(
        pk=job.given.get("appeal"), denial__case__practice=job.practice_id
    )
    one, other = packet.first(), appeal.first()
    if one is not None:
        case, data, sha256, slug = one.case, bytes(one.content), one.sha256, f"packet-{one.version}"
    elif other is not None:
        case, data, sha256 = other.denial.case, bytes(other.content), other.sha256
        slug = f"appeal-{other.level}"
    else:
        raise UsageError(
            "the draft is no longer there", why="it was drafted anew", fix="make the files of the new draft"
        )
    if hashlib.sha256(data).hexdigest() != sha256:
        raise UsageError(
            "the paper is not what was drafted", why="its hash differs", fix="restore it from the backup"
        )
    return _Found(case, one, None if one is not None else other, json.loads(data), sha256, slug)


def _letters(found: _Found) -> tuple[Letter, ...]:
    paper = found.paper
    letters = letters_of(
        found.content,
        about=f"case {found.case.number}",
        sender=found.case.practice.name,
        day=timezone.localtime(paper.made_at).date(),
    )
    if paper.signed_at is None:
        return letters
    on = timezone.localtime(paper.signed_at).date()
    return tuple(signed_by(letter, paper.signed_name, on) for letter in letters)


def _forms(found: _Found) -> Iterator[Maker]:
    """Yield the paper forms of the claim built last, where the files are a packet's and it has one."""
    claim = found.case.claims.filter(ok=True).order_by("id").last() if found.packet is not None else None
    if claim is None:
        return
    (sent,) = read_batch(bytes(claim.content)).claims
    context = edit_context(today())
    codes = frozenset(line.code for line in sent.lines if line.code in context.unlisted)
    for name, data in form_files(sent, codes, today()).items():
        yield name, lambda data=data: data  # type: ignore[misc]


def _index(found: _Found, made: list[dict[str, Any]]) -> bytes:
    """Return the index: what was signed by whom, its hash, and the hash of every file."""
    paper = found.paper
    tree = {
        "kind": KIND,
        "case": found.case.number,
        "paper": found.slug,
        "state": "signed" if found.signed else "draft",
        "sha256": found.sha256,
        "signed_by": paper.signed_name,
        "signed_at": paper.signed_at.isoformat() if paper.signed_at is not None else None,
        "files": [{key: item[key] for key in ("name", "size", "sha256")} for item in made],
    }
    return (json.dumps(tree, indent=2) + "\n").encode()


def _archive(data: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in data.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_DAY), content)
    return written.getvalue()


def stored_name(job: Job, attempt: int, name: str) -> str:
    """Return where a file of one attempt lies: a later attempt finds and removes what a killed one left."""
    text = f"{job.pk}|{job.made_at.isoformat()}|{attempt}|{name}"
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def _remove(job: Job, attempt: int, names: list[str]) -> None:
    for name in names:
        (files_folder() / stored_name(job, attempt, name)).unlink(missing_ok=True)
