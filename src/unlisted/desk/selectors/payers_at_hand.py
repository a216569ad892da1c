"""The payers that cases of a practice have, however many cases there are."""

from __future__ import annotations

from django.db import connection

from unlisted.desk.models import Membership

_NEXT = """
WITH RECURSIVE found(payer) AS (
    SELECT * FROM (
        SELECT payer FROM desk_case WHERE practice_id = %s AND payer > '' ORDER BY payer LIMIT 1
    ) AS the_first
  UNION ALL
    SELECT (
        SELECT c.payer FROM desk_case c
        WHERE c.practice_id = %s AND c.payer > found.payer ORDER BY c.payer LIMIT 1
    )
    FROM found WHERE found.payer IS NOT NULL
)
SELECT payer, (
    SELECT c.payer_name FROM desk_case c WHERE c.practice_id = %s AND c.payer = found.payer LIMIT 1
)
FROM found WHERE payer IS NOT NULL
"""
"""One look into the index for each payer: a plain DISTINCT reads every case (0.1 s for 100,000)."""


def payers_at_hand(by: Membership) -> list[tuple[str, str]]:
    """Return id and name of each payer, by name."""
    practice = by.practice_id
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [practice, practice, practice])
        found: list[tuple[str, str]] = cursor.fetchall()
    return sorted(((payer, name) for payer, name in found), key=lambda item: item[1])
