"""The form and the time log of a made-up chart."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import yaml

from unlisted.formats.forms.shape import FORM_KIND
from unlisted.formats.forms.timelog import COLUMNS
from unlisted.pipeline.synthetic.dicom_base import Study
from unlisted.pipeline.synthetic.identity import Person
from unlisted.pipeline.synthetic.plans import PlanSpec

VISIT_EVERY = 5
PRIOR_YEARS = timedelta(days=4 * 365)


class _Plain(yaml.SafeDumper):
    """Write values out where they are used: a form allows no anchors."""

    def ignore_aliases(self, _: Any) -> bool:
        """Never write an alias."""
        return True


def form_bytes(tree: dict[str, Any]) -> bytes:
    """Return a form as YAML, its keys in the order given."""
    text = yaml.dump(
        tree, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=100, default_flow_style=False
    )
    return str(text).encode()


def person_entry(person: Person) -> dict[str, str]:
    """Return a person as a form writes it."""
    made = {"name": person.name, "role": person.role, "npi": person.npi, "credentials": person.credentials}
    return {key: value for key, value in made.items() if value}


def csv_bytes(rows: Sequence[tuple[str, ...]]) -> bytes:
    """Return rows of cells without commas or quotes as CSV below the header of a time log."""
    return "".join(",".join(row) + "\n" for row in [tuple(COLUMNS), *rows]).encode()


def chart_form(study: Study, name: str, plan: PlanSpec, days: list[date], again: bool) -> tuple[bytes, int]:
    """Return the form of a chart, and the number of visits on it."""
    patient, clinic = study.patient, study.clinic
    consult = days[0] - timedelta(days=14)
    visits = [
        {"on": on.isoformat(), "by": "physician", "physician_exam": "yes", "signed_on": on.isoformat()}
        for on in days[::VISIT_EVERY]
    ]
    tree: dict[str, Any] = {
        "form": FORM_KIND,
        "case": name,
        "people": {person.key: person_entry(person) for person in clinic.people},
        "entered_by": "physician",
        "entered_on": days[-1].isoformat(),
        "patient": {
            "record_number": patient.record_number,
            "family_name": patient.family_name,
            "given_name": patient.given_name,
            "birth_date": patient.birth_date.isoformat(),
            "sex": patient.sex,
        },
        "consultation": {"on": consult.isoformat(), "by": "physician", "intent": "curative"},
        "simulations": [
            {"on": (consult + timedelta(days=5)).isoformat(), "immobilization": ["vacuum cushion"]}
        ],
        "visits": visits,
        "complexity": [
            {
                "slug": "set_up",
                "says": f"{patient.given_name} {patient.family_name} ({patient.record_number}) could not lie "
                f"still on {consult.isoformat()}; {clinic.physician.name} stayed in the room "
                f"at {clinic.institution}.",
            }
        ],
        "reirradiation": "yes" if again else "no",
    }
    if again:
        end = days[0] - PRIOR_YEARS
        tree["prior_courses"] = [
            {
                "body_site": plan.site,
                "started_on": (end - timedelta(days=34)).isoformat(),
                "ended_on": end.isoformat(),
                "dose_gy": "50",
                "fractions": "25",
                "overlaps_target": "yes",
            }
        ]
    return form_bytes(tree), len(visits)


def chart_time_log(study: Study, start: date, days: list[date], rng: random.Random) -> tuple[bytes, int]:
    """Return the time log of a chart, and its minutes."""
    clinic = study.clinic
    before = start - timedelta(days=6)
    work = [
        (before, clinic.physician, "contouring", "unique_plan"),
        (before, clinic.physicist, "plan_check", "unique_plan"),
        (before, clinic.dosimetrist, "planning", "unique_plan"),
        *((on, clinic.therapist, "treatment", "delivery") for on in days),
    ]
    rows, minutes = [], 0
    for on, person, activity, step in work:
        spent = 10 + rng.randrange(60)
        minutes += spent
        rows.append(
            (
                on.isoformat(),
                person.name,
                person.role,
                person.npi,
                "",
                activity,
                step,
                str(spent),
                on.isoformat(),
                "",
            )
        )
    return csv_bytes(rows), minutes
