"""``unlisted remit``: read what payers send back, and post it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from unlisted.base.money import format_usd
from unlisted.cli.output import as_of_day, print_data, print_json

if TYPE_CHECKING:
    from unlisted.base.outcome import Finding
    from unlisted.claim.acknowledgement import (
        FunctionalAcknowledgement,
        InterchangeAcknowledgement,
        StatusReport,
    )
    from unlisted.pipeline.remit_post import Posted
    from unlisted.pipeline.remit_read import ReadPayment

app = typer.Typer(
    no_args_is_help=True, help="Read payers' answers (TA1, 999, 277CA, 835), and post payments."
)

DOES_NOT_ADD_UP = 1
"""Exit code of a file with a blocking finding, or of a posting that left something in the queue."""
_LEDGER = typer.Option(Path("ledger.sqlite"), "--ledger", help="The ledger's file; made where there is none.")
_JSON = typer.Option(False, "--json", help="Answer in JSON.")


@app.command()
def read(
    file: Path = typer.Argument(..., help="A file of answers: TA1, 999, 277CA, 277, 835, any mix."),
    as_json: bool = _JSON,
) -> None:
    """Read a file of answers; exit code 0 when every payment adds up and nothing was cut, 1 otherwise."""
    from unlisted.cli import remit_json as plain
    from unlisted.pipeline.remit_read import ReadClaim, ReadPayment, ReturnFile

    source = ReturnFile(file)
    payments: list[plain.Plain] = []
    answers: list[plain.Plain] = []
    claims: list[plain.Plain] = []
    blocked = False
    for item in source.items():
        if isinstance(item, ReadClaim):
            if as_json:
                claims.append(plain.claim_plain(item.claim, item.findings))
        elif isinstance(item, ReadPayment):
            blocked = blocked or any(x.severity.value == "blocking" for x in item.balance.findings)
            if as_json:
                payments.append(plain.payment_plain(item.balance, item.end, claims))
                claims = []
            else:
                _print_payment(item)
        elif as_json:
            answers.append(plain.answer_plain(item))
        else:
            _print_answer(item)
    blocked = blocked or any(
        x.severity.value == "blocking" and x.code == "return.cut" for x in source.findings
    )
    if as_json:
        print_json(
            {
                "ok": not blocked,
                "payments": payments,
                "acknowledgements": answers,
                "findings": [plain.finding_plain(x) for x in source.findings],
            }
        )
    else:
        for found in source.findings:
            print_data(finding_text(found))
    if blocked:
        raise typer.Exit(DOES_NOT_ADD_UP)


@app.command()
def sent(
    file: Path = typer.Argument(..., help="The 837 that was sent."),
    ledger: Path = _LEDGER,
    as_of: str = typer.Option("", "--on", help="Day it was sent (YYYY-MM-DD); today where absent."),
) -> None:
    """Keep the claims of an 837 in the ledger, so that their payments find them."""
    from unlisted.pipeline.ledger_store import LedgerStore
    from unlisted.pipeline.remit_sent import record_file

    with LedgerStore(ledger) as store:
        print_data(f"{record_file(store, file, as_of_day(as_of))} new claim(s) in {ledger}")


@app.command()
def post(
    file: Path = typer.Argument(..., help="A file of answers: 835, 277CA, any mix."),
    ledger: Path = _LEDGER,
    as_json: bool = _JSON,
) -> None:
    """Post a file into the ledger: whole or not at all, and once however often it is given.

    Exit code 1 where a payment was held back or a claim found no match: they wait in the queue.
    """
    from unlisted.cli import remit_json as plain
    from unlisted.pipeline.ledger_store import LedgerStore
    from unlisted.pipeline.remit_post import post_file

    with LedgerStore(ledger) as store:
        done = post_file(store, file, as_of_day(""))
        with store.transaction():
            for number in done.interchanges:
                done.refused += store.refuse_interchange(number, as_of_day(""))
        queue = store.queue()
    if as_json:
        print_json(
            {
                "already_posted": done.already,
                "payments": done.payments,
                "duplicates": done.duplicates,
                "paid_amount": done.paid,
                "claims": done.claims,
                "denials": done.denials,
                "acknowledged": done.acknowledged,
                "refused": done.refused,
                "unmatched": done.unmatched,
                "held": [{"trace_number": trace, "reason": why} for trace, why in done.held],
                "queue": len(queue),
                "findings": [plain.finding_plain(item) for item in done.findings],
            }
        )
    else:
        _print_posted(done)
        print_data(f"queue: {len(queue)} waiting")
    if not done.clean:
        raise typer.Exit(DOES_NOT_ADD_UP)


@app.command()
def variance(
    file: Path = typer.Argument(..., help="An 835."),
    expect: list[str] = typer.Option(
        ..., "--expect", help="CODE:floor=AMOUNT, CODE:contract=AMOUNT or CODE:comparator=AMOUNT; repeat."
    ),
    as_json: bool = _JSON,
) -> None:
    """Compare what was allowed with fee asked, floor, contract and comparator; exit code 1 when less."""
    from unlisted.pipeline.remit_variance import read_expectations, variances

    found = list(variances(file, read_expectations(expect)))
    if as_json:
        print_json(found)
    else:
        for item in found:
            against = "; ".join(
                f"{one.against} {format_usd(one.expected)}, {one.difference:+.2f}"
                for one in item.variance.differences
            )
            share = item.variance.granted_share
            like = "" if share is None else f"; priced like a comparable service, share {share}"
            print_data(
                f"{item.claim} {item.variance.line or '-'} {item.code}: "
                f"{item.variance.verdict.value.replace('_', ' ')}, "
                f"allowed {format_usd(item.variance.allowed)} ({against}{like})"
            )
    if any(item.variance.underpaid for item in found):
        raise typer.Exit(DOES_NOT_ADD_UP)


@app.command()
def assign(
    key: str = typer.Argument(..., help="The key of the money in the queue (remit status --json)."),
    claim: str = typer.Option(..., "--claim", help="Our control number of the claim it belongs to."),
    ledger: Path = _LEDGER,
) -> None:
    """Give money that found no claim to a claim: a person's decision, kept in the ledger."""
    from unlisted.pipeline.ledger_store import LedgerStore
    from unlisted.pipeline.remit_sent import assign_payment

    with LedgerStore(ledger) as store:
        amount = assign_payment(store, key, claim, as_of_day(""))
    print_data(f"{format_usd(amount)} assigned to {claim}")


