"""The desk's layers: services write and audit, selectors read, pages do neither by themselves."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

DESK = Path(__file__).resolve().parents[2] / "src" / "unlisted" / "desk"
WRITES = {"save", "create", "bulk_create", "update", "update_or_create", "get_or_create", "delete"}
PURE_HELPERS = {"place", "today", "as_service", "claim_request", "packet_content", "payer_letters"}
PURE_HELPERS |= {"review_now", "review_request", "claim_details", "route_of", "case_inputs"}
PARTS = {
    "keep_revision",
    "keep_uploads",
    "queue_uploads",
}  # of several services, each of which leaves its own entry

services = [
    pytest.param(node, id=f"{path.stem}.{node.name}")
    for path in sorted([*(DESK / "services").glob("*.py"), DESK / "jobs" / "queue.py"])
    for node in ast.parse(path.read_text(encoding="utf-8")).body
    if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.args.kwonlyargs
]


def called(node: ast.AST) -> Iterator[tuple[int, str]]:
    for item in ast.walk(node):
        if isinstance(item, ast.Call):
            yield item.lineno, ast.unparse(item.func)


@pytest.mark.parametrize("node", services)
def test_a_service_takes_named_typed_values_and_leaves_an_entry(node: ast.FunctionDef) -> None:
    assert not node.args.args, "a service takes keyword arguments only"
    assert all(argument.annotation for argument in node.args.kwonlyargs)
    assert node.returns is not None
    assert "record" in {name for _, name in called(node)}, "no audit entry"


def test_services_without_keywords_are_helpers() -> None:
    found = {
        node.name
        for path in (DESK / "services").glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not node.args.kwonlyargs
    }
    assert found <= PURE_HELPERS | PARTS


@pytest.mark.parametrize("folder", ["views", "selectors", "api"])
def test_pages_and_selectors_write_nothing(folder: str) -> None:
    found = [
        f"{path.name}:{line} {name}"
        for path in sorted((DESK / folder).glob("*.py"))
        for line, name in called(ast.parse(path.read_text(encoding="utf-8")))
        if "." in name and name.rsplit(".", 1)[-1] in WRITES
    ]
    assert found == []


@pytest.mark.parametrize("folder", ["views", "api"])
def test_pages_ask_no_table(folder: str) -> None:
    found = [
        f"{path.name}:{line} {name}"
        for path in sorted((DESK / folder).glob("*.py"))
        for line, name in called(ast.parse(path.read_text(encoding="utf-8")))
        if ".objects." in name
    ]
    assert found == []


def test_no_template_holds_script_or_style_of_its_own() -> None:
    for path in DESK.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for banned in (
            "<style",
            " style=",
            "onclick=",
            "onload=",
            "javascript:",
            "|safe",
            "hx-on",
            "autoescape",
        ):
            assert banned not in text, f"{path.name} has {banned}"
        assert text.count("<script") == text.count("<script src="), path.name


def test_the_desk_has_the_tokens_of_the_report() -> None:
    from unlisted.documents.tokens import DARK, LIGHT, css_variables

    css = (DESK / "static" / "desk" / "tokens.css").read_text(encoding="utf-8")
    assert css_variables(LIGHT) in css
    assert css_variables(DARK) in css
