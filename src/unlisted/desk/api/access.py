"""Tokens: who asks, and what the token may do."""

from __future__ import annotations

import hashlib
from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from unlisted.desk.models import Membership
from unlisted.desk.permissions import Action, NotAllowedError
from unlisted.desk.services.practice import use_token

NEEDS = {"cases:read": Action.SEE_CASES, "reports:read": Action.SEE_KNOWLEDGE}


class TokenRequest(HttpRequest):
    """A request with a token; ``membership`` and ``scopes`` are its own."""

    membership: Membership
    scopes: frozenset[str]


class Token(HttpBearer):
    """Read ``Authorization: Bearer ul_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Membership | None:
        """Return whose token it is, or nothing."""
        found = use_token(digest=hashlib.sha256(token.encode()).hexdigest())
        if found is None:
            return None
        mine = cast(TokenRequest, request)
        mine.membership, mine.scopes = found.membership, frozenset(found.scopes)
        return found.membership


def member(request: HttpRequest, scope: str) -> Membership:
    """Return the membership; raise where the token lacks the scope or the role the right."""
    mine = cast(TokenRequest, request)
    if scope not in mine.scopes:
        raise NotAllowedError(f"this token has no scope {scope}", fix="make one that has it")
    if not mine.membership.can(NEEDS[scope]):
        raise NotAllowedError(f"the role {mine.membership.role} may not {NEEDS[scope].value}")
    return mine.membership
