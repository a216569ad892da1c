"""Fill a desk with many made-up cases, fast: a few real charts, copied below new numbers."""

# ruff: noqa: PLC0415 - Django has to be set up first
from __future__ import annotations

import random
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice

sys.path.insert(0, "tests")

PAYERS = ("medicare", "aetna", "cigna", "unitedhealthcare", "humana", "anthem", "bcbs_texas", "highmark")
SERVICES = ("composite_reirradiation", "adaptive_management", "")
STATES = ("draft", "draft", "ready", "submitted", "accepted", "denied", "appealed", "underpaid", "closed")
WHOLE = 2_000
"""So many cases have a whole record (episode, decision, notes, trail); the others have their head only."""
ENTRIES = 12
BATCH = 5_000
USERS = 50


def seed(count: int, *, today: date) -> list[int]:
    """Make ``count`` cases in one practice with 50 members; return the numbers of those with a record."""
    from django.db import connection

    from builders.desk_people import sarcoma
    from unlisted.claim.case_states import CaseState
    from unlisted.desk.models import Case, Note
    from unlisted.desk.permissions import Role
    from unlisted.desk.queues import place_case
    from unlisted.desk.services.episodes import open_case
    from unlisted.desk.services.people import invite_person, make_practice, make_user

    rng = random.Random(77499)
    boss = make_practice(
        name="Load", administrator=make_user(email="boss@load.test", name="Boss"), slug="load"
    )
    members = [
        invite_person(by=boss, email=f"u{n}@load.test", name=f"Person {n}", role=Role.BILLER)[0]
        for n in range(USERS)
    ]
    model = open_case(by=members[0], episode=sarcoma(), source="examples")

    def head(number: int) -> Case:
        """Make the head of one case."""
        state = rng.choice(STATES)
        queue, step = place_case(
            CaseState(state),
            outcome="unlisted",
            questions=rng.randrange(2),
            has_comparator=rng.random() < 0.7,
            authorization_pending=rng.random() < 0.1,
            records_asked=rng.random() < 0.1,
            can_appeal=rng.random() < 0.5,
            gaps=rng.randrange(2),
        )
        payer = rng.choice(PAYERS)
        return Case(
            practice=boss.practice,
            number=number,
            family_name=f"Synthetic{rng.randrange(20_000)}",
            given_name=f"Case{number % 97}",
            record_number=f"LOAD-{number:07}",
            payer=payer,
            payer_name=payer.replace("_", " ").title(),
            service=rng.choice(SERVICES),
            date_of_service=today - timedelta(days=rng.randrange(400)),
            amount=Decimal(rng.randrange(20_000, 500_000)) / 100 if rng.random() < 0.8 else None,
            state=state,
            queue=queue.value,
            next_step=step,
            due_on=today + timedelta(days=rng.randrange(-30, 300)) if rng.random() < 0.9 else None,
            owner=rng.choice(members) if rng.random() < 0.6 else None,
        )

    heads = (head(number) for number in range(model.number + 1, model.number + count))
    while batch := list(islice(heads, BATCH)):
        Case.objects.bulk_create(batch)
    boss.practice.next_case_number = model.number + count
    boss.practice.save()
    whole = list(
        Case.objects.filter(practice=boss.practice).exclude(pk=model.pk).order_by("?")[: min(WHOLE, count)]
    )
    _records(model.pk, [case.pk for case in whole])
    Note.objects.bulk_create(
        Note(case=case, text="Called the payer.", by=rng.choice(members)) for case in whole for _ in range(3)
    )
    _trail(whole, count, members, today)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return [case.number for case in whole]


def _records(model: int, cases: list[int]) -> None:
    """Copy the episode and the decision of the model below the cases, inside the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO desk_episoderevision (case_id, number, content, sha256, source, made_by_id, "
            "made_at) SELECT c, 1, content, sha256, source, made_by_id, made_at "
            "FROM desk_episoderevision, unnest(%s) c WHERE case_id = %s",
            [cases, model],
        )
        cursor.execute(
            "INSERT INTO desk_decision (case_id, revision_id, outcome, codes, open_questions, as_of, "
            "rulebook_version, content, made_at) "
            "SELECT r.case_id, r.id, outcome, codes, open_questions, as_of, rulebook_version, d.content, "
            "d.made_at FROM desk_decision d, desk_episoderevision r "
            "WHERE d.case_id = %s AND r.case_id = ANY(%s)",
            [model, cases],
        )


def _trail(whole: list, count: int, members: list, today: date) -> None:
    """Add a trail with a true chain: one entry for every case, a dozen for the whole ones."""
    from unlisted.desk.audit import chain_hash
    from unlisted.desk.models import AuditEvent, AuditHead

    end = AuditHead.objects.get(pk=1)
    at = datetime.combine(today, datetime.min.time(), UTC)
    practice = members[0].practice_id
    wanted = [("case opened", number) for number in range(2, count + 1)]
    wanted += [("note added", case.number) for case in whole for _ in range(ENTRIES)]

    def entries():
        """Chain one entry behind the other."""
        for n, (verb, number) in enumerate(wanted):
            event = AuditEvent(
                sequence=end.sequence + 1,
                at=at,
                practice=practice,
                case_number=number,
                actor=members[n % len(members)].user.email,
                role="biller",
                verb=verb,
                detail={},
                previous=end.hash,
            )
            event.hash = chain_hash(event)
            end.sequence, end.hash = event.sequence, event.hash
            yield event

    made = entries()
    while batch := list(islice(made, BATCH)):
        AuditEvent.objects.bulk_create(batch)
    end.save()


def sessions() -> list[str]:
    """Sign every member in and return the session keys."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from unlisted.desk.models import User

    found = []
    for user in User.objects.filter(email__startswith="u").order_by("pk"):
        store = SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store["second_factor_ready"] = True
        store.create()
        found.append(store.session_key)
    return found
