"""No licensed descriptor stands in the repository, and nothing that looks like a real person."""

from __future__ import annotations

import csv
import gzip
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
WORDS_IN_A_ROW = 5
TEXT = {
    ".py",
    ".md",
    ".yaml",
    ".yml",
    ".toml",
    ".json",
    ".j2",
    ".typ",
    ".css",
    ".csv",
    ".html",
    ".txt",
    ".x12",
}
SOCIAL_SECURITY = re.compile(r"\b(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}\b")
WORD = re.compile(r"[a-z]+")
RADIATION = re.compile(r"^77[2-7]\d\d$")


def tracked_texts() -> Iterator[tuple[str, str]]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        path = REPOSITORY / name
        if path.suffix in TEXT and path.is_file():
            yield name, path.read_text(encoding="utf-8", errors="replace")


def runs(text: str) -> set[tuple[str, ...]]:
    words = WORD.findall(text.lower())
    return {tuple(words[n : n + WORDS_IN_A_ROW]) for n in range(len(words) - WORDS_IN_A_ROW + 1)}


def published_descriptions(slices: Path) -> Iterator[str]:
    """Yield the description of every radiation row of the hospital files, which may carry CPT text."""
    for path in sorted(slices.glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
            lines = csv.reader(stream)
            next(lines), next(lines)
            header = [cell.strip().lower() for cell in next(lines)]
            codes = [n for n, cell in enumerate(header) if re.fullmatch(r"code ?\| ?\d+", cell)]
            for row in lines:
                if any(RADIATION.match(row[n].strip()) for n in codes if n < len(row)):
                    yield row[header.index("description")]


@pytest.mark.real_data
def test_no_run_of_words_of_a_published_description_stands_here(shared_data: Path) -> None:
    licensed = {
        run
        for text in published_descriptions(shared_data / "rates" / "hospital-v3-slices")
        for run in runs(text)
    }
    assert len(licensed) > 100, "the hospital files gave too little text to compare with"
    found = [(name, " ".join(run)) for name, text in tracked_texts() for run in sorted(runs(text) & licensed)]
    assert found == []


def test_nothing_looks_like_a_social_security_number() -> None:
    found = [(name, match) for name, text in tracked_texts() for match in SOCIAL_SECURITY.findall(text)]
    assert found == []
