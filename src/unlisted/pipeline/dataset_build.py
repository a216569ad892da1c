"""Extract many files into one dataset; a second run does only what is new."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from unlisted.base.codes import BillingCode
from unlisted.base.errors import InputError, UnsupportedFormatError, UsageError
from unlisted.formats.charges.mapping import ChargeMapping
from unlisted.formats.tic.providers import OpenReference
from unlisted.pipeline.dataset import DatasetFile
from unlisted.pipeline.dataset_write import SOFTWARE, DatasetWriter
from unlisted.pipeline.extract import extract_file
from unlisted.pipeline.sources import FoundFile, OnBytes, find_files, hash_file, reference_folder

OnFile = Callable[[FoundFile], None]


@dataclass(slots=True)
class BuildResult:
    """What became of each file: read now, already there, passed over with a reason, or failed."""

    added: list[DatasetFile] = field(default_factory=list)
    present: list[DatasetFile] = field(default_factory=list)
    passed_over: list[tuple[Path, str]] = field(default_factory=list)
    failed: list[tuple[Path, InputError]] = field(default_factory=list)

    @property
    def observations(self) -> int:
        """The number of observations that the files given contribute."""
        return sum(file.observations for file in (*self.added, *self.present))


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What besides the files decides the reading: a mapping of one's own, downloaded reference files."""

    mapping: ChargeMapping | None = None
    references: Path | None = None

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
        return "; ".join(parts)


def build_dataset(
    paths: Iterable[Path],
    codes: Iterable[str],
    folder: Path,
    options: BuildOptions | None = None,
    *,
    on_file: OnFile | None = None,
    on_bytes: OnBytes | None = None,
) -> BuildResult:
    """Extract ``codes`` from files and folders into the dataset in ``folder``.

    A file whose hash, codes and options are in the dataset is not read again; one that was read for
    other codes is read for both. A broken file does not stop the others: it is in ``failed``. Files
    that a folder holds beside rate files are passed over.
    """
    options = options or BuildOptions()
    asked = {str(BillingCode(code)) for code in codes}
    if not asked:
        raise UsageError("no billing code is asked for", fix="give some, for example --codes 77499,77427")
    open_reference = reference_folder(options.references) if options.references else None
    result = BuildResult()
    writer = DatasetWriter(folder)
    done: dict[str, Path] = {}
    for found in find_files(paths):
        if on_file:
            on_file(found)
        try:
            sha256 = hash_file(found.path, on_bytes)
            if sha256 in done:
                reason = f"the same bytes as {done[sha256].name}, counted once"
                result.passed_over.append((found.path, reason))
                continue
            done[sha256] = found.path
            _add(found, sha256, asked, writer, options, open_reference, result, on_bytes)
        except UnsupportedFormatError as error:
            if found.named:
                result.failed.append((found.path, error))
            else:
                result.passed_over.append((found.path, error.what))
        except InputError as error:
            result.failed.append((found.path, error))
    return result


def _add(
    found: FoundFile,
    sha256: str,
    asked: set[str],
    writer: DatasetWriter,
    options: BuildOptions,
    open_reference: OpenReference | None,
    result: BuildResult,
    on_bytes: OnBytes | None,
) -> None:
    fingerprint = options.fingerprint
    held = writer.entries(sha256)
    if held and all(_answers(file, asked, fingerprint) for file in held):
        result.present.extend(held)
        return
    before = {code for file in held for code in file.codes}
    extractions = extract_file(
        found.path,
        asked | before,
        mapping=options.mapping,
        open_reference=open_reference,
        on_bytes=on_bytes,
        sha256=sha256,
    )
    result.added.extend(writer.replace(sha256, extractions, fingerprint))


def _answers(file: DatasetFile, asked: set[str], fingerprint: str) -> bool:
    """Say whether what is held of a file is what reading it again would give."""
    return asked <= set(file.codes) and file.options == fingerprint and file.software == SOFTWARE
