"""Scan a rate file, or extract what it says about some billing codes."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from unlisted.base.codes import BillingCode
from unlisted.base.errors import UnsupportedFormatError
from unlisted.base.outcome import Finding, Severity
from unlisted.formats.charges.mapping import ChargeMapping
from unlisted.formats.charges.reader import describe_charges, priced_charges, read_charges
from unlisted.formats.container.members import Member, list_members
from unlisted.formats.detect import Detected, Layout, detect
from unlisted.formats.frequencies import FrequencyCounter, PricedDollar
from unlisted.formats.hpt import priced_csv, priced_json, read_csv, read_json, scan_csv, scan_json
from unlisted.formats.hpt.header import HospitalHeader
from unlisted.formats.reading import CodeQuery, FileIdentity, Tally
from unlisted.formats.scan.unproved import NotProvedError
from unlisted.formats.tic import priced_in_network, read_allowed_amounts, read_in_network, scan_in_network
from unlisted.formats.tic.header import PayerHeader
from unlisted.formats.tic.providers import OpenReference
from unlisted.market.frequency import ValueFrequency
from unlisted.market.observation import AmountKind, Observation, SourceKind
from unlisted.pipeline.rate_source import DiskSource, RateSource
from unlisted.pipeline.sources import OnBytes, packaged_mappings
from unlisted.pipeline.temporary import open_aside

Header = PayerHeader | HospitalHeader

Rows = TypeVar("Rows")
Gather = Callable[[Iterable[Observation]], Rows]
"""Keep the observations of one file, given one by one: in a tuple, or somewhere else."""

MIB = 1024 * 1024
COUNTED_PLAIN_BYTES = 256 * MIB
COUNTED_COMPRESSED_BYTES = 24 * MIB
"""Up to this size on disk, all prices and value frequencies of a file are counted unless told otherwise.

Counting parses every price; a compressed file of 24 MiB expands to some 250 MiB.
"""


class ReadBy(StrEnum):
    """How a file was read: by proving what does not matter and parsing what does, or by parsing all."""

    FAST = "fast path"
    EXACT = "exact path"


@dataclass(frozen=True, slots=True)
class TypeCount:
    """How many distinct codes of one type a file has, and how many rows they stand on."""

    code_type: str
    codes: int
    rows: int


@dataclass(frozen=True, slots=True)
class FileScan:
    """What a rate file is. ``name`` is ``archive.zip/inner.json`` for a file in an archive."""

    name: str
    kind: SourceKind
    layout: str
    schema_version: str
    publisher: str
    file_date: date | None
    bytes: int
    sha256: str
    rows: int
    prices: int
    code_types: tuple[TypeCount, ...]
    rows_by_code: dict[str, int]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one file says about the codes asked for, and the counts of the whole file.

    ``rows_read`` counts items (payer, hospital JSON) or rows (CSV), ``prices_read`` the payer amounts on
    them (``None``: not counted), ``rows_matched`` the items or rows with a code asked for. ``frequencies``
    covers each negotiated dollar amount among the observations, unless they are not counted (a finding
    says so). ``read_by`` says which path read the file, ``read_by_because`` why not the fast one.
    """

    name: str
    kind: SourceKind
    layout: str
    schema_version: str
    publisher: str
    file_date: date | None
    bytes: int
    sha256: str
    codes: tuple[str, ...]
    rows_read: int
    prices_read: int | None
    rows_matched: int
    observations: tuple[Observation, ...]
    frequencies: tuple[ValueFrequency, ...]
    findings: tuple[Finding, ...]
    read_by: ReadBy = ReadBy.EXACT
    read_by_because: str = ""


def scan_file(
    path: Path,
    codes: Iterable[str] = (),
    *,
    mapping: ChargeMapping | None = None,
    on_bytes: OnBytes | None = None,
) -> tuple[FileScan, ...]:
    """Say what a file is, for each file inside it; count the rows of ``codes``. Reads all of it once."""
    source = DiskSource(path)
    source.sha256()
    return tuple(_scan(opened, source) for opened in _open_all(source, codes, mapping, None, on_bytes))


