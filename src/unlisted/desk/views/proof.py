"""Proof of who signs: the password on the form, or the second factor again."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpResponse

from unlisted.base.errors import UsageError
from unlisted.desk.views.page import DeskRequest


def proved(request: DeskRequest, then: Callable[[], HttpResponse]) -> HttpResponse:
    """Check the password on the form, then go on; who has none proves it by the second factor."""
    if not request.user.has_usable_password():
        if not is_mfa_enabled(request.user):
            raise UsageError(
                "a signature needs proof of who signs, and this account has none of its own",
                why="a provider's word at sign-in is not the signer's word now",
                fix="set up an authenticator app or a passkey under Second factor, then sign",
            )
        checked = reauthentication_required(lambda _: then(), allow_get=False)
        response: HttpResponse = checked(request)
        return response
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        raise UsageError("too many tries", fix="wait some minutes, then try again")
    if not request.user.check_password(request.POST.get("password", "")):
        raise UsageError(
            "the password is not right", why="a signature needs proof of who signs", fix="try again"
        )
    return then()
