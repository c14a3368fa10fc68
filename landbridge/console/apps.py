"""Django application of the surfaces; it owns users' preferences and API tokens."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "landbridge.console"
    label = "console"
    default_auto_field = "django.db.models.BigAutoField"
