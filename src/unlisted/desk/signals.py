"""Sign-ins, sign-outs and failures go into the audit trail."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in as way_in_ended
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from unlisted.desk.audit import record
from unlisted.desk.middleware import READY
from unlisted.desk.oidc.accounts import provider_suffices


@receiver(user_logged_in)
def signed_in(sender: Any, user: Any, **_: Any) -> None:
    """Record a sign-in."""
    record(verb="signed in", actor=user.email)


@receiver(way_in_ended)
def signed_in_by_provider(sender: Any, request: Any, user: Any, **said: Any) -> None:
    """Record that a provider vouched; where its second factor counts, none is asked for on the way in."""
    if "sociallogin" not in said:
        return
    counts = provider_suffices(said)
    record(verb="provider vouched", actor=user.email, detail={"second factor counted": counts})
    if counts:
        request.session[READY] = True


@receiver(user_logged_out)
def signed_out(sender: Any, user: Any, **_: Any) -> None:
    """Record a sign-out."""
    if user is not None:
        record(verb="signed out", actor=user.email)


@receiver(user_login_failed)
def sign_in_failed(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    """Record a sign-in that failed; the password is never part of it."""
    record(
        verb="sign-in failed", actor=str(credentials.get("email") or credentials.get("username") or "")[:254]
    )


@receiver(authenticator_added)
def factor_added(sender: Any, user: Any, authenticator: Any, **_: Any) -> None:
    """Record a new second factor."""
    record(verb="second factor added", actor=user.email, detail={"type": authenticator.type})


@receiver(authenticator_removed)
def factor_removed(sender: Any, user: Any, authenticator: Any, **_: Any) -> None:
    """Record that a second factor was removed."""
    record(verb="second factor removed", actor=user.email, detail={"type": authenticator.type})
