"""The rulebook: cited, dated YAML. Data only; ``unlisted.rules`` reads it."""
