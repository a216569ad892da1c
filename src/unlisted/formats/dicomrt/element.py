"""A data set of a file that knows where it stands: each value comes with the tag path of its element."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any, TypeVar

from pydicom.charset import decode_bytes
from pydicom.datadict import tag_for_keyword
from pydicom.filereader import read_sequence_item

from unlisted.base.errors import LimitExceededError
from unlisted.base.evidence import FileEvidence
from unlisted.base.outcome import Finding, Severity
from unlisted.episode.fact import Held, held
from unlisted.formats.dicomrt import values
from unlisted.formats.dicomrt.limits import MAX_ITEMS_LOOKED_AT, MAX_PROBLEMS, MAX_TEXT_CHARACTERS
from unlisted.formats.dicomrt.stream import BoundedStream, Budget, too_much

T = TypeVar("T")
_DELIMITERS = {0x5C, 0x5E, 0x3D, 0x0A, 0x0C, 0x0D, 0x09}
_UNDEFINED = 0xFFFFFFFF


@cache
def tag_number(keyword: str) -> int:
    """Return the tag of a keyword of the standard; raise ``KeyError`` for a word that is none."""
    tag = tag_for_keyword(keyword)
    if tag is None:
        raise KeyError(keyword)
    return tag


def tag_text(tag: int) -> str:
    """Write a tag as (300A,00B0)."""
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


@dataclass(slots=True)
class FileContext:
    """The file all elements stand in, what may still be read of it, and the problems met so far."""

    name: str
    sha256: str
    budget: Budget
    problems: list[Finding] = field(default_factory=list)
    truncated: bool = False

    def note(
        self, code: str, message: str, where: str = "", fix: str = "", severity: Severity = Severity.WARNING
    ) -> None:
        """Keep a finding on this file; each code once for each place."""
        place = f"{self.name} {where}".strip()
        known = any(item.code == code and item.where == place for item in self.problems)
        if not known and len(self.problems) < MAX_PROBLEMS:
            evidence = (FileEvidence(self.name, self.sha256, where),)
            self.problems.append(Finding(code, severity, f"{self.name}: {message}", place, fix, evidence))


@dataclass(frozen=True, slots=True)
class Element:
    """One data set (the object itself or an item of a sequence) at its path.

    The accessors take the standard's keywords. They answer ``None``, ``""`` or an empty tuple where an
    element is absent or empty; a value that cannot be read is noted as a finding, without its content,
    and counts as absent. Numbers never pass through binary floating point.
    """

    file: FileContext
    data: Any = field(repr=False)  # never shown: it holds the patient
    path: str = ""

    def place(self, keyword: str) -> str:
        """Return the tag path of an element: ``(300A,00B0)[2]/(300A,00C4)``."""
        here = tag_text(tag_number(keyword))
        return f"{self.path}/{here}" if self.path else here

    def evidence(self, *keywords: str) -> tuple[FileEvidence, ...]:
        """Return the places of some elements, or of this data set itself."""
        if not keywords:
            return (FileEvidence(self.file.name, self.file.sha256, self.path),)
        return tuple(FileEvidence(self.file.name, self.file.sha256, self.place(word)) for word in keywords)

    def has(self, keyword: str) -> bool:
        """Say whether the element is there, be it empty."""
        return tag_number(keyword) in self.data

    def code(self, keyword: str) -> str:
        """Return a code string, identifier or other plain value as text."""
        return values.ascii_text(self._bytes(keyword))

    def text(self, keyword: str) -> str:
        """Return free text or a name, decoded by the file's character set."""
        data = self._bytes(keyword)
        if not data:
            return ""
        charset = self.data.original_character_set or "iso8859"
        names = [charset] if isinstance(charset, str) else list(charset)
        try:
            decoded = decode_bytes(data[: 4 * MAX_TEXT_CHARACTERS], names, _DELIMITERS)
        except (LookupError, ValueError):
            decoded = data.decode("latin-1")
        return values.clean_text(decoded)

    def decimal(self, keyword: str) -> Decimal | None:
        """Return one decimal."""
        return self._parsed(keyword, values.decimal_of, "a decimal")

    def decimals(self, keyword: str) -> tuple[Decimal, ...] | None:
        """Return several decimals."""
        return self._parsed(keyword, values.decimals_of, "decimals")

    def integer(self, keyword: str) -> int | None:
        """Return one integer."""
        return self._parsed(keyword, values.integer_of, "an integer")

    def day(self, keyword: str) -> date | None:
        """Return a day."""
        return self._parsed(keyword, values.day_of, "a day")

    def time(self, keyword: str) -> time | None:
        """Return a time of day."""
        return self._parsed(keyword, values.time_of, "a time")

    def pointer(self, keyword: str) -> str:
        """Return a tag that points to another element, as text."""
        data = self._bytes(keyword)
        little = getattr(self.data.get_item(tag_number(keyword)), "is_little_endian", True)
        if not data:
            return ""
        try:
            return values.tag_of(data, little)
        except ValueError:
            self._malformed(keyword, "a tag")
            return ""

    def items(self, keyword: str) -> tuple[Element, ...]:
        """Return the items of a sequence, each at its path; what stands before a cut is kept."""
        return tuple(
            Element(self.file, item, f"{self.place(keyword)}[{n}]")
            for n, item in enumerate(self._sequence(keyword))
        )

    def first(self, keyword: str) -> Element | None:
        """Return the first item of a sequence, or ``None``."""
        found = self.items(keyword)
        return found[0] if found else None

    def held_code(self, keyword: str) -> Held[str]:
        """Return a code string with its evidence."""
        return self.hold(self.code(keyword) or None, keyword)

    def held_text(self, keyword: str) -> Held[str]:
        """Return free text with its evidence."""
        return self.hold(self.text(keyword) or None, keyword)

    def held_day(self, keyword: str) -> Held[date]:
        """Return a day with its evidence."""
        return self.hold(self.day(keyword), keyword)

    def held_integer(self, keyword: str) -> Held[int]:
        """Return an integer with its evidence."""
        return self.hold(self.integer(keyword), keyword)

    def held_decimal(self, keyword: str) -> Held[Decimal]:
        """Return a decimal with its evidence."""
        return self.hold(self.decimal(keyword), keyword)

    def hold(self, value: T | None, *keywords: str) -> Held[T]:
        """Hold a value worked out from some elements; nothing where it is ``None``."""
        return Held() if value is None else held(value, *self.evidence(*keywords))

    def _parsed(self, keyword: str, read: Callable[[str], T], kind: str) -> T | None:
        text = (
            values.ascii_text(self._bytes(keyword)) if read is not values.decimals_of else self._long(keyword)
        )
        if not text:
            return None
        try:
            return read(text)
        except ValueError:
            self._malformed(keyword, kind)
            return None

    def _long(self, keyword: str) -> str:
        return self._bytes(keyword).decode("ascii", errors="replace").strip(" \0")

    def _malformed(self, keyword: str, kind: str) -> None:
        self.file.note(
            "malformed_value",
            f"an element cannot be read as {kind} and counts as absent",
            self.place(keyword),
            "look at the element in the system the file comes from",
        )

    def _bytes(self, keyword: str) -> bytes:
        item = self.data.get_item(tag_number(keyword), keep_deferred=True)
        value = getattr(item, "value", None)
        if isinstance(value, bytes):
            return value
        if value is None or getattr(item, "VR", "") == "SQ":
            return b""
        return str(value).encode("utf-8", "replace")

    def _sequence(self, keyword: str) -> list[Any]:
        tag = tag_number(keyword)
        item = self.data.get_item(tag, keep_deferred=True)
        value = getattr(item, "value", None)
        if not value:
            return []
        if not isinstance(value, bytes):
            if item.VR != "SQ":
                return []
            self._check_count(keyword, len(value))
            return _without_empty_end(list(value), self.file.truncated)
        return self._parse_items(keyword, item)

    def _check_count(self, keyword: str, count: int) -> None:
        if count > MAX_ITEMS_LOOKED_AT:
            name = f"{self.file.name} {self.place(keyword)}"
            raise too_much(name, f"more than {MAX_ITEMS_LOOKED_AT:,} items in one sequence")

    def _parse_items(self, keyword: str, raw: Any) -> list[Any]:
        """Parse a sequence of defined length, which the library leaves as bytes until it is asked for."""
        stream: Any = BoundedStream(BytesIO(raw.value), self.file.budget, little_endian=raw.is_little_endian)
        implicit = raw.is_implicit_VR or raw.VR == "UN"
        charset = self.data.original_character_set or "iso8859"
        found: list[Any] = []
        complete = raw.length in (len(raw.value), _UNDEFINED)
        try:
            while stream.tell() < len(raw.value):
                item = read_sequence_item(stream, implicit, raw.is_little_endian, charset)
                if item is None:
                    break
                found.append(item)
                self._check_count(keyword, len(found))
        except LimitExceededError:
            raise
        except Exception:  # whatever a damaged file makes the library raise
            complete = False
        if stream.ran_out or not complete:
            self.file.truncated = True
            found = _without_empty_end(found, True)
            self.file.note(
                "truncated",
                f"a sequence is cut off or damaged; {len(found)} of its items are kept",
                self.place(keyword),
                "export the object again: what is missing cannot be counted",
            )
        return found


def _without_empty_end(found: list[Any], truncated: bool) -> list[Any]:
    """Drop the empty items that closing a cut file leaves at the end."""
    while truncated and found and not len(found[-1]):
        found = found[:-1]
    return found
