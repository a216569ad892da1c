"""A dataset of prices at a desk, worked out as its worker does it; hospitals are made up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from unlisted.desk.jobs.worker import work_one
from unlisted.desk.models import Membership
from unlisted.desk.services.rates import ask_rates
from unlisted.pipeline.dataset_build import build_dataset

HEADER = "code,price_type,state,hospital_id,hospital,price_usd,times_same_price_in_file\n"
PRICES = (171, 296, 478, 814, 1043, 500)


def write_charges(path: Path, count: int = 0) -> Path:
    """Write charges of 77499: six hospitals in Alabama, ``count`` in Texas, and one filler to be dropped."""
    rows = [f"77499,gross,AL,{n:06},Hospital {n},{amount},1\n" for n, amount in enumerate(PRICES)]
    rows += [f"77499,gross,TX,{100 + n:06},Other {n},{300 + n},1\n" for n in range(count)]
    rows.append("77499,gross,AL,900001,=Filler,37.50,9906\n")
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


def load_prices(folder: Path, settings: Any, count: int = 0) -> Path:
    """Extract charges into a dataset below ``folder`` and name it in the desk's settings; return it."""
    dataset = folder / "rates"
    build_dataset([write_charges(folder / "charges.csv", count)], ["77499"], dataset)
    settings.DESK = replace(settings.DESK, rates=dataset, folder=folder)
    return dataset


def work_out_prices(by: Membership, split: str = "") -> None:
    """Ask for the prices of 77499 and let the worker do it."""
    ask_rates(by=by, code="77499", split=split)
    assert work_one()
