"""``unlisted remit``: read what payers send back, and post it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from unlisted.base.money import format_usd
from unlisted.cli.output import print_data, print_json

if TYPE_CHECKING:
    from unlisted.base.outcome import Finding
    from unlisted.claim.acknowledgement import (
        FunctionalAcknowledgement,
        InterchangeAcknowledgement,
        StatusReport,
    )
    from unlisted.pipeline.remit_read import ReadPayment

app = typer.Typer(
    no_args_is_help=True, help="Read payers' answers (TA1, 999, 277CA, 835), and post payments."
)


@app.callback()
def remit() -> None:
    """Keep ``read`` a word of its own."""


DOES_NOT_ADD_UP = 1
"""Exit code of a file with a blocking finding, or of a posting that left something in the queue."""
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
