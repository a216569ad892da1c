"""Forms: what is filled in becomes facts with their place; what is wrong is named by line, never by value."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from unlisted.base.errors import BrokenFileError, UnknownNameError, UnsupportedFormatError
from unlisted.base.evidence import EnteredEvidence, FileEvidence
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import GuidanceKind, Intent, Role
from unlisted.formats.forms import form_template, is_form, read_form, time_log_template
from unlisted.formats.forms.template import SECTION_NAMES

HEAD = """form: unlisted.episode/1
people:
  md: {name: Dr. Example, role: radiation_oncologist, npi: '1000000001', credentials: MD}
  rn: {name: Nurse Example, role: nurse}
entered_by: md
entered_on: 2026-09-20
"""


def read(body: str, name: str = "visit.yaml") -> Episode:
    return read_form(name, (HEAD + body).encode())


def problem(body: str, head: str = HEAD) -> str:
    with pytest.raises(BrokenFileError) as caught:
        read_form("visit.yaml", (head + body).encode())
    return str(caught.value)


def test_a_fact_holds_its_place_and_who_entered_it() -> None:
    visit = read("visits:\n  - on: 2026-09-15\n  - on: 2026-09-16\n    by: rn\n").visits[1]
    place, entered = visit.on.evidence
    assert isinstance(place, FileEvidence)
    assert (place.file_name, place.locator, len(place.sha256)) == ("visit.yaml", "visits[1].on", 64)
    assert entered == EnteredEvidence("Dr. Example", "radiation_oncologist", date(2026, 9, 20), "visit.yaml")
    assert visit.by.value.role is Role.NURSE
    assert not visit.physician_exam.is_known


def test_each_kind_of_answer_gets_its_type() -> None:
    found = read(
        """reirradiation: no
prior_courses: [{dose_gy: 50.4, fractions: 28, ended_on: 2021-04-02, overlaps_target: yes}]
consultation: {intent: palliative}
tumor_board: {specialties: [surgery, pathology]}
image_guidance: [{on: 2026-09-15, kind: cbct, fraction_number: 3}]
visits: [{toxicities: [{term: dermatitis, grade: 2, version: CTCAE v5.0}]}]
documents: [consent, consent]
"""
    )
    course = found.prior_courses[0]
    assert (course.dose_gy.value, course.fractions.value) == (Decimal("50.4"), 28)
    assert found.reirradiation.value is False
    assert found.consultation.intent.value is Intent.PALLIATIVE
    assert found.tumor_board.specialties.value == ("surgery", "pathology")
    image = found.image_guidance[0]
    assert (image.kind.value, image.fraction_number) == (GuidanceKind.CBCT, 3)
    assert found.visits[0].toxicities.value[0].grade == 2
    assert found.documents == ("consent",)


def test_json_reads_as_yaml_does() -> None:
    data = b'{"form": "unlisted.episode/1", "visits": [{"on": "2026-09-15", "physician_exam": true}]}'
    found = read_form("visit.json", data)
    assert found.visits[0].physician_exam.value is True
    assert not [e for e in found.visits[0].on.evidence if isinstance(e, EnteredEvidence)]


def test_a_statement_takes_signer_and_day_from_the_form() -> None:
    found = read("checklist:\n  - {element: peer_review_before_start, state: incomplete, says: Planned.}\n")
    stated = found.attestations[0]
    assert (stated.slug, stated.by.name) == ("incomplete:peer_review_before_start", "Dr. Example")
    assert stated.on == date(2026, 9, 20)


@pytest.mark.parametrize(
    ("body", "where", "what", "fix"),
    [
        ("visits:\n  - on: 15.9.2026\n", ":8:5, visits[0].on", "no day", "YYYY-MM-DD"),
        ("visits:\n  - on: 2026-02-30\n", ":8:5", "no day", "YYYY-MM-DD"),
        ("consultation:\n  intend: curative\n", ":8:3, consultation", "not known", "`intent`"),
        ("consultation:\n  intent: cure\n", ":8:3", "not one of the answers", "curative"),
        ("visits:\n  - physician_exam: maybe\n", ":8:5", "no yes or no", "yes or no"),
        ("visits:\n  - by: dr_who\n", ":8:5", "no such entry of people", "md, rn"),
        ("visits: none\n", ":7:1", "must be a list", "- "),
        ("coverages:\n  - payer: Aetna\n", ":8:5, coverages[0]", "`order` is missing", "add `order:`"),
        ("prior_courses:\n  - dose_gy: -50\n", ":8:5", "no number", "number"),
        ("visits:\n  - toxicities: [{term: x, grade: 6}]\n", ":8:28", "no grade", "0 to 5"),
        ("visits:\n\t- on: 2026-09-15\n", ":8:1", "tab", "two spaces"),
        ("checklist:\n  - {element: x_y, state: done, says: x}\n", ":8:20", "no such state", "complete"),
        ("documents: [Consent Form]\n", ":7:13", "no document slug", "slug"),
    ],
)
def test_a_mistake_is_named_by_line_and_column_with_its_fix(
    body: str, where: str, what: str, fix: str
) -> None:
    told = problem(body)
    assert f"visit.yaml{where}" in told
    assert what in told
    assert fix in told


def test_no_message_repeats_a_value_of_the_file() -> None:
    name = "Jane Q. Secretive"
    told = problem(f"patient:\n  birth_date: {name}\n  {name}: 1\nvisits:\n  - by: {name}\n")
    assert "Secretive" not in told
    assert "3 problems" in told


def test_a_form_nobody_signed_cannot_attest() -> None:
    told = problem("attestations: [{slug: x, says: y}]\n", "form: unlisted.episode/1\n")
    assert "no one signs this" in told


def test_the_empty_form_can_be_read_and_holds_nothing() -> None:
    found = read_form("empty.yaml", form_template().encode())
    assert found == Episode(id=found.id, sources=found.sources)
    assert read_form("log.csv", time_log_template().encode()).time_log == ()


@pytest.mark.parametrize("section", SECTION_NAMES)
def test_each_section_has_a_form_of_its_own(section: str) -> None:
    text = form_template(section)
    assert f"\n{section}:" in text
    assert read_form("empty.yaml", text.encode()).id


def test_an_unknown_section_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no section 'consent'"):
        form_template("consent")


def test_other_files_are_no_forms() -> None:
    assert not is_form("bundle.json", b'{"resourceType": "Bundle"}')
    assert not is_form("prices.csv", b"code,price\n77499,1\n")
    with pytest.raises(UnsupportedFormatError, match="neither a form nor a time log"):
        read_form("bundle.json", b'{"resourceType": "Bundle"}')


def test_many_mistakes_end_in_one_short_message() -> None:
    told = problem("visits:\n" + "  - on: x\n" * 1_500)
    assert "1500 problems" in told
    assert "and 1480 more" in told


def test_the_examples_of_the_guide_can_be_read() -> None:
    guide = Path(__file__).resolve().parents[4] / "docs" / "how-to" / "record-an-episode.md"
    text = guide.read_text(encoding="utf-8")
    form = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    log = re.search(r"```csv\n(.*?)```", text, re.DOTALL)
    assert form
    assert log
    assert read_form("guide.yaml", form[1].encode()).visits[0].physician_exam.value is True
    assert len(read_form("guide.csv", log[1].encode()).time_log) == 2
