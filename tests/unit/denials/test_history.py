"""The memory of lines: denials by class, the step that turned them, medians."""

from __future__ import annotations

from decimal import Decimal

from unlisted.base.outcome import Available
from unlisted.denials.history import LevelRate, LineHistory, summarize_history


def line(allowed: str, *steps: str, classes: tuple[str, ...] = (), payer: str = "aetna") -> LineHistory:
    return LineHistory(
        "lattice", payer, Decimal(1000), Decimal(allowed), Decimal(allowed), 30, classes, steps
    )


def test_a_step_counts_as_taken_and_the_last_one_as_overturning() -> None:
    denied = ("not_necessary",)
    found = summarize_history(
        [
            line("800"),
            line("700", "appeal_1", "appeal_2", classes=(*denied, "upheld")),
            line("0", "appeal_1", "appeal_2", classes=(*denied, "upheld", "upheld")),
            line("600", "appeal_1", classes=denied),
            line("500", payer="cigna"),
        ]
    )
    assert [(x.payer, x.n) for x in found] == [("aetna", 4), ("cigna", 1)]
    aetna = found[0]
    assert aetna.denials == (("not_necessary", 3), ("upheld", 3))
    assert aetna.levels == (LevelRate("appeal_1", 3, 1), LevelRate("appeal_2", 2, 1))
    assert isinstance(aetna.allowed, Available)
    assert aetna.allowed.value == 650


def test_a_line_paid_at_once_was_not_overturned() -> None:
    assert line("800", "appeal_1").overturned_by == ""
    assert line("0", "appeal_1", classes=("bundled",)).overturned_by == ""
