"""The database itself refuses to change or delete an entry of the audit trail."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = (
    "CREATE TRIGGER desk_audit_no_update BEFORE UPDATE ON desk_auditevent "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
    "CREATE TRIGGER desk_audit_no_delete BEFORE DELETE ON desk_auditevent "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION desk_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$",
    "CREATE TRIGGER desk_audit_no_change BEFORE UPDATE OR DELETE ON desk_auditevent "
    "FOR EACH ROW EXECUTE FUNCTION desk_audit_refuse()",
    "CREATE TRIGGER desk_audit_no_truncate BEFORE TRUNCATE ON desk_auditevent "
    "FOR EACH STATEMENT EXECUTE FUNCTION desk_audit_refuse()",
)
_BACK = {
    "sqlite": ("DROP TRIGGER desk_audit_no_update", "DROP TRIGGER desk_audit_no_delete"),
    "postgresql": (
        "DROP TRIGGER desk_audit_no_change ON desk_auditevent",
        "DROP TRIGGER desk_audit_no_truncate ON desk_auditevent",
        "DROP FUNCTION desk_audit_refuse()",
    ),
}


def add_triggers(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers of this database."""
    statements = SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        editor.execute(statement)


def drop_triggers(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away again."""
    for statement in _BACK[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    """Add the triggers."""

    dependencies = (("desk", "0001_initial"),)
    operations = (migrations.RunPython(add_triggers, drop_triggers),)
