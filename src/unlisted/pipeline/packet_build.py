"""Build a packet from files (episode, practice, payer, services) and write claim, letters and forms."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from unlisted.base.errors import InputError, UsageError
from unlisted.base.outcome import Answer, Available
from unlisted.claim.model import Attachment, Batch, Claim
from unlisted.claim.practice_file import PayerEntry, PracticeFile
from unlisted.claim.request import read_request
from unlisted.coding.catalogue import Service
from unlisted.coding.decide import decide
from unlisted.coding.decision import Decision, Outcome
from unlisted.coding.decision_rules import decision_rules
from unlisted.coding.payer_check import check_payer
from unlisted.coding.request import HOSPITAL_SETTINGS, UNLISTED_OF, Request, Stage
from unlisted.documents.packet_json import packet_data
from unlisted.episode.episode import Episode
from unlisted.formats.x12.write import write_batch
from unlisted.packet.attachment_plan import plan_attachments
from unlisted.packet.build import Packet, build_packet, sign_packet
from unlisted.packet.case import PacketCase
from unlisted.packet.claim_tree import claim_request
from unlisted.packet.request import PacketRequest, read_packet_request
from unlisted.packet.similarity import SameLanguage, compare_packets
from unlisted.pipeline.claim_build import read_practice_file, read_tree_file
from unlisted.pipeline.claim_check import ClaimCheck, check_bytes, edit_context
from unlisted.pipeline.coding_inputs import (
    date_of_service,
    find_locality,
    has_all_pairs,
    medicare_tables,
    read_answers_file,
    read_catalogue_file,
)
from unlisted.pipeline.control_numbers import ControlNumberFile
from unlisted.pipeline.episode_import import import_episode
from unlisted.pipeline.letter_files import letter_files
from unlisted.pipeline.packet_forms import form_files
from unlisted.pipeline.rulebook import load_rulebook
from unlisted.pipeline.whole_files import write_private
from unlisted.pricing.comparator import Asked, Board, build_board, default_comparators
from unlisted.pricing.edit_tables import edit_tables
from unlisted.pricing.tables import MedicareTables
from unlisted.rules.given import Given
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.vocabulary import Medium, Timing

MAX_EARLIER = 500


@dataclass(frozen=True, slots=True)
class PacketInputs:
    """The files a packet is built from."""

    records: tuple[Path, ...]
    practice: Path
    payer: str
    request: Path
    services: Path
    answers: Path | None = None
    store: Path | None = None
    earlier: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class BuiltPacket:
    """A packet with its claim file and what was found. ``claim_data``: the 837P; ``files``: as written."""

    case: PacketCase
    packet: Packet
    batch: Batch
    claim_data: bytes
    check: ClaimCheck
    unlisted: frozenset[str]
    same_language: tuple[SameLanguage, ...]
    files: tuple[Path, ...] = ()


def make_packet(inputs: PacketInputs, *, day: date, now: datetime, numbers: ControlNumberFile) -> BuiltPacket:
    """Build a packet in memory. Raises ``UsageError`` where the decision is not an unlisted code."""
    rulebook = load_rulebook()
    request = read_packet_request(read_tree_file(inputs.request), inputs.request.name)
    office = read_practice_file(inputs.practice)
    payer = office.payer(inputs.payer)
    episode = import_episode(inputs.records)
    tables = medicare_tables(rulebook, inputs.store)
    service = read_catalogue_file(inputs.services).service(request.service)
    decision = _decide(inputs, episode, request, service, rulebook, tables)
    board = _board(episode, decision, request, service, rulebook, tables)
    given = Given(
        code=service.code,
        billing_class="professional",
        setting=request.setting or None,
        state=_state(office),
        line_of_business=_line_of_business(episode),
        description=service.description,
        documents=tuple(episode.documents),
    )
    checked = check_payer(rulebook, payer.id, given, decision.on)
    control = str(request.claim.get("control_number", ""))
    plan = plan_attachments(
        checked,
        f"{control}A1",
        medium=Medium(request.medium),
        site=payer.attachments,
        site_channel=payer.attachment_channel,
    )
    comparator = request.judgement.comparator if request.judgement else board.columns[0].code
    claim = _claim(
        episode, decision, request, service, board, comparator, plan.attachment, office, payer, inputs
    )
    case = PacketCase(
        episode,
        decision,
        service,
        board,
        comparator,
        checked,
        claim,
        plan,
        rulebook,
        day,
        request.letterhead,
        request.activities,
    )
    packet = build_packet(case)
    if request.approval is not None:
        packet = sign_packet(packet, request.approval)
    context = replace(
        edit_context(day, rulebook=rulebook, payer=payer.id, attachments=_way(plan.when)),
        letters={case.line.control_number: service.description},
        comparators={case.line.control_number: comparator},
    )
    batch = Batch(
        office.submitter,
        payer.receiver,
        now.replace(second=0, microsecond=0, tzinfo=None),
        numbers.take(),
        (claim,),
    )
    data = write_batch(batch, unlisted=context.unlisted)
    return BuiltPacket(
        case,
        packet,
        batch,
        data,
        check_bytes(data, context),
        frozenset(line.code for line in claim.lines if line.code in context.unlisted),
        compare_packets(packet, earlier_packets(inputs.earlier)),
    )


def _state(office: PracticeFile) -> str | None:
    """Return the practice's state: state rules of a payer follow the provider."""
    place = office.practice.provider.address
    return place.state if place is not None else None


