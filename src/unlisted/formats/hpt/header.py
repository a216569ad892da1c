"""Which hospital publishes a file, when, and under which template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from unlisted.formats.reading import Tally
from unlisted.formats.values import read_date, read_object, read_text, read_texts
from unlisted.market.observation import Observation

_LICENSE = "license_number"


@dataclass(slots=True)
class HospitalHeader:
    """The general data elements of a hospital file (45 CFR 180.50(b)(2)(i))."""

    hospital: str = ""
    version: str = ""
    last_updated_on: str = ""
    type_2_npi: str = ""
    license_number: str = ""
    state: str = ""

    @property
    def file_date(self) -> date | None:
        """The day of the last update, where it can be read."""
        return read_date(self.last_updated_on)

    @property
    def identifier(self) -> str:
        """The type 2 NPIs, or the license number, as given."""
        return self.type_2_npi or self.license_number

    def take_over(self, other: HospitalHeader) -> None:
        """Become what another header is."""
        for name in HospitalHeader.__slots__:
            setattr(self, name, getattr(other, name))

    def see(self, key: str, value: object) -> None:
        """Keep a root value of the JSON template; ignore the others. Array items come one by one."""
        if key == "hospital_name":
            self.hospital = read_text(value)
        elif key == "version":
            self.version = read_text(value)
        elif key == "last_updated_on":
            self.last_updated_on = read_text(value)
        elif key == "type_2_npi":
            npis = (self.type_2_npi, *read_texts(value))
            self.type_2_npi = "|".join(npi for npi in npis if npi)
        elif key == "license_information":
            fields = read_object(value)
            self.license_number = read_text(fields.get("license_number"))
            self.state = read_text(fields.get("state"))

    def check(self, tally: Tally) -> None:
        """Remark on what the header lacks."""
        if not self.hospital:
            tally.note("publisher_missing", "the file does not name its hospital", "hospital_name")
        if self.file_date is None:
            tally.note(
                "file_date_unreadable",
                f"the file's date cannot be read: {self.last_updated_on!r}",
                "last_updated_on",
            )

    def stamp(self, seen: Observation) -> Observation:
        """Put the hospital's name and dates on an observation."""
        return replace(
            seen,
            publisher=self.hospital,
            publisher_id=self.identifier,
            state=self.state,
            file_date=self.file_date,
            schema_version=self.version,
        )


def header_from_rows(names: Iterable[str], values: Iterable[str]) -> HospitalHeader:
    """Read rows 1 and 2 of the CSV template: names in any case, spaces round the pipe allowed."""
    header = HospitalHeader()
    for name, value in zip(names, values, strict=False):
        words = [word.strip() for word in name.split("|")]
        key = words[0].lower()
        if key == _LICENSE:
            header.license_number = value.strip()
            header.state = words[1].upper() if len(words) > 1 else ""
        elif key != "license_information":
            header.see(key, value)
    return header
