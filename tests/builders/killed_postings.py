"""Postings that are killed at random moments, and what must be true afterwards."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import time
from datetime import date
from pathlib import Path

from builders.remittances import DENIED_CLAIM, PAID_CLAIM, interchange, payment
from builders.sent_claims import case1, line
from unlisted.pipeline.ledger_store import LedgerStore
from unlisted.pipeline.remit_post import post_file
from unlisted.remittance.post import charge_entries

TODAY = date(2026, 9, 2)


def prepare(folder: Path, claims: int) -> tuple[Path, Path]:
    """Write a ledger of sent claims and a file of two payments for them; return both paths."""
    folder.mkdir(parents=True)
    with LedgerStore(folder / "start.sqlite") as store, store.transaction():
        for number in range(claims):
            denied = number % 3 == 0
            sent = case1(
                control_number=f"K{number}",
                lines=(line(f"L{number}", modifiers=() if denied else ("26",), day=4 if denied else 3),),
            )
            store.add_sent(sent, TODAY)
            store.add_entries(charge_entries(sent))
    texts = []
    for number in range(claims):
        text = DENIED_CLAIM if number % 3 == 0 else PAID_CLAIM
        text = text.replace("CASE1", f"K{number}").replace("CASE2", f"K{number}")
        text = text.replace("LINE1", f"L{number}").replace("LINE2", f"L{number}")
        texts.append(text.replace("PAYER001", f"P{number}").replace("PAYER002", f"P{number}"))
    half = claims // 2
    sets = []
    for count, part in enumerate((texts[:half], texts[half:]), start=1):
        amount = 900 * sum("*900*100" in text for text in part)
        sets.append(payment("".join(part), str(amount), trace=f"T{count}", control=f"{count:04d}"))
    file = folder / "file.835"
    file.write_text(interchange(*sets), encoding="ascii")
    return folder / "start.sqlite", file


def _post(ledger: Path, file: Path) -> None:
    with LedgerStore(ledger) as store:
        post_file(store, file, TODAY)


def kill_and_compare(base: Path, *, claims: int, kills: int, seed: int) -> dict[str, int]:
    """Kill ``kills`` postings of a file at random moments; each rerun must give the undisturbed ledger.

    Right after a kill the ledger opens and holds all of the file or none of it. Returns how many of each.
    """
    chance = random.Random(seed)
    start, file = prepare(base / "made", claims)
    empty = dump(start)
    whole = base / "whole.sqlite"
    shutil.copy(start, whole)
    began = time.monotonic()
    _post(whole, file)
    took = time.monotonic() - began
    expected = dump(whole)
    assert expected != empty
    fork = multiprocessing.get_context("fork")
    met = {"nothing": 0, "everything": 0}
    while sum(met.values()) < kills:
        ledger = base / f"killed-{sum(met.values())}.sqlite"
        shutil.copy(start, ledger)
        child = fork.Process(target=_post, args=(ledger, file))
        child.start()
        time.sleep(chance.uniform(0, took * 2))
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        child.join(60)
        seen = dump(ledger)
        assert seen in (empty, expected)
        met["everything" if seen == expected else "nothing"] += 1
        _post(ledger, file)
        assert dump(ledger) == expected
        ledger.unlink()
    return met


def dump(ledger: Path) -> str:
    """Return every row of a ledger."""
    with LedgerStore(ledger) as store:
        return store.dump()
