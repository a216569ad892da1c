"""The record of a case: a case from an imported episode, a revision, a fact entered by hand."""

from __future__ import annotations

import hashlib

from django.db import transaction

from unlisted.desk.audit import record
from unlisted.desk.models import Case, EpisodeRevision, Membership, Practice
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.queues import Queue
from unlisted.desk.services.standing import refresh_review, review_now
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held
from unlisted.formats.episode_json import read_episode_json, write_episode_json
from unlisted.pipeline.case_review import known_payer
from unlisted.pipeline.episode_import import combine_parts


@transaction.atomic
def open_case(
    *, by: Membership, episode: Episode, source: str, code: str = "77499", service: str = ""
) -> Case:
    """Open a case for an episode and review it."""
    check_allowed(by.role, Action.IMPORT_RECORDS)
    practice = Practice.objects.select_for_update().get(pk=by.practice_id)
    case = Case(
        practice=practice,
        number=practice.next_case_number,
        code=code,
        service=service,
        queue=Queue.EVIDENCE_GAP.value,
    )
    practice.next_case_number += 1
    practice.save(update_fields=["next_case_number"])
    keep_revision(by, case, episode, source)
    reviewed = review_now(case)
    record(verb="case opened", by=by, case=case, detail={"code": code, "files": len(episode.sources)})
    refresh_review(by=by, case=case, why="opened", reviewed=reviewed)
    return case


@transaction.atomic
def add_records(*, by: Membership, case: Case, episode: Episode, source: str) -> EpisodeRevision:
    """Join more records to a case: nothing known before is lost, contradictions stand side by side."""
    check_allowed(by.role, Action.IMPORT_RECORDS)
    case = Case.objects.select_for_update().get(pk=case.pk)
    before = case.revisions.latest("number")
    known = read_episode_json("episode", bytes(before.content))
    whole = combine_parts([known, episode])
    revision = keep_revision(by, case, whole, source)
    detail = {"revision": revision.number, "files": len(episode.sources)}
    reviewed = review_now(case)
    record(verb="records added", by=by, case=case, detail=detail)
    refresh_review(by=by, case=case, why="records added", reviewed=reviewed)
    return revision


def keep_revision(by: Membership, case: Case, episode: Episode, source: str) -> EpisodeRevision:
    """Keep the episode as it is known from now on, and the head of the case with it."""
    _head(case, episode)
    case.save()
    return _revise(by, case, episode, source)


def _revise(by: Membership, case: Case, episode: Episode, source: str) -> EpisodeRevision:
    content = write_episode_json(episode)
    return EpisodeRevision.objects.create(
        case=case,
        number=case.revisions.count() + 1,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        source=source[:200],
        made_by=by,
    )


def _head(case: Case, episode: Episode) -> None:
    """Copy what lists and searches need."""
    patient = episode.patient
    case.family_name = _text(patient.family_name, 120).title()
    case.given_name = _text(patient.given_name, 120).title()
    case.record_number = _text(patient.record_number, 80)
    case.birth_date = patient.birth_date.value if patient.birth_date.is_known else None
    if episode.coverages:
        first = episode.coverages[0]
        named = _text(first.payer_id, 80) or _text(first.payer, 160)
        case.payer, case.payer_name = known_payer(named)
        case.payer_name = case.payer_name or _text(first.payer, 160)
        case.member_id = _text(first.member_id, 80)


def _text(held: Held[str], limit: int) -> str:
    return held.value[:limit] if held.is_known else ""
