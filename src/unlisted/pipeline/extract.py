"""Scan a rate file, or extract what it says about some billing codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from unlisted.base.codes import BillingCode
from unlisted.base.errors import UnsupportedFormatError
from unlisted.base.outcome import Finding, Severity
from unlisted.formats.charges.mapping import ChargeMapping
from unlisted.formats.charges.reader import describe_charges, priced_charges, read_charges
from unlisted.formats.container.members import Member
from unlisted.formats.detect import Detected, Layout, detect
from unlisted.formats.frequencies import FrequencyCounter, PricedDollar
from unlisted.formats.hpt import priced_csv, priced_json, read_csv, read_json
from unlisted.formats.hpt.header import HospitalHeader
from unlisted.formats.reading import CodeQuery, FileIdentity, Tally
from unlisted.formats.tic import priced_in_network, read_allowed_amounts, read_in_network
from unlisted.formats.tic.header import PayerHeader
from unlisted.formats.tic.providers import OpenReference
from unlisted.market.frequency import ValueFrequency
from unlisted.market.observation import Observation, SourceKind
from unlisted.pipeline.sources import OnBytes, hash_file, members_of, packaged_mappings

Header = PayerHeader | HospitalHeader


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
    them, ``rows_matched`` the items or rows with a code asked for. ``frequencies`` covers each negotiated
    dollar amount among the observations.
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
    prices_read: int
    rows_matched: int
    observations: tuple[Observation, ...]
    frequencies: tuple[ValueFrequency, ...]
    findings: tuple[Finding, ...]


def scan_file(
    path: Path,
    codes: Iterable[str] = (),
    *,
    mapping: ChargeMapping | None = None,
    on_bytes: OnBytes | None = None,
) -> tuple[FileScan, ...]:
    """Say what a file is, for each file inside it; count the rows of ``codes``. Reads all of it once."""
    sha256 = hash_file(path)
    size = path.stat().st_size
    return tuple(_scan(opened, size) for opened in _open_all(path, sha256, codes, mapping, None, on_bytes))


def extract_file(
    path: Path,
    codes: Iterable[str],
    *,
    mapping: ChargeMapping | None = None,
    open_reference: OpenReference | None = None,
    on_bytes: OnBytes | None = None,
    sha256: str = "",
) -> tuple[Extraction, ...]:
    """Return what a file says about ``codes``, for each file inside it.

    One pass finds the observations, a second counts how often their amounts stand in the whole file.
    Raises ``BrokenFileError``, ``UnsupportedFormatError``, ``LimitExceededError``; then nothing of the
    file is returned.
    """
    size = path.stat().st_size
    opened_files = _open_all(path, sha256 or hash_file(path), codes, mapping, open_reference, on_bytes)
    return tuple(_extract(opened, size) for opened in opened_files)


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

    def observations(self) -> Iterator[Observation]:
        """Read the file once."""
        arguments = (self.member, self.identity, self.query, self.tally)
        if self.found.mapping is not None:
            return read_charges(*arguments, self.found.mapping)
        readers: dict[Layout, Callable[[], Iterator[Observation]]] = {
            Layout.TIC_IN_NETWORK: lambda: read_in_network(*arguments, self._payer, self._references),
            Layout.TIC_ALLOWED_AMOUNTS: lambda: read_allowed_amounts(*arguments, self._payer),
            Layout.HPT_CSV: lambda: read_csv(*arguments, self._hospital),
            Layout.HPT_JSON: lambda: read_json(*arguments, self._hospital),
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
    path: Path,
    sha256: str,
    codes: Iterable[str],
    mapping: ChargeMapping | None,
    references: OpenReference | None,
    on_bytes: OnBytes | None,
) -> Iterator[_Opened]:
    query = CodeQuery(frozenset(str(BillingCode(code)) for code in codes))
    mappings = packaged_mappings() if mapping is None else (mapping, *packaged_mappings())
    members = members_of(path, on_bytes)
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


def _scan(opened: _Opened, size: int) -> FileScan:
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
        bytes=size,
        sha256=opened.identity.sha256,
        rows=tally.rows_read,
        prices=tally.prices_read,
        code_types=tuple(
            TypeCount(code_type, count, tally.rows_by_type[code_type])
            for code_type, count in sorted(distinct.items())
        ),
        rows_by_code={code: tally.rows_by_code[code] for code in sorted(opened.query.codes)},
        findings=tally.findings(),
    )


def _extract(opened: _Opened, size: int) -> Extraction:
    observations = tuple(opened.observations())
    counter = FrequencyCounter(observations)
    if counter:
        counter.add(opened.priced())
    tally = opened.tally
    if not observations:
        tally.note(
            "no_rows_for_codes",
            f"no row of the file has {', '.join(sorted(opened.query.codes))} as a CPT or HCPCS code",
            severity=Severity.ADVICE,
        )
    publisher, version, day = opened.described()
    return Extraction(
        name=opened.member.name,
        kind=opened.found.kind,
        layout=str(opened.found.layout),
        schema_version=version,
        publisher=publisher,
        file_date=day,
        bytes=size,
        sha256=opened.identity.sha256,
        codes=tuple(sorted(opened.query.codes)),
        rows_read=tally.rows_read,
        prices_read=tally.prices_read,
        rows_matched=tally.rows_matched,
        observations=observations,
        frequencies=counter.result(),
        findings=tally.findings(),
    )
