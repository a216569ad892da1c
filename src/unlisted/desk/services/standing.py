"""Where a case stands: review it anew, and keep its head in step."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from unlisted.claim.case_states import CaseState
from unlisted.coding.answers import GivenAnswer
from unlisted.coding.request import Stage
from unlisted.desk.audit import record
from unlisted.desk.models import Case, Decision, Membership
from unlisted.desk.queues import place_case
from unlisted.formats.episode_json import read_episode_json
from unlisted.pipeline.case_review import CaseReview, ReviewAsked, known_payer, review_case
from unlisted.pricing.fee import StatedPercent


def today() -> date:
    """Return the day at the desk."""
    return timezone.localdate()


@transaction.atomic
def refresh_review(*, by: Membership, case: Case, why: str, reviewed: CaseReview | None = None) -> Decision:
    """Keep a review of the newest revision with the answers and the choice at hand, and the queue.

    ``reviewed`` is the result of ``review_now`` where the caller leaves an entry of its own before: it
    works it out first, because from the first entry to the end of the transaction everybody else waits
    for the end of the trail.
    """
    revision = case.revisions.defer("content").latest("number")
    found = reviewed or review_now(case)
    decision = Decision.objects.create(
        case=case,
        revision=revision,
        outcome=found.decision.outcome.value if found.decision else "",
        codes=" ".join(found.decision.codes) if found.decision else "",
        open_questions=len(found.decision.questions) if found.decision else 0,
        as_of=today(),
        rulebook_version=found.rulebook_version,
        content=json.dumps(found.data()).encode(),
    )
    _take_over(case, found)
    place(case, decision)
    case.save()
    detail = {"why": why, "outcome": decision.outcome, "codes": decision.codes, "gaps": case.gaps}
    record(verb="case reviewed", by=by, case=case, detail=detail)
    return decision


def review_now(case: Case) -> CaseReview:
    """Return the review of the newest revision with the answers and the choice at hand; nothing is kept."""
    episode = read_episode_json("episode", bytes(case.revisions.latest("number").content))
    return review_case(episode, review_request(case))


def place(case: Case, decision: Decision | None) -> None:
    """Set queue, next step and the nearer clock of a case; the caller saves it."""
    denial = case.denials.order_by("id").last()
    queue, step = place_case(
        CaseState(case.state),
        outcome=decision.outcome if decision else "",
        questions=decision.open_questions if decision else 0,
        has_comparator=case.choices.exists(),
        authorization_pending=case.authorization_pending,
        records_asked=case.records_asked,
        can_appeal=bool(denial and denial.can_appeal),
        gaps=case.gaps,
    )
    case.queue, case.next_step = queue.value, step
    open_ = case.state not in {CaseState.CLOSED.value, CaseState.PAID.value}
    filed = case.state not in {CaseState.DRAFT.value, CaseState.READY.value, CaseState.REJECTED.value}
    clocks = (None if filed else case.filing_limit, case.appeal_limit)
    case.due_on = min((day for day in clocks if day is not None), default=None) if open_ else None
    case.version += 1


def _take_over(case: Case, found: CaseReview) -> None:
    case.gaps = found.required_gaps
    case.date_of_service = found.date_of_service
    case.filing_limit = case.limit_by_contract or found.filing_limit
    choice = case.choices.order_by("id").last()
    if choice is not None and choice.asked is not None:
        case.amount = choice.asked


def claim_details(case: Case) -> dict[str, Any]:
    """Return what a person entered for claim and letters; empty where nothing is entered yet."""
    found: dict[str, Any] = json.loads(bytes(case.claim_details)) if case.claim_details else {}
    return found


def review_request(case: Case) -> ReviewAsked:
    """Return what a review of the case asks: its answers, its service, its choice, its place."""
    answers = tuple(
        GivenAnswer(
            item.question,
            item.value == "yes" if item.value in {"yes", "no"} else int(item.value),
            item.person,
            item.role,
            item.on,
            item.says,
            "desk",
        )
        for item in case.answers.filter(withdrawn_at=None)
    )
    asked = ReviewAsked(
        as_of=today(),
        code=case.code,
        stage=Stage(case.stage),
        payer=case.payer or known_payer(case.payer_name)[0],
        setting=case.setting or case.practice.setting,
        locality=case.practice.locality,
        service=case.service,
        answers=answers,
        activities=tuple(claim_details(case).get("activities", ())),
    )
    entry = case.practice.services.filter(slug=case.service).first() if case.service else None
    if entry is not None:
        asked = replace(asked, description=entry.description, comparators=(entry.comparator,))
    choice = case.choices.order_by("id").last()
    if choice is None:
        return asked
    judged = StatedPercent(
        choice.comparator, "", choice.percent, choice.reason, choice.person, choice.role, choice.on
    )
    chosen = tuple(dict.fromkeys((choice.comparator, *asked.comparators)))
    return replace(asked, comparators=chosen, judged=(judged,))
