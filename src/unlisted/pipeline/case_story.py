"""The demo story: one episode, two simulated payers, two denials, one corrected and one appealed, one memory.

The claim, the letters, the readers, the ledger, the routes and the memory are the real ones; only the payers
are simulated, and say so in every file they send.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from unlisted.base.errors import UsageError
from unlisted.claim.model import Batch
from unlisted.denials.history import HistorySummary, summarize_history
from unlisted.formats.x12.claim_reader import read_batch
from unlisted.packet.letter import Letter
from unlisted.pipeline.appeal_draft import Drafted, draft_appeal, write_drafts
from unlisted.pipeline.control_numbers import ControlNumberFile
from unlisted.pipeline.ledger_history import Action
from unlisted.pipeline.ledger_outcomes import LineMeaning, line_histories, outcome_entries
from unlisted.pipeline.ledger_store import LedgerStore
from unlisted.pipeline.outcome_log import OutcomeLog
from unlisted.pipeline.packet_build import BuiltPacket, PacketInputs, make_packet, write_packet
from unlisted.pipeline.payer_behavior import Behavior
from unlisted.pipeline.payer_simulator import SentAnswer, SimulatedPayer
from unlisted.pipeline.remit_post import post_file
from unlisted.pipeline.remit_sent import ClaimStanding, record_claims, set_key, standings
from unlisted.pipeline.whole_files import write_private
from unlisted.rules.vocabulary import DenialAction

PLOT = (("aetna", Behavior.DESCRIPTION_MISSING), ("bcbs_massachusetts", Behavior.LISTED_CODE))
"""Who denies how: one payer misses the description, the other holds that a listed code exists."""
LEDGER = "ledger.sqlite"
_ANSWER = timedelta(days=16)
_REACTION = timedelta(days=5)


@dataclass(slots=True)
class PayerStory:
    """What happened at one payer: the steps with their days, and where the claim stands at the end."""

    payer: str
    steps: list[tuple[date, str]] = field(default_factory=list)
    standing: ClaimStanding | None = None
    appeal: Letter | None = None

    def say(self, day: date, what: str) -> None:
        """Keep a step."""
        self.steps.append((day, what))


@dataclass(slots=True)
class CaseStory:
    """The whole story. ``memory``: what the ledgers know now, by service and payer."""

    payers: list[PayerStory]
    memory: tuple[HistorySummary, ...]
    remembered: int
    folder: Path


def tell_story(inputs: PacketInputs, out: Path, start: date) -> CaseStory:
    """Run the story into ``out``.

    Raises what building a packet raises, and ``UsageError`` where a story was told into ``out`` before.
    """
    if any((out / payer / LEDGER).exists() for payer, _ in PLOT):
        raise UsageError(
            "a story was told into this folder before",
            where=str(out),
            why="its ledger would hold the same claims twice",
            fix="give a new folder",
        )
    told: list[PayerStory] = []
    histories = []
    log = OutcomeLog(out / "outcomes.jsonl")
    remembered = 0
    for payer, behavior in PLOT:
        place = out / payer
        place.mkdir(parents=True, exist_ok=True)
        with LedgerStore(place / LEDGER) as store:
            teller = _Teller(replace(inputs, payer=payer), behavior, place, store, start)
            told.append(teller.tell())
            case = teller.built.case
            meanings = {case.service.code: LineMeaning(case.service.id, case.comparator)}
            histories += line_histories(store, meanings, payer, case.rulebook)
            entries = outcome_entries(store, meanings, payer, teller.day)
            remembered += log.record(entries).added
    return CaseStory(told, summarize_history(histories), remembered, out)


class _Teller:
    """One payer's part of the story."""

    def __init__(
        self, inputs: PacketInputs, behavior: Behavior, place: Path, store: LedgerStore, start: date
    ) -> None:
        self.inputs, self.place, self.store, self.day = inputs, place, store, start
        self.story = PayerStory(inputs.payer)
        self.numbers = ControlNumberFile(place / "control-number")
        self.built: BuiltPacket = make_packet(inputs, day=start, now=self._now(), numbers=self.numbers)
        case = self.built.case
        self.simulated = SimulatedPayer(
            f"SIMULATED {inputs.payer.upper().replace('_', ' ')}",
            "SIMULATED",
            script={case.claim.control_number: behavior},
            judged=frozenset({case.service.code}),
        )
        self.files = 0

    def tell(self) -> PayerStory:
        """Send, read the denial, answer it as its route says, and end with the money."""
        control = self.built.case.claim.control_number
        write_packet(self.built, self.place / "packet")
        self.story.say(self.day, f"claim {control} and packet built, claim sent")
        denial_file = self._send(self.built.claim_data, self.built.batch)
        if denial_file is None:
            return self._end()
        self.day += _REACTION
        drafted = draft_appeal(self.inputs, denial_file, day=self.day, now=self._now(), numbers=self.numbers)
        write_drafts(drafted, self.place / "answer")
        self._answer(drafted, control)
        return self._end()

    def _answer(self, drafted: Drafted, control: str) -> None:
        denied, route = drafted.appeal.denied, drafted.route
        action = route.classified.action
        self.story.say(
            self.day, f"{denied.codes} is {route.classified.denial_class.value}: next step {action.value}"
        )
        if drafted.claim is not None:
            batch = read_batch(drafted.claim)
            kind = "corrected claim" if action is DenialAction.CORRECTED_CLAIM else "new claim"
            self.story.say(self.day, f"{kind} {batch.claims[0].control_number} sent")
            self._act(control, action.value)
            self._send(drafted.claim, batch, {batch.claims[0].control_number: control})
        elif drafted.letters:
            self.story.appeal = drafted.letters[0]
            points = sum(
                1 for one in drafted.letters[0].blocks if getattr(one, "text", "").startswith("Point")
            )
            self.story.say(
                self.day,
                f"appeal drafted: {points} point(s), {len(drafted.letters[0].enclosures)} enclosures; "
                "in this story it counts as signed and sent",
            )
            self._act(control, "appeal_1")
            self.day += _ANSWER
            self._take(self.simulated.react(control, "appeal_1", self.day))

    def _send(self, data: bytes, batch: Batch, instead_of: dict[str, str] | None = None) -> Path | None:
        record_claims(self.store, batch.claims, self.day, instead_of=instead_of, file=set_key(batch))
        self.day += _ANSWER
        return self._take(self.simulated.receive(data, self.day))

    def _take(self, answers: list[SentAnswer]) -> Path | None:
        """Post the payer's files; return the remittance, where it refuses something."""
        refusing = None
        for answer in answers:
            self.files += 1
            path = write_private(
                self.place / "answers" / f"{self.files:02d}.{answer.kind.lower()}", answer.data
            )
            done = post_file(self.store, path, answer.day)
            if answer.kind == "835":
                words = f"remittance of ${done.paid} posted"
                if done.denials:
                    refusing = path
                    words += f", {done.denials} line(s) denied"
                self.story.say(answer.day, words)
            else:
                self.story.say(answer.day, f"{answer.kind} read")
        return refusing

    def _act(self, control: str, what: str) -> None:
        with self.store.transaction():
            self.store.history.add_action(Action(control, self.day, what))

    def _end(self) -> PayerStory:
        (self.story.standing,) = standings(self.store)
        left = self.story.standing.receivable
        self.story.say(self.day, "closed: nothing open" if left == Decimal(0) else f"open: ${left}")
        return self.story

    def _now(self) -> datetime:
        return datetime.combine(self.day, time(9, 0))
