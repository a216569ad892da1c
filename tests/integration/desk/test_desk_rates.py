"""Prices at the desk: worked out by the worker, shown as figures with their waterfall and rows."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from builders.desk_people import Office
from builders.desk_prices import load_prices, write_charges
from unlisted.desk.jobs.worker import work_one
from unlisted.desk.models import Job
from unlisted.desk.permissions import Role
from unlisted.desk.rates_rows import PAGE
from unlisted.pipeline.benchmarks import benchmark_dataset
from unlisted.pipeline.case_review import packaged
from unlisted.pipeline.dataset_build import build_dataset

BASE = "/p/riverside/rates/"


@pytest.fixture
def dataset(tmp_path: Path, settings: Any) -> Path:
    return load_prices(tmp_path, settings)


def worked_out(client: Client, *split: str) -> None:
    answer = client.post(f"{BASE}77499/work-out", {"split": split})
    assert answer.status_code == 302
    assert work_one()


def test_without_a_dataset_every_page_says_so(office: Office) -> None:
    client = office.client(Role.BILLER)
    for path in (BASE, f"{BASE}77499/", f"{BASE}77499/figures", f"{BASE}77499/rows.csv"):
        page = client.get(path).content.decode()
        assert "UNLISTED_RATES names no dataset" in page, path
    assert client.post(f"{BASE}77499/work-out").status_code == 422
    assert "UNLISTED_RATES names no dataset" in client.get("/p/riverside/reports/").content.decode()


def test_a_folder_without_a_dataset_is_told_apart(office: Office, settings: Any, tmp_path: Path) -> None:
    settings.DESK = replace(settings.DESK, rates=tmp_path, folder=tmp_path)
    assert "holds no dataset" in office.client(Role.BILLER).get(BASE).content.decode()


def test_nothing_is_computed_in_a_request(office: Office, dataset: Path) -> None:
    client = office.client(Role.BILLER)
    assert "not worked out yet" in client.get(f"{BASE}77499/figures").content.decode()
    client.post(f"{BASE}77499/work-out")
    page = client.get(f"{BASE}77499/figures").content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert not list(dataset.parent.glob("worked-out/*/run-*"))


def test_figures_are_those_of_the_engine(office: Office, dataset: Path) -> None:
    client = office.client(Role.BILLER)
    worked_out(client)
    page = client.get(f"{BASE}77499/figures").content.decode()
    run = benchmark_dataset(dataset, ["77499"], packaged()[0], by=())
    waterfall = run.waterfalls[0]
    assert f"{waterfall.rows_read} rows read, {waterfall.rows_kept} kept" in page
    median = run.benchmarks[0].distributions[0].at(50)
    assert median is not None
    assert f"${median:,.2f}" in page
    assert "$489.00" in page


def test_a_figure_opens_its_waterfall_and_rows(office: Office, dataset: Path) -> None:
    client = office.client(Role.BILLER)
    worked_out(client)
    link = re.search(r'href="(\?figure=[0-9a-f]{12})"', client.get(f"{BASE}77499/figures").content.decode())
    assert link
    page = client.get(f"{BASE}77499/figures{link[1]}").content.decode()
    for n in range(2, 8):
        assert f"<code>row {n}</code>" in page
    assert "the price stands on too many lines" in page
    assert client.get(f"{BASE}77499/figures?figure=0123456789ab").status_code == 404


def test_a_split_is_worked_out_apart_and_narrowed(office: Office, tmp_path: Path, settings: Any) -> None:
    load_prices(tmp_path, settings, 12)
    client = office.client(Role.BILLER)
    worked_out(client)
    assert "not worked out yet" in client.get(f"{BASE}77499/figures?split=state").content.decode()
    worked_out(client, "state")
    both = client.get(f"{BASE}77499/figures?split=state").content.decode()
    texas = client.get(f"{BASE}77499/figures?split=state&state=TX").content.decode()
    assert "2 figures from" in both
    assert "1 figure from" in texas
    assert "$489.00" not in texas


def test_new_files_make_old_figures_go(office: Office, dataset: Path) -> None:
    client = office.client(Role.BILLER)
    worked_out(client)
    build_dataset([write_charges(dataset.parent / "later.csv", 9)], ["77499"], dataset)
    assert "not worked out yet" in client.get(f"{BASE}77499/figures").content.decode()
    worked_out(client)
    assert "rows read" in client.get(f"{BASE}77499/figures").content.decode()


def test_rows_stand_as_the_file_states_them_page_by_page(
    office: Office, tmp_path: Path, settings: Any
) -> None:
    load_prices(tmp_path, settings, 2 * PAGE)
    client = office.client(Role.BILLER)
    worked_out(client)
    pages = [client.get(f"{BASE}77499/?page={n}").content.decode() for n in (1, 2, 3)]
    places = [int(n) for page in pages for n in re.findall(r"<code>row (\d+)</code>", page)]
    assert places == list(range(2, 2 + 6 + 2 * PAGE + 1))
    alabama = client.get(f"{BASE}77499/?state=AL").content.decode()
    assert "7 rows" in alabama
    assert "$37.50" in alabama


def test_the_csv_holds_the_rows_of_the_filter_and_no_formula(office: Office, dataset: Path) -> None:
    client = office.client(Role.BILLER)
    worked_out(client)
    answer = client.get(f"{BASE}77499/rows.csv?state=AL")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]
    assert len(rows) == 7
    assert {row["publisher"] for row in rows} >= {"Hospital 0", "'=Filler"}


def test_a_filter_is_a_value_and_never_a_statement(office: Office, dataset: Path) -> None:
    client = office.client(Role.BILLER)
    worked_out(client)
    assert client.get(f"{BASE}77499/", {"state": "\x00"}).status_code == 422
    for wrong in ("' OR true --", "AL' UNION SELECT 1", "x" * 5000):
        page = client.get(f"{BASE}77499/", {"state": wrong})
        assert page.status_code == 200
        assert "0 rows" in page.content.decode()


def test_a_code_that_was_not_extracted_fails_with_what_to_do(office: Office, dataset: Path) -> None:
    client = office.client(Role.BILLER)
    client.post(f"{BASE}77299/work-out")
    assert work_one()
    page = client.get(f"{BASE}77299/figures").content.decode()
    assert "was not searched for 77299" in page
    assert "unlisted rates extract" in page


def test_the_same_work_is_queued_once(office: Office, dataset: Path) -> None:
    client = office.client(Role.BILLER)
    for _ in range(3):
        client.post(f"{BASE}77499/work-out", {"split": ["state", "payer"]})
    client.post(f"{BASE}77499/work-out", {"split": ["payer", "state", "planet"]})
    assert Job.objects.count() == 1
    assert client.get("/p/riverside/imports/").status_code == 200


def test_a_chosen_report_is_opened(office: Office) -> None:
    answer = office.client(Role.BILLER).get("/p/riverside/reports/?code=77399&on=2026-03-01&payer=aetna")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/p/riverside/reports/77399/?")
    assert "on=2026-03-01" in answer.headers["Location"]


def test_the_page_lists_the_files_and_what_each_held(office: Office, dataset: Path) -> None:
    page = office.client(Role.BILLER).get(BASE).content.decode()
    assert "charges.csv" in page
    assert '<td class="num">7</td>' in page
