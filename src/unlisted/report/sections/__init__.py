"""The eleven sections of the report, one module each."""
