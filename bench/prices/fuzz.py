"""Fuzz the readers by coverage: ``python -m bench.prices.fuzz KIND [CPU_SECONDS] [SEED]``, for KIND payer,
``hospital json`` or ``hospital csv``.

Atheris changes files so as to reach new lines of ``unlisted.formats``. Each is read by the fast path and by
the exact one, in windows and pieces of varied sizes: equal rows, counts and findings, or the same error of
this project; anything else ends the run with the input kept in the folder named. ``pip install
'unlisted[fuzz]'`` first.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

with atheris.instrument_imports(include=["unlisted.formats"]):
    from builders.two_paths import read_both
    from unlisted.formats.scan.window import Sizes

from builders.csv_variants import csv_variant
from builders.payer_variants import CODES, hospital_variant, payer_variant

_MAKERS = {"payer": payer_variant, "hospital json": hospital_variant, "hospital csv": csv_variant}
_SIZES = (Sizes(256, 32, 1024), Sizes(1024, 128, 4096), Sizes(64, 16, 512), Sizes())
_PIECES = (1, 7, 64, 1 << 20)
_SEEDS = 300
_MAX_BYTES = 8_192
_WORDS = (
    *sorted(CODES),
    *("CSTM-00", "CSTM-ALL", "CPT", "HCPCS", "in_network", "provider_references", "provider_groups"),
    *("negotiated_rates", "negotiated_prices", "negotiated_rate", "provider_group_id", "bundled_codes"),
    *("standard_charge_information", "code_information", "payers_information", "code|1|type", "null"),
    *("},{", '"},{"', "[[", "]]", '""', '","', "1e400", "-0", "18446744073709551616", "\\u0000", "\\ud800"),
)


class _Runs:
    """What was tried: inputs, those that the fast path read, those refused as broken."""

    def __init__(self, kind: str, seconds: float) -> None:
        self._kind = kind
        self._seconds = seconds
        self._inputs = self._proved = self._refused = self._rows = 0

    def one(self, data: bytes) -> None:
        """Read one input by both paths; its first byte says how."""
        if not data:
            return
        both = read_both(
            data[1:],
            self._kind,
            CODES,
            sizes=_SIZES[data[0] % 4],
            piece=_PIECES[data[0] // 4 % 4],
            counted=data[0] < 128,
        )
        assert both.fast == both.exact, "the paths differ"
        self._inputs += 1
        self._proved += not both.not_proved
        broken = not isinstance(both.exact[0], list)
        self._refused += broken
        self._rows += 0 if broken else len(both.exact[0])
        if self._inputs % 256 == 0 and time.process_time() > self._seconds:
            print(
                f"\n{self._kind}: {self._inputs:,} inputs in {time.process_time():.0f} CPU-s, no difference; "
                f"{self._proved:,} read by the fast path, {self._refused:,} refused as broken, "
                f"{self._rows:,} rows",
                flush=True,
            )
            os._exit(0)


def main(kind: str, seconds: float = 900, seed: int = 1) -> None:
    """Fuzz for some CPU seconds; ends the process."""
    folder = Path(tempfile.mkdtemp(prefix=f"unlisted-fuzz-{kind.replace(' ', '-')}-"))
    corpus = folder / "corpus"
    corpus.mkdir()
    for number in range(_SEEDS):
        data = bytes([number % 256]) + _MAKERS[kind](number)
        if len(data) <= _MAX_BYTES:
            (corpus / f"seed-{number}").write_bytes(data)
    quoted = (word.replace("\\", "\\\\").replace('"', '\\"') for word in _WORDS)
    (folder / "words").write_text("".join(f'"{word}"\n' for word in quoted), encoding="utf-8")
    print(f"inputs of {kind} are kept in {folder}")
    limits = [f"-max_len={_MAX_BYTES}", "-timeout=60", "-rss_limit_mb=2048", "-verbosity=0"]
    arguments = [f"-seed={seed}", f"-dict={folder / 'words'}", f"-artifact_prefix={folder}/", *limits]
    atheris.Setup([sys.argv[0], *arguments, str(corpus)], _Runs(kind, seconds).one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], *map(float, sys.argv[2:3]), *map(int, sys.argv[3:4]))
