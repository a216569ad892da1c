"""What a file costs beside the kernel: download, hash, rows filed, index: ``python -m bench.prices.scale``.

CPU seconds of this process; the server of the download is another process on the same machine.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from builders.rate_files import as_bytes, group, item, payer_file, price
from unlisted.formats.container.limits import CHUNK_BYTES
from unlisted.pipeline.contents import plan_reading
from unlisted.pipeline.contents_match import Wanted
from unlisted.pipeline.dataset_build import build_dataset
from unlisted.pipeline.dataset_file import file_rows
from unlisted.pipeline.dataset_package import make_package
from unlisted.pipeline.dataset_rows import KeptRows
from unlisted.pipeline.dataset_write import DatasetWriter
from unlisted.pipeline.extract import read_source
from unlisted.pipeline.rate_source import DiskSource, RemoteSource
from unlisted.pipeline.sources import hash_file

_MB = 1_000_000


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _download(folder: Path) -> None:
    path = folder / "noise.bin"
    path.write_bytes(random.Random(1).randbytes(_MB) * 400)
    print(f"hash a file of 400 MB: {_cpu(lambda: hash_file(path)):.2f} CPU-s")
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        port = server.stdout.readline().split("port ")[1].split(" ")[0]
        source = RemoteSource(f"http://127.0.0.1:{port}/noise.bin")

        def read() -> None:
            """Read it all."""
            with source.open() as stream:
                while stream.read(CHUNK_BYTES):
                    pass

        print(f"download 400 MB over loopback, hash included: {_cpu(read):.2f} CPU-s")
    finally:
        server.terminate()
        server.wait()


def _rows(folder: Path, items: int = 400, rates: int = 250) -> None:
    rng = random.Random(2)
    whole = payer_file(
        *(
            item(
                "77499",
                *(
                    {
                        "provider_groups": [group(rng.randrange(10**9, 2 * 10**9))],
                        "negotiated_prices": [price(rng.randrange(100, 10**6) / 100)],
                    }
                    for _ in range(rates)
                ),
            )
            for _ in range(items)
        )
    )
    path = folder / "rates.json"
    path.write_bytes(as_bytes(whole))
    read = read_source(DiskSource(path), ["77499"], KeptRows.gather, frequencies=False)
    count = sum(rows for _, rows in read[0][1].partitions)
    started = time.process_time()
    package = make_package(read, "")
    packed = time.process_time()
    writer = DatasetWriter(folder / "out")
    writer.commit(package)
    writer.close()
    file_rows(folder / "out")
    filed = time.process_time()
    size = sum(path.stat().st_size for path in (folder / "out" / "observations").rglob("*.parquet"))
    print(
        f"{count:,} kept rates: packed in {packed - started:.2f} CPU-s, committed and filed in "
        f"{filed - packed:.2f} CPU-s, {size / count:.1f} bytes a rate"
    )


def _small_files(folder: Path, count: int = 500) -> None:
    (folder / "small").mkdir()
    for number in range(count):
        (folder / "small" / f"{number}.json").write_bytes(as_bytes(payer_file(item(), plan_name=str(number))))
    took = _cpu(lambda: build_dataset([folder / "small"], ["77499"], folder / "small-out"))
    again = _cpu(lambda: build_dataset([folder / "small"], ["77499"], folder / "small-out"))
    print(
        f"{count} files of one item: {took / count * 1000:.1f} CPU-ms each; rerun {again / count * 1000:.1f}"
    )


def _index(folder: Path, structures: int = 3_000) -> None:
    rng = random.Random(3)
    listed = [
        {"description": f"Network {n}", "location": f"https://h.example/f{n}.json.gz?Expires=1&Signature={n}"}
        for n in range(5_000)
    ]
    content = {
        "reporting_entity_name": "Example Health",
        "reporting_structure": [
            {
                "reporting_plans": [
                    {"plan_name": f"Plan {n}", "plan_id": f"12345TX{n:07d}", "plan_id_type": "hios"}
                ],
                "in_network_files": rng.sample(listed, 200),
            }
            for n in range(structures)
        ],
    }
    path = folder / "index.json"
    path.write_text(json.dumps(content))
    took = _cpu(lambda: plan_reading(DiskSource(path), Wanted(plan="12345TX0000007")))
    size = path.stat().st_size / _MB
    print(
        f"index of {size:.0f} MB, {structures * 200:,} mentions: {took:.1f} CPU-s, {size / took:.0f} MB/CPU-s"
    )


def main() -> None:
    """Print each figure."""
    for part in (_download, _rows, _small_files, _index):
        with tempfile.TemporaryDirectory() as folder:
            part(Path(folder))


if __name__ == "__main__":
    main()
