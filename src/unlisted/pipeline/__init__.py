"""Public data in, tables out: the only half-world between files and pure code."""
