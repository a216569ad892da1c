"""Every page of a practice begins here: signed in, a member, and allowed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from unlisted.base.errors import UsageError
from unlisted.desk.models import Membership, User
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.selectors.people import membership_of

P = ParamSpec("P")


class DeskRequest(HttpRequest):
    """A request of a member."""

    membership: Membership
    user: User


View = Callable[Concatenate[DeskRequest, P], HttpResponseBase]


def page(action: Action, *methods: str) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Wrap a view: sign-in first; an outsider finds nothing; a role without the right is told so.

    ``methods`` are the allowed ones, GET where none is named. The action stands on the view for the test
    that walks through the table of addresses.
    """
    allowed = methods or ("GET",)

    def wrap(view: View[P]) -> Callable[..., HttpResponseBase]:
        """Wrap one view."""

        @login_required
        @functools.wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            """Check, then show."""
            mine = cast(DeskRequest, request)
            mine.membership = membership_of(mine.user, slug)
            check_allowed(mine.membership.role, action)
            if request.method not in {*allowed, "HEAD"}:
                return HttpResponse(status=405, headers={"Allow": ", ".join(allowed)})
            _check_text(request)
            return view(mine, *args, **kwargs)

        guarded.action = action  # type: ignore[attr-defined]
        guarded.methods = allowed  # type: ignore[attr-defined]
        return guarded

    return wrap


def _check_text(request: HttpRequest) -> None:
    """Raise where a value holds a null byte: no database keeps one, and no person types one."""
    for values in (request.GET, request.POST):
        if any("\x00" in text for name in values for text in (name, *values.getlist(name))):
            raise UsageError("a value holds a null byte", fix="enter it anew")


def back(request: DeskRequest, name: str, **kwargs: Any) -> HttpResponse:
    """Redirect to where the form says it came from, or to a page of the practice."""
    target = request.POST.get("next", "")
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return HttpResponseRedirect(target)
    return redirect(reverse(f"desk:{name}", kwargs={"slug": request.membership.practice.slug, **kwargs}))
