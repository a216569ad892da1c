"""Whom the provider may sign in: people an administrator has added, by an address the provider verified."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render

from unlisted.desk.audit import record
from unlisted.desk.models import User
from unlisted.desk.oidc.id_token import TokenRefusedError
from unlisted.desk.oidc.provider import NAME
from unlisted.desk.selectors.people import memberships_of

REFUSED = "sign-in by the provider refused"
SAYS = {
    "away": "The provider does not answer. Try again, or sign in with your password.",
    "not verified": "The provider does not state a verified e-mail address for you.",
    "not added": "No administrator of a practice here has added the address the provider states for you.",
    "other person": "This account is bound to another person at the provider.",
    "cancelled": "The provider was left without signing in.",
    "unknown way": "This answer belongs to no sign-in that was begun in this browser, or to one long ago.",
}
OTHERWISE = "The provider's answer does not hold, so nobody was signed in."


def refuse(request: HttpRequest, reason: str, actor: str = "") -> NoReturn:
    """Record why nobody is signed in, and answer with a page that says so."""
    record(verb=REFUSED, actor=actor[:254], detail={"reason": reason})
    page = render(request, "account/provider_refused.html", {"says": SAYS.get(reason, OTHERWISE)}, status=403)
    raise ImmediateHttpResponse(page)


class ProviderAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Accounts are never made by a provider; one is bound to the person who signs in with it first."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        """Return the one provider of the environment, where it names one; tables name none."""
        given = settings.DESK.oidc
        if given is None:
            return []
        app = SocialApp(provider="openid_connect", provider_id=NAME, name=given.name)
        app.client_id, app.secret = given.client_id, given.client_secret
        app.settings = {"server_url": given.issuer, "oauth_pkce_enabled": True}
        return [app]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Refuse sign-up."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Let the person in whom the verified address names, and no other."""
        stated = [item for item in sociallogin.email_addresses if item.verified is True]
        if len(stated) != 1:
            refuse(request, "not verified")
        email = stated[0].email.lower()
        user = User.objects.filter(email=email, is_active=True).first()
        if user is None or not memberships_of(user).exists():
            refuse(request, "not added", email)
        bound = SocialAccount.objects.filter(user=user, provider=NAME).first()
        if sociallogin.is_existing:
            if sociallogin.user.pk != user.pk:
                refuse(request, "other person", email)
        elif bound is not None:
            refuse(request, "other person", email)
        else:
            sociallogin.connect(request, user)
            record(verb="account bound to the provider", actor=email)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        """Refuse with a reason of ours; what the provider sent is not shown."""
        if isinstance(exception, TokenRefusedError):
            refuse(request, exception.reason)
        if exception is not None:
            refuse(request, "away")
        if str(getattr(error, "value", error)) == "cancelled":
            refuse(request, "cancelled")
        refuse(request, "unknown way" if "state" not in (extra_context or {}) else "refused by the provider")


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Ask for the desk's own second factor, unless the installation says that the provider's counts."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if provider_suffices(self.login.signal_kwargs):
            return False
        return bool(super()._should_handle(request))


def provider_suffices(said: Any) -> bool:
    """Say whether a sign-in came from a provider whose second factor counts here."""
    given = settings.DESK.oidc
    return given is not None and given.second_factor and "sociallogin" in (said or {})
