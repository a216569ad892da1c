"""The ledger of one practice on the desk's own tables: what ``unlisted.pipeline.remit_post`` posts into."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from unlisted.base.errors import InputError, UsageError
from unlisted.base.money import to_cents
from unlisted.desk.models import (
    Case,
    LedgerRow,
    Membership,
    PaymentRow,
    Remittance,
    RemittanceLine,
    ReturnFile,
    SentClaim,
    Unmatched,
)
from unlisted.desk.unmatched_details import details_of
from unlisted.pipeline.ledger import PostedClaim
from unlisted.pipeline.ledger_history import LineDecision
from unlisted.remittance.ledger import Denial, LedgerEntry
from unlisted.remittance.model import RemittanceClaim
from unlisted.remittance.post import Prior
from unlisted.remittance.sent import SentClaim as Sent
from unlisted.remittance.sent import SentIndex, SentLine

MOST = Decimal(1_000_000_000)
LONGEST_KEY = 150
REFUSED = "rejected"


@dataclass(slots=True)
class Touched:
    """What a posting changed, by the first control number of each claim's chain."""

    answered: dict[str, str] = field(default_factory=dict)
    postings: list[Remittance] = field(default_factory=list)
    refused: dict[str, list[Denial]] = field(default_factory=dict)

    def copy(self) -> Touched:
        """Return the same, apart."""
        return Touched(dict(self.answered), list(self.postings), dict(self.refused))


