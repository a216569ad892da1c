"""What every answer carries, and what every request passes: headers, second factor, errors in words."""

from __future__ import annotations

import logging
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin

from unlisted.base.errors import UnlistedError
from unlisted.desk.permissions import NotAllowedError, NotThereError

log = logging.getLogger("unlisted.desk")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_FREE = ("/accounts/", "/static/", "/health")
READY = "second_factor_ready"

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def security_headers(get_response: GetResponse) -> GetResponse:
    """Add the content policy and keep pages of the desk out of shared caches."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        """Answer with the headers."""
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def second_factor(get_response: GetResponse) -> GetResponse:
    """Lead everyone without a second factor to setting one up; the demo only recommends it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        """Let pass, or lead to the page of second factors."""
        user = request.user
        if settings.DESK.demo or not user.is_authenticated or request.path.startswith(_FREE):
            return get_response(request)
        if not request.session.get(READY):
            if not is_mfa_enabled(user):
                return redirect(reverse("mfa_activate_totp"))
            request.session[READY] = True
        return get_response(request)

    return answer


class said_errors(MiddlewareMixin):  # noqa: N801 - stands among functions in the settings
    """Turn errors people can act on into pages; everything else stays Django's."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page of a known error, or nothing."""
        if isinstance(error, NotThereError):
            return _page(request, 404, "not_there.html", error)
        if isinstance(error, NotAllowedError):
            return _page(request, 403, "not_allowed.html", error)
        if isinstance(error, UnlistedError):
            return _page(request, 422, "refused.html", error)
        if isinstance(error, RequestDataTooBig | TooManyFilesSent):
            return _page(request, 413, "too_big.html", error)
        if isinstance(error, OperationalError):
            log.error("database not reachable: %s", type(error).__name__)
            return _plain(request)
        return None


def _page(request: HttpRequest, status: int, name: str, error: Exception) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "desk/errors/said.html", {"error": error, "status": status}, status=status)
    return render(request, f"desk/errors/{name}", {"error": error, "status": status}, status=status)


def _plain(request: HttpRequest) -> HttpResponse:
    """Say that the database is away, without asking it for anything."""
    from django.template.loader import render_to_string  # noqa: PLC0415 - only where all else fails

    text = render_to_string("desk/errors/away.html", {})
    return HttpResponse(text, status=503, headers={"Retry-After": "10"})
