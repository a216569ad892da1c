"""Prices by the interface: the same figures, gates and rows as the pages show."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from builders.desk_people import Office
from builders.desk_prices import PRICES, load_prices, work_out_prices
from unlisted.desk.models import Job
from unlisted.desk.permissions import Role
from unlisted.desk.services.tokens import SCOPES, make_token
from unlisted.pipeline.benchmarks import benchmark_dataset
from unlisted.pipeline.case_review import packaged


@pytest.fixture
def dataset(tmp_path: Path, settings: Any) -> Path:
    return load_prices(tmp_path, settings, 9)


def ask(office: Office, path: str, **query: Any) -> Any:
    _, secret = make_token(by=office.members[Role.BILLER], name="test", scopes=SCOPES)
    return Client().get(f"/api/v1/{path}", query, headers={"Authorization": f"Bearer {secret}"})


def test_the_files_at_hand_and_what_each_held(office: Office, dataset: Path) -> None:
    found = ask(office, "rates").json()
    (file,) = found["files"]
    assert found["codes"] == file["codes"] == ["77499"]
    assert (file["name"], file["rows_read"], file["observations"]) == ("charges.csv", 16, 16)
    assert ask(office, "rates", page=2).json()["files"] == []


def test_what_is_not_worked_out_is_said_and_never_begun_by_a_reader(office: Office, dataset: Path) -> None:
    for path in ("rates/77499/figures", "rates/77499/rows"):
        answer = ask(office, path)
        assert (answer.status_code, answer.json()["code"]) == (409, "not_ready")
    assert Job.objects.count() == 0
    work_out_prices(office.members[Role.BILLER])
    assert ask(office, "rates/77499/figures").status_code == 200
    assert ask(office, "rates/77499/figures", split="state").status_code == 409


def test_figures_and_gates_are_those_of_the_engine(office: Office, dataset: Path) -> None:
    work_out_prices(office.members[Role.BILLER])
    found = ask(office, "rates/77499/figures").json()
    run = benchmark_dataset(dataset, ["77499"], packaged()[0], by=())
    waterfall = found["waterfall"]
    assert (waterfall["rows_read"], waterfall["rows_kept"]) == (16, 15)
    assert [step["gate"] for step in waterfall["steps"]] == [s.gate for s in run.waterfalls[0].steps]
    assert sum(step["dropped"] for step in waterfall["steps"]) == 1
    (dropped,) = (sample for step in waterfall["steps"] for sample in step["samples"])
    assert (dropped["locator"], dropped["amount"]) == ("row 17", "37.500000")
    told = found["figures"][0]["distributions"][0]
    median = next(item["amount"] for item in told["percentiles"] if item["percent"] == 50)
    assert Decimal(median) == run.benchmarks[0].distributions[0].at(50)


def test_figures_by_state_are_narrowed_and_paged(office: Office, dataset: Path) -> None:
    work_out_prices(office.members[Role.BILLER], "state")
    both = ask(office, "rates/77499/figures", split="state").json()
    assert both["split"] == ["state"]
    assert {item["stratum"]["state"] for item in both["figures"]} == {"AL", "TX"}
    (texas,) = ask(office, "rates/77499/figures", split="state", state="TX").json()["figures"]
    assert texas["row_count"] == 9
    pages = [ask(office, "rates/77499/figures", split="state", size=1, page=n).json() for n in (1, 2, 3)]
    assert [len(page["figures"]) for page in pages] == [1, 1, 0]
    assert {page["pages"] for page in pages} == {2}


def test_rows_come_page_by_page_as_the_file_states_them(office: Office, dataset: Path) -> None:
    work_out_prices(office.members[Role.BILLER])
    pages = [ask(office, "rates/77499/rows", size=6, page=n).json() for n in (1, 2, 3, 4)]
    rows = [row for page in pages for row in page["rows"]]
    assert [row["locator"] for row in rows] == [f"row {n}" for n in range(2, 18)]
    assert [Decimal(row["amount"]) for row in rows[:6]] == [Decimal(amount) for amount in PRICES]
    assert {(page["total"], page["pages"]) for page in pages} == {(16, 3)}
    assert ask(office, "rates/77499/rows", state="AL").json()["total"] == 7
    assert ask(office, "rates/77499/rows", state="' OR true --").json()["total"] == 0
