"""What the console keeps itself: API tokens, the audit of people's doings, preferences."""

from django.conf import settings
from django.db import models


class ApiToken(models.Model):
    """A machine's key to the API. The key itself is shown once and kept only as a digest.

    scopes: names of permissions; what counts is what the owner is still allowed to do.
    """

    name = models.CharField(max_length=100)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    prefix = models.CharField(max_length=12)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class AuditEntry(models.Model):
    """Who did what in the console, when and why. The database refuses changes to it.

    actor: the name used, also when nobody of that name exists (refused sign-ins).
    action: a stable word such as `sign-in`, `sign-in-refused`, `token-created`.
    """

    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    address = models.CharField(max_length=45, blank=True)
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("action", "at"), name="console_audit_action_at"),
            models.Index(fields=("actor", "at"), name="console_audit_actor_at"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor} {self.action} {self.subject}".strip()


class Preference(models.Model):
    """How one person wants the console. Empty means: as the site or the browser says."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preference"
    )
    timezone = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=5, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"preferences of {self.user_id}"


class FloorAnswer(models.Model):
    """The address that followed a form of the handheld. content: digest of what was sent."""

    actor = models.CharField(max_length=150)
    key = models.CharField(max_length=64)
    content = models.BinaryField(max_length=32)
    address = models.TextField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("actor", "key"), name="console_floor_answer_once"),
        )
        indexes = (models.Index(fields=("actor", "at"), name="console_floor_answer_at"),)

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"
