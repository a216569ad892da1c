"""DICOM, FHIR and CSV of one chart become one episode, however the files are named on the command."""

from __future__ import annotations

import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from builders.synthetic import put
from unlisted.base.evidence import FileEvidence
from unlisted.cli.episode_text import episode_text
from unlisted.formats.fhir.exporter import export_fhir
from unlisted.pipeline.episode_import import import_episode
from unlisted.pipeline.synthetic.charts import generate_chart
from unlisted.pipeline.synthetic.compare import differences

SEED = 77499
BUNDLE = 3
"""A chart whose FHIR part is one bundle; others have NDJSON or single resources."""


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    """Return the folder of one made-up chart."""
    return put(tmp_path / "chart", generate_chart(SEED, BUNDLE).files)


def test_a_chart_has_all_three_kinds_and_every_file_is_used(chart: Path) -> None:
    found = import_episode([chart])
    assert {source.kind for source in found.sources} >= {"fhir", "csv", "RTPLAN"}
    assert all(source.used for source in found.sources)
    places = [p for p in found.patient.record_number.evidence if isinstance(p, FileEvidence)]
    assert {Path(place.file_name).suffix for place in places} >= {".dcm", ".json"}
    assert not found.patient.record_number.in_conflict


def test_the_order_and_number_of_paths_do_not_matter(chart: Path) -> None:
    truth = generate_chart(SEED, BUNDLE).truth
    files = sorted(path for path in chart.rglob("*") if path.is_file())
    for paths in (files, files[::-1]):
        assert differences(import_episode(paths), truth) == ()


def test_fhir_files_given_apart_are_read_together(tmp_path: Path) -> None:
    patient = {"resourceType": "Patient", "id": "p", "identifier": [{"value": "T-1"}]}
    payer = {"resourceType": "Organization", "id": "o", "name": "Some Plan"}
    coverage = {
        "resourceType": "Coverage",
        "id": "k",
        "status": "active",
        "beneficiary": {"reference": "Patient/p"},
        "payor": [{"reference": "Organization/o"}],
    }
    paths = []
    for resource in (patient, payer, coverage):
        folder = tmp_path / str(resource["id"])
        folder.mkdir()
        paths.append(folder / "resource.fhir")
        paths[-1].write_text(json.dumps(resource))
    broken = tmp_path / "broken.json"
    broken.write_text('{"resourceType": "Patient", "gender": 7}')
    found = import_episode([*paths, broken])
    assert found.coverages[0].payer.value == "Some Plan"
    assert [source.name for source in found.sources if not source.used] == ["broken.json"]


def test_a_copy_of_a_fhir_file_counts_once(chart: Path, tmp_path: Path) -> None:
    (bundle,) = [path for path in chart.rglob("*.json") if b'"Bundle"' in path.read_bytes()[:200]]
    copy = tmp_path / "copy.json"
    copy.write_bytes(bundle.read_bytes())
    once, twice = import_episode([chart]), import_episode([chart, copy])
    assert len(twice.diagnoses) == len(once.diagnoses) == 1
    (unused,) = [source for source in twice.sources if not source.used]
    assert (unused.name, unused.note.startswith("the same bytes as")) == ("copy.json", True)


def test_what_is_not_taken_over_is_counted_for_the_reader(chart: Path) -> None:
    found = import_episode([chart])
    assert found.unmapped
    text = episode_text(found)
    assert f"Not taken over: {len(found.unmapped)} elements of the sources" in text


def test_hostile_fhir_in_a_zip_is_refused_and_the_rest_is_read(chart: Path, tmp_path: Path) -> None:
    """Too many values, too deep, a path out of the archive: each is listed, none stops the others."""
    archive = tmp_path / "hostile.zip"
    head = b'{"resourceType": "Bundle", "type": "collection", "entry": ['
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("many.json", head + b"{}," * 2_100_000 + b"{}]}")
        made.writestr("deep.json", head + b'{"resource": {"x": ' * 5_000)
        made.writestr("../out.json", head + b"]}")
        made.writestr("bundle.json", (chart / "bundle.json").read_bytes())
    found = import_episode([archive])
    refused = {source.name: source.kind for source in found.sources if not source.used}
    assert {name.rpartition("/")[2] for name in refused} >= {"many.json", "deep.json"}
    assert len(refused) == 3
    assert found.patient.record_number.is_known
    assert not (tmp_path.parent / "out.json").exists()


@pytest.mark.real_data
def test_a_chart_beside_its_records_counts_no_fraction_twice(shared_data: Path, tmp_path: Path) -> None:
    records = shared_data / "dicom-rt" / "synthetic-episode"
    alone = import_episode([records])
    chart = tmp_path / "chart.json"
    chart.write_bytes(export_fhir(alone))
    joint = import_episode([records, chart])
    assert (len(joint.fractions), joint.delivered_dose_gy) == (7, Decimal("14.000"))
    assert [f.dose_gy for f in joint.fractions] == [f.dose_gy for f in alone.fractions]
    assert [plan.uid for plan in joint.plans] == [plan.uid for plan in alone.plans]
    assert len(joint.plan_changes) == 1
    assert joint.course_parts, "what the chart says of the course is kept beside the records"
