"""Every finding of the importer stands in the reference page, and the page names no other."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "src" / "unlisted"
PLACES = (
    "episode/derive",
    "episode/merge.py",
    "formats/dicomrt",
    "formats/fhir",
    "pipeline/episode_sources.py",
)
MAKERS = {"finding", "Finding", "note"}


def codes_made() -> set[str]:
    """First arguments of the calls that make a finding."""
    found = set()
    for place in PLACES:
        path = SOURCE / place
        for file in [path] if path.is_file() else sorted(path.glob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and ast.unparse(node.func).rsplit(".", 1)[-1] in MAKERS
                    and node.args
                ):
                    for constant in ast.walk(node.args[0]):
                        if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                            found.add(constant.value)
    return {"machine_stop", "operator_stop"} | {
        code for code in found if re.fullmatch(r"[a-z]+(_[a-z]+)*", code)
    }


def test_the_reference_page_lists_the_codes() -> None:
    page = (ROOT / "docs" / "reference" / "episode-import.md").read_text(encoding="utf-8")
    table = page[page.index("## Findings") : page.index("## Safety limits")]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    listed = {code for row in rows for code in re.findall(r"`([a-z_]+)`", row)}
    assert listed == codes_made()
