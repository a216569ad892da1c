"""What a benchmark run returns: distributions with their counts, evidence and waterfall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from unlisted.base.evidence import FileEvidence
from unlisted.benchmarks.gates import Gate
from unlisted.benchmarks.strata import Stratum
from unlisted.benchmarks.thresholds import Threshold


class Weight(StrEnum):
    """What counts once in a distribution."""

    TIN = "tin"
    NPI = "npi"
    HOSPITAL = "hospital"
    STATE_AND_PRICE = "state_and_price"  # repeats of one system's price inside a state removed


@dataclass(frozen=True, slots=True)
class Percentile:
    """One percentile, exact; round only when showing it."""

    percent: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ListedValue:
    """One provider's value, listed where there are too few for percentiles."""

    provider: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Spread:
    """A provider with several values for one key: the one chosen, and all of them."""

    provider: str
    chosen: Decimal
    amounts: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Distribution:
    """One value per ``weight``: n, percentiles (by the small-cell rules) or the listed values.

    ``spread_count`` is the number of providers with several values; ``spreads`` shows the first 20.
    """

    weight: Weight
    count: int
    percentiles: tuple[Percentile, ...]
    listed: tuple[ListedValue, ...] = ()
    spread_count: int = 0
    spreads: tuple[Spread, ...] = ()

    def at(self, percent: int) -> Decimal | None:
        """Return a percentile shown here; ``None`` where the small-cell rules hold it back."""
        return next((entry.amount for entry in self.percentiles if entry.percent == percent), None)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One stratum: how much, for how many, from which files, resting on which rows.

    ``evidence`` is where the first ``EVIDENCE_ROWS`` of its ``row_count`` rows stand, in canonical order;
    where all of them stand when the context asks for ``all_places``.
    """

    stratum: Stratum
    unit: str
    row_count: int
    tin_count: int
    npi_count: int
    hospital_count: int
    file_count: int
    first_file_date: date | None
    last_file_date: date | None
    distributions: tuple[Distribution, ...]
    evidence: tuple[FileEvidence, ...]

    def by_weight(self, weight: Weight) -> Distribution | None:
        """Return the distribution with this weight, if the stratum has one."""
        return next((entry for entry in self.distributions if entry.weight is weight), None)


@dataclass(frozen=True, slots=True)
class DroppedRow:
    """A sample of what a gate dropped: where it stands, what it says, why it went."""

    evidence: FileEvidence
    payer: str
    plan: str
    amount_kind: str
    amount: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True)
class WaterfallStep:
    """One gate: rows in, rows kept, drops by reason, the first dropped rows, what it could not do."""

    gate: Gate
    title: str
    rows_in: int
    rows_kept: int
    reasons: tuple[tuple[str, int], ...]
    samples: tuple[DroppedRow, ...]
    note: str = ""

    @property
    def rows_dropped(self) -> int:
        """Return how many rows the gate dropped."""
        return self.rows_in - self.rows_kept


@dataclass(frozen=True, slots=True)
class Waterfall:
    """All gates for one code, from the rows read to the rows kept.

    ``duplicate_factor``: rows per distinct price at the duplicate gate, to two places; ``None`` where no
    row came so far.
    """

    code: str
    rows_read: int
    rows_kept: int
    duplicate_factor: Decimal | None
    steps: tuple[WaterfallStep, ...]

    def step(self, gate: Gate) -> WaterfallStep:
        """Return the step of one gate."""
        return next(entry for entry in self.steps if entry.gate == gate)


@dataclass(frozen=True, slots=True)
class WildcardMatch:
    """A price for every code of a type (or of all types) that may cover the code: shown, never pooled."""

    code: str
    match: str
    payer: str
    plan: str
    amount_kind: str
    amount: Decimal | None
    evidence: FileEvidence


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file that holds rows for the codes asked for."""

    file_name: str
    sha256: str
    source_kind: str
    publisher: str
    file_date: date | None
    rows: int


@dataclass(frozen=True, slots=True)
class BenchmarkRun:
    """The whole result. ``benchmarks`` are dollars; ``percentages`` are percent of billed charges."""

    codes: tuple[str, ...]
    by: tuple[str, ...]
    benchmarks: tuple[Benchmark, ...]
    percentages: tuple[Benchmark, ...]
    waterfalls: tuple[Waterfall, ...]
    wildcard_matches: tuple[WildcardMatch, ...]
    files: tuple[FileSeen, ...]
    percentile_definition: str
    thresholds: tuple[Threshold, ...]
    notes: tuple[str, ...]
