"""Daily work on cases: assign, snooze, note, authorization, saved views, the access log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.http import QueryDict

from unlisted.base.errors import UsageError
from unlisted.desk.audit import record
from unlisted.desk.models import Case, Membership, Note, SavedView
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.services.standing import place, today

MOST_AT_ONCE = 500
_KEPT = frozenset({"tab", "queue", "payer", "service", "state", "due", "least", "sort"})


@transaction.atomic
def assign_cases(*, by: Membership, cases: Sequence[Case], owner: Membership | None) -> int:
    """Give cases to a member of the practice, or to nobody; say how many changed."""
    check_allowed(by.role, Action.WORK_CASES)
    if len(cases) > MOST_AT_ONCE:
        raise UsageError(f"more than {MOST_AT_ONCE} cases at once", fix="narrow the filter")
    if owner is not None and (owner.practice_id != by.practice_id or not owner.active):
        raise UsageError("the owner does not belong to this practice", fix="choose another person")
    changed = 0
    for case in cases:
        if case.owner_id == (owner.pk if owner else None):
            continue
        case.owner = owner
        case.save(update_fields=["owner", "updated_at"])
        record(verb="case assigned", by=by, case=case, detail={"owner": owner.pk if owner else None})
        changed += 1
    return changed


@transaction.atomic
def snooze_cases(*, by: Membership, cases: Sequence[Case], until: date, reason: str) -> int:
    """Put cases aside until a day, with the reason; they come back by themselves."""
    check_allowed(by.role, Action.WORK_CASES)
    if until <= today():
        raise UsageError("the day lies not ahead", fix="choose a later day")
    if not reason.strip():
        raise UsageError("a snooze needs its reason", fix="say what is waited for")
    for case in cases:
        case.snoozed_until, case.snooze_reason = until, reason.strip()[:200]
        case.save(update_fields=["snoozed_until", "snooze_reason", "updated_at"])
        record(verb="case snoozed", by=by, case=case, detail={"until": until.isoformat()})
    return len(cases)


@transaction.atomic
def add_note(*, by: Membership, case: Case, text: str) -> Note:
    """Add a note to a case. The audit entry says that there is one, never what it says."""
    check_allowed(by.role, Action.WORK_CASES)
    if not text.strip():
        raise UsageError("the note is empty", fix="write it, then save")
    note = Note.objects.create(case=case, text=text.strip()[:4000], by=by)
    record(verb="note added", by=by, case=case, detail={"characters": len(note.text)})
    return note


@transaction.atomic
def note_waiting(*, by: Membership, case: Case, authorization: bool, records: bool) -> Case:
    """Note whether authorization is pending and whether the payer asked for records."""
    check_allowed(by.role, Action.WORK_CASES)
    case = Case.objects.select_for_update().get(pk=case.pk)
    case.authorization_pending, case.records_asked = authorization, records
    place(case, case.decisions.order_by("id").last())
    case.save()
    detail = {"authorization": authorization, "records": records}
    record(verb="waiting noted", by=by, case=case, detail=detail)
    return case


@transaction.atomic
def enter_filing_limit(*, by: Membership, case: Case, last_day: date) -> Case:
    """Keep the last day to file as the contract states it; it stands before what a public rule says."""
    check_allowed(by.role, Action.WORK_CASES)
    case = Case.objects.select_for_update().get(pk=case.pk)
    case.limit_by_contract = case.filing_limit = last_day
    place(case, case.decisions.order_by("id").last())
    case.save()
    record(verb="filing limit entered", by=by, case=case, detail={"until": last_day.isoformat()})
    return case


@transaction.atomic
def save_view(*, by: Membership, name: str, query: str) -> SavedView:
    """Keep a filter of the worklist under a name; only the known keys are kept."""
    check_allowed(by.role, Action.SEE_CASES)
    if not name.strip():
        raise UsageError("a view needs a name", fix="write one")
    given, kept = QueryDict(query.lstrip("?")), QueryDict(mutable=True)
    for key in given:
        if key in _KEPT:
            kept[key] = given[key]
    view, _ = SavedView.objects.update_or_create(
        membership=by, name=name.strip()[:60], defaults={"query": kept.urlencode()[:400]}
    )
    record(verb="view saved", by=by, detail={"view": view.pk})
    return view


@transaction.atomic
def delete_view(*, by: Membership, view: SavedView) -> None:
    """Delete one's own saved view."""
    check_allowed(by.role, Action.SEE_CASES)
    record(verb="view deleted", by=by, detail={"view": view.pk})
    view.delete()


@transaction.atomic
def note_access(*, by: Membership, case: Case, what: str) -> None:
    """Record that a person looked at a patient's data."""
    check_allowed(by.role, Action.SEE_CASES)
    record(verb=what, by=by, case=case)


@transaction.atomic
def note_unmatched_access(*, by: Membership, entries: int) -> None:
    """Record that a person looked at what payers sent for patients no claim names."""
    check_allowed(by.role, Action.SEE_CASES)
    record(verb="unmatched entries looked at", by=by, practice=by.practice, detail={"entries": entries})


@transaction.atomic
def note_export(*, by: Membership, what: str) -> None:
    """Record that a person took a file out."""
    check_allowed(by.role, Action.EXPORT_CASES)
    record(verb=what, by=by, practice=by.practice)