def extract_file(
    path: Path,
    codes: Iterable[str],
    *,
    mapping: ChargeMapping | None = None,
    open_reference: OpenReference | None = None,
    on_bytes: OnBytes | None = None,
    sha256: str = "",
    frequencies: bool | None = None,
    fast: bool = True,
) -> tuple[Extraction, ...]:
    """Return what a file says about ``codes``, for each file inside it.

    One pass finds the observations, a second counts how often their amounts stand in the whole file:
    where ``frequencies`` says so, or says nothing and the file is small (``COUNTED_PLAIN_BYTES``,
    ``COUNTED_COMPRESSED_BYTES``). ``fast=False`` reads by the exact path only.

    Raises ``BrokenFileError``, ``UnsupportedFormatError``, ``LimitExceededError``; then nothing of the
    file is returned.
    """
    return extract_source(
        DiskSource(path, sha256),
        codes,
        mapping=mapping,
        open_reference=open_reference,
        on_bytes=on_bytes,
        frequencies=frequencies,
        fast=fast,
    )


def extract_source(
    source: RateSource,
    codes: Iterable[str],
    *,
    mapping: ChargeMapping | None = None,
    open_reference: OpenReference | None = None,
    on_bytes: OnBytes | None = None,
    frequencies: bool | None = None,
    fast: bool = True,
    kinds: Container[SourceKind] = frozenset(SourceKind),
) -> tuple[Extraction, ...]:
    """Return what a file says about ``codes``, wherever it lies: ``extract_file`` for any source.

    Files of another kind than ``kinds`` are left out; their rates are not read.
    The hash of a file on the network is known after its last byte was read; it is put on the rows then.
    """
    read = read_source(
        source,
        codes,
        tuple,
        mapping=mapping,
        open_reference=open_reference,
        on_bytes=on_bytes,
        frequencies=frequencies,
        fast=fast,
        kinds=kinds,
    )
    return tuple(replace(about, observations=_with_hash(rows, about.sha256)) for about, rows in read)


def read_source(
    source: RateSource,
    codes: Iterable[str],
    gather: Gather[Rows],
    *,
    mapping: ChargeMapping | None = None,
    open_reference: OpenReference | None = None,
    on_bytes: OnBytes | None = None,
    frequencies: bool | None = None,
    fast: bool = True,
    kinds: Container[SourceKind] = frozenset(SourceKind),
) -> tuple[tuple[Extraction, Rows], ...]:
    """Do what ``extract_source`` does, with the observations kept by ``gather`` instead of in the result.

    The hash on observations from the network is empty: it is known when all are read.
    """
    read = tuple(
        _extract(opened, source, gather, frequencies, fast=fast)
        for opened in _open_all(source, codes, mapping, open_reference, on_bytes)
        if opened.found.kind in kinds
    )
    sha256, size = source.sha256(), source.size()
    return tuple((replace(about, sha256=sha256, bytes=size), rows) for about, rows in read)


def _with_hash(rows: tuple[Observation, ...], sha256: str) -> tuple[Observation, ...]:
    if not rows or rows[0].sha256 == sha256:
        return rows
    return tuple(replace(seen, sha256=sha256) for seen in rows)


