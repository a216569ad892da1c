"""The charts of the demonstration: the sarcoma patient, and made-up others with a coverage each."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from unlisted.base.evidence import EnteredEvidence
from unlisted.episode.episode import Episode
from unlisted.episode.fact import held
from unlisted.episode.person import Coverage
from unlisted.formats.episode_json import read_episode_json, write_episode_json
from unlisted.pipeline.episode_import import import_episode
from unlisted.pipeline.synthetic.charts import generate_chart
from unlisted.pipeline.synthetic.sarcoma import sarcoma_files
from unlisted.pipeline.synthetic.write import write_files

SEED = 77499
NEWEST, SPREAD = 4, 84  # days since the last treatment: from, and over how many
_DAY = re.compile(r'"(\d{4}-\d{2}-\d{2})"')
WITHOUT_AUTHORIZATION = 1  # a payer that wants one: the claim of this case is blocked
PAYERS = (
    ("aetna", "Aetna"),
    ("bcbs_massachusetts", "Blue Cross Blue Shield of Massachusetts"),
    ("cigna", "Cigna Healthcare"),
    ("unitedhealthcare", "UnitedHealthcare"),
    ("medicare", "Medicare"),
)


def sarcoma_episode() -> Episode:
    """Return the episode of the demo patient, read from its files."""
    return _read(sarcoma_files())


def other_episodes(count: int, today: date) -> Iterator[Episode]:
    """Yield made-up episodes, the payer following from the number, each ended in the last three months."""
    for index in range(count):
        episode = _read(generate_chart(SEED, index).files)
        ended = today - timedelta(days=NEWEST + index * SPREAD // count)
        weeks = (ended - episode.treatment_days[-1]).days // 7
        yield replace(_later(episode, weeks), coverages=(_coverage(index),))


def _later(episode: Episode, weeks: int) -> Episode:
    """Move every day of an episode by whole weeks, so that weekdays stay what they were."""

    def move(found: re.Match[str]) -> str:
        return f'"{date.fromisoformat(found[1]) + timedelta(weeks=weeks)}"'

    text = _DAY.sub(move, write_episode_json(episode).decode())
    return read_episode_json("demo", text.encode())


def _coverage(index: int) -> Coverage:
    payer, name = PAYERS[index % len(PAYERS)]
    said = EnteredEvidence("Front Desk Example", "other", date(2026, 1, 5), "registration")
    coverage = Coverage(
        1,
        payer=held(name, said),
        payer_id=held(payer, said),
        member_id=held(f"SYN{index:06d}", said),
    )
    if index == WITHOUT_AUTHORIZATION:
        return coverage
    return replace(coverage, authorization_number=held(f"SYN-AUTH-{index:04d}", said))


def _read(files: dict[str, bytes]) -> Episode:
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), files)
        return import_episode([Path(folder)])
