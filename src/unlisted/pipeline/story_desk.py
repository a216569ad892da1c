"""A practice that follows the rulebook's routes against a simulated payer: whole stories, end to end.

Every answer goes through the real readers and the real ledger. What comes next is what the denial's route
says, never the payer's script; where nothing may be drafted nothing is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from unlisted.claim.model import Batch, Claim, Frequency
from unlisted.denials.classify import Classified, DenialCodes, classify
from unlisted.formats.x12.write import write_batch
from unlisted.pipeline.ledger_history import Action
from unlisted.pipeline.ledger_store import LedgerStore
from unlisted.pipeline.payer_simulator import SentAnswer, SimulatedPayer
from unlisted.pipeline.remit_post import post_file
from unlisted.pipeline.remit_sent import ClaimStanding, close_claim, record_claims, set_key, standings
from unlisted.remittance.ledger import Denial
from unlisted.remittance.variance import COMPARABLE_REMARKS
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.vocabulary import DRAFTING, DenialAction

BatchOf = Callable[[tuple[Claim, ...]], Batch]
_STEP = timedelta(days=21)
_NO_ANSWER = timedelta(days=30)
_ROUNDS = 14
_IN_A_FILE = 4
_ASK_AGAIN = {
    DenialAction.SEND_RECORDS: "records",
    DenialAction.PROVE_DELIVERY: "records",
    DenialAction.WAIT_FOR_PATIENT: "patient",
}


@dataclass(slots=True)
class Story:
    """What happened to one claim: every step with its day, and what the denials were."""

    control_number: str
    steps: list[tuple[date, str]] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    appeals: int = 0
    drafted_after_stop: int = 0

    def say(self, day: date, what: str) -> None:
        """Keep a step."""
        self.steps.append((day, what))


@dataclass(slots=True)
class StoryDesk:
    """Send claims, post answers, follow the routes until every claim is closed.

    ``floor`` is the share of the charge below which a payment priced by a comparable service is appealed.
    """

    store: LedgerStore
    payer: SimulatedPayer
    rulebook: Rulebook
    batch_of: BatchOf
    folder: Path
    day: date
    floor: Decimal = Decimal("0.5")
    stories: dict[str, Story] = field(default_factory=dict)
    files: int = 0
    held: int = 0
    _current: dict[str, Claim] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _done: dict[str, str] = field(default_factory=dict)

    def run(self, claims: tuple[Claim, ...]) -> dict[str, Story]:
        """Run the stories of claims to their end; return them by control number."""
        for claim in claims:
            self.stories[claim.control_number] = Story(claim.control_number)
            self._current[claim.control_number] = claim
        self._send(claims, "sent")
        for _ in range(_ROUNDS):
            self.day += _STEP
            self._post(self.payer.later(self.day))
            if not self._round(set(self.stories)):
                break
        return self.stories

    def _round(self, names: set[str]) -> bool:
        """Do what is due on every claim; return whether anything was done."""
        denials: dict[str, list[Denial]] = {}
        for item in self.store.denials():
            denials.setdefault(item.claim, []).append(item)
        again: list[Claim] = []
        moved = False
        for standing in standings(self.store):
            name = standing.claim
            if name not in names:
                continue
            found = denials.get(name, [])
            if found:
                moved = self._deny(name, found, again) or moved
            elif standing.status in ("sent", "rejected"):
                moved = self._unanswered(standing, again) or moved
            elif (standing.status == "reversed" and standing.receivable > 0) or self._underpaid(name):
                moved = self._appeal(name) or moved
        if again:
            self._send(tuple(again), "sent again")
        return moved

    def _deny(self, name: str, found: list[Denial], again: list[Claim]) -> bool:
        story, first = self.stories[name], found[0]
        codes = DenialCodes(first.reason, first.remarks, first.group)
        said = classify(self.rulebook.denials, codes)
        if first.key not in self._seen:
            self._seen.add(first.key)
            story.classes.append(said.denial_class.value)
            remarks = "/".join((first.reason, *first.remarks))
            story.say(first.day or self.day, f"denied {remarks}: {said.denial_class.value}")
        return self._follow(name, said, again)

    def _follow(self, name: str, said: Classified, again: list[Claim]) -> bool:
        story, action = self.stories[name], said.action
        if action in (DenialAction.CORRECTED_CLAIM, DenialAction.NEW_CLAIM):
            again.append(self._replacement(name, action))
            story.say(self.day, action.value.replace("_", " "))
            self._act(name, action.value)
        elif action in _ASK_AGAIN:
            story.say(self.day, _ASK_AGAIN[action] + " sent")
            self._act(name, _ASK_AGAIN[action])
            self._post(self.payer.react(name, _ASK_AGAIN[action], self.day))
        elif action in DRAFTING:
            if not said.may_draft:
                story.drafted_after_stop += 1
            return self._appeal(name)
        else:
            self._close(name, f"left to a person: {action.value}")
        return True

    def _replacement(self, name: str, action: DenialAction) -> Claim:
        before = self._current[name]
        count = int(before.control_number.partition("-")[2] or 0) + 1
        number = f"{name}-{count}"
        claim = replace(before, control_number=number)
        if action is DenialAction.CORRECTED_CLAIM:
            payer_number = self.store.index().claims[before.control_number].payer_control_number
            claim = replace(claim, frequency=Frequency.REPLACEMENT, payer_control_number=payer_number)
        self._done[number] = before.control_number
        self._current[name] = claim
        return claim

    def _appeal(self, name: str) -> bool:
        story = self.stories[name]
        if story.appeals == 2:
            self._close(name, "two levels of appeal lost")
            return True
        story.appeals += 1
        story.say(self.day, f"appeal, level {story.appeals}")
        self._act(name, f"appeal_{story.appeals}")
        self._post(self.payer.react(name, f"appeal_{story.appeals}", self.day))
        return True

    def _unanswered(self, standing: ClaimStanding, again: list[Claim]) -> bool:
        if standing.status == "sent" and self.day - standing.sent_on < _NO_ANSWER:
            return True  # nothing to do yet, and not the end
        why = "refused by the payer's front end" if standing.status == "rejected" else "no answer"
        self.stories[standing.claim].say(self.day, f"{why}: sent again")
        again.append(self._current[standing.claim])
        return True

    def _underpaid(self, name: str) -> bool:
        postings = self.store.postings(name)
        if not postings or not COMPARABLE_REMARKS & set(postings[-1][9].split()):
            return False
        allowed, charge = Decimal(postings[-1][5]), Decimal(postings[-1][6])
        if allowed >= charge * self.floor:
            return False
        self.stories[name].say(self.day, "paid as comparable, below the floor")
        return True

    def _act(self, name: str, what: str) -> None:
        with self.store.transaction():
            self.store.history.add_action(Action(name, self.day, what))

    def _close(self, name: str, why: str) -> None:
        amount = close_claim(self.store, name, "decision", self.day)
        self.stories[name].say(self.day, f"closed, {amount} written off: {why}")

    def _send(self, claims: tuple[Claim, ...], what: str) -> None:
        for claim in claims:
            self.stories[claim.control_number.partition("-")[0]].say(self.day, what)
        for first in range(0, len(claims), _IN_A_FILE):
            batch = self.batch_of(claims[first : first + _IN_A_FILE])
            data = write_batch(batch)
            record_claims(self.store, batch.claims, self.day, instead_of=self._done, file=set_key(batch))
            self._post(self.payer.receive(data, self.day + timedelta(days=14)))

    def _post(self, answers: list[SentAnswer]) -> None:
        for answer in answers:
            self.files += 1
            path = self.folder / f"{self.payer.payer_id}-{self.files:05d}.{answer.kind}"
            path.write_bytes(answer.data)
            done = post_file(self.store, path, answer.day)
            self.held += len(done.held) + done.unmatched
