"""Made-up identities: unique identifiers, the patient, the staff, the machine. All obviously synthetic."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

UID_ROOT = "2.25."
UID_BITS = 112


def make_uid(*parts: str) -> str:
    """Return a DICOM identifier below 2.25 that the same parts always give."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return UID_ROOT + str(int.from_bytes(digest, "big") >> (256 - UID_BITS))


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up member of staff. ``npi`` passes no check digit on purpose."""

    key: str
    name: str
    role: str
    credentials: str
    npi: str = ""

    @property
    def dicom_name(self) -> str:
        """Return the name as DICOM writes it: family^given."""
        return "^".join(reversed(self.name.upper().rsplit(" ", 1)))


@dataclass(frozen=True, slots=True)
class Patient:
    """A made-up patient."""

    record_number: str
    family_name: str
    given_name: str
    birth_date: date
    sex: str

    @property
    def dicom_name(self) -> str:
        """Return the name as DICOM writes it."""
        return f"{self.family_name.upper()}^{self.given_name.upper()}"


@dataclass(frozen=True, slots=True)
class Clinic:
    """A made-up clinic: its name, its machine, its people."""

    institution: str
    machine: str
    serial: str
    physician: Person
    physicist: Person
    dosimetrist: Person
    therapist: Person
    nurse: Person

    @property
    def people(self) -> tuple[Person, ...]:
        """Return everyone."""
        return (self.physician, self.physicist, self.dosimetrist, self.therapist, self.nurse)


CLINIC = Clinic(
    "Synthetic Clinic of Nowhere",
    "SYNLINAC1",
    "SYN-0001",
    Person("physician", "Alex Exampleton", "radiation_oncologist", "MD", "1000000001"),
    Person("physicist", "Robin Samplewright", "medical_physicist", "PhD, DABR", "1000000002"),
    Person("dosimetrist", "Kim Mockington", "dosimetrist", "CMD", ""),
    Person("therapist", "Sam Placeholder", "radiation_therapist", "RT(T)", ""),
    Person("nurse", "Jo Fictionale", "nurse", "RN", ""),
)
