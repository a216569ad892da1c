"""Feed broken DICOM files to the reader: ``python tests/property/fuzz_dicom.py COUNT [SEED] [FOLDER]``.

Starts from one small object of every kind, and from the files of FOLDER where one is given. Every input
must give a part of an episode or one of our own errors, in bounded time; the part is derived, written
and read back. Prints the counts; stops at the first input that does anything else, and says its number.
"""

from __future__ import annotations

import io
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from builders.dicom_mutations import mutate
from builders.dicom_samples import all_samples
from unlisted.base.errors import UnlistedError
from unlisted.episode.derive.course import derive_course
from unlisted.formats.dicomrt import read_dicom
from unlisted.formats.episode_json import read_episode_json, write_episode_json


def try_one(data: bytes) -> str:
    """Return what became of one input: ``read``, ``read with findings`` or the code of our error."""
    try:
        part = read_dicom(io.BytesIO(data), "fuzzed.dcm")
    except UnlistedError as error:
        assert str(error), "an error without words"
        return error.code
    whole = derive_course(part)
    assert read_episode_json("episode.json", write_episode_json(whole)) == whole
    return "read with findings" if part.findings else "read"


def fuzz(count: int, seed: int, extra: Iterable[bytes] = ()) -> tuple[Counter[str], float]:
    """Try ``count`` inputs; return the outcomes and the longest time of one input in seconds."""
    sources = [*all_samples().values(), *extra]
    outcomes: Counter[str] = Counter()
    longest = 0.0
    for number in range(count):
        rng = random.Random(f"{seed}:{number}")
        data = mutate(rng.choice(sources), rng)
        started = time.perf_counter()
        try:
            outcomes[try_one(data)] += 1
        except BaseException:
            sys.stderr.write(f"input {number} of seed {seed} ({len(data)} bytes)\n")
            raise
        longest = max(longest, time.perf_counter() - started)
    return outcomes, longest


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    files = sorted(Path(sys.argv[3]).rglob("*.dcm")) if len(sys.argv) > 3 else []
    found, longest = fuzz(wanted, seed, [path.read_bytes() for path in files])
    for outcome, number in found.most_common():
        sys.stdout.write(f"{number:>8}  {outcome}\n")
    sys.stdout.write(f"{sum(found.values()):>8}  inputs, the longest took {longest:.2f} s\n")
