"""Medicare's tables as dated lookups, whether they come with the package or were loaded by the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from unlisted.base.dates import Period
from unlisted.base.evidence import Evidence
from unlisted.base.outcome import Answer, Available, Reason, Unavailable
from unlisted.pricing.medicare import Locality, RelativeValues


@dataclass(frozen=True, slots=True)
class ValueLine:
    """Relative values in force in a period."""

    period: Period
    values: RelativeValues


@dataclass(frozen=True, slots=True)
class FactorLine:
    """A conversion factor in US dollars. ``track``: ``all``, ``non_qp`` or ``qp_apm``."""

    period: Period
    track: str
    factor: Decimal
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class OppsLine:
    """A hospital outpatient status indicator and rate (US dollars; ``None`` where the status has none)."""

    period: Period
    status_indicator: str
    rate: Decimal | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class UnitsLine:
    """A medically unlikely edit as a release states it."""

    setting: str
    release_from: date
    units: int
    adjudication_indicator: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class PairLine:
    """A procedure-to-procedure edit. ``modifier_indicator``: 0 never together, 1 with a modifier."""

    setting: str
    column_one: str
    column_two: str
    modifier_indicator: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class LocalityLine:
    """A payment locality's indices in force in a period."""

    period: Period
    locality: Locality
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class MedicareTables:
    """Everything a price or a status needs, by code. Lists are in order of their period's start."""

    values: Mapping[str, tuple[ValueLine, ...]] = field(default_factory=dict)
    factors: tuple[FactorLine, ...] = ()
    opps: Mapping[str, tuple[OppsLine, ...]] = field(default_factory=dict)
    units: Mapping[str, tuple[UnitsLine, ...]] = field(default_factory=dict)
    pairs: Mapping[str, tuple[PairLine, ...]] = field(default_factory=dict)
    localities: tuple[LocalityLine, ...] = ()

    def relative_values(self, code: str, on: date, modifier: str = "") -> Answer[RelativeValues]:
        """Return the fee schedule line in force on a day."""
        for line in self.values.get(code, ()):
            if line.values.modifier == modifier and line.period.contains(on):
                return Available(line.values, line.values.evidence)
        shown = f"{code}-{modifier}" if modifier else code
        return Unavailable(
            Reason.NOT_LOADED,
            searched=f"physician fee schedule lines of {shown} for {on.isoformat()}",
            would_fill="the relative value file in force that day (unlisted data load pfs FILE)",
        )

    def conversion_factor(self, on: date, *, qualifying: bool = False) -> Answer[Decimal]:
        """Return dollars per RVU; from 2026 there are two (42 CFR 414.20)."""
        tracks = ("qp_apm", "all") if qualifying else ("non_qp", "all")
        for track in tracks:
            for line in self.factors:
                if line.track == track and line.period.contains(on):
                    return Available(line.factor, line.evidence)
        return Unavailable(
            Reason.NOT_LOADED,
            searched=f"conversion factors for {on.isoformat()}",
            would_fill="the relative value file in force that day (unlisted data load pfs FILE)",
        )

    def opps_line(self, code: str, on: date) -> Answer[OppsLine]:
        """Return the hospital outpatient status in force on a day."""
        for line in self.opps.get(code, ()):
            if line.period.contains(on):
                return Available(line, line.evidence)
        return Unavailable(
            Reason.NOT_LOADED,
            searched=f"Addendum B lines of {code} for {on.isoformat()}",
            would_fill="the quarter's Addendum B (unlisted data load opps FILE)",
        )

    def units_line(self, code: str, on: date, setting: str) -> Answer[UnitsLine]:
        """Return the newest medically unlikely edit of a setting whose release is not after the day."""
        lines = [x for x in self.units.get(code, ()) if x.setting == setting and x.release_from <= on]
        if lines:
            line = max(lines, key=lambda x: x.release_from)
            return Available(line, line.evidence)
        return Unavailable(
            Reason.NOT_LOADED,
            searched=f"medically unlikely edits of {code}, {setting}, up to {on.isoformat()}",
            would_fill="the quarter's edit table (unlisted data load mue FILE)",
        )

    def localities_on(self, on: date) -> tuple[Locality, ...]:
        """Return the payment localities of a day, by state and number."""
        return tuple(line.locality for line in self.localities if line.period.contains(on))

    def over(self, below: MedicareTables) -> MedicareTables:
        """Lay these tables over others: a code or list that stands here replaces the one below."""
        return replace(
            below,
            values={**below.values, **self.values},
            factors=self.factors or below.factors,
            opps={**below.opps, **self.opps},
            units={**below.units, **self.units},
            pairs={**below.pairs, **self.pairs},
            localities=self.localities or below.localities,
        )
