"""How far a hostile interchange is followed."""

from __future__ import annotations

MAX_BYTES = 1_000_000_000
"""Bytes of one file; a remittance of a large payer has some 100 MB."""

MAX_SEGMENT_BYTES = 100_000
"""Characters of one segment; the longest of the 837 has under 2,000. Binary segments are read elsewhere."""

MAX_ELEMENTS = 200
"""Elements of one segment; the longest of the 837 has 31."""

MAX_SET_SEGMENTS = 5_000_000
"""Segments of one transaction set held at once."""

MAX_DELIMITER_CHANGES = 1_000
"""Interchanges of one file that bring their own delimiters; each is divided anew."""

MAX_FINDINGS = 2_000
"""Findings kept of one file; more are counted and dropped: a file of noise has no end of them."""

CHUNK = 1 << 20
"""Bytes read at once."""

MAX_ACKNOWLEDGEMENTS = 100_000
"""TA1 segments of one file."""

MAX_CLAIM_SEGMENTS = 100_000
"""Segments of one claim of a remittance; a claim has at most 999 lines of some 100 segments."""

MAX_ANSWER_SEGMENTS = 2_000_000
"""Segments of one acknowledgement held at once."""

MAX_LEAD_IN = 1 << 16
"""Bytes of other text before the first interchange that are looked through."""