class _Opened:
    """One text file with its codec chosen."""

    def __init__(
        self,
        member: Member,
        identity: FileIdentity,
        found: Detected,
        query: CodeQuery,
        references: OpenReference | None,
    ) -> None:
        self.member = member
        self.identity = identity
        self.found = found
        self.query = query
        self.tally = Tally()
        self._references = references
        self._payer = PayerHeader()
        self._hospital = HospitalHeader()

    def read_fast(self, gather: Gather[Rows], *, counted: bool) -> tuple[Rows | None, str]:
        """Read the file by the fast path: what was gathered, or why it does not read the file.

        Rows of CSV are not counted in detail there, so it does not read what is to be counted.
        """
        if self.found.layout is Layout.HPT_CSV and counted:
            return None, "the prices of all rows are counted"
        tally = Tally(prices_read=0 if counted else None)
        payer, hospital = PayerHeader(), HospitalHeader()
        arguments = (self.member, self.identity, self.query, tally)
        readers: dict[Layout, Callable[[], Iterator[Observation]]] = {
            Layout.TIC_IN_NETWORK: lambda: scan_in_network(
                *arguments, payer, self._references, open_stream=open_aside
            ),
            Layout.HPT_CSV: lambda: scan_csv(*arguments, hospital),
            Layout.HPT_JSON: lambda: scan_json(*arguments, hospital, open_stream=open_aside),
        }
        if self.found.layout not in readers:
            return None, "there is none for this kind of file"
        try:
            rows = gather(readers[self.found.layout]())
        except NotProvedError as error:
            return None, str(error)
        self.tally.take_over(tally)
        self._payer, self._hospital = payer, hospital
        return rows, ""

    def observations(self) -> Iterator[Observation]:
        """Read the file once, by the exact path."""
        arguments = (self.member, self.identity, self.query, self.tally)
        if self.found.mapping is not None:
            return read_charges(*arguments, self.found.mapping)
        readers: dict[Layout, Callable[[], Iterator[Observation]]] = {
            Layout.TIC_IN_NETWORK: lambda: read_in_network(
                *arguments, self._payer, self._references, open_aside
            ),
            Layout.TIC_ALLOWED_AMOUNTS: lambda: read_allowed_amounts(*arguments, self._payer, open_aside),
            Layout.HPT_CSV: lambda: read_csv(*arguments, self._hospital),
            Layout.HPT_JSON: lambda: read_json(*arguments, self._hospital, open_aside),
        }
        return readers[self.found.layout]()

    def priced(self) -> Iterator[PricedDollar]:
        """Read all negotiated dollars of the file, after ``observations`` is exhausted."""
        if self.found.mapping is not None:
            return priced_charges(self.member, self.found.mapping)
        if self.found.layout is Layout.TIC_IN_NETWORK:
            return priced_in_network(self.member, self._payer)
        if self.found.layout is Layout.HPT_CSV:
            return priced_csv(self.member, Tally())
        if self.found.layout is Layout.HPT_JSON:
            return priced_json(self.member)
        return iter(())

    def described(self) -> tuple[str, str, date | None]:
        """Return publisher, schema version and date, after ``observations`` is exhausted."""
        if self.found.mapping is not None:
            publisher, day = describe_charges(self.member, self.identity, self.found.mapping)
            return publisher, self.found.mapping.mapping, day
        header: Header = self._payer
        publisher = self._payer.entity
        if self.found.kind is SourceKind.HOSPITAL_STANDARD_CHARGES:
            header, publisher = self._hospital, self._hospital.hospital
        return publisher, header.version, header.file_date


def _open_all(
    source: RateSource,
    codes: Iterable[str],
    mapping: ChargeMapping | None,
    references: OpenReference | None,
    on_bytes: OnBytes | None,
) -> Iterator[_Opened]:
    query = CodeQuery(frozenset(str(BillingCode(code)) for code in codes))
    mappings = packaged_mappings() if mapping is None else (mapping, *packaged_mappings())
    sha256 = "" if source.location else source.sha256()
    members = list_members(lambda: source.open(on_bytes), source.name)
    strangers: list[UnsupportedFormatError] = []
    for member in members:
        try:
            found = detect(member, mappings)
        except UnsupportedFormatError as error:
            strangers.append(error)
            continue
        opened = _Opened(member, FileIdentity(found.kind, member.name, sha256), found, query, references)
        for stranger in strangers:
            opened.tally.note("archive_member_passed_over", stranger.what, severity=Severity.ADVICE)
        strangers.clear()
        yield opened
    if len(strangers) == len(members):
        raise strangers[0]


