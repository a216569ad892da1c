"""Extract many files into one dataset; a second run does only what is new."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from unlisted.base.codes import BillingCode
from unlisted.base.errors import InputError, UnsupportedFormatError, UsageError
from unlisted.formats.charges.mapping import ChargeMapping
from unlisted.formats.tic.providers import OpenReference
from unlisted.pipeline.dataset_entry import DatasetFile, Source
from unlisted.pipeline.dataset_file import OnPart, file_rows
from unlisted.pipeline.dataset_package import SOFTWARE, make_package
from unlisted.pipeline.dataset_rows import KeptRows
from unlisted.pipeline.dataset_write import DatasetWriter
from unlisted.pipeline.extract import read_source
from unlisted.pipeline.memory import give_back
from unlisted.pipeline.rate_source import DiskSource, RateSource, RemoteSource
from unlisted.pipeline.sources import Found, FoundFile, OnBytes, find_all, reference_folder

_CONTENT_TAG = re.compile(r'^"?[0-9a-f]{32}(-[0-9]+)?"?$')

_LARGE_BYTES = 16 * 1024 * 1024

OnFile = Callable[[Found], None]


@dataclass(slots=True)
class BuildResult:
    """What became of each file: read now, already there, passed over with a reason, or failed.

    Files are named as the user gave them, addresses without their signature.
    """

    added: list[DatasetFile] = field(default_factory=list)
    present: list[DatasetFile] = field(default_factory=list)
    passed_over: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, InputError]] = field(default_factory=list)

    @property
    def observations(self) -> int:
        """The number of observations that the files given contribute."""
        return sum(file.observations for file in (*self.added, *self.present))

    def refuse(self, found: Found, error: InputError) -> None:
        """Note a file that is not read: passed over where a folder holds it and it is no rate file."""
        if isinstance(error, UnsupportedFormatError) and not found.named:
            self.passed_over.append((found.location, error.what))
        else:
            self.failed.append((found.location, error))


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What besides the files decides the reading: a mapping of one's own, downloaded reference files.

    ``frequencies``: count how often amounts stand in whole files; ``None`` counts in small files only.
    """

    mapping: ChargeMapping | None = None
    references: Path | None = None
    frequencies: bool | None = None

    @property
    def fingerprint(self) -> str:
        """A text that changes when the reading would: empty where nothing special is asked."""
        parts = []
        if self.mapping is not None:
            digest = hashlib.sha256(self.mapping.model_dump_json().encode()).hexdigest()
            parts.append(f"mapping {self.mapping.mapping} {digest[:12]}")
        if self.references is not None:
            names = "\n".join(sorted(entry.name for entry in self.references.iterdir() if entry.is_file()))
            parts.append(f"references {hashlib.sha256(names.encode()).hexdigest()[:12]}")
        if self.frequencies is not None:
            parts.append("frequencies" if self.frequencies else "no frequencies")
        return "; ".join(parts)


def build_dataset(
    given: Iterable[str | Path],
    codes: Iterable[str],
    folder: Path,
    options: BuildOptions | None = None,
    *,
    on_file: OnFile | None = None,
    on_bytes: OnBytes | None = None,
    on_part: OnPart | None = None,
) -> BuildResult:
    """Extract ``codes`` from files, folders and addresses into the dataset in ``folder``.

    A file whose hash, codes and options are in the dataset is not read again; one that was read for
    other codes is read for both. A broken file does not stop the others: it is in ``failed``. Files
    that a folder holds beside rate files are passed over. A file that another process reads at this
    moment is left to it and looked at last. Each file is committed by itself; a run that is killed goes
    on where it was.
    """
    options = options or BuildOptions()
    asked = check_codes_asked(codes)
    found_files = find_all(given)
    writer = DatasetWriter(folder)
    try:
        run = _Run(asked, options, writer, on_bytes)
        waiting = deque((found, False) for found in found_files)
        while waiting:
            found, wait = waiting.popleft()
            if on_file:
                on_file(found)
            if not run.take(found, wait=wait):
                waiting.append((found, True))
    finally:
        writer.close()
    give_back()
    file_rows(folder, on_part)
    return run.result


def check_codes_asked(codes: Iterable[str]) -> frozenset[str]:
    """Return the codes, each checked; raise ``UsageError`` for none."""
    asked = frozenset(str(BillingCode(code)) for code in codes)
    if not asked:
        raise UsageError("no billing code is asked for", fix="give some, for example --codes 77499,77427")
    return asked


def answers(source: Source, asked: Iterable[str], fingerprint: str) -> bool:
    """Say whether what is held of a file is what reading it again would give."""
    return all(
        set(asked) <= set(file.codes) and file.options == fingerprint and file.software == SOFTWARE
        for file in source.files
    )


def content_mark(validator: str, size: int) -> str:
    """Return what two addresses of one content share before it is read; empty where nothing shows it.

    Only an ETag that is made from the content counts (object stores give an MD5, or MD5s of parts), with
    the size; an ETag made from a date may be shared by unlike files.
    """
    return f"{validator} {size}" if size and _CONTENT_TAG.match(validator) else ""


class _Run:
    def __init__(
        self, asked: frozenset[str], options: BuildOptions, writer: DatasetWriter, on_bytes: OnBytes | None
    ) -> None:
        self.result = BuildResult()
        self._asked = asked
        self._options = options
        self._fingerprint = options.fingerprint
        self._references: OpenReference | None = (
            reference_folder(options.references) if options.references else None
        )
        self._writer = writer
        self._on_bytes = on_bytes
        self._done: dict[str, Found] = {}

    def take(self, found: Found, *, wait: bool) -> bool:
        """Read one file, or say that another process is at it."""
        try:
            if isinstance(found, FoundFile):
                source: RateSource = DiskSource(found.path)
                key = source.sha256(self._on_bytes)
                if self._is_done(found, key):
                    return True
            else:
                source = RemoteSource(found.url)
                content = content_mark(source.validator(), source.size())
                if content and self._is_done(found, content):
                    return True
                key = hashlib.sha256(source.location.encode()).hexdigest()
            with self._writer.claim(key, wait=wait) as ours:
                if ours:
                    self._read(found, source)
                return ours
        except InputError as error:
            self.result.refuse(found, error)
            return True

    def _read(self, found: Found, source: RateSource) -> None:
        held = (
            self._writer.held_from(source.location, source.validator())
            if source.location
            else self._writer.held(source.sha256())
        )
        if held and answers(held, self._asked, self._fingerprint):
            if not (source.location and self._is_done(found, held.sha256)):
                self.result.present.extend(held.files)
            return
        codes = self._asked | {code for file in (held.files if held else ()) for code in file.codes}
        read = read_source(
            source,
            codes,
            KeptRows.gather,
            mapping=self._options.mapping,
            open_reference=self._references,
            on_bytes=self._on_bytes,
            frequencies=self._options.frequencies,
        )
        if source.size() >= _LARGE_BYTES:
            give_back()
        if source.location:
            if self._is_done(found, source.sha256()):
                return
            held = self._writer.held(source.sha256())
            if held and answers(held, codes, self._fingerprint):
                self.result.present.extend(held.files)
                return
        package = make_package(
            read, self._fingerprint, location=source.location, validator=source.validator()
        )
        with closing(package):
            self._writer.commit(package)
        self.result.added.extend(package.source.files)

    def _is_done(self, found: Found, sha256: str) -> bool:
        """Pass over bytes that this run had before under another name."""
        before = self._done.setdefault(sha256, found)
        if before == found:
            return False
        reason = f"{found.name}: the same bytes as {before.name}, read once"
        self.result.passed_over.append((found.location, reason))
        return True
