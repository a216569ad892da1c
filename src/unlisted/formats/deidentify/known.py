"""The protected information known of this patient and this clinic, gathered before anything is replaced."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class Known:
    """Everything to be found again in the output by a leak, by what it is."""

    patient_names: set[str] = field(default_factory=set)
    record_numbers: set[str] = field(default_factory=set)
    identifiers: set[str] = field(default_factory=set)
    staff: set[str] = field(default_factory=set)
    institutions: set[str] = field(default_factory=set)
    machines: set[str] = field(default_factory=set)
    uids: set[str] = field(default_factory=set)
    dates: set[date] = field(default_factory=set)
    birth_dates: set[date] = field(default_factory=set)
    people: set[frozenset[str]] = field(default_factory=set)  # each source's patient, by parts of all names

    def add(self, group: set[str], text: object) -> None:
        """Add a text to a group unless it is empty."""
        plain = str(text).strip() if text is not None else ""
        if plain:
            group.add(plain)

    @property
    def latest(self) -> date:
        """Return the latest day known; the first day of 1900 where none is."""
        return max(self.dates, default=date(1900, 1, 1))
