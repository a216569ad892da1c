"""How accounts behave: no sign-up by strangers, second factors stored encrypted."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from unlisted.desk.crypto import open_text, seal_text


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse sign-up."""
        return False

    def get_login_stages(self) -> list[str]:
        """Return the steps of a sign-in, with our own word on when the second factor is asked for."""
        ours = "unlisted.desk.oidc.accounts.SecondFactorStage"
        theirs = "allauth.mfa.stages.AuthenticateStage"
        return [ours if name == theirs else name for name in super().get_login_stages()]


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps are encrypted with the file key."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret."""
        return seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret."""
        return open_text(encrypted_text)
