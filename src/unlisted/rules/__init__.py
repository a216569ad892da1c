"""The rule engine: strict loading, as-of selection, checks, evaluation, explanation. Pure."""
