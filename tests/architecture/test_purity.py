"""Inside is pure: a syntax-tree look at every module from base to documents."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "unlisted"
INSIDE = (
    "base",
    "rules",
    "market",
    "benchmarks",
    "episode",
    "coding",
    "pricing",
    "claim",
    "remittance",
    "packet",
    "denials",
    "report",
    "formats",
    "documents",
)
FAIL_LINES = 600

pure_modules = [
    pytest.param(path, id=str(path.relative_to(SOURCE)))
    for folder in INSIDE
    for path in sorted((SOURCE / folder).rglob("*.py"))
]
all_modules = [pytest.param(p, id=str(p.relative_to(SOURCE))) for p in sorted(SOURCE.rglob("*.py"))]


def calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


@pytest.mark.parametrize("path", pure_modules)
def test_no_clock_file_or_binary_float_inside(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    banned = {"open", "print", "input", "exec", "eval"}
    clocks = (".today", ".now", ".utcnow", "time.time", "time.monotonic", ".read_text", ".read_bytes")
    found = [
        f"line {line}: {name}"
        for line, name in calls(tree)
        if (name in banned or any(name.endswith(clock) for clock in clocks))
        and not name.startswith("resources.files(")  # a template that ships in the package
    ]
    assert not found, f"{path.name} does what only pipeline and cli may do: {found}"


@pytest.mark.parametrize("path", pure_modules)
def test_no_binary_float_on_money(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    drawing = path.is_relative_to(SOURCE / "documents")  # coordinates of drawings are no money
    found = [line for line, name in calls(tree) if name == "float" and not drawing]
    assert not found, f"{path.name} turns something into a binary float on lines {found}"


@pytest.mark.parametrize("path", all_modules)
def test_modules_stay_small(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= FAIL_LINES, f"{path.name} has {lines} lines; split it (one idea a file)"


@pytest.mark.parametrize("path", all_modules)
def test_every_public_function_and_class_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{path.name} has no docstring"
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    missing = [
        node.name
        for body in (tree.body, *(entry.body for entry in classes))
        for node in body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and not any("overload" in ast.unparse(d) or "override" in ast.unparse(d) for d in node.decorator_list)
    ]
    assert not missing, f"{path.name}: no docstring on {missing}"
