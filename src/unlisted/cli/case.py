"""``unlisted case``: a whole case, end to end."""

from __future__ import annotations

from pathlib import Path

import typer

from unlisted.base.money import format_usd
from unlisted.cli.output import as_of_day, print_data, print_json

app = typer.Typer(no_args_is_help=True, help="Whole cases, end to end.")


@app.callback()
def case() -> None:
    """Tell a case from record to payment."""


@app.command()
def story(
    records: list[Path] = typer.Argument(..., metavar="EPISODE…", help="An episode (JSON), or its records."),
    practice: Path = typer.Option(..., "--practice", help="A practice file with both payers of the story."),
    request: Path = typer.Option(..., "--request", help="The packet request: YAML or JSON."),
    services: Path = typer.Option(..., "--services", help="The service catalogue (YAML)."),
    answers: Path | None = typer.Option(None, "--answers", help="File of answers to open questions (YAML)."),
    out: Path = typer.Option(Path("story"), "--out", help="A new folder for everything that is written."),
    start: str = typer.Option("", "--start", help="Day of the first claim (YYYY-MM-DD); today where absent."),
    as_json: bool = typer.Option(False, "--json", help="Answer in JSON."),
) -> None:
    """Tell the demo story: two simulated payers deny, one claim is corrected, one appealed, both are paid."""
    from unlisted.cli.history_text import history_text
    from unlisted.pipeline.case_story import tell_story
    from unlisted.pipeline.packet_build import PacketInputs

    inputs = PacketInputs(tuple(records), practice, "", request, services, answers)
    told = tell_story(inputs, out, as_of_day(start))
    if as_json:
        print_json(
            {
                "payers": [
                    {
                        "payer": item.payer,
                        "steps": [{"day": day, "what": what} for day, what in item.steps],
                        "standing": item.standing,
                    }
                    for item in told.payers
                ],
                "memory": told.memory,
                "remembered": told.remembered,
            }
        )
        return
    for item in told.payers:
        print_data(f"{item.payer} (simulated)")
        for day, what in item.steps:
            print_data(f"  {day}  {what}")
        if item.standing is not None:
            row = item.standing
            print_data(
                f"  charge {format_usd(row.charge)}, payer owes {format_usd(row.receivable)}, "
                f"patient {format_usd(row.patient)}, written off {format_usd(row.written_off)}"
            )
    print_data("memory")
    print_data(history_text(told.memory))
    print_data(f"written to {told.folder}")
