"""The Django application of the desk."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Name the application; its tables begin with ``desk_``."""

    name = "unlisted.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Desk"

    def ready(self) -> None:
        """Connect what records sign-ins."""
        from unlisted.desk import signals  # noqa: F401, PLC0415 - Django wants signals connected here
