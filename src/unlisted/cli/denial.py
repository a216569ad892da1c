"""``unlisted denial``: what a denial means and where it goes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from unlisted.base.money import format_usd
from unlisted.base.outcome import Available
from unlisted.cli.output import as_of_day, print_data, print_json

if TYPE_CHECKING:
    from unlisted.denials.route import Route
    from unlisted.pipeline.denial_worklist import WorkItem

DEADLINE_OVER = 1
"""Exit code of a list in which a deadline is over."""
app = typer.Typer(no_args_is_help=True, help="Classify and route denials.")


@app.command()
def route(
    carc: str = typer.Option(..., "--carc", help="The claim adjustment reason code, for example 16."),
    rarc: list[str] = typer.Option([], "--rarc", help="A remark code; may be given several times."),
    group: str = typer.Option("", "--group", help="The group code: CO, PR, OA or PI."),
    payer: str = typer.Option("", "--payer", help="The payer, by id, name or alias; its levels and limits."),
    line_of_business: str = typer.Option("", "--line-of-business", help="For example medicare_advantage."),
    notice: str = typer.Option("", "--notice", help="Day of the denial (YYYY-MM-DD); gives the deadline."),
    received: str = typer.Option("", "--received", help="Day the notice came, where it is known."),
    level: int = typer.Option(1, "--level", min=1, max=5, help="The level that comes next; 1 is the first."),
    as_of: str = typer.Option("", "--as-of", help="Day of the question (YYYY-MM-DD); today where absent."),
    as_json: bool = typer.Option(False, "--json", help="Answer in JSON."),
) -> None:
    """Say what a denial is about, what comes next, by when and how; or why nothing may be drafted."""
    from unlisted.denials.route import Denied, route_denial
    from unlisted.denials.route_data import route_plain
    from unlisted.pipeline.rulebook import load_rulebook

    today = as_of_day(as_of)
    denied = Denied(
        carc.strip().upper(),
        tuple(code.strip().upper() for code in rarc),
        group.strip().upper(),
        payer,
        line_of_business,
        as_of_day(notice) if notice else None,
        as_of_day(received) if received else None,
        level,
    )
    found = route_denial(denied, load_rulebook(), today)
    plain = route_plain(found, today)
    if as_json:
        print_json(plain)
    else:
        _print_route(found, plain)


@app.command(name="list")
def list_(
    ledger: Path = typer.Option(Path("ledger.sqlite"), "--ledger", help="The ledger's file."),
    payer: str = typer.Option("", "--payer", help="The payer, by id, name or alias; its levels and limits."),
    line_of_business: str = typer.Option("", "--line-of-business", help="For example medicare_advantage."),
    as_of: str = typer.Option("", "--as-of", help="Day of the question (YYYY-MM-DD); today where absent."),
    as_json: bool = typer.Option(False, "--json", help="Answer in JSON."),
) -> None:
    """List a ledger's open denials by deadline, then amount; exit code 1 when a deadline is over."""
    from unlisted.denials.route_data import route_plain
    from unlisted.pipeline.denial_worklist import worklist
    from unlisted.pipeline.ledger_store import LedgerStore
    from unlisted.pipeline.rulebook import load_rulebook

    today = as_of_day(as_of)
    with LedgerStore(ledger) as store:
        items = worklist(store, load_rulebook(), today, payer=payer, line_of_business=line_of_business)
    if as_json:
        print_json(
            [
                {"claim": item.denial.claim, "line": item.denial.line, "amount": item.denial.amount}
                | {"state": item.state, "route": route_plain(item.route, today)}
                for item in items
            ]
        )
    else:
        for item in items:
            print_data(_work_text(item))
        if not items:
            print_data("no denial is open")
    if any(item.is_over for item in items):
        raise typer.Exit(DEADLINE_OVER)


def _work_text(item: WorkItem) -> str:
    denial, said = item.denial, item.route.classified
    if item.deadline is None or item.state is None:
        due = "no deadline known" if said.stop is None else f"stop: {said.stop.value}"
    else:
        due = f"due {item.deadline.due} ({item.state.value.replace('_', ' ')})"
    codes = ", ".join((f"{denial.group}-{denial.reason}", *denial.remarks))
    return (
        f"{denial.claim} {format_usd(denial.amount)} {codes}: {said.denial_class.value}, "
        f"{said.action.value}; {due}"
    )


def _print_route(found: Route, plain: dict[str, object]) -> None:
    print_data(f"class:      {plain['class']}\nmeans:      {plain['means']}\ndo:         {plain['do']}")
    print_data(f"action:     {plain['action']}")
    if found.classified.stop is not None:
        print_data(f"stop:       {plain['stop_reason']}: nothing may be drafted")
    else:
        print_data(f"appealable: {'yes' if found.appealable else 'not by this route'}")
    if isinstance(found.level, Available):
        level = found.level.value
        print_data(f"level:      {level.number} {level.name}: {level.rule.says}")
        if level.deadline is not None:
            print_data(f"due:        {level.deadline.due} {level.deadline.assumed}".rstrip())
        if level.minimum is not None:
            print_data(f"minimum:    ${level.minimum} in controversy")
    elif found.classified.stop is None:
        print_data(f"level:      unavailable ({found.level.reason.value}): {found.level.searched}")
    said = {plain["do"]}
    for entry in found.classified.also:
        if entry.do in said:
            continue
        said.add(entry.do)
        print_data(f"also:       {entry.denial_class.value}: {entry.do}")
    for item in found.citations:
        print_data(f"source:     {item.source.publisher}, {item.source.title}, {item.locator}")
