"""People, practices, and the membership that says who is what where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models

from unlisted.desk.permissions import Action, Role, can

if TYPE_CHECKING:
    _Manager = BaseUserManager["User"]
else:
    _Manager = BaseUserManager


class UserManager(_Manager):
    """Make accounts by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> User:
        """Make an account; without a password nobody can sign in until one is set."""
        user: User = self.model(email=self.normalize_email(email).lower(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """A person who signs in. Rights come from memberships only; there is no superuser screen."""

    username = None  # type: ignore[assignment]  # the address is the name
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    credentials = models.CharField(max_length=60, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()  # type: ignore[assignment,misc]

    def __str__(self) -> str:
        return self.name


class Practice(models.Model):
    """A practice: the wall between two sets of cases.

    ``billing`` holds the practice file (who bills, people, places, payers) as ``unlisted claim build``
    reads it; ``state`` and ``locality`` price the comparators.
    """

    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)
    locality = models.CharField(max_length=60, blank=True)
    setting = models.CharField(max_length=40, blank=True)
    billing = models.JSONField(default=dict, blank=True)
    next_case_number = models.PositiveIntegerField(default=1)
    next_control_number = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Order."""

        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person in one practice in one role. Every right is asked of it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    active = models.BooleanField(default=True)

    class Meta:
        """One membership per person and practice."""

        ordering = ("user__name",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("user", "practice"), name="one_membership")
        ]

    def __str__(self) -> str:
        return f"{self.user.name} ({self.role})"

    def can(self, action: Action) -> bool:
        """Say whether this person may do something here."""
        return self.active and can(self.role, action)
