"""Safety limits for one DICOM file. A limit that is met is an error that names it."""

from __future__ import annotations

MIB = 1024 * 1024

MAX_FILE_BYTES = 4 * 1024 * MIB
"""One object. A large dose grid or enhanced CT has some hundred MiB; pixels are not read."""

MAX_HEADER_BYTES = 256 * MIB
"""What is read of one object before its pixels."""

MAX_SEQUENCE_ITEMS = 200_000
"""Items of all sequences of one object. A large structure set has about 60,000."""

MAX_ITEMS_LOOKED_AT = 20_000
"""Items of one sequence that is looked into: beams, control points, structures. Contours are not."""

MAX_READS = 2_000_000
"""Reads of one object (two or three for each element). A large structure set needs about 800,000."""

READS_PER_BYTE = 4
READS_FREE = 2_000
"""Reads allowed by the size of a file: an element takes 8 bytes or more, at most three reads for each level
it stands at. A small file that goes round in circles is refused at once."""

MAX_PROBLEMS = 50
"""Findings on one file; further ones are not kept."""

MAX_TEXT_CHARACTERS = 10_240
"""Longest text kept of one element (the standard's own limit for long text)."""

MAX_DECIMAL_CHARACTERS = 64
"""The standard allows 16; some systems write more."""

MAX_DECIMAL_EXPONENT = 30
"""No dose, angle or meterset needs more powers of ten."""

MAX_VALUES = 10_000
"""Values in one element (leaf positions of one device: about 160)."""
