"""A payer that takes 837s and answers with 999, 277CA and 835, by script or by seed. For tests and the demo.

It keeps its own books: what it paid, what it left to the patient, what it took back. A test compares them
with the ledger of the practice. Nothing here says how a real payer behaves.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal

from unlisted.base.segment import Segment
from unlisted.claim.model import Adjustment, Batch, Claim, ControlNumbers, Frequency, ServiceLine
from unlisted.formats.x12.answer_writer import (
    ACKNOWLEDGEMENT_VERSION,
    FUNCTIONAL_VERSION,
    ClaimAnswer,
    lay_out_acknowledgement,
    lay_out_functional,
)
from unlisted.formats.x12.claim_reader import read_batch
from unlisted.formats.x12.claim_writer import VERSIONS
from unlisted.formats.x12.interchange_writer import InterchangeHeader, write_interchange
from unlisted.formats.x12.remittance_writer import REMITTANCE_VERSION, PayerContact, lay_out_remittance
from unlisted.pipeline.payer_behavior import DENIALS, OVERTURNED_BY, UPHELD, Behavior, DenialCodesOf
from unlisted.pipeline.payer_lines import cents, less, negated, quarter, said_of
from unlisted.remittance.model import (
    Party,
    Payment,
    PaymentEnd,
    ProviderAdjustment,
    Remittance,
    RemittanceClaim,
    RemittanceLine,
)

ZERO = Decimal(0)
_FULL, _LOW = Decimal("0.80"), Decimal("0.35")
_PATIENT = Decimal("0.10")
_CONTACT = PayerContact("1 SIMULATED WAY", "SPRINGFIELD", "IL", "627010001", "5555550199")
_FILING = {"CI": "12", "BL": "12"}
"""Claim filing codes of an 837 that an 835 does not know."""
_INTEREST = Decimal("7.31")


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """A file the payer sends: what it is, and its bytes."""

    kind: str
    day: date
    data: bytes


@dataclass(slots=True)
class Held:
    """A claim in the payer's own books; the amounts are what stands now."""

    claim: Claim
    behavior: Behavior
    number: str
    paid: Decimal = ZERO
    patient: Decimal = ZERO
    judged: tuple[RemittanceLine, ...] = ()
    decided: list[str] = field(default_factory=list)


