"""Keyed pseudonyms and the one date shift of a patient: the same on every side, useless without the key."""

from __future__ import annotations

import hashlib
import hmac
import re
import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from unlisted.base.errors import UsageError

MIN_KEY_BYTES = 16
MIN_WEEKS = 53
MAX_WEEKS = 208
UID_BITS = 120
OLDEST_AGE = 89  # older ages are rare enough to identify
STANDARD_UID = "1.2.840.10008."
_TITLES = {"dr", "md", "phd", "prof", "mr", "mrs", "ms"}
_NAME_PART = re.compile(r"[^\W\d_]+", re.UNICODE)


def name_parts(name: str) -> tuple[str, ...]:
    """Return the parts of a name in small letters, without titles, sorted: the same for both orders."""
    return tuple(sorted(p for p in _NAME_PART.findall(name.lower()) if p not in _TITLES and len(p) > 1))


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """What replaces what, for one patient. ``patient`` is the record number, the root of the date shift.

    Everything is HMAC-SHA256 with the key (at least 16 bytes), so that two runs agree and nobody without
    the key can test a guess. Identifiers of a length are short hashes: 40 bits and more.
    """

    key: bytes
    patient: str

    def __post_init__(self) -> None:
        if len(self.key) < MIN_KEY_BYTES:
            raise UsageError(
                f"the key has {len(self.key)} bytes; at least {MIN_KEY_BYTES} are needed",
                why="a short key could be guessed, and with it every pseudonym undone",
                fix="set UNLISTED_DEID_KEY to a long random text and keep it apart from the data",
            )

    def _digest(self, kind: str, text: str) -> bytes:
        return hmac.new(self.key, f"{kind}\x1f{text}".encode(), hashlib.sha256).digest()

    def _code(self, kind: str, text: str, length: int) -> str:
        """Return letters only, without vowels: no word, no date and no number can appear by chance."""
        alphabet = "BCDFGHJKLMNPQRSTVWXZ"
        number = int.from_bytes(self._digest(kind, text), "big")
        letters = []
        for _ in range(length):
            number, index = divmod(number, len(alphabet))
            letters.append(alphabet[index])
        return "".join(letters)

    @property
    def shift(self) -> timedelta:
        """Return the shift of this patient's days: whole weeks back, from 53 to 208."""
        span = MAX_WEEKS - MIN_WEEKS + 1
        number = int.from_bytes(self._digest("shift", self.patient)[:8], "big")
        return -timedelta(weeks=MIN_WEEKS + number % span)

    def day(self, on: date) -> date:
        """Return the shifted day; weekdays and intervals stay."""
        return on + self.shift

    def birth_date(self, born: date, latest: date) -> date:
        """Return the shifted birth date; ages above 89 become 90 on the latest day of the episode."""
        if latest.year - born.year > OLDEST_AGE:
            born = date(latest.year - OLDEST_AGE - 1, 1, 1)
        return self.day(born)

    def uid(self, text: str) -> str:
        """Return the replacement of a DICOM identifier; identifiers of the standard stay."""
        if text.startswith(STANDARD_UID) or not text:
            return text
        return "2.25." + str(int.from_bytes(self._digest("uid", text), "big") >> (256 - UID_BITS))

    def record_number(self, text: str) -> str:
        """Return the replacement of the patient's record number."""
        return "P-" + self._code("record", text, 10)

    def identifier(self, text: str) -> str:
        """Return the replacement of any other number or identifier."""
        return "X-" + self._code("identifier", text, 10)

    def uuid(self, text: str) -> str:
        """Return the replacement of a UUID."""
        return str(uuid.UUID(bytes=self._digest("uuid", text)[:16], version=4))

    @property
    def patient_names(self) -> tuple[str, str]:
        """Return family and given name that replace the patient's."""
        return "Patient", self._code("patient", self.patient, 6).capitalize()

    def staff(self, name: str) -> str:
        """Return what replaces the name of a member of staff, whichever way it is written."""
        return "Staff-" + self._code("staff", " ".join(name_parts(name)) or name, 6)

    def institution(self, name: str) -> str:
        """Return what replaces an institution's name."""
        return "Site-" + self._code("institution", name.strip().lower(), 6)

    def machine(self, name: str) -> str:
        """Return what replaces a machine's name; short enough for DICOM."""
        return "M-" + self._code("machine", name.strip().lower(), 6)
