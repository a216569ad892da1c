"""``unlisted claim``: build claim files, and check any claim file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from unlisted.cli.output import as_of_day, print_data, print_json, talk

if TYPE_CHECKING:
    from unlisted.claim.edits.finding import ClaimFinding
    from unlisted.pipeline.claim_build import BuiltClaims
    from unlisted.pipeline.claim_check import ClaimCheck

app = typer.Typer(no_args_is_help=True, help="Build claims (837P, 837I), and check any claim file.")

NOT_CLEAN = 1
"""Exit code of a claim with a blocking finding."""
_JSON = typer.Option(False, "--json", help="Answer in JSON.")
_ADVICE = typer.Option(False, "--advice", help="Show remarks that block nothing and warn of nothing, too.")
_SECOND = typer.Option(
    False, "--second-opinion", help="Ask pyx12 as well (pip install 'unlisted[second-opinion]')."
)


@app.command()
def build(
    file: Path = typer.Argument(..., help="The claim request: YAML or JSON."),
    practice: Path = typer.Option(..., "--practice", help="The practice file: YAML or JSON."),
    payer: str = typer.Option(..., "--payer", help="A payer of the practice file, by id or name."),
    out: Path = typer.Option(Path("claims"), "--out", help="Folder for the claim files and the counter."),
    counter: Path | None = typer.Option(
        None, "--counter", help="Counter of control numbers; else in the folder."
    ),
    test: bool = typer.Option(False, "--test", help="Mark the file as a test (ISA15 T)."),
    basic: bool = typer.Option(False, "--basic", help="Refuse what the basic character set has not."),
    as_json: bool = _JSON,
    advice: bool = _ADVICE,
) -> None:
    """Build the claims of a request, check them, and write one file for each kind; nothing is sent."""
    from unlisted.pipeline.claim_build import build_claims

    now = datetime.now().astimezone()
    built = build_claims(file, practice, payer, now=now, out=out, counter=counter, test=test, basic=basic)
    if as_json:
        print_json(
            {"ok": all(item.check.ok for item in built), "files": [_built_json(item) for item in built]}
        )
    else:
        for item in built:
            if item.path is not None:
                print_data(
                    f"{item.path}: {item.claims} {item.kind.value} claim(s), control {item.control_number}"
                )
            else:
                talk.print(f"{item.claims} {item.kind.value} claim(s) not written: a finding blocks")
            _print_findings(item.check, advice)
    if not all(item.check.ok for item in built):
        raise typer.Exit(NOT_CLEAN)


@app.command()
def check(
    file: Path = typer.Argument(..., help="A claim file: 837P or 837I, any number of claims."),
    payer: str = typer.Option(
        "", "--payer", help="Judge by this payer's rules; else by the payer on the claim."
    ),
    unlisted: list[str] = typer.Option([], "--unlisted", help="Take this code as unlisted."),
    listed: list[str] = typer.Option([], "--listed", help="Take this code as listed."),
    as_of: str = typer.Option("", "--as-of", help="Day of the check (YYYY-MM-DD); today where absent."),
    second: bool = _SECOND,
    as_json: bool = _JSON,
    advice: bool = _ADVICE,
) -> None:
    """Check a claim file; exit code 0 when nothing blocks, 1 when something does."""
    from unlisted.pipeline.claim_check import check_file, edit_context

    context = edit_context(as_of_day(as_of), payer=payer, add=unlisted, remove=listed)
    result = check_file(file, context)
    opinion = _second_opinion(file) if second else None
    if as_json:
        plain: dict[str, object] = {"ok": result.ok, "findings": [finding_json(f) for f in result.findings]}
        if opinion is not None:
            plain["second_opinion"] = opinion
        print_json(plain)
    else:
        _print_findings(result, advice)
        blocking = sum(1 for f in result.findings if f.blocks)
        print_data(
            f"{result.claims} claim(s), {blocking} blocking, {len(result.findings) - blocking} other findings"
        )
        if opinion is not None:
            print_data(_opinion_text(opinion))
    if not result.ok:
        raise typer.Exit(NOT_CLEAN)


def finding_json(item: ClaimFinding) -> dict[str, object]:
    """Return a finding as the JSON answer has it: the ten promised keys first, places in the file after."""
    return {
        "rule": item.rule,
        "level": item.level,
        "severity": item.severity.value,
        "loop": item.loop,
        "segment": item.segment,
        "element": item.element,
        "message": item.message,
        "fix": item.fix,
        "source": item.source,
        "value": item.value,
        "claim": item.claim,
        "line": item.line,
        "position": item.position,
    }


def _built_json(item: BuiltClaims) -> dict[str, object]:
    return {
        "path": str(item.path) if item.path else None,
        "kind": item.kind.value,
        "claims": item.claims,
        "control_number": item.control_number,
        "ok": item.check.ok,
        "findings": [finding_json(f) for f in item.check.findings],
    }


def _print_findings(result: ClaimCheck, advice: bool) -> None:
    for item in result.findings:
        if item.severity.value == "advice" and not advice:
            continue
        print_data(finding_text(item))


def finding_text(item: ClaimFinding) -> str:
    """Write a finding on two lines: what and where, then what to do."""
    where = " ".join(part for part in (_about(item), item.loop, item.element or item.segment) if part)
    value = f" [{item.value}]" if item.value else ""
    first = f"{item.severity.value:8} {where or 'file'}: {item.message}{value} ({item.rule})"
    return f"{first}\n         do: {item.fix}"


def _about(item: ClaimFinding) -> str:
    claim = f"claim {item.claim}" if item.claim else ""
    return f"{claim} line {item.line}" if item.line else claim


def _second_opinion(file: Path) -> dict[str, object]:
    from unlisted.pipeline.second_opinion import second_opinion

    found = second_opinion(file.read_bytes())
    return {
        "by": "pyx12",
        "accepted": found.accepted,
        "why_not": found.why_not,
        "complaints": [
            {"code": c.code, "segment": c.segment, "element": c.element, "position": c.position}
            for c in found.complaints
        ],
    }


def _opinion_text(opinion: dict[str, object]) -> str:
    if opinion["accepted"] is None:
        return f"second opinion: none ({opinion['why_not']})"
    return f"second opinion (pyx12): {'accepted' if opinion['accepted'] else 'refused'}"
