"""The folds of the page of a case: the same part by script, by link, and on a whole load."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from builders.desk_people import Office, sarcoma_case
from unlisted.desk.models import AuditEvent
from unlisted.desk.permissions import Role
from unlisted.desk.views.case_parts import PARTS

MOST_BYTES, MOST_WHOLE, MOST_PART = 100_000, 32, 18
SEEN = {
    "step-3": "complete, with their evidence",
    "step-3-done": "dicom/RP_BOOST_B.dcm",
    "reasons": '<summary class="muted">',
    "codes": "Reason from this record",
    "comparator": "Medicare price here",
    "payer": "What its rules ask of this record",
}


def swapped(part: str) -> dict[str, str]:
    return {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": f"part-{part}"}


@pytest.mark.parametrize("part", sorted(PARTS))
def test_a_part_is_the_same_by_script_and_on_a_whole_load(office: Office, part: str) -> None:
    case, client = sarcoma_case(office), office.client(Role.CLINICIAN)
    path = f"/p/riverside/cases/{case.number}/?open={part}"
    alone = client.get(path, **swapped(part))
    whole = client.get(path).content.decode()
    token = 'name="csrfmiddlewaretoken" value="'
    said = [line for line in alone.content.decode().splitlines() if token not in line and line.strip()]
    assert "<html" not in alone.content.decode()
    assert alone.headers["Vary"].startswith("HX-Request, HX-Target")
    if "There is none." in said[0]:
        assert "-" in part  # such a fold is not shown
        return
    missing = [line for line in said if line not in whole]
    assert missing == []
    assert SEEN.get(part, "") in alone.content.decode()


def test_folded_parts_are_reached_by_a_link(office: Office) -> None:
    case, client = sarcoma_case(office), office.client(Role.AUDITOR)
    page = client.get(f"/p/riverside/cases/{case.number}/").content.decode()
    for part in ("step-1", "step-5", "reasons", "codes", "comparator", "payer"):
        assert f'<a href="?open={part}#' in page
        assert SEEN.get(part, "no such text") not in page
    opened = client.get(f"/p/riverside/cases/{case.number}/?open=all").content.decode()
    assert all(text in opened for text in SEEN.values())


def test_the_page_is_light_and_its_questions_are_counted(office: Office) -> None:
    case, client = sarcoma_case(office), office.client(Role.BILLER)
    path = f"/p/riverside/cases/{case.number}/"
    assert len(client.get(path).content) < MOST_BYTES
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{path}?open=all")
    assert len(asked) <= MOST_WHOLE
    for part in PARTS:
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{path}?open={part}", **swapped(part))
        assert len(asked) <= MOST_PART, part


def test_looking_at_a_part_is_recorded(office: Office) -> None:
    case, client = sarcoma_case(office), office.client(Role.BILLER)
    client.get(f"/p/riverside/cases/{case.number}/?open=payer", **swapped("payer"))
    assert AuditEvent.objects.filter(case_number=case.number, verb="case looked at").count() == 1


@pytest.mark.parametrize("part", ["step-9", "nothing", "../../people", "step-1-done-done", ""])
def test_no_such_part_is_the_whole_page(office: Office, part: str) -> None:
    case, client = sarcoma_case(office), office.client(Role.BILLER)
    answer = client.get(f"/p/riverside/cases/{case.number}/", {"open": part}, **swapped(part))
    assert (answer.status_code, "<html" in answer.content.decode()) == (200, True)


def test_an_outsider_gets_no_part(office: Office, other_office: Office) -> None:
    case = sarcoma_case(office)
    client = other_office.client(Role.MANAGER)
    for part in PARTS:
        path = f"/p/riverside/cases/{case.number}/?open={part}"
        assert client.get(path, **swapped(part)).status_code == 404
