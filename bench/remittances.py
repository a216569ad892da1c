# ruff: noqa: PLC0415 - each reader is loaded in its own process
"""835 reading: this reader, pyx12's segment reader and edi-835-parser, on files of one making.

The large file is streamed; the others get a smaller one, as they take minutes for 100 MB. Figures are MB of
file per second of processor time, so that a busy machine changes little.
"""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, "tests")
from builders.remittances import BODY, HEADER, TRAILER

_TWO_LINES = (
    "CLP*UNL77499-{n:09d}*1*3000*1800*200*12*94060555{n:09d}*11*1~"
    "NM1*QC*1*TESTPATIENT*PAT****MI*TST000000001~NM1*82*1*EXAMPLE*RADONC****XX*1679576722~"
    "MOA***MA01~REF*EA*SYN-{n:09d}~DTM*232*20260803~DTM*233*20260803~DTM*050*20260810~"
    "SVC*HC:77499:26*1500*900**1~DTM*472*20260803~CAS*CO*45*500~CAS*PR*2*100~"
    "REF*6R*UNL77499-{n:09d}-001~AMT*B6*1000~LQ*HE*N631~"
    "SVC*HC:77427*1500*900**1~DTM*472*20260803~CAS*CO*45*500~CAS*PR*2*100~"
    "REF*6R*UNL77499-{n:09d}-002~AMT*B6*1000~"
)
"""Segments of 22 characters on average; the published examples have between 18 and 32."""

_PLAN = (
    (100_000_000, ("read", "read and add up")),
    (2_000_000, ("read", "pyx12", "edi-835-parser")),
)


def write_file(path: Path, size: int) -> int:
    """Write one balanced 835 of about ``size`` bytes; return the number of claims."""
    claims = size // len(_TWO_LINES)
    with path.open("w", encoding="ascii") as stream:
        stream.write(HEADER.format(number=1) + "ST*835*0001~")
        body = BODY.format(amount=1800 * claims, trace="TRACE1")
        stream.write(body)
        for number in range(claims):
            stream.write(_TWO_LINES.format(n=number))
        count = body.count("~") + _TWO_LINES.count("~") * claims + 2
        stream.write(f"SE*{count}*0001~" + TRAILER.format(sets=1, number=1))
    return claims


def ours(path: Path) -> int:
    """Read with balance; return the claims."""
    from unlisted.pipeline.remit_read import ReadClaim, ReadPayment, ReturnFile

    source = ReturnFile(path)
    claims = 0
    for item in source.items():
        if isinstance(item, ReadClaim):
            claims += 1
        elif isinstance(item, ReadPayment):
            assert not item.balance.findings
    assert not source.findings
    return claims


def reading(path: Path) -> int:
    """Read without adding up; return the claims."""
    from unlisted.formats.x12.return_reader import ReturnReader
    from unlisted.remittance.model import RemittanceClaim

    with path.open("rb") as stream:
        return sum(1 for item in ReturnReader(stream).events() if isinstance(item, RemittanceClaim))


def pyx12_segments(path: Path) -> int:
    """Read the segments with pyx12 (no maps, no loops, no amounts): its fastest way; return the claims."""
    from pyx12.x12file import X12Reader

    text = io.StringIO(path.read_text(encoding="ascii"))
    return sum(1 for item in X12Reader(text) if item.get_seg_id() == "CLP")


def edi_835(path: Path) -> int:
    """Read with edi-835-parser; return the claims."""
    import edi_835_parser

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (found,) = edi_835_parser.parse(str(path))
        return len(found.claims)


def child(name: str, path: str, expected: int) -> None:
    """Measure one reader in this process and print its row."""
    readers: dict[str, Callable[[Path], int]] = {
        "read": reading,
        "read and add up": ours,
        "pyx12": pyx12_segments,
        "edi-835-parser": edi_835,
    }
    start = time.process_time()
    claims = readers[name](Path(path))
    took = time.process_time() - start
    size = Path(path).stat().st_size / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    mark = "" if claims == expected else f"  ({claims} of {expected} claims)"
    print(
        f"{name:16} {size:8.1f} MB {took:8.2f} s {size / took:8.2f} MB/s {memory:7.0f} MB{mark}", flush=True
    )


def main() -> None:
    """Print the table."""
    print("835 reading (target: 10 MB/s, bounded memory); processor seconds, peak memory of the process")
    with tempfile.TemporaryDirectory() as folder:
        for size, names in _PLAN:
            path = Path(folder) / f"{size}.835"
            claims = write_file(path, size)
            for name in names:
                command = [sys.executable, "-m", "bench.remittances", name, str(path), str(claims)]
                subprocess.run(command, check=True)


if __name__ == "__main__":
    if len(sys.argv) == 4:
        child(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    else:
        main()
