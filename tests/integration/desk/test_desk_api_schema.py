"""The interface against its own description: generated requests, right and wrong ones, with a real token.

``UNLISTED_API_EXAMPLES`` says how many requests a route gets of each kind; a whole look takes some hundred.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, assume, given, seed
from hypothesis import settings as examined
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS

from builders.desk_people import Office, sarcoma_case
from builders.desk_prices import load_prices, work_out_prices
from unlisted.desk.audit import verify_chain
from unlisted.desk.permissions import Role
from unlisted.desk.services.tokens import SCOPES, make_token
from unlisted.desk.wsgi import application

EXAMPLES = int(os.environ.get("UNLISTED_API_EXAMPLES", "12"))
HOSTILE = (
    "' OR '1'='1",
    "'; DROP TABLE desk_case; --",
    "1 UNION SELECT digest FROM desk_apitoken",
    '" OR ""="',
    "%' AND 1=CAST((SELECT 1) AS int) --",
    "\x00",
    "a\x00b",
    "../../keys.env",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "\u202e\ufffd\U0001f480",
    "9" * 4000,
    "-1",
    "1e309",
    "NaN",
)


@pytest.fixture
def headers(office: Office, tmp_path: Path, settings: Any) -> dict[str, str]:
    """Return the header of a token that may read everything, at a desk that has something to read."""
    load_prices(tmp_path, settings, 9)
    settings.DESK = replace(settings.DESK, api_per_minute=100_000)
    sarcoma_case(office)
    work_out_prices(office.members[Role.BILLER])
    _, secret = make_token(by=office.members[Role.BILLER], name="generated", scopes=SCOPES)
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def described(db: None) -> Iterator[Any]:
    """Return the description. The application keeps the test's connection, as Django's own client has it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in signals:
        signal.connect(close_old_connections)


def routes(described: Any) -> Iterator[Any]:
    for found in described.get_all_operations():
        yield found.ok()


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_is_one_that_is_described(
    described: Any, headers: dict[str, str], mode: GenerationMode
) -> None:
    tried = []
    for route in routes(described):

        @seed(20261124)
        @examined(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=route.as_strategy(generation_mode=mode))
        def ask(case: Case) -> None:
            assume(not any(value in ([], {}, None) for value in case.query.values()))  # these are never sent
            case.call_and_validate(headers=headers, checks=CHECKS.get_all())
            tried.append(case.path)

        ask()
    assert len(set(tried)) == 7 if mode is GenerationMode.POSITIVE else tried
    assert verify_chain().ok


def test_hostile_values_in_every_place_are_values(described: Any, headers: dict[str, str]) -> None:
    statuses = set()
    for route in routes(described):
        names = [item.name for item in route.query]
        places = [item.name for item in route.path_parameters]
        good = {"code": "77499", "number": 1}
        for value in HOSTILE:
            cases = [
                route.Case(path_parameters={n: good[n] for n in places}, query={name: value}, headers=headers)
                for name in [*names, "unknown"]
            ]
            if places and not value.startswith(".."):  # a client takes these out of an address itself
                cases.append(route.Case(path_parameters=dict.fromkeys(places, value), headers=headers))
            for case in cases:
                answer = case.call()
                case.validate_response(answer, checks=CHECKS.get_all())
                statuses.add(answer.status_code)
                said = answer.text
                assert "Traceback" not in said
                assert "<script>alert" not in said
    assert statuses <= {200, 404, 422}
    assert {200, 422} <= statuses
