"""Refusals of the interface: one shape for every status, in words a person can act on."""

from __future__ import annotations

import logging
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, ValidationError

from unlisted.base.errors import UnlistedError
from unlisted.desk.permissions import NotAllowedError, NotThereError, TooManyRequestsError

log = logging.getLogger("unlisted.desk")


class Problem(Schema):
    """Why a request was refused. ``code`` is stable; the rest is for people."""

    code: str
    what: str
    why: str = ""
    fix: str = ""


class NotReadyError(UnlistedError):
    """What was asked for has to be worked out first, which this interface never does in a request."""

    code = "not_ready"


STATUS: tuple[tuple[type[UnlistedError], int], ...] = (
    (NotThereError, 404),
    (NotAllowedError, 403),
    (TooManyRequestsError, 429),
    (NotReadyError, 409),
)
ANY: dict[int, Any] = dict.fromkeys((401, 403, 422, 429, 503), Problem)
"""What every route may answer with beside its own."""

UNKNOWN = Problem(
    code="no_token",
    what="there is no token here that holds",
    fix="send the header Authorization: Bearer with a token made under API",
)
AWAY = Problem(code="away", what="the database does not answer", fix="try again in some seconds")


def say_problems(api: NinjaAPI) -> None:
    """Answer every refusal of an interface in the one shape."""

    @api.exception_handler(UnlistedError)
    def refused(request: HttpRequest, error: UnlistedError) -> HttpResponse:
        """Answer an error with its words."""
        status = next((number for kind, number in STATUS if isinstance(error, kind)), 422)
        answer = _answer(api, request, status, error.code, error.what, error.why, error.fix)
        if isinstance(error, TooManyRequestsError):
            answer["Retry-After"] = str(error.seconds)
        return answer

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        """Answer a token that is missing, wrong, over, ended or another's: always the same words."""
        answer = api.create_response(request, UNKNOWN, status=401)
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        """Name each parameter that is wrong; what was sent is not repeated."""
        says = "; ".join(f"{item['loc'][-1]}: {item['msg']}" for item in error.errors[:10])
        return _answer(api, request, 422, "invalid", says, "", "correct the parameters named")

    @api.exception_handler(OperationalError)
    @api.exception_handler(InterfaceError)
    def away(request: HttpRequest, error: Exception) -> HttpResponse:
        """Say that the database is away."""
        log.error("database not reachable: %s", type(error).__name__)
        answer = api.create_response(request, AWAY, status=503)
        answer["Retry-After"] = "10"
        return answer


@csrf_exempt
def nothing_there(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer an address the interface does not have, in the shape of its other refusals."""
    words = Problem(code="not_there", what="there is no such address here", fix="see /api/v1/openapi.json")
    return JsonResponse(words.dict(), status=404)


def _answer(api: NinjaAPI, request: HttpRequest, status: int, *words: str) -> HttpResponse:
    code, what, why, fix = words
    return api.create_response(request, Problem(code=code, what=what, why=why, fix=fix), status=status)
