"""The door: lead a person to the first practice, or say that there is none."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from unlisted.desk.models import User
from unlisted.desk.selectors.people import memberships_of


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the worklist of the only practice, or let the person choose."""
    mine = list(memberships_of(cast(User, request.user)))
    if len(mine) == 1 and not request.GET.get("choose"):
        return redirect("desk:worklist", slug=mine[0].practice.slug)
    return render(request, "desk/home.html", {"memberships": mine})


def health(request: HttpRequest) -> HttpResponse:
    """Say that web and database answer; nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
