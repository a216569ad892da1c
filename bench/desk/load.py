"""Many people at once over worklist and case page: how long each page takes, and what failed.

One request in ten is a control that only asks the database for one number: what it takes is the waiting
on this machine, whatever the pages cost.
"""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field

WORKLISTS = ("", "?tab=mine", "?tab=unassigned", "?queue=denied", "?queue=appeal+due", "?due=week", "?page=3")
WORKLISTS += ("?payer=aetna", "?sort=amount", "?least=2000", "?queue=evidence+gap&page=2")


@dataclass
class Seen:
    """Seconds by kind of page, and what was answered other than 200."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def run_load(
    port: int, keys: list[str], numbers: list[int], *, seconds: float, think: tuple[float, float]
) -> Seen:
    """Let each session open pages for ``seconds`` with a pause of ``think`` (least, most) between two."""
    seen, stop = Seen(), time.monotonic() + seconds
    people = [
        threading.Thread(target=_person, args=(port, key, numbers, stop, think, seen, n), daemon=True)
        for n, key in enumerate(keys)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return seen


def _person(
    port: int,
    key: str,
    numbers: list[int],
    stop: float,
    think: tuple[float, float],
    seen: Seen,
    n: int,
) -> None:
    rng = random.Random(n)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    time.sleep(rng.uniform(0, think[1]))
    while time.monotonic() < stop:
        chance = rng.random()
        if chance < 0.1:
            kind, path = "(control)", "/health"
        elif chance < 0.55:
            kind, path = "worklist", f"/p/load/worklist/{rng.choice(WORKLISTS)}"
        else:
            kind, path = "case", f"/p/load/cases/{rng.choice(numbers)}/"
        began = time.perf_counter()
        try:
            connection.request("GET", path, headers={"Cookie": f"desk={key}"})
            answer = connection.getresponse()
            answer.read()
            problem = "" if answer.status == 200 else f"{answer.status} {path}"
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            problem = f"{type(error).__name__} {path}"
        took = time.perf_counter() - began
        with seen.lock:
            seen.seconds[kind].append(took)
            if problem:
                seen.wrong.append(problem)
        time.sleep(rng.uniform(*think))


def at(values: list[float], percent: int) -> float:
    """Return a percentile in milliseconds: the value at or above which the rest lies."""
    ordered = sorted(values)
    return 1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0
