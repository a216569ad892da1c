"""What the form of a claim offers: the listed codes of the decision, and the activities of the time log."""

from __future__ import annotations

import json
from typing import Any

from unlisted.desk.models import Case

EDITABLE = frozenset({"draft", "ready", "rejected", "denied"})
"""States in which a claim can still be built."""


def claim_form(case: Case) -> dict[str, Any]:
    """Return the choices of the form; none where no claim can be built any more."""
    if case.state not in EDITABLE:
        return {"activities": [], "listed": []}
    given = json.loads(bytes(case.claim_details)) if case.claim_details else {}
    charges = given.get("charges", {})
    return {
        "activities": [(name, name in given.get("activities", ())) for name in logged_activities(case)],
        "listed": [(code, charges.get(code, "")) for code in listed_codes(case)],
    }


def listed_codes(case: Case) -> list[str]:
    """Return the listed codes the newest decision reports beside the unlisted one."""
    decision = case.decisions.order_by("id").only("codes").last()
    return [code for code in decision.codes.split() if code != case.code] if decision else []


def logged_activities(case: Case) -> list[str]:
    """Return the activities of the case's time log, each once."""
    tree = json.loads(bytes(case.revisions.latest("number").content))
    return sorted({entry["activity"] for entry in tree["episode"].get("time_log", [])})
