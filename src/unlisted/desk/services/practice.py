"""The practice itself: billing data, place, service catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from unlisted.base.errors import UsageError
from unlisted.base.outcome import Severity
from unlisted.claim.practice_file import read_practice
from unlisted.coding.catalogue import Service, ServiceChange, check_service
from unlisted.coding.request import SETTINGS
from unlisted.desk.audit import record
from unlisted.desk.models import Membership, Practice, ServiceEntry
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.services.standing import today
from unlisted.pipeline.case_review import packaged
from unlisted.rules.problems import as_error
from unlisted.rules.strict_yaml import read_tree


@transaction.atomic
def set_billing(*, by: Membership, text: str) -> Practice:
    """Take over the practice file (YAML); raise with every problem where it is not whole."""
    check_allowed(by.role, Action.MANAGE_PEOPLE)
    tree = read_tree("practice.yaml", text.encode())
    if not isinstance(tree, dict):
        problem = as_error((tree,))
        raise UsageError("the billing data cannot be read", where=problem.where, fix=problem.fix)
    read_practice(tree, "practice.yaml")
    practice = Practice.objects.select_for_update().get(pk=by.practice_id)
    practice.billing = _plain(tree)
    practice.save()
    record(verb="billing data changed", by=by, detail={"payers": len(practice.billing.get("payers", []))})
    return practice


@transaction.atomic
def set_place(*, by: Membership, locality: str, setting: str) -> Practice:
    """Set where the practice treats: payment locality and setting."""
    check_allowed(by.role, Action.MANAGE_PEOPLE)
    if setting and setting not in SETTINGS:
        raise UsageError("this setting is not known", fix=f"use one of: {', '.join(SETTINGS)}")
    practice = Practice.objects.select_for_update().get(pk=by.practice_id)
    practice.locality, practice.setting = locality.strip()[:60], setting
    practice.save()
    record(verb="place changed", by=by, detail={"setting": setting})
    return practice


@transaction.atomic
def save_service(
    *,
    by: Membership,
    name: str,
    code: str,
    description: str,
    comparator: str,
    fee: Decimal | None,
    evidence: Sequence[str],
    review_by: date,
    slug: str = "",
    note: str = "",
) -> ServiceEntry:
    """Save a service of the catalogue; what blocks is refused with its reason."""
    check_allowed(by.role, Action.EDIT_SERVICES)
    chosen = slug or slugify(name).replace("-", "_")[:80]
    entry = ServiceEntry.objects.filter(practice=by.practice_id, slug=chosen).first()
    change = {"on": today().isoformat(), "by": by.user.name, "role": by.role}
    change["change"] = "changed" if entry else "entered"
    entry = entry or ServiceEntry(practice=by.practice, slug=chosen)
    entry.name, entry.code, entry.description = name.strip(), code, description.strip()
    entry.comparator, entry.fee, entry.evidence = comparator, fee, list(evidence)
    entry.review_by, entry.note = review_by, note.strip()
    entry.history = [*entry.history, change]
    for finding in check_service(as_service(entry), packaged()[0], today()):
        if finding.severity is Severity.BLOCKING:
            raise UsageError(finding.message, where=chosen, fix=finding.fix or "correct it, then save")
    entry.full_clean(validate_unique=False, validate_constraints=False)
    entry.save()
    record(verb="service saved", by=by, detail={"service": chosen, "change": change["change"]})
    return entry


def as_service(entry: ServiceEntry) -> Service:
    """Return an entry as the catalogue's value."""
    return Service(
        entry.slug,
        entry.name,
        entry.code,
        entry.description,
        tuple(entry.evidence),
        entry.comparator,
        entry.fee,
        entry.review_by,
        tuple(
            ServiceChange(date.fromisoformat(x["on"]), x["by"], x["role"], x["change"]) for x in entry.history
        ),
        entry.note,
    )


def _plain(tree: Any) -> Any:
    if isinstance(tree, Mapping):
        return {str(key): _plain(value) for key, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [_plain(item) for item in tree]
    return tree if isinstance(tree, bool | int) or tree is None else str(tree)
