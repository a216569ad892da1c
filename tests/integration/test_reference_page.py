"""The command reference in the docs is what the commands say of themselves."""

from pathlib import Path

from unlisted.cli.reference import render_reference

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "command-line.md"


def test_the_page_is_what_the_commands_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_reference(), (
        "run: python -m unlisted.cli.reference > docs/reference/command-line.md"
    )


def test_every_argument_and_option_is_explained() -> None:
    unexplained = [
        line for line in render_reference().splitlines() if line.startswith("| `") and line.endswith("|  |")
    ]
    assert unexplained == []
