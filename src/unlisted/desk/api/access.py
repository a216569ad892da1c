"""Tokens: who asks, and what the token may do."""

from __future__ import annotations

import hashlib
from typing import cast

from django.http import HttpRequest
from ninja import Schema
from ninja.security import HttpBearer

from unlisted.base.errors import UsageError
from unlisted.desk.models import Membership
from unlisted.desk.permissions import Action, NotAllowedError
from unlisted.desk.services.tokens import use_token

NEEDS = {
    "cases:read": Action.SEE_CASES,
    "reports:read": Action.SEE_KNOWLEDGE,
    "rates:read": Action.SEE_KNOWLEDGE,
}


class TokenRequest(HttpRequest):
    """A request with a token; ``membership`` and ``scopes`` are its own."""

    membership: Membership
    scopes: frozenset[str]


class Token(HttpBearer):
    """Read ``Authorization: Bearer ul_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Membership | None:
        """Return whose token it is, or nothing. Whatever is wrong with a token, the way is the same."""
        found = use_token(digest=hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest())
        if found is None:
            return None
        mine = cast(TokenRequest, request)
        mine.membership, mine.scopes = found.membership, frozenset(found.scopes)
        return found.membership


def member(request: HttpRequest, scope: str, known: type[Schema] | None = None) -> Membership:
    """Return the membership; raise where the token lacks the scope or the role the right.

    ``known`` are the parameters of the route: any other is refused, so that a misspelled filter does not
    answer with everything.
    """
    mine = cast(TokenRequest, request)
    if scope not in mine.scopes:
        raise NotAllowedError(f"this token has no scope {scope}", fix="make one that has it")
    if not mine.membership.can(NEEDS[scope]):
        raise NotAllowedError(f"the role {mine.membership.role} may not {NEEDS[scope].value}")
    names = known.model_fields if known else {}
    if set(request.GET) - set(names):
        raise UsageError(
            "a parameter is not known here",
            fix=f"use only: {', '.join(names)}" if names else "this route takes none",
        )
    return mine.membership
