"""Which codes asked for does an item answer: by itself, or by a wildcard that covers them."""

from __future__ import annotations

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
        return tuple((wanted, CodeMatch.WILDCARD_TYPE) for wanted in sorted(query.codes))
    if code != WILDCARD_CODE or code_type not in PROCEDURE_TYPES:
        return ()
    return tuple(
        (wanted, CodeMatch.WILDCARD_CODE)
        for wanted in sorted(query.codes)
        if code_type != "CPT" or not wanted[0].isalpha()
    )
