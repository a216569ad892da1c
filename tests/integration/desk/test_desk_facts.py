"""Facts of the checklist filled in and corrected by people, each by its role."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from builders.desk_people import Office, sarcoma_case
from unlisted.desk.models import AuditEvent, Case
from unlisted.desk.permissions import Role
from unlisted.desk.services.standing import today
from unlisted.desk.templatetags.desk import day
from unlisted.episode.episode import Episode
from unlisted.formats.episode_json import read_episode_json

WHY = "read in the letter of the first course"
HTMX = {"HTTP_HX_REQUEST": "true"}


def base(case: Case, element: str, do: str = "") -> str:
    return f"/p/riverside/cases/{case.number}/elements/{element}/{do}"


def enter(client: Client, case: Case, element: str, do: str = "enter", **given: object) -> int:
    filled = {"revision": case.revisions.count(), "why": WHY, "says": WHY}
    filled |= {name.replace("__", "."): value for name, value in given.items()}
    return client.post(base(case, element, do), filled).status_code


def episode(case: Case) -> Episode:
    return read_episode_json("x", bytes(case.revisions.latest("number").content))


def state_of(case: Case, element: str) -> str:
    review = json.loads(bytes(case.decisions.latest("id").content))
    found = [i for step in review["checklist"]["steps"] for i in step["elements"] if i["slug"] == element]
    return str(found[0]["state"])


def test_a_gap_is_filled_and_the_case_reviewed_anew(office: Office) -> None:
    case = sarcoma_case(office)
    before = case.decisions.count()
    assert state_of(case, "peer_review_before_start") == "not_started"
    assert enter(office.client(Role.BILLER), case, "peer_review_before_start", document="peer_review") == 302
    assert state_of(case, "peer_review_before_start") == "complete"
    assert case.decisions.count() == before + 1
    shown = office.client(Role.AUDITOR).get(f"/p/riverside/cases/{case.number}/?open=step-3-done")
    assert f"entered by Biller Example (biller) on {day(today())}, the desk: {WHY}" in shown.content.decode()


def test_a_correction_stands_beside_and_is_settled_by_a_person(office: Office) -> None:
    case, client = sarcoma_case(office), office.client(Role.CLINICIAN)
    dose = {"prior_courses__0__dose_gy": "45"}
    assert enter(client, case, "prior_radiation", **dose) == 302
    held = episode(case).prior_courses[0].dose_gy
    assert [str(fact.value) for fact in held.facts] == ["50", "45"]
    assert state_of(case, "prior_radiation") == "incomplete"
    shown = client.get(base(case, "prior_radiation")).content.decode()
    assert "Sources contradict" in shown
    assert WHY in shown
    given = {"place": "prior_courses.0.dose_gy", "choice": "1"}
    assert enter(office.client(Role.BILLER), case, "prior_radiation", "settle", **given) == 403
    assert enter(client, case, "prior_radiation", "settle", **given) == 302
    held = episode(case).prior_courses[0].dose_gy
    assert (str(held.value), held.in_conflict, len(held.facts)) == ("45", False, 2)
    aside = held.facts[0].set_aside
    assert aside is not None
    assert (aside.person, aside.role, aside.why) == ("Clinician Example", "clinician", WHY)
    assert state_of(case, "prior_radiation") == "complete"


def test_a_statement_of_a_person_counts_from_then_on(office: Office) -> None:
    case, element = sarcoma_case(office), "record_retention"
    clinician = office.client(Role.CLINICIAN)
    for state in ("incomplete", "complete"):
        assert enter(office.client(Role.BILLER), case, element, "state", state=state) == 403
        assert enter(clinician, case, element, "state", state="perhaps") == 422
        assert enter(clinician, case, element, "state", state=state) == 302
        assert state_of(case, element) == state
    assert WHY in clinician.get(base(case, element)).content.decode()


@pytest.mark.parametrize("role", [Role.BILLER, Role.CODER, Role.MANAGER])
def test_the_office_enters_its_own_facts_and_no_clinical_ones(office: Office, role: Role) -> None:
    case, client = sarcoma_case(office), office.client(role)
    assert enter(client, case, "performance_status", consultation__performance_status="ECOG 2") == 422
    assert enter(client, case, "patient_and_coverage", coverages__0__group_number="SYN-7") == 302
    assert episode(case).coverages[0].group_number.value == "SYN-7"
    assert "Enter as" not in client.get(base(case, "performance_status")).content.decode()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_only_reads_is_refused(office: Office, role: Role) -> None:
    case, client = sarcoma_case(office), office.client(role)
    for do in ("enter", "state", "settle"):
        assert enter(client, case, "performance_status", do) == 403
    assert "does not change it" in client.get(base(case, "performance_status")).content.decode()
    assert case.revisions.count() == 1


def test_an_outsider_finds_nothing(office: Office, other_office: Office) -> None:
    case, client = sarcoma_case(office), other_office.client(Role.CLINICIAN)
    assert client.get(base(case, "performance_status")).status_code == 404
    for do in ("enter", "state", "settle"):
        assert enter(client, case, "performance_status", do) == 404


def test_the_trail_names_the_element_and_no_value(office: Office) -> None:
    case = sarcoma_case(office)
    given = {"consultation__performance_status": "SECRETVALUE"}
    enter(office.client(Role.CLINICIAN), case, "performance_status", **given)
    event = AuditEvent.objects.get(verb="facts entered")
    assert event.detail == {"element": "performance_status"}
    said = " ".join(f"{e.verb} {e.detail}" for e in AuditEvent.objects.all())
    assert "SECRETVALUE" not in said
    assert WHY not in said


@pytest.mark.parametrize(
    ("element", "given"),
    [
        ("performance_status", {"why": "  ", "consultation__performance_status": "ECOG 2"}),
        ("performance_status", {}),
        ("performance_status", {"revision": "77", "consultation__performance_status": "ECOG 2"}),
        ("performance_status", {"revision": "x", "consultation__performance_status": "ECOG 2"}),
        ("performance_status", {"patient__family_name": "Other"}),
        ("prior_radiation", {"prior_courses__0__dose_gy": "much"}),
        ("prior_radiation", {"prior_courses__7__dose_gy": "45"}),
    ],
)
def test_what_is_no_fact_is_refused_and_nothing_kept(
    office: Office, element: str, given: dict[str, str]
) -> None:
    case = sarcoma_case(office)
    assert enter(office.client(Role.CLINICIAN), case, element, **given) == 422
    assert case.revisions.count() == 1


def test_a_refused_form_comes_back_with_what_was_typed(office: Office) -> None:
    case, client = sarcoma_case(office), office.client(Role.CLINICIAN)
    given = {"revision": 1, "why": WHY, "prior_courses.0.dose_gy": "much", "prior_courses.0.fractions": "20"}
    for more in ({}, HTMX):
        answer = client.post(base(case, "prior_radiation", "enter"), given, **more)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert 'value="much"' in text
        assert 'value="20"' in text
        assert "This is no number" in text
        assert ("<html" in text) == (not more)
    assert answer.headers["Desk-Form"] == "again"


def test_a_swapped_form_leads_to_the_step(office: Office) -> None:
    case, client = sarcoma_case(office), office.client(Role.CLINICIAN)
    part = client.get(base(case, "performance_status"), **HTMX)
    assert part.content.decode().startswith('<div class="entry"')
    assert part.headers["Vary"].startswith("HX-Request")
    given = {"revision": 1, "why": WHY, "consultation.performance_status": "ECOG 1"}
    answer = client.post(base(case, "performance_status", "enter"), given, **HTMX)
    assert (answer.status_code, "open=step-1" in answer.headers["HX-Redirect"]) == (204, True)


def test_a_corrected_name_stands_at_the_head_once_it_is_settled(office: Office) -> None:
    case, client = sarcoma_case(office), office.client(Role.BILLER)
    enter(client, case, "patient_and_coverage", patient__family_name="Madeupson")
    case.refresh_from_db()
    assert case.family_name == "Syntheticson"
    choices = [fact.value for fact in episode(case).patient.family_name.facts]
    given = {"place": "patient.family_name", "choice": str(choices.index("Madeupson"))}
    assert enter(client, case, "patient_and_coverage", "settle", **given) == 302
    case.refresh_from_db()
    assert case.family_name == "Madeupson"


def test_no_element_no_page(office: Office) -> None:
    case = sarcoma_case(office)
    assert office.client(Role.CLINICIAN).get(base(case, "nothing_like_it")).status_code == 404
    assert (
        enter(office.client(Role.CLINICIAN), case, "patient_and_coverage", "state", state="complete") == 404
    )


def test_every_element_has_its_page(office: Office) -> None:
    case, client = sarcoma_case(office), office.client(Role.CLINICIAN)
    review = json.loads(bytes(case.decisions.latest("id").content))
    slugs = [item["slug"] for step in review["checklist"]["steps"] for item in step["elements"]]
    assert len(slugs) > 100
    for slug in slugs[::9]:
        assert client.get(base(case, slug), **HTMX).status_code == 200, slug
