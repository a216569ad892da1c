"""A dataset on disk: what was extracted from which files. This side reads it.

::

    dataset.json                                      the format
    new/SHA256.json, new/SHA256-VERSION.parquet       one input file each, as committed
    packs/SHARD.json                                  where the rows of a shard are filed (16 shards by hash)
    packs/SHARD-DIGEST.sources.json                   whose rows these are
    observations/kind=K/code=C/SHARD-DIGEST.parquet   their rows
    frequencies/SHARD-DIGEST.parquet                  and value frequencies

What the JSON files name is the dataset; any other file is what a killed process left, and the next run
removes it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from unlisted.base.errors import BrokenFileError, MissingDataError
from unlisted.market.frequency import ValueFrequency
from unlisted.market.observation import CodeMatch, Observation, SourceKind
from unlisted.pipeline.dataset_entry import ANY_CODE, FORMAT, DatasetFile, Source, source_from_json
from unlisted.pipeline.dataset_lock import reading
from unlisted.pipeline.dataset_schema import OBSERVATIONS, table_to_frequencies, table_to_observations

MARKER, NEW, PACKS = "dataset.json", "new", "packs"
OBSERVATIONS_FOLDER, FREQUENCIES_FOLDER = "observations", "frequencies"

_OLD_MANIFEST = "manifest.json"
_CHARGE_ROWS = str(SourceKind.HOSPITAL_CHARGE_ROWS)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of a dataset, in the order of name and hash."""

    files: tuple[DatasetFile, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """All observations and files, and the frequencies by the sha256 of the file they were counted in."""

    observations: list[Observation]
    frequencies: Mapping[str, tuple[ValueFrequency, ...]]
    files: tuple[DatasetFile, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """Where the rows of one shard lie, and what a question asks first of tens of thousands of sources.

    ``sources``: path of their list. ``codes``: those that every source was searched for. ``newest_row``:
    the latest date on a row. ``observations``: path by partition (``kind/code``). ``frequencies``: one
    path, or empty. Paths are relative.
    """

    sources: str
    codes: frozenset[str]
    newest_row: date | None
    observations: Mapping[str, str]
    frequencies: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a dataset holds at one moment: filed packs, and sources committed since.

    A source in ``new`` stands in place of the same source in a pack: those older rows are passed over.
    """

    folder: Path
    packs: Mapping[str, Pack]
    new: Mapping[str, Source]

    @property
    def sources(self) -> dict[str, Source]:
        """Every source by its hash. This reads their lists: two seconds for 50,000 files."""
        filed = (source for pack in self.packs.values() for source in load_sources(self.folder, pack))
        return {source.sha256: source for source in filed} | dict(self.new)

    @property
    def files(self) -> tuple[DatasetFile, ...]:
        """Every file, in the order of name and hash."""
        files = (file for source in self.sources.values() for file in source.files)
        return tuple(sorted(files, key=lambda file: (file.name, file.sha256)))

    @property
    def codes(self) -> frozenset[str]:
        """Codes that every file was searched for: all of them, or less where files were read again since."""
        searched = [pack.codes for pack in self.packs.values()]
        searched += [frozenset(file.codes) for source in self.new.values() for file in source.files]
        return frozenset.intersection(*searched) if searched else frozenset()

    @property
    def newest_row(self) -> date | None:
        """The latest date on a row, ``None`` where none states one."""
        if not self.new:
            days = [pack.newest_row for pack in self.packs.values()]
        else:
            days = [file.newest_row for file in self.files]
        return max((day for day in days if day is not None), default=None)

    def rows(
        self,
        codes: Collection[str] | None = None,
        columns: list[str] | None = None,
        kinds: Collection[str] | None = None,
    ) -> pa.RecordBatchReader:
        """Stream rows: all, or those a benchmark of ``codes`` looks at, or those of some kinds.

        A benchmark looks at the rows of its codes, at wildcards, and at charge rows of every code: how
        often a hospital's charge stands at one price is counted over all its lines.
        """
        import pyarrow.compute as pc  # noqa: PLC0415 - 9 MB that writing a dataset does without

        names = OBSERVATIONS.names if columns is None else columns
        schema = pa.schema([OBSERVATIONS.field(name) for name in names])
        scans = []
        if paths := [str(self.folder / path) for path in self.filed(codes, kinds)]:
            scans.append((paths, ~pc.field("sha256").isin(list(self.new)) if self.new else None))
        if paths := [str(self.folder / path) for path in self.unfiled()]:
            scans.append((paths, _condition(codes, kinds)))
        return pa.RecordBatchReader.from_batches(schema, _scan(scans, names))

    def frequencies(self, hashes: Collection[str] | None = None) -> dict[str, tuple[ValueFrequency, ...]]:
        """Return value frequencies by the hash of the file, of all files or of some."""
        import pyarrow.compute as pc  # noqa: PLC0415 - as above

        found: dict[str, tuple[ValueFrequency, ...]] = {}
        condition = None if hashes is None else pc.field("sha256").isin(pa.array(hashes, pa.string()))
        for pack in self.packs.values():
            if pack.frequencies:
                found |= table_to_frequencies(_table(self.folder / pack.frequencies, condition))
        for source in self.new.values():
            found.pop(source.sha256, None)
            if any(file.frequencies for file in source.files):
                found |= table_to_frequencies(_table(self.folder / new_frequencies(source), condition))
        return found

    def filed(
        self, codes: Collection[str] | None = None, kinds: Collection[str] | None = None
    ) -> Iterator[str]:
        """Yield the paths of filed rows: all, or those that may answer for some codes or kinds."""
        parts = (part for pack in self.packs.values() for part in pack.observations.items())
        for partition, path in sorted(parts):
            kind, code = partition.split("/")
            if kinds is not None and kind not in kinds:
                continue
            if codes is None or code in codes or code == ANY_CODE or kind == _CHARGE_ROWS:
                yield path

    def unfiled(self) -> Iterator[str]:
        """Yield the paths of rows that are committed but not filed; each holds every code."""
        for source in self.new.values():
            if any(file.observations for file in source.files):
                yield new_rows(source)


def _condition(codes: Collection[str] | None, kinds: Collection[str] | None) -> Any:
    import pyarrow.compute as pc  # noqa: PLC0415 - as above

    conditions = []
    if codes is not None:
        conditions.append(
            pc.field("billing_code").isin(list(codes))
            | (pc.field("code_match") != str(CodeMatch.LITERAL))
            | (pc.field("source_kind") == _CHARGE_ROWS)
        )
    if kinds is not None:
        conditions.append(pc.field("source_kind").isin(list(kinds)))
    both: Any = None
    for condition in conditions:
        both = condition if both is None else both & condition
    return both


def new_rows(source: Source) -> str:
    """Return where the rows of a source lie that is not filed yet."""
    return f"{NEW}/{source.sha256}-{source.version}.parquet"


def new_frequencies(source: Source) -> str:
    """Return where its value frequencies lie."""
    return f"{NEW}/{source.sha256}-{source.version}.frequencies.parquet"


def open_dataset(folder: Path) -> Snapshot | None:
    """Return what the dataset holds now, or ``None`` where there is none.

    Hold ``dataset_lock.reading`` for as long as rows are read, so that nobody files them elsewhere.
    """
    if not (folder / MARKER).is_file():
        if (folder / _OLD_MANIFEST).is_file():
            raise _damaged(folder / _OLD_MANIFEST, "it is in an older layout")
        return None
    _load(folder / MARKER, lambda content: None)
    packs = {path.stem: _load(path, _pack) for path in sorted((folder / PACKS).glob("[0-9a-f].json"))}
    new = [load_new(path) for path in sorted((folder / NEW).glob("*.json"))]
    return Snapshot(folder, packs, {source.sha256: source for source in new})


def read_dataset(folder: Path) -> Dataset:
    """Read a dataset; raise ``MissingDataError`` for none, ``BrokenFileError`` for a damaged one.

    Observations come by kind and code; within a code by shard, publisher, file and place in the file.
    """
    with reading(folder):
        snapshot = require_dataset(folder)
        table = snapshot.rows().read_all()
        return Dataset(table_to_observations(table), snapshot.frequencies(), snapshot.files)


def read_manifest(folder: Path) -> Manifest | None:
    """Return what files the dataset holds, or ``None`` where there is no dataset."""
    with reading(folder):
        snapshot = open_dataset(folder)
    return None if snapshot is None else Manifest(snapshot.files)


def require_dataset(folder: Path) -> Snapshot:
    """Return what the dataset holds, or raise ``MissingDataError``."""
    snapshot = open_dataset(folder)
    if snapshot is None:
        raise MissingDataError(
            f"there is no dataset in {folder}",
            why="benchmarks are computed from extracted observations",
            fix=f"run: unlisted rates extract FILE... --codes 77499 --out {folder}",
        )
    return snapshot


def load_pack(folder: Path, shard: str) -> Pack:
    """Return a shard's pack, empty where there is none."""
    path = folder / PACKS / f"{shard}.json"
    return _load(path, _pack) if path.is_file() else Pack("", frozenset(), None, {}, "")


def load_sources(folder: Path, pack: Pack) -> tuple[Source, ...]:
    """Return the sources whose rows a pack holds."""
    if not pack.sources:
        return ()
    return _load(
        folder / pack.sources,
        lambda content: tuple(source_from_json(entry) for entry in content["sources"]),
    )


def load_new(path: Path) -> Source:
    """Return the committed source that a JSON file describes."""
    return _load(path, source_from_json)


def part_unreadable(where: str) -> BrokenFileError:
    """Return the error for rows that are listed but cannot be read."""
    return BrokenFileError(
        "a part of the dataset cannot be read",
        where=where,
        why="its observations are counted in the list of files",
        fix="extract the files again into a new folder",
    )


def _pack(content: dict[str, Any]) -> Pack:
    newest = content["newest_row"]
    return Pack(
        str(content["sources"]),
        frozenset(content["codes"]),
        date.fromisoformat(newest) if newest else None,
        {str(partition): str(path) for partition, path in content["observations"].items()},
        str(content["frequencies"]),
    )


def _load(path: Path, read: Callable[[Any], T]) -> T:
    try:
        content = json.loads(path.read_bytes())
        stated = content["format"]
        if stated == FORMAT:
            return read(content)
        raise _damaged(path, f"the format is {stated!r}, not {FORMAT!r}")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, problem: str) -> BrokenFileError:
    return BrokenFileError(
        "the dataset's list of files (its manifest) cannot be read",
        where=f"{path} ({problem})",
        why="without it nobody can say which files the observations come from",
        fix="extract the files again into a new folder",
    )


def _scan(scans: list[tuple[list[str], Any]], names: list[str]) -> Iterator[pa.RecordBatch]:
    import pyarrow.dataset as parquet  # noqa: PLC0415 - 16 MB that writing a dataset does without

    for paths, condition in scans:
        try:
            found = parquet.dataset(paths, schema=OBSERVATIONS, format="parquet")
            yield from found.scanner(columns=names, filter=condition).to_batches()
        except (OSError, pa.ArrowException) as error:
            raise part_unreadable(str(error)) from error


def _table(path: Path, condition: Any) -> pa.Table:
    try:
        with path.open("rb") as stream:
            return pq.read_table(stream, filters=condition)
    except (OSError, pa.ArrowException) as error:
        raise part_unreadable(str(path)) from error
