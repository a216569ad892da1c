"""Whole stories against the simulated payer: balanced to the cent, nothing lost, nothing posted twice."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from builders.claims import batch
from builders.stories import START, run_stories, story_claim
from unlisted.formats.x12.write import write_batch
from unlisted.pipeline.payer_behavior import Behavior
from unlisted.pipeline.payer_simulator import SimulatedPayer
from unlisted.rules.rulebook import Rulebook


def test_stories_end_balanced_to_the_cent(tmp_path: Path, rulebook: Rulebook) -> None:
    told = run_stories(tmp_path, rulebook, count=160, seed=11)
    assert len(told.stories) == 160
    assert set(told.behaviors.values()) == set(Behavior)


@pytest.mark.parametrize(
    ("behavior", "last"),
    [
        (Behavior.PAID, "sent"),
        (Behavior.PAID_WITH_INTEREST, "sent"),
        (Behavior.PAID_TWICE_SENT, "sent"),
        (Behavior.RECORDS_REQUESTED, "records sent"),
        (Behavior.DESCRIPTION_MISSING, "sent again"),
        (Behavior.UNPROCESSABLE, "sent again"),
        (Behavior.LISTED_CODE, "appeal, level 1"),
        (Behavior.NOT_NECESSARY, "appeal, level 2"),
        (Behavior.ASKED_OF_PATIENT, "patient sent"),
        (Behavior.UNDERPAID_COMPARABLE, "appeal, level 1"),
        (Behavior.TAKE_BACK, "sent"),
        (Behavior.PARTIAL_REVERSAL, "appeal, level 1"),
        (Behavior.LOST, "sent again"),
        (Behavior.REJECTED_BATCH, "sent again"),
        (Behavior.REJECTED_CLAIM, "sent again"),
    ],
)
def test_each_behavior_ends_with_the_step_it_needs(
    behavior: Behavior, last: str, tmp_path: Path, rulebook: Rulebook
) -> None:
    told = run_stories(tmp_path, rulebook, count=4, seed=3, behaviors=(behavior,))
    assert {story.steps[-1][1] for story in told.stories.values()} == {last}


def test_two_lost_appeals_end_in_a_decision_to_write_off(tmp_path: Path, rulebook: Rulebook) -> None:
    told = run_stories(tmp_path, rulebook, count=4, seed=3, behaviors=(Behavior.NOT_NECESSARY_KEPT,))
    assert all("written off" in story.steps[-1][1] for story in told.stories.values())


def test_the_same_seed_gives_the_same_bytes() -> None:
    chance = random.Random(5)
    data = write_batch(batch(*(story_claim(number, chance) for number in range(8))))
    runs = [
        [x.data for x in SimulatedPayer("EXAMPLE", "EX1", seed=9, noise=True).receive(data, START)]
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
