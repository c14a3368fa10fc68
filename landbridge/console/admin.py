"""Django's admin is the locksmith's key: superusers only, people and tokens only."""

from django.contrib import admin
from django.http import HttpRequest

from landbridge.console.models import ApiToken, AuditEntry, Preference


def _superuser_only(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_superuser


admin.site.site_header = "Landbridge"
admin.site.site_title = "Landbridge"
admin.site.has_permission = _superuser_only  # type: ignore[method-assign]


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shown, never written."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor", "action", "subject", "why", "address")
    list_filter = ("action",)
    search_fields = ("actor", "subject")


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    list_display = ("name", "owner", "prefix", "created_at", "last_used_at", "revoked_at")
    fields = list_display


@admin.register(Preference)
class PreferenceAdmin(ReadOnlyAdmin):
    list_display = ("user", "timezone", "language", "theme")
