"""People and practices: made, invited, given a role, removed."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import slugify

from unlisted.base.errors import UsageError
from unlisted.desk.audit import record
from unlisted.desk.models import Membership, Practice, User
from unlisted.desk.permissions import Action, Role, check_allowed


@transaction.atomic
def make_practice(*, name: str, administrator: User, slug: str = "") -> Membership:
    """Make a practice with its first administrator. Done at the command line, not on a page."""
    chosen = slug or slugify(name)[:60]
    if Practice.objects.filter(slug=chosen).exists():
        raise UsageError(f"there is a practice {chosen!r} already", fix="choose another name")
    practice = Practice.objects.create(name=name, slug=chosen)
    member = Membership.objects.create(user=administrator, practice=practice, role=Role.ADMINISTRATOR.value)
    record(verb="practice made", by=member, practice=practice)
    return member


@transaction.atomic
def make_user(*, email: str, name: str, password: str | None = None, credentials: str = "") -> User:
    """Make an account. Done at the command line or by an invitation."""
    if User.objects.filter(email=email.lower()).exists():
        raise UsageError("there is an account with this address already", fix="use that account")
    user = User.objects.create_user(email, password, name=name, credentials=credentials)
    record(verb="account made", actor=email)
    return user


@transaction.atomic
def invite_person(
    *, by: Membership, email: str, name: str, role: Role, credentials: str = ""
) -> tuple[Membership, bool]:
    """Add a person to the practice; say whether the account is new and needs its first password."""
    check_allowed(by.role, Action.MANAGE_PEOPLE)
    user = User.objects.filter(email=email.lower()).first()
    fresh = user is None
    if user is None:
        user = make_user(email=email, name=name, credentials=credentials)
    member = Membership.objects.filter(user=user, practice=by.practice).first()
    if member is not None and member.active:
        raise UsageError("this person belongs to the practice already", fix="change the role instead")
    if member is None:
        member = Membership(user=user, practice=by.practice)
    member.role, member.active = role.value, True
    member.save()
    record(verb="person added", by=by, detail={"member": member.pk, "role": role.value})
    return member, fresh


@transaction.atomic
def change_role(*, by: Membership, member: Membership, role: Role) -> Membership:
    """Give a member another role. The last administrator stays one."""
    check_allowed(by.role, Action.MANAGE_PEOPLE)
    if role is not Role.ADMINISTRATOR:
        _keep_an_administrator(member)
    before = member.role
    member.role = role.value
    member.save()
    record(verb="role changed", by=by, detail={"member": member.pk, "from": before, "to": role.value})
    return member


@transaction.atomic
def remove_person(*, by: Membership, member: Membership) -> None:
    """End a membership; what the person did stays."""
    check_allowed(by.role, Action.MANAGE_PEOPLE)
    _keep_an_administrator(member)
    member.active = False
    member.save()
    record(verb="person removed", by=by, detail={"member": member.pk})


def _keep_an_administrator(member: Membership) -> None:
    others = Membership.objects.select_for_update().filter(
        practice=member.practice_id, role=Role.ADMINISTRATOR.value, active=True
    )
    if member.role == Role.ADMINISTRATOR.value and not others.exclude(pk=member.pk).exists():
        raise UsageError(
            "this is the last administrator",
            why="nobody could add people any more",
            fix="make another person administrator first",
        )