def _line_of_business(episode: Episode) -> str | None:
    """Return the line of business of the first coverage, where the record says it."""
    first = min(episode.coverages, key=lambda item: item.order) if episode.coverages else None
    return first.line_of_business.value if first is not None and first.line_of_business.is_known else None


def _way(when: Answer[Timing]) -> str:
    return when.value.value if isinstance(when, Available) else ""


def _decide(
    inputs: PacketInputs,
    episode: Episode,
    request: PacketRequest,
    service: Service,
    rulebook: Rulebook,
    tables: MedicareTables,
) -> Decision:
    on = date_of_service(episode, None)
    edits = edit_tables(tables, complete=has_all_pairs(inputs.store))
    stage = next((stage for stage, code in UNLISTED_OF.items() if code == service.code), Stage.MANAGEMENT)
    asked = Request(stage, request.setting, "professional")
    given = read_answers_file(inputs.answers, episode)
    found = decide(episode, decision_rules(rulebook, on), asked, edits, given)
    if found.outcome is not Outcome.UNLISTED or service.code not in found.codes:
        open_questions = " ".join(item.asks for item in found.questions)
        raise UsageError(
            f"the decision is {found.outcome.value}, not {service.code}",
            why="a packet argues for an unlisted line, and no listed code may fit",
            fix=open_questions or "look at the decision: unlisted code decide",
        )
    return found


def _board(
    episode: Episode,
    decision: Decision,
    request: PacketRequest,
    service: Service,
    rulebook: Rulebook,
    tables: MedicareTables,
) -> Board:
    chosen = request.comparators or (service.comparator,)
    if len(chosen) < 2:
        rest = default_comparators(service.code, decision.codes, rulebook)
        chosen = tuple(dict.fromkeys((*chosen, *rest)))[:3]
    asked = Asked(
        service.code,
        decision.on,
        chosen,
        find_locality(request.locality, tables, decision.on),
        facility=request.setting in HOSPITAL_SETTINGS,
        description=service.description,
        service=service.id,
        judged=(request.judgement,) if request.judgement else (),
        reported=tuple(item for item in decision.codes if item not in UNLISTED_OF.values()),
        activities=request.activities,
    )
    if request.activities:
        # The comparison is of the reported service, not of the whole course.
        own = tuple(entry for entry in episode.time_log if entry.activity in request.activities)
        episode = replace(episode, time_log=own)
    return build_board(episode, asked, rulebook, tables)


def _claim(
    episode: Episode,
    decision: Decision,
    request: PacketRequest,
    service: Service,
    board: Board,
    comparator: str,
    attachment: Attachment | None,
    office: PracticeFile,
    payer: PayerEntry,
    inputs: PacketInputs,
) -> Claim:
    column = next(item for item in board.columns if item.code == comparator)
    asked = column.fee.asked
    charge = service.fee or (asked.value if isinstance(asked, Available) else None)
    if charge is None:
        raise UsageError(
            f"no charge for {service.code}",
            why="neither the catalogue nor the comparator board gives a fee",
            fix="set `fee` in the service catalogue, or `judgement` in the packet request",
        )
    tree = claim_request(
        episode,
        decision,
        request.claim,
        code=service.code,
        description=service.description,
        charge=charge,
        charges=request.charges,
        note=_note(comparator, request.judgement.percent if request.judgement else None),
        attachment=attachment,
    )
    (claim,) = read_request(tree, inputs.request.name, office, payer)
    return claim


def _note(comparator: str, percent: Decimal | None) -> str:
    """Return the line's note: the comparator, which the description has no room for."""
    if percent is None:
        return f"Comparable to {comparator}, special report available"
    side = "plus" if percent >= 0 else "minus"
    return f"Comparable to {comparator} {side} {abs(percent)} percent, special report available"


def earlier_packets(paths: Iterable[Path]) -> tuple[tuple[str, object], ...]:
    """Read the ``packet.json`` files below folders, each with its name; raise ``InputError`` for another."""
    found = []
    for path in paths:
        files = sorted(path.rglob("packet.json")) if path.is_dir() else [path]
        for file in files[:MAX_EARLIER]:
            try:
                found.append((str(file), json.loads(file.read_bytes())))
            except (OSError, ValueError) as error:
                raise InputError(
                    f"{file.name} cannot be read as an earlier packet",
                    where=str(file),
                    why="the same-language check reads packet.json files of this program",
                    fix="give folders that `unlisted packet build` wrote",
                ) from error
    return tuple(found)


def refuse_used_folder(out: Path) -> None:
    """Raise ``UsageError`` where ``out`` holds a claim: two files of one claim are a duplicate bill."""
    if any((out / "claim").glob("*.x12")):
        raise UsageError(
            f"{out.name} holds a claim file already",
            where=str(out),
            why="a second file of the same claim, under a new control number, would be billed twice",
            fix="choose another folder, or remove the claim file that was not sent",
        )


def write_packet(built: BuiltPacket, out: Path) -> BuiltPacket:
    """Write everything under ``out``. The claim file is left out where an edit blocks it.

    Raises ``OutputError`` where the folder cannot be written.
    """
    files = letter_files(built.packet.letters)
    files |= form_files(built.case.claim, built.unlisted, built.case.day)
    if built.check.ok:
        files[f"claim/837p-{built.batch.numbers.interchange:09d}.x12"] = built.claim_data
    files["packet.json"] = _json(packet_data(built.packet, built.case))
    paths = tuple(write_private(out / name, data) for name, data in files.items())
    return replace(built, files=paths)


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
