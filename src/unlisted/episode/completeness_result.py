"""Words and the result of a computed check."""

from __future__ import annotations

from collections.abc import Iterable

from unlisted.base.evidence import Evidence
from unlisted.episode.completeness_state import Probed, State


def result(wrong: Iterable[str], good: str, none: str, evidence: Iterable[Evidence] = ()) -> Probed:
    """Make a result of what is wrong: nothing wrong is complete; ``none`` tells that nothing is there."""
    told = tuple(dict.fromkeys(evidence))
    if none:
        return Probed(State.NOT_STARTED, none, (none,), told)
    missing = tuple(dict.fromkeys(wrong))
    if missing:
        return Probed(State.INCOMPLETE, "; ".join(missing), missing, told)
    return Probed(State.COMPLETE, good, (), told)


def count(n: int, one: str, many: str = "") -> str:
    """Write a number with its noun."""
    return f"{n} {one}" if n == 1 else f"{n} {many or one + 's'}"


def plain(slug: str) -> str:
    """Write a slug as words."""
    return slug.replace("_", " ")
