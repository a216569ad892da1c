"""``unlisted packet``: claim, letters, forms and index of a decided, priced episode, in one command."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from unlisted.cli.claim import finding_json, finding_text
from unlisted.cli.output import as_of_day, print_data, print_json, talk

if TYPE_CHECKING:
    from unlisted.pipeline.packet_build import BuiltPacket

app = typer.Typer(no_args_is_help=True, help="Build the packet of a case: claim, letters, forms, index.")

NOT_CLEAN = 1
"""Exit code of a packet whose claim an edit blocks."""


@app.callback()
def packet() -> None:
    """Build packets; nothing is sent, and letters stay drafts until a person signs."""


@app.command()
def build(
    records: list[Path] = typer.Argument(..., metavar="EPISODE…", help="An episode (JSON), or its records."),
    practice: Path = typer.Option(..., "--practice", help="The practice file: YAML or JSON."),
    payer: str = typer.Option(..., "--payer", help="A payer of the practice file, by id or name."),
    request: Path = typer.Option(..., "--request", help="The packet request: YAML or JSON."),
    services: Path = typer.Option(..., "--services", help="The service catalogue (YAML)."),
    answers: Path | None = typer.Option(None, "--answers", help="File of answers to open questions (YAML)."),
    out: Path = typer.Option(Path("packet"), "--out", help="Folder for everything that is written."),
    counter: Path | None = typer.Option(
        None, "--counter", help="Counter of control numbers; else in the folder."
    ),
    earlier: list[Path] = typer.Option(
        [], "--earlier", help="Folder of earlier packets, to find cloned language; repeat."
    ),
    store: Path | None = typer.Option(None, "--store", help="Folder of loaded Medicare tables."),
    day: str = typer.Option("", "--as-of", help="Day of the letters (YYYY-MM-DD); today where absent."),
    as_json: bool = typer.Option(False, "--json", help="Answer in JSON."),
) -> None:
    """Build claim, letters (PDF and DOCX), forms and evidence index; nothing is sent."""
    from unlisted.pipeline.control_numbers import ControlNumberFile
    from unlisted.pipeline.packet_build import PacketInputs, make_packet, refuse_used_folder, write_packet

    refuse_used_folder(out)
    inputs = PacketInputs(tuple(records), practice, payer, request, services, answers, store, tuple(earlier))
    built = make_packet(
        inputs,
        day=as_of_day(day),
        now=datetime.now().astimezone(),
        numbers=ControlNumberFile(counter or out / "control-number"),
    )
    built = write_packet(built, out)
    if as_json:
        print_json(packet_json(built))
    else:
        print_data(packet_text(built))
    if not built.check.ok:
        talk.print("the claim file was not written: a finding blocks")
        raise typer.Exit(NOT_CLEAN)


@app.command()
def forms(
    file: Path = typer.Argument(..., help="A claim file: 837P or 837I."),
    out: Path = typer.Option(Path("forms"), "--out", help="Folder for the forms."),
    right: str = typer.Option("0", "--right", help="Millimeters the printer needs to the right."),
    down: str = typer.Option("0", "--down", help="Millimeters the printer needs downward."),
    day: str = typer.Option("", "--as-of", help="Day of the sheets (YYYY-MM-DD); today where absent."),
) -> None:
    """Write the paper form of each claim of a file: overlay, proof sheet, data; and the test grid."""
    from unlisted.base.errors import UsageError
    from unlisted.base.money import parse_decimal
    from unlisted.documents.forms.overlay import Shift
    from unlisted.pipeline.packet_forms import write_forms

    moves = [parse_decimal(text) for text in (right, down)]
    if None in moves:
        raise UsageError("a shift is no number", fix="write millimeters, for example --right 1.5 --down -0.5")
    shift = Shift(*(move for move in moves if move is not None))
    for path in write_forms(file, out, as_of_day(day), shift):
        print_data(str(path))


def packet_json(built: BuiltPacket) -> dict[str, Any]:
    """Return the JSON answer: files, findings of the claim, plan, blanks, same-language scores."""
    from unlisted.documents.packet_json import plan_data

    return {
        "ok": built.check.ok,
        "files": [str(path) for path in built.files],
        "control_number": f"{built.batch.numbers.interchange:09d}",
        "findings": [finding_json(item) for item in built.check.findings],
        "attachment_plan": plan_data(built.packet),
        "blanks": [{"letter": letter, "missing": blank.what} for letter, blank in built.packet.blanks],
        "drafts": [letter.id for letter in built.packet.letters if letter.is_draft],
        "same_language": [
            {
                "letter": item.letter,
                "score": item.score,
                "suspect": item.is_suspect,
                "passages": [
                    {"text": p.text, "share": p.share, "earlier": p.earlier, "earlier_text": p.earlier_text}
                    for p in item.passages
                ],
            }
            for item in built.same_language
        ],
    }


def packet_text(built: BuiltPacket) -> str:
    """Write what was built and what a person has to do next."""
    out = [str(path) for path in built.files]
    out.append("")
    blocking = sum(1 for item in built.check.findings if item.blocks)
    out.append(f"claim: {blocking} blocking, {len(built.check.findings) - blocking} other findings")
    out += [finding_text(item) for item in built.check.findings if item.severity.value != "advice"]
    out.append(_plan_text(built))
    out += [f"ask the payer: {ask}" for ask in built.packet.plan.ask]
    for letter, blank in built.packet.blanks:
        out.append(f"missing in {letter}: {blank.what}")
    for item in built.same_language:
        if item.score:
            mark = " (looks cloned)" if item.is_suspect else ""
            out.append(f"same language: {item.letter} {item.score}{mark}, {len(item.passages)} passage(s)")
    drafts = [letter.id for letter in built.packet.letters if letter.is_draft]
    if drafts:
        out.append(f"drafts until signed: {', '.join(drafts)}")
    return "\n".join(out)


def _plan_text(built: BuiltPacket) -> str:
    from unlisted.base.outcome import Available

    plan = built.packet.plan
    if not isinstance(plan.when, Available):
        return f"documents: unavailable ({plan.when.searched})"
    channels = ", ".join(plan.channels.value) if isinstance(plan.channels, Available) else "channel not known"
    named = f"; named on the claim as {plan.attachment.control_number}" if plan.attachment else ""
    return f"documents: {plan.when.value.words} ({channels}){named}; rule {plan.rules[0]}"
