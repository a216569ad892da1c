"""Draft what answers a denial: appeal, call sheet, corrected or new claim; or say why nothing is drafted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from unlisted.base.errors import InputError
from unlisted.base.evidence import FileEvidence
from unlisted.base.outcome import Available
from unlisted.claim.model import Adjustment, Batch
from unlisted.denials.appeal.case import AppealCase, DeniedLine, Refusal
from unlisted.denials.appeal.letter import appeal_letter
from unlisted.denials.appeal.peer_to_peer import peer_to_peer_sheet
from unlisted.denials.corrected_claim import answer_claim
from unlisted.denials.route import Denied, Route, route_denial
from unlisted.documents.packet_json import packet_data
from unlisted.formats.x12.return_reader import read_remittances
from unlisted.formats.x12.write import write_batch
from unlisted.packet.build import Packet
from unlisted.packet.case import PacketCase
from unlisted.packet.letter import Letter
from unlisted.packet.similarity import SameLanguage, compare_packets
from unlisted.pipeline.control_numbers import ControlNumberFile
from unlisted.pipeline.letter_files import letter_files
from unlisted.pipeline.packet_build import BuiltPacket, PacketInputs, earlier_packets, make_packet
from unlisted.pipeline.whole_files import write_private
from unlisted.remittance.match import ClaimMatch, match_claim
from unlisted.remittance.model import PATIENT, Remittance, RemittanceClaim, RemittanceLine
from unlisted.remittance.post import PATIENT_SHARE, WRITE_OFFS
from unlisted.remittance.sent import index_of, sent_claim
from unlisted.remittance.variance import Expectation, Variance, compare_line
from unlisted.rules.vocabulary import DenialAction

_CLINICAL = frozenset({DenialAction.APPEAL_CLINICAL, DenialAction.APPEAL_RECORDS, DenialAction.NEXT_LEVEL})


@dataclass(frozen=True, slots=True)
class Drafted:
    """What was drafted for a denial. ``refusal`` where no appeal may be; ``claim``: the answering 837."""

    appeal: AppealCase
    letters: tuple[Letter, ...]
    refusal: Refusal | None
    claim: bytes | None
    same_language: tuple[SameLanguage, ...]
    packet: BuiltPacket
    files: tuple[Path, ...] = field(default=())

    @property
    def route(self) -> Route:
        """Return the denial's route."""
        return self.appeal.route


def draft_appeal(
    inputs: PacketInputs,
    remittance: Path,
    *,
    day: date,
    now: datetime,
    numbers: ControlNumberFile,
    level: int = 1,
    line_of_business: str = "",
) -> Drafted:
    """Draft in memory. Raises ``InputError`` where the remittance does not speak of the claim's line."""
    built = make_packet(inputs, day=day, now=now, numbers=numbers)
    case = built.case
    denied, line = _denied(case, remittance)
    asked = Denied(
        denied.reason,
        denied.remarks,
        denied.group,
        case.check.payer,
        line_of_business,
        denied.notice,
        None,
        level,
        denied.charge - denied.paid,
    )
    route = route_denial(asked, case.rulebook, day)
    expected = _expected(case)
    variance: Variance | None = compare_line(line, expected) if line.allowed else None
    appeal = AppealCase(case, denied, route, expected, variance)
    written = appeal_letters(appeal, built.packet.letters)
    letters = () if isinstance(written, Refusal) else written
    packet = Packet(letters, case.plan)
    others = tuple(item for item in earlier_packets(inputs.earlier) if not _same_case(item[1], case))
    return Drafted(
        appeal,
        letters,
        written if isinstance(written, Refusal) else None,
        _answering_claim(built, appeal, now, numbers),
        compare_packets(packet, others),
        built,
    )


def appeal_letters(appeal: AppealCase, enclosures: Iterable[Letter]) -> tuple[Letter, ...] | Refusal:
    """Write the appeal, and the call sheet where the payer's physician may be called; or say why not."""
    written = appeal_letter(appeal, enclosures)
    if isinstance(written, Refusal):
        return written
    route = appeal.route
    if route.classified.action in _CLINICAL or isinstance(route.peer_to_peer, Available):
        return written, peer_to_peer_sheet(appeal)
    return (written,)


