"""Seeded stories: claims of a practice against simulated payers, and what must be true at their end."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from builders.claims import COMMERCIAL, SERVICE_DAY, TEXT, batch, line, professional
from unlisted.claim.model import Batch, Claim
from unlisted.pipeline.ledger_store import LedgerStore
from unlisted.pipeline.payer_behavior import DENIALS, UPHELD, Behavior
from unlisted.pipeline.payer_simulator import SimulatedPayer
from unlisted.pipeline.remit_sent import standings
from unlisted.pipeline.story_desk import Story, StoryDesk
from unlisted.remittance.ledger import Account
from unlisted.rules.rulebook import Rulebook

START = date(2026, 7, 1)


@dataclass(slots=True)
class Told:
    """The end of a run."""

    stories: dict[str, Story]
    behaviors: dict[str, Behavior]
    files: int


def story_claim(number: int, chance: random.Random) -> Claim:
    """Return an unlisted claim of one to three lines with odd amounts."""
    lines = tuple(
        replace(
            line(place),
            control_number=f"S{number:05d}L{place}",
            charge=Decimal(chance.randrange(20_000, 400_000)) / 100,
            service_from=SERVICE_DAY + timedelta(days=place),
            modifiers=chance.choice(((), ("26",))),
            description=TEXT,
        )
        for place in range(1, chance.choice((1, 1, 2, 3)) + 1)
    )
    return professional(control_number=f"S{number:05d}", lines=lines, coverage=COMMERCIAL)


def run_stories(
    folder: Path,
    rulebook: Rulebook,
    *,
    count: int,
    seed: int,
    behaviors: tuple[Behavior, ...] = tuple(Behavior),
    at_once: int = 40,
) -> Told:
    """Run ``count`` stories and check every one of them; raises where anything is not as it must be."""
    chance = random.Random(seed)
    told = Told({}, {}, 0)
    numbers = iter(range(1, 10_000_000))

    def batch_of(claims: tuple[Claim, ...]) -> Batch:
        return batch(*claims, number=next(numbers))

    for first in range(0, count, at_once):
        claims = tuple(story_claim(n, chance) for n in range(first, min(count, first + at_once)))
        script = {claim.control_number: chance.choice(behaviors) for claim in claims}
        payer = SimulatedPayer(
            "EXAMPLE COMMERCIAL PLAN", f"EX{first:06d}", seed=seed, script=script, noise=True
        )
        place = folder / f"run{first:06d}"
        place.mkdir()
        with LedgerStore(place / "ledger.sqlite") as store:
            desk = StoryDesk(store, payer, rulebook, batch_of, place, START)
            told.stories.update(desk.run(claims))
            _check(store, payer, desk, script)
            told.files += desk.files
        told.behaviors.update(script)
    return told


def _check(store: LedgerStore, payer: SimulatedPayer, desk: StoryDesk, script: dict[str, Behavior]) -> None:
    sums: dict[tuple[str, Account], Decimal] = {}
    for entry in store.entries():
        sums[entry.claim, entry.account] = sums.get((entry.claim, entry.account), Decimal(0)) + entry.amount
    assert sum(sums.values()) == 0, "the ledger adds up to zero"
    assert store.queue() == []
    assert desk.held == 0
    cash = sum(amount for (_, account), amount in sums.items() if account is Account.CASH)
    assert cash == payer.paid_out, "what came in is what the payer sent"
    provider = sum(amount for (_, account), amount in sums.items() if account is Account.PROVIDER)
    interest = sum((x.amount for x in store.entries() if x.reason == "L6"), Decimal(0))
    assert provider - interest == -payer.carried, "what is carried forward stands open, to the cent"
    rows = {row.claim: row for row in standings(store)}
    assert set(rows) == set(script), "no claim is lost, none is there twice"
    for name, behavior in script.items():
        row, held = rows[name], payer.claims[name]
        paid = row.charge - row.receivable - row.patient - row.written_off
        assert row.receivable == 0, (name, behavior, row, desk.stories[name].steps)
        assert (paid, row.patient) == (held.paid, held.patient), (name, behavior, desk.stories[name].steps)
        assert row.charge == held.claim.total, "charged once"
        _check_classes(desk.stories[name], behavior)


def _check_classes(story: Story, behavior: Behavior) -> None:
    assert story.drafted_after_stop == 0
    expected = [DENIALS[behavior].denial_class] if behavior in DENIALS else []
    if behavior is Behavior.NOT_NECESSARY:
        expected.append(UPHELD.denial_class)
    if behavior is Behavior.NOT_NECESSARY_KEPT:
        expected += [UPHELD.denial_class] * 2
    assert story.classes == expected, (behavior, story.steps)
