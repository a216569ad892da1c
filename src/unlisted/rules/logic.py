"""Three-valued logic (strong Kleene): unknown never counts as met, and never hides a certain answer."""

from __future__ import annotations

from collections.abc import Iterable

from unlisted.base.outcome import Truth

_RANK = {Truth.UNMET: 0, Truth.UNKNOWN: 1, Truth.MET: 2}
_NEGATION = {Truth.MET: Truth.UNMET, Truth.UNMET: Truth.MET, Truth.UNKNOWN: Truth.UNKNOWN}


def all_of(truths: Iterable[Truth]) -> Truth:
    """Return the weakest; ``MET`` for none."""
    return min(truths, key=_RANK.__getitem__, default=Truth.MET)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Return the strongest; ``UNMET`` for none."""
    return max(truths, key=_RANK.__getitem__, default=Truth.UNMET)


def negate(truth: Truth) -> Truth:
    """Swap met and unmet; unknown stays."""
    return _NEGATION[truth]


def at_least(n: int, truths: Iterable[Truth]) -> Truth:
    """Say whether ``n`` are met: certain only when the unknown ones cannot change it."""
    listed = list(truths)
    met = sum(truth is Truth.MET for truth in listed)
    possible = met + sum(truth is Truth.UNKNOWN for truth in listed)
    if met >= n:
        return Truth.MET
    return Truth.UNKNOWN if possible >= n else Truth.UNMET
