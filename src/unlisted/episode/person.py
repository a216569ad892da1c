"""The patient, the coverage, and the people who worked on the episode."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from unlisted.episode.fact import Held
from unlisted.episode.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Patient:
    """The person treated. Everything here is protected health information: never logged."""

    record_number: Held[str] = field(default_factory=Held)
    family_name: Held[str] = field(default_factory=Held)
    given_name: Held[str] = field(default_factory=Held)
    birth_date: Held[date] = field(default_factory=Held)
    sex: Held[str] = field(default_factory=Held)  # administrative: male, female, other, unknown


@dataclass(frozen=True, slots=True)
class Coverage:
    """An insurance coverage in the order of payment (1 first)."""

    order: int
    payer: Held[str] = field(default_factory=Held)
    payer_id: Held[str] = field(default_factory=Held)  # the registry's id, where the name is matched
    member_id: Held[str] = field(default_factory=Held)
    group_number: Held[str] = field(default_factory=Held)
    line_of_business: Held[str] = field(default_factory=Held)
    authorization_number: Held[str] = field(default_factory=Held)


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who did or signed something."""

    name: str
    role: Role
    npi: str = ""
    credentials: str = ""
