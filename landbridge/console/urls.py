"""Addresses of every surface: screens are found, areas beside them bring their own."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from landbridge.console import discovery, probes
from landbridge.console.areas import areas
from landbridge.console.serving import address

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", probes.healthz, name="healthz"),
    path("metrics", probes.metrics, name="metrics"),
    path("favicon.ico", RedirectView.as_view(url=static("console/mark.svg"), permanent=False)),
    path("admin/", admin.site.urls),
    *(path(area.prefix, include(area)) for area in areas()),
    *(address(screen) for screen in discovery.screens()),
]

handler400 = "landbridge.console.refusals.bad_request"
handler403 = "landbridge.console.refusals.forbidden"
handler404 = "landbridge.console.refusals.not_found"
handler500 = "landbridge.console.refusals.broken"
