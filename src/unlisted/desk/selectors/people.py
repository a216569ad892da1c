"""Memberships: the one door through which every request comes."""

from __future__ import annotations

from django.db.models import QuerySet

from unlisted.desk.models import Membership, User
from unlisted.desk.permissions import NotThereError


def membership_of(user: User, slug: str) -> Membership:
    """Return the active membership of a person in a practice; an outsider gets ``NotThereError``."""
    found = (
        Membership.objects.select_related("practice", "user")
        .filter(user=user, practice__slug=slug, active=True, user__is_active=True)
        .first()
    )
    if found is None:
        raise NotThereError("there is nothing here", fix="check the address, or ask your administrator")
    return found


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return the practices a person belongs to."""
    return (
        Membership.objects.select_related("practice", "user")
        .filter(user=user, active=True)
        .order_by("practice__name")
    )


def people_of(by: Membership) -> QuerySet[Membership]:
    """Return everyone of the practice, active first."""
    return (
        Membership.objects.select_related("user")
        .filter(practice=by.practice_id)
        .order_by("-active", "user__name")
    )


def colleague(by: Membership, pk: int) -> Membership:
    """Return one member of the same practice."""
    found = people_of(by).filter(pk=pk).first()
    if found is None:
        raise NotThereError("there is no such member of this practice")
    return found
