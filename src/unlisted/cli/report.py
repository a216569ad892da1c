"""``unlisted report``: the published report of a code, in the formats asked for."""

from __future__ import annotations

import os
import shlex
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import typer

from unlisted.base.codes import BillingCode
from unlisted.cli.output import as_of_day, print_data, print_json, talk
from unlisted.documents.charts import warm_up
from unlisted.pipeline.publish import FORMATS, publish_report
from unlisted.pipeline.report_inputs import build_report, software_version
from unlisted.pipeline.rulebook import load_rulebook
from unlisted.report.blocks import Gap, Report
from unlisted.report.draft import ReportRequest

app = typer.Typer(help="Publish the report of a billing code.")


@app.command()
def report(
    code: str = typer.Argument(..., help="Billing code, for example 77499."),
    as_of: str = typer.Option("", help="Day the report answers for (YYYY-MM-DD); today where absent."),
    payer: list[str] = typer.Option([], help="Only this payer, with its plans; repeat for several."),
    state: list[str] = typer.Option([], help="Only payers of this state, and its localities; repeat."),
    formats: str = typer.Option(",".join(FORMATS), "--format", help="Comma-separated formats."),
    out: Path | None = typer.Option(None, help="Folder to write to; out/CODE where absent."),
    data: Path | None = typer.Option(None, help="Dataset of extracted prices (unlisted rates extract)."),
    store: Path | None = typer.Option(None, help="Folder of loaded Medicare tables; else UNLISTED_STORE."),
    as_json: bool = typer.Option(False, "--json", help="Say in JSON what was written."),
) -> None:
    """Publish the report of a code: HTML, PDF, Markdown, JSON and XLSX from one value.

    Without --data the figures on money are those that come with the package, each with its citation.
    """
    billing_code = BillingCode(code)
    folder = out or Path("out") / billing_code
    day = as_of_day(as_of)
    states = tuple(name.upper() for name in state)
    request = ReportRequest(
        billing_code=billing_code,
        as_of=day,
        payers=tuple(payer),
        states=states,
        software_version=software_version(),
        reproduce=_command(billing_code, day.isoformat(), payer, states, data, store),
    )
    loaded = store or (Path(os.environ["UNLISTED_STORE"]) if os.environ.get("UNLISTED_STORE") else None)
    with talk.status("reading the rulebook") as status, ThreadPoolExecutor(1) as beside:
        beside.submit(warm_up)
        rulebook = load_rulebook()
        status.update("assembling the report")
        value = build_report(request, rulebook, data=data, store=loaded)
        status.update("writing the report")
        paths = publish_report(value, [name for name in formats.replace(" ", "").split(",") if name], folder)
    if as_json:
        print_json({"code": billing_code, "as_of": day, "files": [str(path) for path in paths]})
        return
    talk.print(_in_short(value))
    for path in paths:
        print_data(str(path))


def _command(
    code: str, day: str, payers: list[str], states: tuple[str, ...], data: Path | None, store: Path | None
) -> str:
    words = ["unlisted", "report", code, "--as-of", day]
    for payer in payers:
        words += ["--payer", payer]
    for state in states:
        words += ["--state", state]
    words += ["--data", "DIR"] if data else []
    words += ["--store", "DIR"] if store else []
    return shlex.join(words)


def _in_short(value: Report) -> str:
    gaps = sum(isinstance(block, Gap) for section in value.sections for block in section.blocks)
    return (
        f"{value.billing_code}, {value.name}, as of {value.as_of}: {value.status_line}\n"
        f"{len(value.sections)} sections, {len(value.citations)} sources, {gaps} gaps said in words"
    )
