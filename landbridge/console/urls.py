"""Addresses of every surface: screens are found, areas beside them bring their own.

An area is a folder with `urls.py`: `prefix = "api/"` and `urlpatterns`.
"""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from django.contrib import admin
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from landbridge.console import discovery, probes
from landbridge.console.serving import address


def areas() -> Iterator[URLResolver]:
    """Folders beside the screens that have a `urls` module, which names its own `prefix`."""
    home = import_module("landbridge.console")
    for info in pkgutil.iter_modules(home.__path__, "landbridge.console."):
        if info.ispkg and find_spec(f"{info.name}.urls") is not None:
            module = import_module(f"{info.name}.urls")
            yield path(module.prefix, include(module))


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", probes.healthz, name="healthz"),
    path("metrics", probes.metrics, name="metrics"),
    path("favicon.ico", RedirectView.as_view(url=static("console/mark.svg"), permanent=False)),
    path("admin/", admin.site.urls),
    *areas(),
    *(address(screen) for screen in discovery.screens()),
]

handler400 = "landbridge.console.refusals.bad_request"
handler403 = "landbridge.console.refusals.forbidden"
handler404 = "landbridge.console.refusals.not_found"
handler500 = "landbridge.console.refusals.broken"
