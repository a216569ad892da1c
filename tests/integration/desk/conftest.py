"""Two practices that must never see each other; the same tests run on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from builders.desk_people import Office, make_office


@pytest.fixture
def office(db: None) -> Office:
    """Return a practice with a member in each role."""
    return make_office("riverside")


@pytest.fixture
def other_office(db: None) -> Office:
    """Return another practice."""
    return make_office("lakeside")
