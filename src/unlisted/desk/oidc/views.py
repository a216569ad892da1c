"""To the provider and back."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET
from requests import RequestException

from unlisted.desk.oidc.id_token import TokenRefusedError
from unlisted.desk.oidc.provider import NAME, Adapter, start


class _Callback(OAuth2CallbackView):  # type: ignore[misc]
    """Hand what was kept of the way there to what checks the answer."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, response


@require_GET
def login(request: HttpRequest) -> HttpResponseBase:
    """Lead to the provider; without one in the environment there is no such address."""
    return _guarded(request, start)


@require_GET
def callback(request: HttpRequest) -> HttpResponseBase:
    """Take the provider's answer."""
    return _guarded(request, lambda asked: _Callback.adapter_view(Adapter(asked))(asked))


def _guarded(request: HttpRequest, then: Any) -> HttpResponseBase:
    """Turn whatever a provider does wrong into a page that says so and an entry of the audit trail."""
    if settings.DESK.oidc is None:
        raise Http404
    adapter = get_adapter(request)
    if not ratelimit.consume(request, app="allauth.account", action="provider", limit_get=True):
        return ratelimit.respond_429(request)  # type: ignore[no-any-return]
    try:
        try:
            found: HttpResponseBase = then(request)
        except (TokenRefusedError, OAuth2Error, RequestException, KeyError, TypeError, ValueError) as error:
            adapter.on_authentication_error(request, NAME, exception=error)
            raise
    except ImmediateHttpResponse as answer:
        found = answer.response
    return found
