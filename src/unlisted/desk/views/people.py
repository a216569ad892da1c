"""People of a practice."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from unlisted.desk.models import Membership
from unlisted.desk.permissions import ALLOWED, Action, Role, roles_that_can
from unlisted.desk.selectors.people import colleague, people_of
from unlisted.desk.services.people import change_role, invite_person, remove_person
from unlisted.desk.views.page import DeskRequest, back, page

ROLES = [(role.value, role.value.capitalize()) for role in Role]


class InviteForm(forms.Form):
    """Add a person."""

    name = forms.CharField(max_length=120, label="Name")
    credentials = forms.CharField(max_length=60, required=False, label="Credentials (MD, CPC …)")
    email = forms.EmailField(label="E-mail address")
    role = forms.ChoiceField(choices=ROLES, label="Role")


@page(Action.MANAGE_PEOPLE, "GET", "POST")
def people(request: DeskRequest) -> HttpResponse:
    """List the people; add one and show the link for the first password once."""
    form = InviteForm(request.POST or None)
    link, added = "", None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        added, fresh = invite_person(
            by=request.membership,
            email=given["email"],
            name=given["name"],
            role=Role(given["role"]),
            credentials=given["credentials"],
        )
        link = request.build_absolute_uri(_first_password(added)) if fresh else ""
        form = InviteForm()
    return render(
        request,
        "desk/people.html",
        {
            "form": form,
            "link": link,
            "added": added,
            "people": people_of(request.membership),
            "roles": ROLES,
            "actions": [
                (action.value, [role in roles_that_can(action) for role in Role]) for action in Action
            ],
            "role_names": [role.value for role in ALLOWED],
        },
        status=422 if form.errors else 200,
    )


@page(Action.MANAGE_PEOPLE, "POST")
def role(request: DeskRequest, pk: int) -> HttpResponse:
    """Give a person another role."""
    member = colleague(request.membership, pk)
    chosen = request.POST.get("role", "")
    if chosen in {item.value for item in Role}:
        change_role(by=request.membership, member=member, role=Role(chosen))
        messages.success(request, f"{member.user.name} is {chosen} now.")
    return back(request, "people")


@page(Action.MANAGE_PEOPLE, "POST")
def remove(request: DeskRequest, pk: int) -> HttpResponse:
    """End a membership."""
    member = colleague(request.membership, pk)
    remove_person(by=request.membership, member=member)
    messages.success(request, f"{member.user.name} no longer belongs to this practice.")
    return back(request, "people")


def _first_password(member: Membership) -> str:
    user = member.user
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _, token = key.partition("-")
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
