"""What the docs say of the desk's roles, states and settings is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

from unlisted.claim.case_states import STEPS
from unlisted.desk.permissions import Action, Role, roles_that_can

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_table_of_roles() -> None:
    text = (DOCS / "reference" / "desk-roles.md").read_text(encoding="utf-8")
    for action in Action:
        marks = " | ".join("yes" if role in roles_that_can(action) else "no" for role in Role)
        assert f"| {action.value} | {marks} |" in text


def test_the_table_of_states() -> None:
    text = (DOCS / "reference" / "desk-roles.md").read_text(encoding="utf-8")
    for step in STEPS:
        assert f"| {step.before.value} | {step.after.value} | {step.verb} |" in text


def test_every_setting_is_described() -> None:
    source = (DOCS.parent / "src" / "unlisted" / "desk" / "environment.py").read_text(encoding="utf-8")
    text = (DOCS / "how-to" / "install-the-desk.md").read_text(encoding="utf-8")
    names = set(re.findall(r'text\("([A-Z_]+)"', source)) - {"FOLDER", "DEMO", "PLAIN_HTTP"}
    assert len(names) >= 6
    assert [name for name in sorted(names) if f"UNLISTED_DESK_{name}" not in text] == []


def test_the_page_of_the_interface_names_every_route_parameter_and_refusal() -> None:
    from unlisted.desk.api.access import NEEDS
    from unlisted.desk.api.problems import STATUS
    from unlisted.desk.api.routes import api

    text = (DOCS / "reference" / "api.md").read_text(encoding="utf-8")
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    assert len(paths) == 7
    for path, methods in paths.items():
        assert f"`{path}`" in text
        named = {item["name"] for item in methods["get"]["parameters"]} - {"page", "code", "number"}
        for name in named - {"source_kind", "amount_kind", "publisher"}:
            assert f"`{name}`" in text, (path, name)
    for word in (*NEEDS, *(kind.code for kind, _ in STATUS), "no_token", "invalid", "usage", "away"):
        assert f"`{word}`" in text, word
