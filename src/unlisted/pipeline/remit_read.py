"""Open a file of a payer's answers and read it event by event, with the balance of every payment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from unlisted.base.errors import InputError
from unlisted.base.outcome import Finding
from unlisted.claim.acknowledgement import (
    FunctionalAcknowledgement,
    InterchangeAcknowledgement,
    StatusReport,
)
from unlisted.formats.x12.return_reader import ReturnReader
from unlisted.remittance.balance import PaymentBalance
from unlisted.remittance.model import Payment, PaymentEnd, RemittanceClaim


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A claim of the payment being read, with what does not add up in it."""

    claim: RemittanceClaim
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ReadPayment:
    """The end of a payment: everything added up."""

    balance: PaymentBalance
    end: PaymentEnd


Item = ReadClaim | ReadPayment | FunctionalAcknowledgement | StatusReport | InterchangeAcknowledgement


class ReturnFile:
    """A file of answers. ``items()`` yields claims before their payment; ``findings`` is whole afterwards."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.findings: list[Finding] = []

    def items(self) -> Iterator[Item]:
        """Yield what the file holds. Raises what ``ReturnReader`` raises, and ``InputError`` for no file."""
        try:
            stream = self.path.open("rb")
        except OSError as error:
            raise InputError(
                f"the file cannot be read: {error.strerror}",
                where=self.path.name,
                fix="check the path",
            ) from error
        with stream:
            reader = ReturnReader(stream)
            balance: PaymentBalance | None = None
            for event in reader.events():
                if isinstance(event, Payment):
                    balance = PaymentBalance(event)
                elif isinstance(event, RemittanceClaim):
                    if balance is not None:
                        yield ReadClaim(event, balance.add(event))
                elif isinstance(event, PaymentEnd):
                    if balance is not None:
                        balance.finish(event)
                        yield ReadPayment(balance, event)
                        balance = None
                else:
                    yield event
            self.findings = reader.findings
