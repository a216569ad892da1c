"""The provider as allauth sees it: a nonce and PKCE on the way there, every check on the way back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from requests import RequestException

from unlisted.desk.oidc.id_token import TokenRefusedError, verified_claims

NAME = "sso"
CALLBACK = "oidc_callback"


class ProviderAwayError(OAuth2Error):  # type: ignore[misc]
    """The provider does not answer, or not as one."""


class Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Talk to the provider. ``state`` is what was kept of the way there."""

    state: Mapping[str, Any]

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, NAME)
        self.state = {}

    @property
    def openid_config(self) -> Any:
        """Return the provider's description of itself, which has to name the issuer that was configured."""
        try:
            found = super().openid_config
        except (RequestException, ValueError, AttributeError) as error:
            raise ProviderAwayError("provider does not answer") from error
        wanted = self.get_provider().app.settings["server_url"]
        if not isinstance(found, dict) or found.get("issuer") != wanted:
            raise TokenRefusedError("other issuer")
        return found

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Return where the provider leads back to."""
        return str(build_absolute_uri(request, reverse(CALLBACK)))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Verify the identity token, add what only the user-info endpoint says, and return the login."""
        response, described = kwargs["response"], self.openid_config
        claims = dict(
            verified_claims(
                str(response.get("id_token", "")),
                self._get(described["jwks_uri"]),
                issuer=described["issuer"],
                client_id=app.client_id,
                nonce=str(self.state.get("nonce", "")) or secrets.token_urlsafe(),
            )
        )
        if "email" not in claims and "userinfo_endpoint" in described:
            more = self._get(described["userinfo_endpoint"], token.token)
            if more.get("sub") != claims["sub"]:
                raise TokenRefusedError("other subject")
            claims |= {name: more[name] for name in ("email", "email_verified") if name in more}
        return self.get_provider().sociallogin_from_response(request, claims)

    def _get(self, address: str, bearer: str = "") -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        with get_adapter().get_requests_session() as session:
            answer = session.get(address, headers=headers)
            answer.raise_for_status()
            found = answer.json()
        if not isinstance(found, dict):
            raise ProviderAwayError("provider does not answer as one")
        return found


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """Take nothing for the way there from the address: no scope, no parameter, no other process."""

    oauth2_adapter_class = Adapter
    supports_token_authentication = False

    def get_oauth2_adapter(self, request: HttpRequest) -> Adapter:
        """Return what talks to the provider."""
        return Adapter(request)

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Lead there to sign in, with a nonce that the identity token has to repeat."""
        nonce = secrets.token_urlsafe(24)
        given = super().get_redirect_from_request_kwargs(request)
        return {
            **{name: given[name] for name in ("next_url",) if name in given},
            "process": "login",
            "scope": self.get_default_scope(),
            "auth_params": {"nonce": nonce},
            "nonce": nonce,
        }

    def extract_uid(self, data: Mapping[str, Any]) -> str:
        """Return who it is for the provider."""
        return str(data["sub"])

    def extract_extra_data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Keep nothing of the claims but whether a second factor was stated."""
        methods = data.get("amr")
        return {"amr": [str(item)[:20] for item in methods[:8]] if isinstance(methods, list) else []}


def start(request: HttpRequest) -> HttpResponseBase:
    """Lead to the provider."""
    provider = get_adapter().get_provider(request, NAME)
    answer: HttpResponseBase = provider.redirect_from_request(request)
    return answer
