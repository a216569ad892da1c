"""Which codes are unlisted: by list with overrides, never by the pattern of the number.

Nineteen of the codes below do not end in 99: a pattern would miss them, and catch listed ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from unlisted.claim.code_values import values

RADIATION_ONCOLOGY = frozenset({"77299", "77399", "77499", "77799"})
NOT_ENDING_IN_99 = values(
    "21089 38129 38589 43289 43659 44238 47379 47579 49329 49659 50549 50949 55559 58578 58579 58679 "
    "59897 59898 60659"
)
"""Unlisted codes among those for which Palmetto JM Part B wants records (DID BBSMCX4042, 2025-02-07)."""


@dataclass(frozen=True, slots=True)
class UnlistedCodes:
    """The list, and what a user adds to it or takes from it."""

    listed: frozenset[str] = RADIATION_ONCOLOGY | NOT_ENDING_IN_99 | {"79999"}
    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()

    def __contains__(self, code: object) -> bool:
        """Say whether a code is unlisted: an override goes before the list."""
        return code in self.added or (code in self.listed and code not in self.removed)


def unlisted_codes(
    known: Iterable[str] = (), *, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> UnlistedCodes:
    """Return the built-in list with more codes known to be unlisted (a rulebook's), and overrides."""
    return UnlistedCodes(UnlistedCodes().listed | set(known), frozenset(add), frozenset(remove))
