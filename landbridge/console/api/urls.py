"""The API put together: version, errors, operations, OpenAPI at `/api/v1/openapi.json`."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI

from landbridge import __version__
from landbridge.console.api import (
    agreement,
    bridge,
    counts,
    inbound,
    kitting,
    labor,
    layout,
    loading,
    mending,
    outbound,
    papers,
    plates,
    problems,
    quality,
    replenishing,
    returns,
    rules,
    schedules,
    slotting,
    statuses,
    stock,
    waves,
)
from landbridge.console.api.parsing import ExactParser

DESCRIPTION = """
Everything the console and the handheld do. Tokens are made in the console (System, API tokens)
or by `landbridge token add`; each scope is a permission. Deeds need an `Idempotency-Key`: sent
again with the same key they do nothing and give the first answer. Refusals are problem details
(RFC 9457) with a sentence, a stable `code` and an id to quote.
"""

api = NinjaAPI(
    title="Landbridge",
    version=__version__,
    urls_namespace="api-v1",
    description=DESCRIPTION,
    parser=ExactParser(),
    docs_url=None,
)
problems.install(api)
for module in (
    agreement,
    bridge,
    counts,
    mending,
    inbound,
    kitting,
    labor,
    layout,
    loading,
    outbound,
    papers,
    replenishing,
    returns,
    plates,
    quality,
    rules,
    schedules,
    slotting,
    statuses,
    stock,
    waves,
):
    api.add_router("", module.router)


def no_such_address(request: HttpRequest, rest: str = "") -> HttpResponse:
    text = "There is no such address in the API; see /api/v1/openapi.json."
    problem = problems.Problem(404, "not-found", text)
    return problems.answer(request, problem)


prefix = "api/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/hooks/<slug:endpoint>", mending.hook, name="hook"),
    path("v1/hooks/<slug:endpoint>/<path:rest>", mending.hook),
    path("v1/", api.urls),
    path("<path:rest>", no_such_address),
]
