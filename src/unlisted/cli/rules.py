"""``unlisted rules``: list, show, test and compare the rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from unlisted.base.dates import parse_day
from unlisted.base.errors import RulePackError, UnlistedError, UsageError
from unlisted.cli.output import as_of_day, print_data, print_json

if TYPE_CHECKING:
    from unlisted.rules.rule import Rule
    from unlisted.rules.rulebook import Rulebook

app = typer.Typer(no_args_is_help=True, help="The rulebook: list, show, test and compare rules.")

_JSON = typer.Option(False, "--json", help="Answer in JSON.")
_AS_OF = typer.Option("", "--as-of", help="Day to answer for (YYYY-MM-DD); today where absent.")
_BOOK = typer.Option(None, "--rulebook", help="Folder of another rulebook; the packaged one where absent.")


@app.command("list")
def list_rules(
    payer: str = typer.Option("", "--payer", help="Payer id, name or alias."),
    topic: str = typer.Option("", "--topic", help="Topic, for example documentation."),
    code: str = typer.Option("", "--code", help="Billing code, for example 77499."),
    as_of: str = _AS_OF,
    book: Path | None = _BOOK,
    as_json: bool = _JSON,
) -> None:
    """List rules with what they answer on a day; the filters join."""
    from unlisted.cli.rules_text import rule_line, rule_summary

    rulebook = _load(book)
    day = as_of_day(as_of)
    chosen = _chosen(rulebook, payer, topic, code)
    if as_json:
        print_json(
            {
                "rulebook_version": rulebook.version,
                "as_of": day,
                "rules": [rule_summary(rule, day) for rule in chosen],
            }
        )
        return
    lines = [rule_line(rule, day) for rule in chosen]
    print_data("\n".join([*lines, f"{len(chosen)} rules, as of {day}"]))


@app.command()
def show(
    rule_id: str = typer.Argument(..., metavar="ID", help="Full id of a rule, or the end of it if unique."),
    as_of: str = _AS_OF,
    book: Path | None = _BOOK,
    as_json: bool = _JSON,
) -> None:
    """Explain one rule: its answer on a day, all versions, citations, confidence, contradictions."""
    from unlisted.cli.rules_text import rule_details, rule_text

    rulebook = _load(book)
    day = as_of_day(as_of)
    rule = _find(rulebook, rule_id)
    if as_json:
        print_json(rule_details(rulebook, rule, day))
    else:
        print_data(rule_text(rulebook, rule, day))


@app.command()
def test(
    paths: list[Path] = typer.Argument(
        None, help="Rule files or folders; the packaged rulebook where absent."
    ),
    as_json: bool = _JSON,
) -> None:
    """Check every rule file, run the cases in them, look for holes; name all problems."""
    from unlisted.pipeline.rulebook_check import check_paths

    result = check_paths(paths or [])
    if as_json:
        print_json(result)
    else:
        print_data(result.text())
    if not result.good:
        raise typer.Exit(RulePackError.exit_code)


@app.command()
def diff(
    before: str = typer.Argument(..., metavar="FROM", help="A rulebook folder, or a day (YYYY-MM-DD)."),
    after: str = typer.Argument(..., metavar="TO", help="A rulebook folder, or a day (YYYY-MM-DD)."),
    as_of: str = _AS_OF,
    as_json: bool = _JSON,
) -> None:
    """Say which answers appeared, went or changed between two rulebooks or two days."""
    from unlisted.cli.rules_text import change_text
    from unlisted.rules.compare import compare

    old, old_day = _side(before, as_of)
    new, new_day = _side(after, as_of)
    changes = compare(old, new, old_day=old_day, new_day=new_day)
    if as_json:
        print_json({"from": before, "to": after, "from_day": old_day, "to_day": new_day, "changes": changes})
        return
    lines = [change_text(change) for change in changes]
    print_data("\n".join([*lines, f"{len(changes)} answers differ between {old_day} and {new_day}"]))


@app.command()
def predicates(as_json: bool = _JSON) -> None:
    """Print the reference page of the predicates a check may use."""
    from unlisted.rules.checks import PREDICATES
    from unlisted.rules.describe_predicates import predicates_page

    if as_json:
        keys = ("name", "argument", "fact", "meaning")
        print_json([{key: getattr(item, key) for key in keys} for item in PREDICATES.values()])
    else:
        print_data(predicates_page())


def _load(folder: Path | None) -> Rulebook:
    from unlisted.pipeline.rulebook import load_rulebook

    return load_rulebook(folder)


def _chosen(rulebook: Rulebook, payer: str, topic: str, code: str) -> list[Rule]:
    from unlisted.base.codes import BillingCode
    from unlisted.rules.select import Scope, in_scope
    from unlisted.rules.vocabulary import Topic

    if topic and topic not in list(Topic):
        raise UsageError(f"{topic!r} is no topic", fix=f"use one of: {', '.join(Topic)}")
    scope = Scope(code=str(BillingCode(code)) if code else None)
    rules = rulebook.rules_for(payer) if payer else tuple(rulebook.rules.values())
    return [rule for rule in rules if in_scope(rule, scope) and topic in ("", rule.topic.value)]


def _find(rulebook: Rulebook, rule_id: str) -> Rule:
    ends = [rule for name, rule in rulebook.rules.items() if name.endswith(f".{rule_id}")]
    return ends[0] if len(ends) == 1 else rulebook.rule(rule_id)


def _is_day(text: str) -> bool:
    try:
        parse_day(text)
    except UnlistedError:
        return False
    return True


def _side(text: str, as_of: str) -> tuple[Rulebook, date]:
    """Return the packaged rulebook on the day ``text`` names, or the folder it names on ``as_of``."""
    if _is_day(text):
        return _load(None), parse_day(text)
    return _load(Path(text)), as_of_day(as_of)
