"""The reference page of the edits, written from the catalogue."""

from __future__ import annotations

from unlisted.claim.edits.catalogue import CATALOGUE
from unlisted.claim.edits.finding import EditRule
from unlisted.claim.edits.run import FAMILIES

_LEVELS = {
    1: "Shape of the file (SNIP 1)",
    2: "Use of segments and elements (SNIP 2)",
    3: "Balance (SNIP 3)",
    4: "Situations (SNIP 4)",
    5: "Code sets (SNIP 5)",
    7: "Payers (SNIP 7)",
}
_HEAD = """# Claim edits

Written from the catalogue by `python -m unlisted.claim.edits.describe > docs/reference/claim-edits.md`.

`unlisted claim check FILE` reports these rules for any 837P or 837I; `unlisted claim build` runs them before
it writes. The words are ours: elements are named by position only. A **blocking** finding keeps a claim from
being written; warnings and advice do not. A finding's own severity may be lower where a payer only follows
Medicare, or where a contract may say otherwise.
"""


def edits_page() -> str:
    """Return the page as Markdown: unlisted rules first, then a table for each level."""
    if not FAMILIES:
        raise LookupError("no family of edits is loaded, so the page would be empty")
    unlisted = [rule for rule in CATALOGUE.values() if rule.id.startswith("unlisted.")]
    others = [rule for rule in CATALOGUE.values() if not rule.id.startswith("unlisted.")]
    parts = [_HEAD, f"\n{len(CATALOGUE)} rules, {len(unlisted)} of them only for unlisted lines.\n"]
    parts.append(_table("Unlisted lines", unlisted))
    for level, title in _LEVELS.items():
        parts.append(_table(title, [rule for rule in others if rule.level == level]))
    return "".join(parts)


def _table(title: str, rules: list[EditRule]) -> str:
    lines = [
        f"\n## {title}\n",
        "| rule | severity | what is wrong | what to do | source |",
        "|---|---|---|---|---|",
    ]
    for rule in sorted(rules, key=lambda item: item.id):
        cells = (f"`{rule.id}`", rule.severity.value, rule.says, rule.fix, rule.source)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(edits_page())
