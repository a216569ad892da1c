"""What the frame of every page needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from unlisted.desk.permissions import Action

NAVIGATION = (
    ("worklist", "Worklist", Action.SEE_CASES),
    ("services", "Services", Action.SEE_KNOWLEDGE),
    ("memory", "Memory", Action.SEE_KNOWLEDGE),
    ("payers", "Payers", Action.SEE_KNOWLEDGE),
    ("updates", "Updates", Action.SEE_KNOWLEDGE),
    ("reports", "Reports", Action.SEE_KNOWLEDGE),
    ("rates", "Rates", Action.SEE_KNOWLEDGE),
    ("imports", "Imports", Action.SEE_CASES),
    ("people", "People", Action.MANAGE_PEOPLE),
    ("practice", "Practice", Action.MANAGE_PEOPLE),
    ("audit", "Audit", Action.SEE_AUDIT),
    ("tokens", "API", Action.USE_API),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the membership of the page, its navigation, and whether this is the demo."""
    membership = getattr(request, "membership", None)
    if membership is None:
        provider = settings.DESK.oidc.name if settings.DESK.oidc else ""
        return {"demo": settings.DESK.demo, "membership": None, "provider": provider}
    match = request.resolver_match
    here = (match.url_name or "").split("-")[0] if match else ""
    return {
        "demo": settings.DESK.demo,
        "membership": membership,
        "practice": membership.practice,
        "navigation": [
            {"name": name, "label": label, "here": name == here}
            for name, label, action in NAVIGATION
            if membership.can(action)
        ],
        "may": {action.name.lower(): membership.can(action) for action in Action},
    }
