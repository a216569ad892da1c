"""Safety limits. Every file is hostile input; a limit that is met is an error that names it."""

from __future__ import annotations

MIB = 1024 * 1024

CHUNK_BYTES = MIB
"""How much is read at a time."""

MAX_EXPANDED_BYTES = 4 * 1024 * 1024 * MIB
"""4 TiB of text in one file: ten times the largest payer file reported in public."""

MAX_EXPANSION_RATIO = 500
"""Expanded bytes per compressed byte. Real payer files reach about 80 (Evry Health, 2022)."""

RATIO_GRACE_BYTES = 64 * MIB
"""Below this size the ratio is not looked at: small files of zeros are harmless."""

MAX_MEMBERS = 10_000
"""Files in one zip archive."""

MAX_ARCHIVE_BYTES = MAX_EXPANDED_BYTES
"""Sum of the expanded sizes that an archive declares."""

MAX_JSON_VALUE_CHARACTERS = 256 * MIB
"""One item of an array, or one value at the root. Real items reach 24 MB."""

MAX_JSON_TEXT_CHARACTERS = 32 * MIB
"""One text inside a value. Real ones are sentences; a text that never ends is given up here."""

MAX_JSON_REPAIRS = 1_000
"""Bare backslashes repaired inside one value; more than that is no slip of the pen."""

MAX_CSV_FIELD_CHARACTERS = 4 * MIB
"""One cell of a hospital file; general contract provisions run to pages."""

MAX_COLUMNS = 100_000
"""Columns of a wide hospital file. Real ones reach some thousands."""