@app.command()
def status(ledger: Path = _LEDGER, as_json: bool = _JSON) -> None:
    """Say where every claim of the ledger stands, and what waits for a person."""
    from unlisted.pipeline.ledger_store import LedgerStore
    from unlisted.pipeline.remit_sent import standings

    with LedgerStore(ledger) as store:
        rows, queue = standings(store), store.queue()
    if as_json:
        print_json(
            {
                "claims": rows,
                "queue": [
                    {"key": row[0], "place": row[2], "reason": row[3], "amount": row[4], "candidates": row[5]}
                    for row in queue
                ],
            }
        )
        return
    for row in rows:
        print_data(
            f"{row.claim:20} {row.status:12} charge {format_usd(row.charge):>12} "
            f"payer owes {format_usd(row.receivable):>12} (refused {format_usd(row.denied)}) "
            f"patient {format_usd(row.patient)} written off {format_usd(row.written_off)}"
            + (" CREDIT: paid too much" if row.receivable < 0 or row.patient < 0 else "")
        )
    for item in queue:
        print_data(f"queue: {item[2]} {item[3]} {item[4]} {item[5]}")


@app.command()
def report(
    ledger: Path = _LEDGER,
    payer: str = typer.Option(..., "--payer", help="The payer whose ledger this is, by id."),
    service: list[str] = typer.Option(
        ..., "--service", help="CODE=SERVICE or CODE=SERVICE:COMPARATOR, for example 77499=lattice:77435."
    ),
    log: Path | None = typer.Option(None, "--log", help="Add the outcomes to this outcome log."),
    as_json: bool = _JSON,
) -> None:
    """Summarize a ledger's unlisted lines: amounts, days, denials by class, what overturned them."""
    from unlisted.cli.history_text import history_text
    from unlisted.denials.history import summarize_history
    from unlisted.pipeline.ledger_outcomes import line_histories, outcome_entries, read_meanings
    from unlisted.pipeline.ledger_store import LedgerStore
    from unlisted.pipeline.outcome_log import OutcomeLog
    from unlisted.pipeline.rulebook import load_rulebook

    meanings = read_meanings(service)
    with LedgerStore(ledger) as store:
        found = summarize_history(line_histories(store, meanings, payer, load_rulebook()))
        entries = outcome_entries(store, meanings, payer, as_of_day(""))
    if log is not None:
        OutcomeLog(log).record(entries)
    if as_json:
        print_json(found)
    else:
        print_data(history_text(found))


def _print_posted(done: Posted) -> None:
    if done.already:
        print_data("this file was posted before: nothing changed")
        return
    print_data(
        f"{done.payments} payment(s) of {format_usd(done.paid)} posted, {done.duplicates} posted before, "
        f"{done.claims} claim(s), {done.denials} denial(s), {done.acknowledged} acknowledged, "
        f"{done.refused} refused, {done.unmatched} unmatched"
    )
    for trace, why in done.held:
        print_data(f"held back: payment {trace or '(no trace)'}: {why}")
    for found in done.findings:
        print_data(finding_text(found))


def finding_text(item: Finding) -> str:
    """Write a finding on two lines: what and where, then what to do."""
    return (
        f"{item.severity.value:8} {item.where or 'file'}: {item.message} ({item.code})\n"
        f"         do: {item.fix}"
    )


def _print_payment(item: ReadPayment) -> None:
    balance, payment = item.balance, item.balance.payment
    print_data(
        f"payment {payment.trace_number or '(no trace)'} of {payment.paid_on or 'unknown day'}: "
        f"{format_usd(payment.amount)}, {balance.claims} claim(s), charged {format_usd(balance.charge)}, "
        f"{len(item.end.provider_adjustments)} provider adjustment(s)"
    )
    for found in balance.findings:
        print_data(finding_text(found))
    if balance.dropped:
        print_data(f"         and {balance.dropped} more findings")


def _print_answer(item: FunctionalAcknowledgement | StatusReport | InterchangeAcknowledgement) -> None:
    from unlisted.claim import status_words as words
    from unlisted.claim.acknowledgement import FunctionalAcknowledgement, StatusReport

    if isinstance(item, FunctionalAcknowledgement):
        print_data(f"{item.kind}: {words.functional_words(item)}")
        for one in item.sets:
            for error in one.errors:
                print_data(f"  set {one.control}: {words.segment_words(error)}")
    elif isinstance(item, StatusReport):
        for level in item.items:
            for status in level.statuses:
                print_data(
                    f"277 {level.level} {level.trace or '-'}: {status.category}:{status.code} "
                    f"{words.status_words(status.category)}"
                )
    else:
        print_data(f"TA1: {words.interchange_words(item)}")