def _scan(opened: _Opened, source: RateSource) -> FileScan:
    for _ in opened.observations():
        pass
    tally = opened.tally
    publisher, version, day = opened.described()
    distinct: dict[str, int] = {}
    for _code, code_type in tally.distinct:
        distinct[code_type] = distinct.get(code_type, 0) + 1
    return FileScan(
        name=opened.member.name,
        kind=opened.found.kind,
        layout=str(opened.found.layout),
        schema_version=version,
        publisher=publisher,
        file_date=day,
        bytes=source.size(),
        sha256=opened.identity.sha256,
        rows=tally.rows_read,
        prices=tally.prices_read or 0,
        code_types=tuple(
            TypeCount(code_type, count, tally.rows_by_type[code_type])
            for code_type, count in sorted(distinct.items())
        ),
        rows_by_code={code: tally.rows_by_code[code] for code in sorted(opened.query.codes)},
        findings=tally.findings(),
    )


class _Seen:
    """What passes on its way to be kept: how much, and the dollar amounts where they are to be counted."""

    def __init__(self, *, counted: bool) -> None:
        self._counted = counted
        self.rows = 0
        self.has_dollars = False
        self.counter = FrequencyCounter()

    def passing(self, observations: Iterable[Observation]) -> Iterator[Observation]:
        """Pass the observations of one reading on; a second reading starts anew."""
        self.rows, self.has_dollars, self.counter = 0, False, FrequencyCounter()
        for seen in observations:
            self.rows += 1
            if seen.amount_kind is AmountKind.NEGOTIATED_DOLLAR and seen.amount is not None:
                self.has_dollars = True
                if self._counted:
                    self.counter.want(seen.payer, seen.plan, seen.amount)
            yield seen


def _extract(
    opened: _Opened, source: RateSource, gather: Gather[Rows], frequencies: bool | None, *, fast: bool
) -> tuple[Extraction, Rows]:
    tally = opened.tally
    limit = COUNTED_COMPRESSED_BYTES if opened.member.compressed else COUNTED_PLAIN_BYTES
    counted = 0 < source.size() <= limit if frequencies is None else frequencies
    seen = _Seen(counted=counted)

    def keep(observations: Iterable[Observation]) -> Rows:
        """Look at the observations as they pass."""
        return gather(seen.passing(observations))

    rows, because = opened.read_fast(keep, counted=counted) if fast else (None, "it was not to be used")
    if rows is None:
        rows = keep(opened.observations())
    if seen.counter:
        seen.counter.add(opened.priced())
    if not counted and seen.has_dollars:
        tally.note(
            "frequencies_not_counted",
            "how many codes stand at each amount was not counted, because the file is large",
            severity=Severity.ADVICE,
            fix="count it with --frequencies if a placeholder is suspected; it parses every price",
        )
    if not seen.rows:
        tally.note(
            "no_rows_for_codes",
            f"no row of the file has {', '.join(sorted(opened.query.codes))} as a CPT or HCPCS code",
            severity=Severity.ADVICE,
        )
    publisher, version, day = opened.described()
    about = Extraction(
        name=opened.member.name,
        kind=opened.found.kind,
        layout=str(opened.found.layout),
        schema_version=version,
        publisher=publisher,
        file_date=day,
        bytes=source.size(),
        sha256=opened.identity.sha256,
        codes=tuple(sorted(opened.query.codes)),
        rows_read=tally.rows_read,
        prices_read=tally.prices_read,
        rows_matched=tally.rows_matched,
        observations=(),
        frequencies=seen.counter.result(),
        findings=tally.findings(),
        read_by=ReadBy.EXACT if because else ReadBy.FAST,
        read_by_because=because,
    )
    return about, rows
