"""What the simulated payer sends is accepted by pyx12: 999, 277CA and 835, of every behavior."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from builders.claims import batch
from builders.stories import START, story_claim
from unlisted.formats.x12.write import write_batch
from unlisted.pipeline.payer_behavior import OVERTURNED_BY, Behavior
from unlisted.pipeline.payer_simulator import SimulatedPayer
from unlisted.pipeline.second_opinion import second_opinion


@pytest.mark.parametrize("behavior", list(Behavior))
def test_an_independent_validator_accepts_every_file(behavior: Behavior) -> None:
    chance = random.Random(17)
    claims = tuple(story_claim(number, chance) for number in range(3))
    script = {claim.control_number: behavior for claim in claims}
    payer = SimulatedPayer("EXAMPLE PLAN", "EXPLAN", script=script, noise=True)
    data = write_batch(batch(*claims))
    answers = payer.receive(data, START) + payer.receive(data, START + timedelta(days=30))
    answers += payer.later(START + timedelta(days=40))
    reactions = {"records", "patient", "appeal_1", "appeal_2"} & set(OVERTURNED_BY.get(behavior, ()))
    for what in sorted(reactions or {"appeal_1"}):
        answers += payer.react(claims[0].control_number, what, START + timedelta(days=60))
    assert {answer.kind for answer in answers} >= {"999", "835"}
    for answer in answers:
        opinion = second_opinion(answer.data)
        assert opinion.accepted is True, (answer.kind, opinion.complaints)
