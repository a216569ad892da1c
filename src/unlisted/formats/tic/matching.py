"""Which codes asked for does an item answer: by itself, or by a wildcard that covers them."""

from __future__ import annotations

from functools import lru_cache

from unlisted.formats.reading import PROCEDURE_TYPES, CodeQuery
from unlisted.market.observation import CodeMatch

WILDCARD_CODE = "CSTM-00"
WILDCARD_TYPE = "CSTM-ALL"

Match = tuple[str, CodeMatch]


def match_codes(code: str, code_type: str, query: CodeQuery) -> tuple[Match, ...]:
    """Return the codes asked for that this item prices, and how.

    ``CSTM-ALL`` as a type covers every code; ``CSTM-00`` as a code covers every code of its type. HCPCS
    includes CPT as its Level I, so a wildcard of the type HCPCS covers both; one of the type CPT covers
    no Level II code (a letter, then four digits). Source: in-network README, "CSTM" values.
    """
    if query.wants(code, code_type):
        return ((code, CodeMatch.LITERAL),)
    if code_type == WILDCARD_TYPE:
        return _all_codes(query, CodeMatch.WILDCARD_TYPE, level_two=True)
    if code != WILDCARD_CODE or code_type not in PROCEDURE_TYPES:
        return ()
    return _all_codes(query, CodeMatch.WILDCARD_CODE, level_two=code_type != "CPT")


@lru_cache(maxsize=8)
def _all_codes(query: CodeQuery, how: CodeMatch, *, level_two: bool) -> tuple[Match, ...]:
    """Return every code asked for, once for all wildcards of a file: there may be as many as items."""
    return tuple((wanted, how) for wanted in sorted(query.codes) if level_two or not wanted[0].isalpha())
