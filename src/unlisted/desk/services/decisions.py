"""Answers to open questions, and the comparator."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from unlisted.base.errors import UsageError
from unlisted.base.outcome import Available
from unlisted.coding.questions import QUESTIONS, Asked
from unlisted.desk.audit import record
from unlisted.desk.models import Answer, Case, ComparatorChoice, Membership, ServiceEntry
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.services.standing import refresh_review, review_now, today
from unlisted.episode.vocabulary import Role as EpisodeRole
from unlisted.formats.episode_json import read_episode_json
from unlisted.pipeline.case_review import ReviewAsked, review_case
from unlisted.pricing.fee import StatedPercent

EPISODE_ROLES = {"clinician": EpisodeRole.RADIATION_ONCOLOGIST.value}


@transaction.atomic
def answer_question(*, by: Membership, case: Case, question: str, value: str, says: str) -> Answer:
    """Keep an answer with its name, role and sentence; a question for the physician needs the clinician."""
    asked = QUESTIONS.get(question)
    if asked is None or asked.by_record:
        raise UsageError("this question is not answered by a person", fix="add the record that shows it")
    needs = Action.ANSWER_AS_PHYSICIAN if asked.of is Asked.PHYSICIAN else Action.ENTER_FACTS
    check_allowed(by.role, needs)
    if value not in {"yes", "no"} and not (value.isascii() and value.isdigit() and len(value) < 6):
        raise UsageError("an answer is yes, no or a whole number", fix="choose one")
    if not says.strip():
        raise UsageError(
            "an answer needs its sentence",
            why="a letter and an auditor will ask on what it rests",
            fix="write one sentence from the record",
        )
    case = Case.objects.select_for_update().get(pk=case.pk)
    found = Answer.objects.create(
        case=case,
        question=question,
        value=value,
        says=says.strip()[:400],
        person=by.user.name,
        role=EPISODE_ROLES.get(by.role, EpisodeRole.OTHER.value),
        on=today(),
        by=by,
    )
    reviewed = review_now(case)
    record(verb="question answered", by=by, case=case, detail={"question": question, "value": value})
    refresh_review(by=by, case=case, why="question answered", reviewed=reviewed)
    return found


@transaction.atomic
def withdraw_answer(*, by: Membership, case: Case, answer: Answer) -> None:
    """Take back one's own answer; it stays on record as withdrawn."""
    check_allowed(by.role, Action.ENTER_FACTS)
    if answer.by_id != by.pk:
        raise UsageError("an answer is taken back by the person who gave it", fix="ask that person")
    answer.withdrawn_at = timezone.now()
    answer.save()
    reviewed = review_now(case)
    record(verb="answer withdrawn", by=by, case=case, detail={"question": answer.question})
    refresh_review(by=by, case=case, why="answer withdrawn", reviewed=reviewed)


@transaction.atomic
def name_service(*, by: Membership, case: Case, service: str) -> Case:
    """Name the service of the catalogue a case is about: its words, code and comparator count from now on."""
    check_allowed(by.role, Action.CHOOSE_COMPARATOR)
    entry = ServiceEntry.objects.filter(practice=by.practice_id, slug=service).first()
    if entry is None:
        raise UsageError("there is no such service in the catalogue", fix="enter it under Services")
    case = Case.objects.select_for_update().get(pk=case.pk)
    case.service, case.code = entry.slug, entry.code
    case.save()
    reviewed = review_now(case)
    record(verb="service named", by=by, case=case, detail={"service": entry.slug, "code": entry.code})
    refresh_review(by=by, case=case, why="service named", reviewed=reviewed)
    return case


@transaction.atomic
def choose_comparator(
    *, by: Membership, case: Case, comparator: str, percent: Decimal, reason: str
) -> ComparatorChoice:
    """Keep the comparator with the percentage a named person judges; the fee follows from it."""
    check_allowed(by.role, Action.CHOOSE_COMPARATOR)
    role = EPISODE_ROLES.get(by.role, EpisodeRole.OTHER.value)
    judged = StatedPercent(comparator, "", percent, reason.strip(), by.user.name, role, today())
    case = Case.objects.select_for_update().get(pk=case.pk)
    episode = read_episode_json("episode", bytes(case.revisions.latest("number").content))
    asked = ReviewAsked(
        as_of=today(),
        code=case.code,
        payer=case.payer,
        setting=case.setting or case.practice.setting,
        locality=case.practice.locality,
        comparators=(comparator,),
        judged=(judged,),
    )
    board = review_case(episode, asked).board
    column = next((c for c in board.columns if c.code == comparator), None) if board else None
    if column is None:
        raise UsageError("there is no board for this case yet", fix="answer the open questions first")
    fee = column.fee
    choice = ComparatorChoice.objects.create(
        case=case,
        comparator=comparator,
        percent=percent,
        reason=reason.strip()[:400],
        asked=fee.asked.value if isinstance(fee.asked, Available) else None,
        floor=fee.floor.value if isinstance(fee.floor, Available) else None,
        by=by,
        person=by.user.name,
        role=role,
        on=today(),
    )
    detail = {"comparator": comparator, "percent": str(percent), "asked": str(choice.asked)}
    reviewed = review_now(case)
    record(verb="comparator chosen", by=by, case=case, detail=detail)
    refresh_review(by=by, case=case, why="comparator chosen", reviewed=reviewed)
    return choice
