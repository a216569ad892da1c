"""Read a claim request strictly: known keys only, every problem named with its place, no value quoted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from unlisted.base.codes import is_npi
from unlisted.base.edi_values import read_decimal
from unlisted.base.errors import BrokenFileError
from unlisted.claim.text import clean_text

T = TypeVar("T")
MAX_SHOWN = 20


@dataclass(slots=True)
class Problems:
    """What is wrong with one file, in the order it was met. Values are never kept: they may be PHI.

    ``kind`` says what the file should be, ``page`` where its keys are described.
    """

    name: str
    kind: str = "a claim request"
    page: str = "docs/how-to/build-and-check-a-claim.md"
    found: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, path: str, what: str, fix: str) -> None:
        """Note one problem."""
        self.found.append((path, what, fix))

    def raise_if_any(self) -> None:
        """Raise one ``BrokenFileError`` that names every problem (the first 20), or return."""
        if not self.found:
            return
        shown = self.found[:MAX_SHOWN]
        more = len(self.found) - len(shown)
        lines = [f"{path}: {what}" for path, what, _ in shown] + ([f"and {more} more"] if more else [])
        raise BrokenFileError(
            f"{self.name} cannot be read as {self.kind}: {len(self.found)} problem(s)",
            where="\n  ".join(lines),
            why="a claim is built from what the file says, and nothing is guessed",
            fix="; ".join(dict.fromkeys(fix for _, _, fix in shown)),
        )


class Fields:
    """The keys of one mapping. Each is taken once; ``close`` reports the keys nobody asked for."""

    def __init__(self, value: object, path: str, problems: Problems) -> None:
        self.path = path
        self.problems = problems
        self._taken: set[str] = set()
        self._held: dict[str, object] = {}
        if isinstance(value, dict):
            self._held = value
        else:
            problems.add(path, "is no mapping of keys", "write `key: value` lines")

    def has(self, key: str) -> bool:
        """Say whether the key is there."""
        return key in self._held

    def raw(self, key: str) -> object:
        """Take a key's value as it stands; ``None`` where it is absent."""
        self._taken.add(key)
        return self._held.get(key)

    def wrong(self, key: str, what: str, fix: str) -> None:
        """Note a problem with a key."""
        self.problems.add(f"{self.path}.{key}" if self.path else key, what, fix)

    def plain(self, key: str, *, needed: bool = False) -> str:
        """Take a text exactly as it stands, trimmed."""
        value = self.raw(key)
        if value is None:
            if needed:
                self.wrong(key, "is missing", f"add `{key}`")
            return ""
        if not isinstance(value, str):
            self.wrong(key, "is no text", f"write one text after `{key}:`")
            return ""
        if needed and not value.strip():
            self.wrong(key, "is empty", f"fill `{key}`")
        return value.strip()

    def text(self, key: str, *, needed: bool = False, limit: int = 0) -> str:
        """Take a text as it goes onto the claim: plain capitals, no delimiters; never cut off."""
        cleaned = clean_text(self.plain(key, needed=needed))
        if limit and len(cleaned) > limit:
            self.wrong(key, f"has {len(cleaned)} characters; at most {limit} fit", f"shorten `{key}`")
        return cleaned

    def digits(self, key: str, *, lengths: tuple[int, ...], needed: bool = False) -> str:
        """Take a number that is a name (ZIP, tax number): digits, hyphens dropped."""
        value = self.plain(key, needed=needed).replace("-", "")
        if value and not (value.isascii() and value.isdigit() and len(value) in lengths):
            wanted = " or ".join(str(n) for n in lengths)
            self.wrong(key, f"has not {wanted} digits", f"write {wanted} digits, in quotes")
        return value

    def npi(self, key: str) -> str:
        """Take an NPI; its check digit must fit."""
        value = self.plain(key, needed=True)
        if value and not is_npi(value):
            self.wrong(key, "is no NPI: the check digit does not fit", "look the number up again")
        return value

    def day(self, key: str, *, needed: bool = False) -> date | None:
        """Take a day, YYYY-MM-DD."""
        value = self.plain(key, needed=needed)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.wrong(key, "is no day", "write days as YYYY-MM-DD")
            return None

    def moment(self, key: str) -> datetime | None:
        """Take a day with hour and minute, YYYY-MM-DDTHH:MM, without a zone."""
        value = self.plain(key)
        if not value:
            return None
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or found.tzinfo is not None:
            self.wrong(key, "is no time", "write YYYY-MM-DDTHH:MM")
            return None
        return found.replace(second=0, microsecond=0)

    def amount(self, key: str, *, needed: bool = False) -> Decimal | None:
        """Take US dollars, at most two decimals."""
        value = self.plain(key, needed=needed)
        if not value:
            return None
        found = read_decimal(value)
        if found is None or found < 0 or found != found.quantize(Decimal("0.01")):
            self.wrong(key, "is no amount in dollars", "write for example 1500 or 1500.00, no sign, no comma")
            return None
        return found

    def whole(self, key: str, default: int) -> int:
        """Take a whole number from 1 to 999."""
        value = self.plain(key)
        if not value:
            return default
        if not (value.isascii() and value.isdigit() and len(value) < 4 and int(value) > 0):
            self.wrong(key, "is no whole number", "write 1, 2, 3 …")
            return default
        return int(value)

    def choice(self, key: str, allowed: tuple[str, ...], default: str = "") -> str:
        """Take one of some words."""
        value = self.plain(key, needed=not default) or default
        if value and value not in allowed:
            self.wrong(key, "is none of the words allowed", f"write one of: {', '.join(allowed)}")
            return default or allowed[0]
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """Take a list of texts, plain capitals."""
        value = self.raw(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(key, "is no list of texts", "write [A, B]")
            return ()
        return tuple(clean_text(item) for item in value)

    def inner(self, key: str) -> Fields | None:
        """Take a mapping; ``None`` where it is absent."""
        value = self.raw(key)
        return None if value is None else Fields(value, self._at(key), self.problems)

    def each(self, key: str, read: Callable[[Fields], T], *, needed: bool = False) -> tuple[T, ...]:
        """Take a list of mappings and read each."""
        value = self.raw(key)
        if value is None:
            if needed:
                self.wrong(key, "is missing", f"add `{key}`")
            return ()
        if not isinstance(value, list) or (needed and not value):
            self.wrong(key, "is no list", f"write a list under `{key}:`")
            return ()
        found: list[T] = []
        for number, item in enumerate(value, start=1):
            fields = Fields(item, f"{self._at(key)}[{number}]", self.problems)
            found.append(read(fields))
            fields.close()
        return tuple(found)

    def close(self) -> None:
        """Report every key that nobody asked for."""
        for key in self._held:
            if key not in self._taken:
                self.wrong(
                    str(key),
                    "is no key of this place",
                    f"see {self.problems.page} for the keys",
                )

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
