"""The audit trail cannot be changed unseen."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from builders.desk_people import Office, sarcoma_case
from unlisted.base.errors import UsageError
from unlisted.desk.audit import record, verify_chain
from unlisted.desk.models import AuditEvent, AuditHead
from unlisted.desk.permissions import Role

DROP = {
    "sqlite": ("DROP TRIGGER desk_audit_no_update", "DROP TRIGGER desk_audit_no_delete"),
    "postgresql": ("DROP TRIGGER desk_audit_no_change ON desk_auditevent",),
}


def without_triggers() -> None:
    with connection.cursor() as cursor:
        for statement in DROP[connection.vendor]:
            cursor.execute(statement)


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_the_chain_fits_and_names_who_did_what(office: Office) -> None:
    case = sarcoma_case(office)
    assert verify_chain().ok
    mine = AuditEvent.objects.filter(case_number=case.number).order_by("sequence")
    assert [event.verb for event in mine] == ["case opened", "case reviewed"]
    assert {event.actor for event in mine} == {"biller@riverside.test"}


def test_no_patient_data_in_the_trail(office: Office) -> None:
    case = sarcoma_case(office)
    said = " ".join(f"{event.verb} {event.detail}" for event in AuditEvent.objects.all()).lower()
    for secret in (case.family_name, case.given_name, case.record_number, case.member_id):
        assert secret
        assert secret.lower() not in said


@pytest.mark.parametrize(
    "statement", ["UPDATE desk_auditevent SET verb = 'nothing'", "DELETE FROM desk_auditevent"]
)
def test_the_database_refuses_to_change_the_trail(office: Office, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(statement)


def test_an_entry_is_not_saved_twice(office: Office) -> None:
    event = AuditEvent.objects.latest("sequence")
    with pytest.raises(UsageError):
        event.save()
    with pytest.raises(UsageError):
        event.delete()


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE desk_auditevent SET verb = 'nothing' WHERE sequence = 3", 3),
        ("UPDATE desk_auditevent SET actor = 'someone.else@x.test' WHERE sequence = 2", 2),
        ("UPDATE desk_auditevent SET practice = NULL WHERE sequence = 4", 4),
        ("DELETE FROM desk_auditevent WHERE sequence = 2", 2),
        ("DELETE FROM desk_auditevent WHERE sequence = (SELECT max(sequence) FROM desk_auditevent)", None),
    ],
)
def test_tampering_below_the_program_is_found(office: Office, statement: str, broken: int | None) -> None:
    last = AuditHead.objects.get(pk=1).sequence
    without_triggers()
    run(statement)
    found = verify_chain()
    assert not found.ok
    assert found.broken == (broken or last)


def test_a_chain_forged_without_the_key_is_found(office: Office, settings: pytest.FixtureRequest) -> None:
    before = verify_chain()
    without_triggers()
    run("UPDATE desk_auditevent SET hash = %s WHERE sequence = %s", "0" * 64, before.entries)
    run("UPDATE desk_audithead SET hash = %s", "0" * 64)
    assert verify_chain().broken == before.entries


def test_the_page_says_whole_or_broken(office: Office) -> None:
    client = office.client(Role.AUDITOR)
    assert "Whole." in client.get("/p/riverside/audit/?check=1").content.decode()
    without_triggers()
    run("UPDATE desk_auditevent SET verb = 'nothing' WHERE sequence = 1")
    assert "Broken at entry 1" in client.get("/p/riverside/audit/?check=1").content.decode()


def test_one_practice_sees_only_its_own_entries(office: Office, other_office: Office) -> None:
    record(verb="something special", by=other_office.members[Role.BILLER])
    page = office.client(Role.AUDITOR).get("/p/riverside/audit/").content.decode()
    assert "something special" not in page
    assert "lakeside" not in page


def test_the_end_of_the_trail_is_not_held_while_a_case_is_reviewed(office: Office) -> None:
    case = sarcoma_case(office)
    given = {"question": "apart_from_listed", "value": "yes", "says": "own sessions and own notes"}
    client = office.client(Role.CLINICIAN)
    with CaptureQueriesContext(connection) as asked:
        client.post(f"/p/riverside/cases/{case.number}/answer", given)
    said = [query["sql"] for query in asked]
    held = next(n for n, sql in enumerate(said) if "desk_audithead" in sql)
    reads = [n for n, sql in enumerate(said) if '"desk_episoderevision"."content"' in sql]
    assert reads
    assert max(reads) < held
