"""``unlisted appeal``: draft what answers a denial."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from unlisted.cli.output import as_of_day, print_data, print_json

if TYPE_CHECKING:
    from unlisted.pipeline.appeal_draft import Drafted

app = typer.Typer(no_args_is_help=True, help="Draft appeals, call sheets and answering claims.")


@app.callback()
def appeal() -> None:
    """Draft appeals; nothing is sent, and letters stay drafts until a person signs."""


@app.command()
def draft(
    records: list[Path] = typer.Argument(..., metavar="EPISODE…", help="An episode (JSON), or its records."),
    remittance: Path = typer.Option(..., "--remittance", help="The 835 that denied the line or paid it low."),
    practice: Path = typer.Option(..., "--practice", help="The practice file: YAML or JSON."),
    payer: str = typer.Option(..., "--payer", help="A payer of the practice file, by id or name."),
    request: Path = typer.Option(..., "--request", help="The packet request the claim was built from."),
    services: Path = typer.Option(..., "--services", help="The service catalogue (YAML)."),
    answers: Path | None = typer.Option(None, "--answers", help="File of answers to open questions (YAML)."),
    out: Path = typer.Option(Path("appeal"), "--out", help="Folder for everything that is written."),
    counter: Path | None = typer.Option(
        None, "--counter", help="Counter of control numbers; else in the folder."
    ),
    earlier: list[Path] = typer.Option(
        [], "--earlier", help="Folder of earlier packets, to find cloned language; repeat."
    ),
    level: int = typer.Option(1, "--level", min=1, max=5, help="The level of appeal; 1 is the first."),
    line_of_business: str = typer.Option("", "--line-of-business", help="For example medicare_advantage."),
    day: str = typer.Option("", "--as-of", help="Day of the letter (YYYY-MM-DD); today where absent."),
    as_json: bool = typer.Option(False, "--json", help="Answer in JSON."),
) -> None:
    """Draft the answer to a denial: appeal (PDF, DOCX) and call sheet, or the corrected claim, or neither."""
    from unlisted.denials.route_data import route_plain
    from unlisted.pipeline.appeal_draft import draft_appeal, write_drafts
    from unlisted.pipeline.control_numbers import ControlNumberFile
    from unlisted.pipeline.packet_build import PacketInputs

    on = as_of_day(day)
    drafted = draft_appeal(
        PacketInputs(tuple(records), practice, payer, request, services, answers, None, tuple(earlier)),
        remittance,
        day=on,
        now=datetime.now().astimezone(),
        numbers=ControlNumberFile(counter or out / "control-number"),
        level=level,
        line_of_business=line_of_business,
    )
    paths = write_drafts(drafted, out)
    if as_json:
        print_json(_plain(drafted, paths) | {"route": route_plain(drafted.route, on)})
    else:
        _print(drafted, paths)


@app.command()
def filed(
    claim: str = typer.Argument(..., help="Our control number of the first claim (CLM01)."),
    what: str = typer.Option(..., "--what", help="The step, for example corrected_claim, records, appeal_1."),
    ledger: Path = typer.Option(Path("ledger.sqlite"), "--ledger", help="The ledger's file."),
    on: str = typer.Option("", "--on", help="Day it was sent (YYYY-MM-DD); today where absent."),
) -> None:
    """Keep in the ledger that a step was taken, so that the memory knows what overturned a denial."""
    from unlisted.pipeline.ledger_outcomes import record_step
    from unlisted.pipeline.ledger_store import LedgerStore

    with LedgerStore(ledger) as store:
        record_step(store, claim, what, as_of_day(on))
    print_data(f"{what} kept for {claim}")


def _plain(drafted: Drafted, paths: tuple[Path, ...]) -> dict[str, object]:
    refusal = drafted.refusal
    return {
        "drafted": refusal is None,
        "refusal": None if refusal is None else {"why": refusal.why, "instead": refusal.instead},
        "denial": drafted.appeal.denied.codes,
        "answering_claim": drafted.claim is not None,
        "blanks": [
            {"letter": letter.id, "missing": blank.what}
            for letter in drafted.letters
            for blank in letter.blanks
        ],
        "same_language": [
            {"letter": item.letter, "score": item.score, "suspect": item.is_suspect}
            for item in drafted.same_language
        ],
        "files": [str(path) for path in paths],
    }


def _print(drafted: Drafted, paths: tuple[Path, ...]) -> None:
    denied, route = drafted.appeal.denied, drafted.route
    print_data(f"denial: {denied.codes}: {route.classified.denial_class.value}")
    if drafted.refusal is not None:
        print_data(f"no appeal is drafted: {drafted.refusal.why}\ninstead: {drafted.refusal.instead}")
    for path in paths:
        print_data(str(path))
    for letter in drafted.letters:
        for blank in letter.blanks:
            print_data(f"missing in {letter.id}: {blank.what}")
    for item in drafted.same_language:
        if item.score:
            print_data(
                f"same language: {item.letter} {item.score}{' (looks cloned)' if item.is_suspect else ''}"
            )
    if drafted.letters:
        print_data("drafts until a person signs")