def write_drafts(drafted: Drafted, out: Path) -> tuple[Path, ...]:
    """Write letters (PDF, DOCX, both copies), the answering claim and ``appeal.json``; return the paths."""
    files = letter_files(drafted.letters)
    if drafted.claim is not None:
        files["claim/answering-claim.x12"] = drafted.claim
    case = drafted.appeal.case
    data = packet_data(Packet(drafted.letters, case.plan), case)
    files["appeal.json"] = (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()
    return tuple(write_private(out / name, content) for name, content in files.items())


def _same_case(value: object, case: PacketCase) -> bool:
    """Say whether an earlier packet is of this episode: an appeal repeats its own packet, and may."""
    return isinstance(value, dict) and value.get("episode") == case.episode.id


def _answering_claim(
    built: BuiltPacket, appeal: AppealCase, now: datetime, numbers: ControlNumberFile
) -> bytes | None:
    """Return the corrected or new claim where the route asks for one and its numbers are known."""
    action = appeal.route.classified.action
    if action not in (DenialAction.CORRECTED_CLAIM, DenialAction.NEW_CLAIM):
        return None
    claim = built.case.claim
    if action is DenialAction.CORRECTED_CLAIM and not appeal.denied.payer_control_number:
        return None
    answer = answer_claim(claim, action, f"{claim.control_number}-1", appeal.denied.payer_control_number)
    created = now.replace(second=0, microsecond=0, tzinfo=None)
    return write_batch(Batch(built.batch.submitter, built.batch.receiver, created, numbers.take(), (answer,)))


def _expected(case: PacketCase) -> Expectation:
    """Return what the worksheet expects of the line."""
    fee, price = case.column.fee, case.column.price
    return Expectation(
        case.line.charge,
        fee.floor.value if isinstance(fee.floor, Available) else None,
        None,
        case.comparator,
        price.value if isinstance(price, Available) else None,
    )


def _denied(case: PacketCase, path: Path) -> tuple[DeniedLine, RemittanceLine]:
    """Find the claim's unlisted line in a remittance; the last claim that speaks of it counts."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name} cannot be read ({error.strerror})", fix="check the path") from error
    with path.open("rb") as stream:
        remittances, _ = read_remittances(stream)
    index = index_of((sent_claim(case.claim),))
    found: tuple[Remittance, RemittanceClaim, RemittanceLine] | None = None
    for remittance in remittances:
        for claim in remittance.claims:
            match = match_claim(claim, index)
            if isinstance(match, ClaimMatch) and not claim.is_reversal:
                for item in match.lines:
                    if item.sent.control_number == case.line.control_number:
                        found = (remittance, claim, item.line)
    if found is None:
        raise InputError(
            "the remittance says nothing of the packet's unlisted line",
            where=path.name,
            why="an appeal answers the denial of this line and no other",
            fix="give the remittance that denied it, and the request the claim was built from",
        )
    remittance, claim, line = found
    decisive = _decisive(line.adjustments)
    evidence = FileEvidence(
        path.name,
        hashlib.sha256(data).hexdigest(),
        f"claim {claim.patient_control_number}, line {line.control_number}",
    )
    return (
        DeniedLine(
            claim.payer_control_number,
            decisive.reason if decisive else "",
            tuple(dict.fromkeys((*line.remarks, *claim.remarks))),
            decisive.group if decisive else "",
            line.charge,
            line.allowed,
            line.paid,
            remittance.payment.paid_on or remittance.payment.produced_on,
            evidence,
            remittance.payment.trace_number,
        ),
        line,
    )


def _decisive(adjustments: tuple[Adjustment, ...]) -> Adjustment | None:
    """Return the adjustment the denial rests on: the largest refused, else the largest written off."""
    shares = {(PATIENT, reason) for reason in PATIENT_SHARE}
    rest = [x for x in adjustments if (x.group, x.reason) not in shares]
    refused = [x for x in rest if (x.group, x.reason) not in WRITE_OFFS]
    pool = refused or rest
    return max(pool, key=lambda x: x.amount) if pool else None
