"""The packaged rules of a day and Medicare's edits, for the vignettes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest

from unlisted.coding.decision_rules import DecisionRules, decision_rules
from unlisted.coding.edits import EditTables
from unlisted.pricing.edit_tables import edit_tables
from unlisted.pricing.embedded import embedded_tables
from unlisted.rules.rulebook import Rulebook


@pytest.fixture(scope="session")
def rules_on(rulebook: Rulebook) -> Callable[[date], DecisionRules]:
    """Return the decision rules of a day, read once."""

    @cache
    def on(day: date) -> DecisionRules:
        return decision_rules(rulebook, day)

    return on


@pytest.fixture(scope="session")
def edits(rulebook: Rulebook) -> EditTables:
    """Return the edits that come with the package."""
    return edit_tables(embedded_tables(rulebook, rulebook.codes))
