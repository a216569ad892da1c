"""File the rows of committed sources: one Parquet file for each kind, code and shard, sorted.

The sixteen shards go by the first digit of a source's hash, so that a new source makes one sixteenth of a
large dataset be written anew. Rows are merged in a stream, a row group at a time. The result depends on
what is in the dataset only, never on the order or the runs in which it came.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from unlisted.pipeline.dataset import (
    FREQUENCIES_FOLDER,
    MARKER,
    NEW,
    OBSERVATIONS_FOLDER,
    PACKS,
    load_new,
    load_pack,
    load_sources,
    new_frequencies,
    new_rows,
)
from unlisted.pipeline.dataset_entry import Source, source_as_json
from unlisted.pipeline.dataset_lock import writing
from unlisted.pipeline.dataset_merge import Piece, write_part
from unlisted.pipeline.dataset_schema import FREQUENCIES, OBSERVATIONS
from unlisted.pipeline.dataset_write import write_json

_DIGEST_DIGITS = 12
_SHARDS = "0123456789abcdef"

OnPart = Callable[[str], None]
"""Told of each Parquet file before it is written."""


def file_rows(folder: Path, on_part: OnPart | None = None) -> None:
    """File what was committed, then remove what no list names."""
    if not (folder / MARKER).is_file():
        return
    for shard in _SHARDS:
        with writing(folder):
            _file_shard(folder, shard, on_part)
    with writing(folder):
        _remove_strays(folder)


def _file_shard(folder: Path, shard: str, on_part: OnPart | None) -> None:
    paths = sorted((folder / NEW).glob(f"{shard}*.json"))
    if not paths:
        return
    new = {source.sha256: source for source in map(load_new, paths)}
    old = load_pack(folder, shard)
    old_sources = load_sources(folder, old)
    kept_sources = [source for source in old_sources if source.sha256 not in new]
    sources = sorted([*new.values(), *kept_sources], key=lambda source: source.order)

    def put(target: str, pieces: Iterable[Piece], schema: object) -> str:
        """Write a part, unless it is there: its name says which sources at which versions it holds."""
        if not (folder / target).is_file():
            if on_part:
                on_part(target)
            write_part(folder, target, pieces, schema)
        return target

    files = [file for source in sources for file in source.files]
    names = sorted({f"{file.kind}/{code}" for file in files for code, _ in file.partitions})
    observations = {}
    for name in names:
        kind, code = name.split("/")
        target = f"{OBSERVATIONS_FOLDER}/kind={kind}/code={code}/{shard}-{_digest(sources, name)}.parquet"
        pieces = _merged(old_sources, new, old.observations.get(name, ""), name)
        observations[name] = put(target, pieces, OBSERVATIONS)
    frequencies = ""
    if any(_rows(source, "") for source in sources):
        target = f"{FREQUENCIES_FOLDER}/{shard}-{_digest(sources, '')}.parquet"
        frequencies = put(target, _merged(old_sources, new, old.frequencies, ""), FREQUENCIES)
    listed = f"{PACKS}/{shard}-{_digest(sources, None)}.sources.json"
    write_json(folder / listed, {"sources": [source_as_json(source) for source in sources]})
    newest = max((file.newest_row for file in files if file.newest_row is not None), default=None)
    content = {
        "sources": listed,
        "codes": sorted(frozenset.intersection(*(frozenset(file.codes) for file in files))),
        "newest_row": newest.isoformat() if newest else None,
        "observations": observations,
        "frequencies": frequencies,
    }
    write_json(folder / PACKS / f"{shard}.json", content)
    for path, source in zip(paths, new.values(), strict=True):
        path.unlink()
        for part in (new_rows(source), new_frequencies(source)):
            (folder / part).unlink(missing_ok=True)
    kept = {*observations.values(), frequencies, listed, ""}
    for part in {*old.observations.values(), old.frequencies, old.sources} - kept:
        (folder / part).unlink(missing_ok=True)


def _rows(source: Source, name: str) -> int:
    """Count a source's rows in a partition, or its frequencies for the empty name."""
    if not name:
        return sum(file.frequencies for file in source.files)
    return sum(
        rows for file in source.files for code, rows in file.partitions if f"{file.kind}/{code}" == name
    )


def _digest(sources: Iterable[Source], name: str | None) -> str:
    """Name a part by the sources and versions that have rows in it; a list of sources by all of them."""
    held = [
        f"{source.sha256} {source.version}\n" for source in sources if name is None or _rows(source, name)
    ]
    return hashlib.sha256("".join(held).encode()).hexdigest()[:_DIGEST_DIGITS]


def _merged(old: Iterable[Source], new: Mapping[str, Source], old_path: str, name: str) -> Iterator[Piece]:
    """Yield what a part is made of, by source; rows of the old part to pass over are marked."""
    pieces = [
        (source.order, Piece(old_path, None, rows, keep=source.sha256 not in new))
        for source in old
        if (rows := _rows(source, name))
    ]
    for source in new.values():
        pieces += [(source.order, piece) for piece in _own_pieces(source, name)]
    return (piece for _, piece in sorted(pieces, key=lambda entry: entry[0]))


def _own_pieces(source: Source, name: str) -> Iterator[Piece]:
    if not name:
        if rows := _rows(source, name):
            yield Piece(new_frequencies(source), 0, rows)
        return
    start = 0
    for file in source.files:
        for code, rows in file.partitions:
            if f"{file.kind}/{code}" == name:
                yield Piece(new_rows(source), start, rows)
            start += rows


def _remove_strays(folder: Path) -> None:
    """Remove what a killed process left: files that no list names, and folders left empty."""
    known = set()
    for shard in _SHARDS:
        pack = load_pack(folder, shard)
        known |= {f"{PACKS}/{shard}.json", pack.sources, *pack.observations.values(), pack.frequencies}
    for path in (folder / NEW).glob("*.json"):
        source = load_new(path)
        known |= {f"{NEW}/{path.name}", new_rows(source), new_frequencies(source)}
    for top in (folder / name for name in (NEW, PACKS, OBSERVATIONS_FOLDER, FREQUENCIES_FOLDER)):
        for path in sorted(top.rglob("*"), reverse=True):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.relative_to(folder).as_posix() not in known:
                path.unlink()
        if top.is_dir() and not any(top.iterdir()):
            top.rmdir()
    for path in folder.glob(".*.part-*"):
        path.unlink()
