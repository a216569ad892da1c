"""The interface put together; described by OpenAPI at ``/api/v1/openapi.json``."""

from __future__ import annotations

from ninja import NinjaAPI

from unlisted.desk.api import cases, rates, reports
from unlisted.desk.api.access import Token
from unlisted.desk.api.problems import say_problems

api = NinjaAPI(
    title="Unlisted desk",
    version="1",
    description="Cases, code reports and prices of one practice, read only. "
    "A token names the practice and the person, and says what it may read. "
    "Parameters that are not known are refused.",
    auth=Token(),
    urls_namespace="desk-api",
    docs_url=None,
)
for part in (cases, reports, rates):
    api.add_router("", part.router)
say_problems(api)