class DeskLedger:
    """The ledger of the practice of ``by``; with ``case``, claims of that case only are in its index.

    ``touched`` holds what was posted since it was made; a payment that was undone is not in it.
    """

    def __init__(self, by: Membership, *, case: Case | None = None, day: date) -> None:
        self.by, self.case, self.day = by, case, day
        self.touched = Touched()
        self._decided: list[LineDecision] = []

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep everything written inside, or nothing."""
        with transaction.atomic():
            yield

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Keep a part of a transaction, or undo that part alone."""
        before = self.touched.copy()
        try:
            with transaction.atomic():
                yield
        except BaseException:
            self.touched = before
            raise

    @property
    def history(self) -> DeskLedger:
        """Return itself: decisions of the desk are the remittances of its cases."""
        return self

    def add_decision(self, item: LineDecision) -> None:
        """Take what a payer decided on a line; ``add_posting`` keeps it below its remittance."""
        self._decided.append(item)

    # files

    def has_file(self, sha256: str) -> bool:
        """Say whether a file of these bytes was taken in before."""
        return ReturnFile.objects.filter(practice=self.by.practice_id, sha256=sha256).exists()

    def add_file(self, sha256: str, name: str, day: date) -> None:
        """Keep that a file was taken in; the caller adds upload and result."""
        ReturnFile.objects.create(practice_id=self.by.practice_id, sha256=sha256, posted_by=self.by)

    # claims

    def add_sent(self, claim: Sent, day: date, file: str = "") -> bool:
        """Keep a sent claim of the case; return whether it is new. A claim sent again waits anew."""
        if self.case is None:
            raise UsageError("a claim is sent for a case", fix="send it on the page of the case")
        body = _body(claim)
        found = self._claims().filter(control_number=claim.control_number).first()
        if found is not None and found.body != body:
            raise UsageError(
                "a patient control number was used for two different claims",
                why="their payments could not be told apart",
                fix="build the claim again: a claim sent anew gets a number of its own",
            )
        if found is not None:
            self._claims().filter(pk=found.pk).update(status="sent", sent_on=day, file=file)
            return False
        SentClaim.objects.create(
            practice_id=self.by.practice_id,
            case=self.case,
            control_number=claim.control_number,
            root=claim.root or claim.control_number,
            body=body,
            sent_on=day,
            file=file,
        )
        return True

    def index(self) -> SentIndex:
        """Return the sent claims, ready for matching."""
        found = self._claims() if self.case is None else self._claims().filter(case=self.case)
        index = SentIndex()
        for number, root, body, payer_number in found.order_by("id").values_list(
            "control_number", "root", "body", "payer_number"
        ):
            index.add(_sent(number, root, body, payer_number))
        return index

    def answer(self, claim: str, status: str, day: date | None, payer_number: str = "") -> None:
        """Keep the latest answer about a claim, and the payer's own number for it."""
        more = {"payer_number": payer_number[:80]} if payer_number else {}
        self._claims().filter(control_number=claim).update(status=status, answered_on=day, **more)
        self.touched.answered[claim] = status

    def refuse_set(self, file: str, day: date) -> int:
        """Keep that a set of claims was refused before it was read (999); return the number of claims."""
        return self._refuse(self._claims().filter(file=file, status="sent"), day)

    def refuse_interchange(self, control: str, day: date) -> int:
        """Keep that a whole interchange was refused (TA1); return the number of claims."""
        return self._refuse(self._claims().filter(interchange=control, status="sent"), day)

    def _refuse(self, found: QuerySet[SentClaim], day: date) -> int:
        names = list(found.values_list("control_number", flat=True))
        for name in names:
            self.answer(name, REFUSED, day)
        return len(names)

    def _claims(self) -> QuerySet[SentClaim]:
        return SentClaim.objects.filter(practice=self.by.practice_id)

    # payments

    def payment_digest(self, key: str) -> str | None:
        """Return the digest of a payment posted before; ``None`` where there is none."""
        found = PaymentRow.objects.filter(practice=self.by.practice_id, key=key)
        return found.values_list("digest", flat=True).first()

    def add_payment(
        self, key: str, payer: str, trace: str, amount: Decimal, day: date | None, file: str
    ) -> None:
        """Keep a payment while it is posted."""
        if len(key) > LONGEST_KEY:
            raise InputError("a trace number is longer than any payer's", fix="check the file with its payer")
        PaymentRow.objects.create(
            practice_id=self.by.practice_id,
            key=key,
            payer=payer,
            trace=trace,
            amount=_usd(amount),
            paid_on=day,
            file=file,
        )

    def close_payment(self, key: str, digest: str, claims: int) -> None:
        """Keep the payment's digest and the number of its claims."""
        PaymentRow.objects.filter(practice=self.by.practice_id, key=key).update(digest=digest, claims=claims)

    def add_entries(self, entries: tuple[LedgerEntry, ...] | list[LedgerEntry]) -> None:
        """Keep entries; one that is there already is left as it is."""
        rows = [
            LedgerRow(
                practice_id=self.by.practice_id,
                key=item.key,
                payment=item.payment,
                claim=item.claim,
                line=item.line,
                account=item.account.value,
                kind=item.kind.value,
                amount=_usd(item.amount),
                group=item.group[:4],
                reason=item.reason[:80],
                day=item.day,
            )
            for item in entries
        ]
        LedgerRow.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)

    def add_posting(self, posted: PostedClaim) -> None:
        """Keep that a payer judged a claim: a remittance of the case."""
        case = self._claims().filter(control_number=posted.claim).select_related("case").get().case
        rows = LedgerRow.objects.filter(practice=self.by.practice_id, key__startswith=f"{posted.key}|")
        parts = rows.exclude(group="").exclude(account="receivable").order_by("id")
        moved = [[item.group, item.reason, str(item.amount)] for item in parts]
        patient = sum((item.amount for item in parts if item.account == "patient"), Decimal(0))
        remittance = Remittance.objects.create(
            case=case,
            charge_amount=_usd(posted.charge),
            allowed_amount=_usd(posted.allowed),
            paid_amount=_usd(posted.paid),
            patient_responsibility_amount=patient,
            adjustments=moved,
            decided_on=posted.day or self.day,
            source_sha256=PaymentRow.objects.get(
                practice=self.by.practice_id, key=posted.key.rpartition("|")[0]
            ).file,
            posting_key=posted.key,
            payer=posted.payer[:80],
            status=posted.status[:4],
            secondary=posted.secondary,
            remarks=list(posted.remarks),
            posted_by=self.by,
        )
        self.touched.postings.append(remittance)
        self._keep_lines(remittance, posted.key)

    def _keep_lines(self, remittance: Remittance, key: str) -> None:
        """Keep the decisions of a claim below its remittance, each with the adjustments of its line."""
        mine = [item for item in self._decided if item.key.rpartition("|")[0] == key]
        self._decided.clear()
        RemittanceLine.objects.bulk_create(
            RemittanceLine(
                remittance=remittance,
                control_number=item.line[:40],
                code=item.code[:10],
                charge_amount=_usd(item.charge),
                allowed_amount=_usd(item.allowed),
                paid_amount=_usd(item.paid),
                adjustments=[[x.group, x.reason, str(x.amount)] for x in item.adjustments],
                reason=item.reason[:80],
                remarks=list(item.remarks),
            )
            for item in mine
        )

    def prior(self, claim: str, payer: str) -> Prior:
        """Return what this payer posted on a claim before."""
        rows = (
            Remittance.objects.filter(
                case__sent_claims__practice=self.by.practice_id,
                case__sent_claims__control_number=claim,
                payer=payer[:80],
            )
            .exclude(posting_key="")
            .order_by("id")
        )
        found = list(rows.values_list("paid_amount", "secondary"))
        paid = sum((amount for amount, _ in found), Decimal(0))
        return Prior(len(found), paid, bool(found and found[-1][1]))

    def add_denials(self, claim: str, denials: list[Denial]) -> None:
        """Note what a claim is refused now; the service writes it down with its route."""
        self.touched.refused[claim] = denials

    def enqueue(
        self,
        key: str,
        payment: str,
        place: str,
        reason: str,
        amount: Decimal,
        candidates: str,
        file: str,
        claim: RemittanceClaim | None = None,
    ) -> None:
        """Put something a person must look at into the queue; of a claim, by what a person knows it."""
        Unmatched.objects.get_or_create(
            practice_id=self.by.practice_id,
            key=key[:240],
            defaults={
                "payment": payment[:160],
                "place": place[:40],
                "reason": reason[:40],
                "amount": _usd(amount),
                "candidates": candidates.split(),
                "file": file,
                "details": json.dumps(details_of(claim)).encode() if claim is not None else b"",
            },
        )

    def settle_queue(self, payment: str) -> None:
        """Settle a payment that was held back and is posted now."""
        waiting = Unmatched.objects.filter(
            practice=self.by.practice_id, payment=payment[:160], place="payment", settled_at=None
        )
        waiting.update(
            settled_by=self.by, settled_at=timezone.now(), settled_how="posted from a corrected file"
        )


def _usd(value: Decimal) -> Decimal:
    """Return an amount the tables can hold; raise ``InputError`` for one no claim ever had."""
    if abs(value) >= MOST or value != to_cents(value):
        raise InputError(
            "an amount of the file cannot be right",
            why="amounts have cents and stay below a billion dollars",
            fix="ask the payer for a corrected file; nothing of this one was posted",
        )
    return value


def _body(claim: Sent) -> dict[str, object]:
    return {
        "payer": claim.payer_id,
        "frequency": claim.frequency,
        "replaces": claim.replaces,
        "lines": [
            [x.control_number, x.code, list(x.modifiers), format(x.charge, "f"), x.service_from.isoformat()]
            for x in claim.lines
        ],
    }


def _sent(number: str, root: str, body: dict[str, object], payer_number: str) -> Sent:
    lines = tuple(
        SentLine(line[0], line[1], tuple(line[2]), Decimal(line[3]), date.fromisoformat(line[4]))
        for line in body["lines"]  # type: ignore[attr-defined]
    )
    return Sent(
        number,
        str(body["payer"]),
        lines,
        str(body["frequency"]),
        payer_number,
        str(body["replaces"]),
        "" if root == number else root,
    )
