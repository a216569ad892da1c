"""Spark in local mode gives what one process gives: the same rows, the same types, the same dataset."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from builders.killed_runs import digest, write_files
from builders.loopback import loopback
from unlisted.pipeline.dataset import open_dataset, read_dataset
from unlisted.pipeline.dataset_build import build_dataset
from unlisted.pipeline.dataset_schema import OBSERVATIONS

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]

CODES = ["77499", "77427", "77263"]
CHARGES = "state,ccn,cpt,type,price\nTX,450001,77499,gross,100.10\nTX,450002,77427,cash,12.5\n"


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    if shutil.which("java") is None:
        pytest.skip("no Java on this machine")
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    from pyspark.sql import SparkSession

    from unlisted.pipeline.engines.spark_source import UnlistedRates

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    session = (
        SparkSession.builder.master("local[2]")
        .appName("unlisted tests")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.python.authenticate.socketTimeout", "60s")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    session.dataSource.register(UnlistedRates)
    yield session
    session.stop()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spark") / "files"
    write_files(folder, 10, 8)
    (folder / "rows.csv").write_text(CHARGES)
    (folder / "notes.json").write_text('{"about": "nothing"}')
    (folder / "zcopy.json").write_bytes((folder / "f0000.json").read_bytes())
    return folder


def local_rows(folder: Path, codes: list[str], out: Path) -> list[str]:
    build_dataset([folder], codes, out)
    snapshot = open_dataset(out)
    assert snapshot is not None
    return sorted(map(repr, snapshot.rows().read_all().to_pylist()))


def spark_rows(frame: Any) -> list[str]:
    return sorted(map(repr, frame.toArrow().cast(OBSERVATIONS).to_pylist()))


def test_rows_and_types_equal_the_local_dataset(spark: Any, files: Path, tmp_path: Path) -> None:
    from pyspark.sql.pandas.types import from_arrow_schema

    (files / "zcopy.json").rename(tmp_path / "zcopy.json")  # the data source reads every file it is given
    try:
        frame = spark.read.format("unlisted_rates").option("codes", ",".join(CODES)).load(str(files))
        assert frame.schema == from_arrow_schema(OBSERVATIONS)
        assert dict(frame.dtypes)["amount"] == "decimal(38,18)"
        expected = local_rows(files, CODES, tmp_path / "out")
        assert spark_rows(frame) == expected
        assert len(expected) > 50
        assert frame.rdd.getNumPartitions() == 12
    finally:
        (tmp_path / "zcopy.json").rename(files / "zcopy.json")


def test_columns_and_kinds(spark: Any, files: Path) -> None:
    reader = (
        spark.read.format("unlisted_rates").option("codes", "77499").option("columns", "amount,billing_code")
    )
    frame = reader.option("kind", "hospital_charge_rows").load(str(files))
    assert frame.columns == ["amount", "billing_code"]
    assert [(row.amount, row.billing_code) for row in frame.collect()] == [(Decimal("100.1"), "77499")]


def test_a_broken_file_fails_the_query_or_is_skipped(spark: Any, files: Path, tmp_path: Path) -> None:
    broken, good = tmp_path / "cut.json", files / "f0000.json"
    broken.write_bytes(good.read_bytes()[:-20])
    given = json.dumps([str(broken), str(good)])
    reader = spark.read.format("unlisted_rates").option("codes", ",".join(CODES)).option("files", given)
    with pytest.raises(Exception, match="no valid JSON"):
        reader.load().count()
    assert reader.option("unreadable", "skip").load().count() > 0


def test_the_dataset_is_the_local_one_byte_for_byte(spark: Any, files: Path, tmp_path: Path) -> None:
    from unlisted.pipeline.engines.spark_build import build_on_spark

    (tmp_path / "cut.json").write_bytes((files / "f0000.json").read_bytes()[:-20])
    given = [files, tmp_path / "cut.json"]
    local = build_dataset(given, CODES, tmp_path / "local")
    made = build_on_spark(given, CODES, tmp_path / "spark", spark=spark)
    assert digest(tmp_path / "spark") == digest(tmp_path / "local")
    assert made.added == local.added
    assert made.passed_over == local.passed_over
    assert [(where, str(error), error.code) for where, error in made.failed] == [
        (where, str(error), error.code) for where, error in local.failed
    ]
    again = build_on_spark(given, CODES[:1], tmp_path / "spark", spark=spark)
    assert (len(again.added), again.present) == (0, local.added)
    assert digest(tmp_path / "spark") == digest(tmp_path / "local")


def test_other_codes_keep_the_first_ones_and_addresses_are_read(
    spark: Any, files: Path, tmp_path: Path
) -> None:
    from unlisted.pipeline.engines.spark_build import build_on_spark

    with loopback() as server:
        server.add("/a.json", (files / "f0000.json").read_bytes())
        given = [server.url("/a.json"), files / "f0003.json", server.url("/gone.json")]
        for codes in (["77499"], ["77427"]):
            build_dataset(given[1:2], codes, tmp_path / "local")
            made = build_on_spark(given, codes, tmp_path / "spark", spark=spark)
            assert [error.code for _, error in made.failed] == ["download"]
    found = read_dataset(tmp_path / "spark")
    (expected,) = read_dataset(tmp_path / "local").files
    assert expected in found.files
    assert {file.name for file in found.files} == {"a.json", "f0003.json"}


def test_the_command_without_spark_names_the_extra(files: Path, tmp_path: Path) -> None:
    spark_options = ["--codes", "77499", "--engine", "spark"]
    hidden = "import sys; sys.modules['pyspark'] = None; from unlisted.cli.main import run; run()"
    ran = subprocess.run(
        [sys.executable, "-c", hidden, "rates", "extract", str(files), *spark_options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 7
    assert "unlisted[spark]" in ran.stderr


@pytest.mark.real_data
def test_real_files_give_the_local_dataset(spark: Any, shared_data: Path, tmp_path: Path) -> None:
    from unlisted.pipeline.engines.spark_build import build_on_spark

    rates = shared_data / "rates"
    given = [
        rates / "hospital-v3-slices",
        rates / "hospital-2021-tx",
        rates / "cms-tic-examples",
        rates / "payer-tic" / "carefirst",
    ]
    codes = ["77499", "77427", "99213"]
    local = build_dataset(given, codes, tmp_path / "local")
    made = build_on_spark(given, codes, tmp_path / "spark", spark=spark)
    assert digest(tmp_path / "spark") == digest(tmp_path / "local")
    assert len(made.added) == len(local.added) > 15
