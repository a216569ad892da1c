"""The charts of the demonstration: the sarcoma patient, and made-up others with a coverage each."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from unlisted.base.evidence import EnteredEvidence
from unlisted.episode.episode import Episode
from unlisted.episode.fact import held
from unlisted.episode.person import Coverage
from unlisted.pipeline.episode_import import import_episode
from unlisted.pipeline.synthetic.charts import generate_chart
from unlisted.pipeline.synthetic.sarcoma import sarcoma_files
from unlisted.pipeline.synthetic.write import write_files

SEED = 77499
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


def other_episodes(count: int) -> Iterator[Episode]:
    """Yield made-up episodes, the payer following from the number."""
    for index in range(count):
        episode = _read(generate_chart(SEED, index).files)
        yield replace(episode, coverages=(_coverage(index),))


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
