"""People, practices and cases of the desk for tests; everybody is made up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.test import Client

from unlisted.desk.models import Case, Membership, User
from unlisted.desk.permissions import Role
from unlisted.desk.services.episodes import open_case
from unlisted.desk.services.people import invite_person, make_practice, make_user
from unlisted.episode.episode import Episode
from unlisted.pipeline.episode_import import import_episode

SARCOMA = Path(__file__).resolve().parents[2] / "examples" / "sarcoma"


@dataclass(frozen=True)
class Office:
    """A practice with one member in each role."""

    slug: str
    members: dict[Role, Membership]

    def client(self, role: Role) -> Client:
        """Return a browser signed in as the member of a role."""
        return signed_in(self.members[role].user)


def signed_in(user: User) -> Client:
    """Return a browser of a person who has signed in with both factors."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["second_factor_ready"] = True
    session.save()
    return client


def make_office(slug: str) -> Office:
    """Make a practice with a member in each role."""
    boss = make_user(email=f"administrator@{slug}.test", name="Administrator Example")
    admin = make_practice(name=slug.title(), administrator=boss, slug=slug)
    members = {Role.ADMINISTRATOR: admin}
    for role in Role:
        if role is not Role.ADMINISTRATOR:
            members[role], _ = invite_person(
                by=admin, email=f"{role.value}@{slug}.test", name=f"{role.value.title()} Example", role=role
            )
    return Office(slug, members)


@lru_cache(maxsize=1)
def sarcoma() -> Episode:
    """Return the episode of the demo patient."""
    return import_episode([SARCOMA])


DETAILS: dict[str, str] = {
    "line": "1 Sample St",
    "city": "Springfield",
    "state": "IL",
    "zip_code": "62701",
    "place_of_service": "11",
    "rendering": "dr_exampleton",
}
"""What a claim needs beside the record, as the form sends it."""


def enter_details(office: Office, case: Case, **more: str | list[str]) -> None:
    """Enter what a claim needs beside the record: address, place, who rendered, and ``more`` fields."""
    path = f"/p/{office.slug}/cases/{case.number}/claim/details"
    assert office.client(Role.BILLER).post(path, {**DETAILS, **more}).status_code == 302


def sarcoma_case(office: Office) -> Case:
    """Open the case of the demo patient."""
    return open_case(by=office.members[Role.BILLER], episode=sarcoma(), source="examples")