class SimulatedPayer:
    """One payer. The same seed and the same calls give the same bytes.

    ``script`` names the behavior of a claim by its control number, or of the first claim of its chain; others
    are drawn from ``drawn``. ``noise``: drop line control numbers and modifiers now and then, as payers do.
    ``judged``: codes a denial is about, the other lines being paid; empty: every line. ``full_share`` of the
    charge is what it allows in full.
    """

    def __init__(
        self,
        name: str,
        payer_id: str,
        *,
        seed: int = 0,
        script: Mapping[str, Behavior] | None = None,
        drawn: tuple[Behavior, ...] = tuple(Behavior),
        noise: bool = False,
        judged: frozenset[str] = frozenset(),
        full_share: Decimal = _FULL,
    ) -> None:
        self.name, self.payer_id = name, payer_id
        self.claims: dict[str, Held] = {}
        self.carried = ZERO
        self.paid_out = ZERO
        self._script, self._drawn, self._noise = dict(script or {}), drawn, noise
        self._full = full_share
        self._chance = random.Random(f"{payer_id}-{seed}")  # noqa: S311 - repeatable on purpose
        self._judged = judged
        self._files = 0
        self._lost: set[str] = set()
        self._refused: set[str] = set()
        self._later: list[str] = []

    def receive(self, data: bytes, day: date) -> list[SentAnswer]:
        """Take an 837; answer with a 999, a 277CA and an 835, as far as the claims' behaviors go."""
        batch = read_batch(data)
        behaviors = {claim.control_number: self._behavior(claim) for claim in batch.claims}
        fresh = [claim for claim in batch.claims if claim.control_number not in self._lost]
        lost = [claim for claim in fresh if behaviors[claim.control_number] is Behavior.LOST]
        refused = [
            claim.control_number
            for claim in batch.claims
            if behaviors[claim.control_number] is Behavior.REJECTED_BATCH
        ]
        if refused and not self._refused.issuperset(refused):
            self._refused.update(refused)
            return [self._functional(batch, day, accepted=False)]
        self._lost.update(claim.control_number for claim in lost)
        if len(lost) == len(batch.claims):
            return []
        answers = [self._functional(batch, day, accepted=True)]
        taken: list[Held] = []
        said: list[ClaimAnswer] = []
        parts: list[RemittanceClaim] = []
        for claim in batch.claims:
            name = claim.control_number
            if claim in lost:
                continue
            if behaviors[name] is Behavior.REJECTED_CLAIM and name not in self._refused:
                self._refused.add(name)
                said.append(said_of(claim, "A8", "306"))
                continue
            parts += self._back(claim)
            held = self._hold(claim, behaviors[name])
            said.append(said_of(claim, "A2", "20", held.number))
            taken.append(held)
        answers.append(self._acknowledge(said, day))
        if taken:
            parts += [self._first(held) for held in taken]
            answers.extend(self._pay(parts, day, taken))
        return answers

    def react(self, control_number: str, what: str, day: date) -> list[SentAnswer]:
        """Answer what the practice did about a claim: records, patient, appeal_1, appeal_2."""
        held = self.claims[control_number]
        held.decided.append(what)
        parts = self._back(held.claim)
        if what in OVERTURNED_BY.get(held.behavior, ()):
            return self._pay([*parts, self._paid(held, self._full)], day, [])
        return self._pay([*parts, self._denied(held, UPHELD)], day, [])

    def later(self, day: date) -> list[SentAnswer]:
        """Send what was put off: take-backs and partial reversals of claims paid before."""
        waiting, self._later = self._later, []
        parts: list[RemittanceClaim] = []
        for name in waiting:
            held = self.claims[name]
            if held.behavior is Behavior.TAKE_BACK:
                parts += [self._reversal(held), self._paid(held, _LOW)]
            else:
                parts.append(self._partial_reversal(held))
        return self._pay(parts, day, []) if parts else []

    # what a claim gets

    def _behavior(self, claim: Claim) -> Behavior:
        root = claim.control_number.split("-")[0]
        if root not in self._script:
            self._script[root] = self._chance.choice(self._drawn)
        return self._script[root]

    def _hold(self, claim: Claim, behavior: Behavior) -> Held:
        root = claim.control_number.split("-")[0]
        before = self.claims.get(root)
        held = Held(claim, behavior, f"{self.payer_id}{len(self.claims) + 1:06d}")
        if before is not None:
            held = replace(before, claim=claim)
            held.decided.append(
                "corrected_claim" if claim.frequency is Frequency.REPLACEMENT else "new_claim"
            )
        self.claims[root] = held
        return held

    def _back(self, claim: Claim) -> list[RemittanceClaim]:
        """Return the reversal of what was paid on a claim of this chain; nothing where nothing was."""
        before = self.claims.get(claim.control_number.split("-")[0])
        return [self._reversal(before)] if before is not None and (before.paid or before.patient) else []

    def _first(self, held: Held) -> RemittanceClaim:
        codes = DENIALS.get(held.behavior)
        if codes is not None and not set(held.decided) & OVERTURNED_BY[held.behavior]:
            return self._denied(held, codes)
        if held.behavior is Behavior.UNDERPAID_COMPARABLE:
            return self._paid(held, _LOW, ("N631",))
        if held.behavior in (Behavior.TAKE_BACK, Behavior.PARTIAL_REVERSAL):
            self._later.append(held.claim.control_number.split("-")[0])
        return self._paid(held, self._full)

    def _paid(self, held: Held, share: Decimal, remarks: tuple[str, ...] = ()) -> RemittanceClaim:
        return self._decide(held, "1", tuple(self._pay_line(x, share, remarks) for x in held.claim.lines))

    def _denied(self, held: Held, codes: DenialCodesOf) -> RemittanceClaim:
        lines = tuple(
            self._pay_line(line, self._full, ())
            if self._judged and line.code not in self._judged
            else self._line(
                line, ZERO, (Adjustment(codes.group, codes.reason, line.charge),), codes.remarks, ZERO
            )
            for line in held.claim.lines
        )
        return self._decide(held, "1" if any(line.paid for line in lines) else "4", lines)

    def _pay_line(self, line: ServiceLine, share: Decimal, remarks: tuple[str, ...]) -> RemittanceLine:
        allowed = cents(line.charge * share)
        patient = cents(allowed * _PATIENT)
        parts = [Adjustment("CO", "45", line.charge - allowed)] if line.charge != allowed else []
        if patient:
            parts.append(Adjustment("PR", "2", patient))
        return self._line(line, allowed - patient, tuple(parts), remarks, allowed)

    def _decide(self, held: Held, status: str, lines: tuple[RemittanceLine, ...]) -> RemittanceClaim:
        """Keep a decision in the payer's own books."""
        held.judged = lines
        held.paid = sum((line.paid for line in lines), ZERO)
        held.patient = sum((line.patient_responsibility for line in lines), ZERO)
        return self._claim(held, status, lines)

    def _reversal(self, held: Held) -> RemittanceClaim:
        lines = tuple(negated(line) for line in held.judged)
        held.paid = held.patient = ZERO
        return self._claim(held, "22", lines)

    def _partial_reversal(self, held: Held) -> RemittanceClaim:
        """Take a quarter of each line back, and say nothing of the rest."""
        back = tuple(quarter(line) for line in held.judged)
        held.judged = tuple(less(line, part) for line, part in zip(held.judged, back, strict=True))
        held.paid = sum((line.paid for line in held.judged), ZERO)
        held.patient = sum((line.patient_responsibility for line in held.judged), ZERO)
        return self._claim(held, "22", tuple(negated(part) for part in back))

    def _line(
        self,
        line: ServiceLine,
        paid: Decimal,
        parts: tuple[Adjustment, ...],
        remarks: tuple[str, ...],
        allowed: Decimal,
    ) -> RemittanceLine:
        bare = self._noise and self._chance.random() < 0.2
        plain = self._noise and self._chance.random() < 0.2
        return RemittanceLine(
            qualifier="HC",
            code=line.code,
            modifiers=() if plain else line.modifiers,
            charge=line.charge,
            paid=paid,
            units=line.units,
            revenue_code=line.revenue_code,
            submitted_code="",
            submitted_modifiers=(),
            submitted_units=None,
            service_from=line.service_from,
            service_to=line.service_to,
            control_number="" if bare else line.control_number,
            adjustments=parts,
            remarks=remarks,
            references=(),
            amounts=(("B6", allowed),) if allowed else (),
            position=0,
        )

    def _claim(self, held: Held, status: str, lines: tuple[RemittanceLine, ...]) -> RemittanceClaim:
        patient = sum((line.patient_responsibility for line in lines), ZERO)
        coverage = held.claim.coverage
        person = held.claim.patient or coverage.subscriber
        return RemittanceClaim(
            patient_control_number=held.claim.control_number,
            status=status,
            charge=sum((line.charge for line in lines), ZERO),
            paid=sum((line.paid for line in lines), ZERO),
            patient_responsibility=None if status == "22" else patient,
            filing_code=_FILING.get(coverage.filing_code, coverage.filing_code),
            payer_control_number=held.number,
            facility_code=held.claim.facility_code,
            frequency=held.claim.frequency.value,
            adjustments=(),
            remarks=(),
            lines=lines,
            parties=(
                Party("QC", person.name.family, "MI", held.claim.coverage.member_id, person.name.given),
            ),
            service_from=None,
            service_to=None,
            received_on=None,
            references=(),
            amounts=(),
            quantities=(),
            unreadable=(),
            position=0,
        )

    # files

    def _pay(self, claims: list[RemittanceClaim], day: date, fresh: list[Held]) -> list[SentAnswer]:
        """Put claims into one payment: what would be negative is carried forward, and taken from the next."""
        net = sum((claim.paid for claim in claims), ZERO)
        moved: list[ProviderAdjustment] = []
        year_end = date(day.year, 12, 31)
        if any(held.behavior is Behavior.PAID_WITH_INTEREST for held in fresh):
            moved.append(ProviderAdjustment("1234567893", year_end, "L6", "", -_INTEREST))
        if net < 0:
            moved.append(ProviderAdjustment("1234567893", year_end, "FB", "", net))
            self.carried -= net
        elif self.carried:
            taken = min(self.carried, net)
            self.carried -= taken
            moved.append(ProviderAdjustment("1234567893", year_end, "WO", "", taken))
        amount = net - sum((item.amount for item in moved), ZERO)
        self.paid_out += amount
        self._files += 1
        payment = Payment(
            handling="I" if amount else "H",
            amount=amount,
            method="ACH" if amount else "NON",
            paid_on=day,
            trace_number=f"{self.payer_id}T{self._files:06d}",
            payer_id="1999999999",
            payer=Party("PR", self.name),
            payee=Party("PE", "EXAMPLE ONCOLOGY GROUP", "XX", "1234567893"),
            produced_on=day,
            references=(("2U", self.payer_id),),
            version=REMITTANCE_VERSION,
            interchange="",
            set_control="0001",
            unreadable=(),
        )
        whole = Remittance(payment, tuple(claims), PaymentEnd(tuple(moved), True, ()))
        segments = lay_out_remittance(whole, "0001", contact=_CONTACT)
        answers = [self._file("835", "HP", REMITTANCE_VERSION, segments, day)]
        if any(held.behavior is Behavior.PAID_TWICE_SENT for held in fresh):
            answers.append(self._file("835", "HP", REMITTANCE_VERSION, segments, day))
        return answers

    def _functional(self, batch: Batch, day: date, *, accepted: bool) -> SentAnswer:
        version = VERSIONS[batch.claims[0].kind]
        sets = [(f"{batch.numbers.transaction:04d}", accepted)]
        segments = lay_out_functional(str(batch.numbers.group), version, sets, "0001")
        return self._file("999", "FA", FUNCTIONAL_VERSION, segments, day)

    def _acknowledge(self, said: list[ClaimAnswer], day: date) -> SentAnswer:
        reference = f"{self.payer_id}A{self._files + 1:06d}"
        segments = lay_out_acknowledgement((self.name, self.payer_id), said, reference, day, "0001")
        return self._file("277CA", "HN", ACKNOWLEDGEMENT_VERSION, segments, day)

    def _file(self, kind: str, group: str, version: str, segments: list[Segment], day: date) -> SentAnswer:
        self._files += 1
        made = datetime.combine(day, time(12, 0))
        header = InterchangeHeader(
            self.payer_id, "SUBMITTERID", made, ControlNumbers(self._files, self._files), group, version
        )
        return SentAnswer(kind, day, write_interchange(header, [segments]))
