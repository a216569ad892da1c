"""Tokens for programs: made, used, ended."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from unlisted.base.errors import UsageError
from unlisted.desk.audit import record
from unlisted.desk.models import ApiToken, Membership
from unlisted.desk.permissions import Action, TooManyRequestsError, check_allowed

SCOPES = ("cases:read", "reports:read", "rates:read")
TOKEN_DAYS = 365
NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_token(*, by: Membership, name: str, scopes: Sequence[str]) -> tuple[ApiToken, str]:
    """Make a token and return it with its secret, which is shown once and kept as a hash."""
    check_allowed(by.role, Action.USE_API)
    chosen = [scope for scope in SCOPES if scope in scopes]
    if not chosen or not name.strip():
        raise UsageError("a token needs a name and a scope", fix="choose at least one scope")
    secret = f"ul_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        membership=by,
        name=name.strip()[:60],
        prefix=secret[3:9],
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        scopes=chosen,
        expires_at=timezone.now() + timedelta(days=TOKEN_DAYS),
    )
    record(verb="token made", by=by, detail={"token": token.pk, "scopes": " ".join(chosen)})
    return token, secret


@transaction.atomic
def use_token(*, digest: str) -> ApiToken | None:
    """Return the token of a digest while it holds, count its use, and note it (once an hour in the trail).

    Raises ``TooManyRequestsError`` where this minute's share is used up.
    """
    now = timezone.now()
    found = (
        ApiToken.objects.select_related("membership__practice", "membership__user")
        .filter(digest=digest, revoked_at=None, expires_at__gt=now)
        .filter(membership__active=True, membership__user__is_active=True)
        .first()
    )
    if found is None:
        return None
    _count(found, now)
    if found.last_used_at is None or now - found.last_used_at > NOTED_EVERY:
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=now)
        record(verb="token used", by=found.membership, detail={"token": found.pk})
    return found


@transaction.atomic
def revoke_token(*, by: Membership, token: ApiToken) -> None:
    """End a token at once."""
    check_allowed(by.role, Action.USE_API)
    token.revoked_at = timezone.now()
    token.save()
    record(verb="token revoked", by=by, detail={"token": token.pk})


def _count(token: ApiToken, now: datetime) -> None:
    """Count one use in the minute at hand, in one statement, so that no two requests count as one."""
    minute = int(now.timestamp()) // 60
    more = Case(When(minute=minute, then=F("used_in_minute") + 1), default=Value(1))
    ApiToken.objects.filter(pk=token.pk).update(used_in_minute=more, minute=minute)
    used = ApiToken.objects.values_list("used_in_minute", flat=True).get(pk=token.pk)
    most = settings.DESK.api_per_minute
    if used > most:
        raise TooManyRequestsError(
            f"this token was used {most} times in this minute",
            seconds=60 - int(now.timestamp()) % 60,
            why="one program must not slow the desk down for people",
            fix="wait as long as Retry-After says",
        )
