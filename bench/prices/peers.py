"""Other tools, installed on request into an environment of their own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from bench.prices.measure import Figures, run_program

PACKAGES = ("cms-mrf-extractor==0.1.2", "mrfkit[parquet]==0.1.0")
"""mrfutils is in no package index; mrfkit is the reader of both kinds of file that is."""


class Peers:
    """An environment with the peers in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bin = folder / "peers" / "bin"
        subprocess.run([sys.executable, "-m", "venv", str(folder / "peers")], check=True)
        subprocess.run([str(self._bin / "pip"), "install", "-q", *PACKAGES], check=True)

    def cms_mrf_extractor(self, path: Path) -> Figures | str:
        """Run cms-mrf-extractor with one worker on a folder that holds the file alone."""
        source = self._fresh("source")
        (source / path.name).hardlink_to(path)
        workers = ["--workers", "1", "--blob-workers", "1"]
        program = str(self._bin / "mrf-extract")
        return run_program([program, str(source), "-o", str(self._fresh("out")), "-q", *workers])

    def mrfkit(self, path: Path) -> Figures | str:
        """Run mrfkit."""
        out = str(self._fresh("out"))
        return run_program([str(self._bin / "mrfkit"), str(path), "-o", out, "-f", "parquet"])

    def _fresh(self, name: str) -> Path:
        folder = self._folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder
