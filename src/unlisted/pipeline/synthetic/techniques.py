"""Beams and fractionation of each technique a chart may have."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from unlisted.episode.vocabulary import Technique
from unlisted.pipeline.synthetic.beams import Beam


class Kind(StrEnum):
    """The technique of a chart."""

    STATIC = "static"
    FIELD_IN_FIELD = "field_in_field"
    STEP = "imrt_step_and_shoot"
    SLIDING = "imrt_sliding_window"
    VMAT = "vmat"
    ARC = "arc"
    ELECTRON = "electron"
    PROTON_SCANNED = "proton_scanned"
    PROTON_PASSIVE = "proton_passive"
    BRACHY = "brachytherapy_hdr"
    STEREOTACTIC = "stereotactic"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a kind is treated: technique, number of beams, dose per fraction in Gy, fractions, energy."""

    technique: Technique
    beams: int
    dose: str
    fractions: tuple[int, int]
    energy: str
    couch: int = 0
    every_days: int = 1


RECIPES: dict[Kind, Recipe] = {
    Kind.STATIC: Recipe(Technique.STATIC, 2, "2", (5, 9), "6"),
    Kind.FIELD_IN_FIELD: Recipe(Technique.FIELD_IN_FIELD, 2, "2", (5, 9), "6"),
    Kind.STEP: Recipe(Technique.IMRT_STEP_AND_SHOOT, 4, "2", (5, 9), "6"),
    Kind.SLIDING: Recipe(Technique.IMRT_SLIDING_WINDOW, 4, "1.8", (5, 9), "10"),
    Kind.VMAT: Recipe(Technique.VMAT, 2, "2", (5, 9), "6"),
    Kind.ARC: Recipe(Technique.ARC, 2, "3", (4, 6), "6"),
    Kind.ELECTRON: Recipe(Technique.ELECTRON, 1, "2", (5, 8), "9"),
    Kind.PROTON_SCANNED: Recipe(Technique.PROTON_SCANNED, 2, "2", (5, 8), "150"),
    Kind.PROTON_PASSIVE: Recipe(Technique.PROTON_PASSIVE, 2, "2", (5, 8), "160"),
    Kind.BRACHY: Recipe(Technique.BRACHYTHERAPY_HDR, 1, "7", (4, 5), "0", every_days=2),
    Kind.STEREOTACTIC: Recipe(Technique.VMAT, 2, "8", (5, 5), "6", couch=15),
}


def make_beams(kind: Kind, rng: random.Random) -> tuple[Beam, ...]:
    """Return the beams of a plan; their doses add up to the dose per fraction exactly."""
    recipe = RECIPES[kind]
    share = Decimal(recipe.dose) / recipe.beams
    return tuple(
        Beam(
            number=n + 1,
            name=f"SYN{n + 1}",
            technique=recipe.technique,
            dose=share,
            meterset=Decimal(100 + 20 * rng.randrange(8)),
            energy=Decimal(recipe.energy),
            gantry=(40 + 110 * n + rng.randrange(30)) % 360,
            couch=recipe.couch * n,
        )
        for n in range(recipe.beams)
    )
